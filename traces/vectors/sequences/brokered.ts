/**
 * The brokered path: what a provider may ask for, by handles and offsets, and what the kernel makes of it.
 *
 * @module
 */

import { OPC } from "../../../spec/nvme/mod.ts";
import { entryBytes, hex, OWN, type Script, withName } from "../script.ts";
import { brokeredIoOn, from, host, type Scripts } from "./setups.ts";

/** Bytes of the claim's window. */
const BYTES = 0x8000;

const published = (tail: number, queue = 0) => ({ doorbell: `${queue}:${tail}` });

/** An Identify of a buffer. */
function identified(
  script: Script,
  fields: { [field: string]: string | number },
  wanted = published(1),
) {
  return script.issue("identifyController", fields, wanted);
}

const block = (fields: { [field: string]: string | number }) => ({
  queue: 1,
  cid: 2,
  at: 0,
  blocks: 1,
  ...fields,
});

/** Enabling with admin queues of so many entries. */
function enabling(
  submission: number | string,
  completion: number,
  wanted: string | { cc: string },
): Script {
  return host("bounce", "brokered").reset({ queueEntries: 16 }).window(0, 1, OWN, 8).claim()
    .ask({ op: "enable", claim: 0, submission, completion }, wanted);
}

/** The entry that the controller fetches for an intent of an I/O queue. */
function authored(
  fields: { [field: string]: string | number },
  intent: string,
  bytes: string,
): Script {
  return from("brokered_io").issue(intent, { queue: 1, ...fields }, published(1, 1))
    .fetch(0, bytes, "iosq");
}

/** Completions that nobody takes stay with the controller once the kernel holds as many as it serves. */
function mailbox(): Script {
  const script = host("bounce", "brokered").reset({ queueEntries: 4, queues: 2 })
    .window(0, 1, OWN, 8).claim().ask({ op: "grantInterrupt", owner: 1, vector: 0 })
    .ask({ op: "enable", claim: 0, submission: 4, completion: 4 }, { cc: "460001" }).status(1);
  for (let i = 0; i < 5; i++) {
    script.issue("identifyController", { cid: i }, published((i + 1) % 4))
      .post(i % 4, { cid: i, sqhd: (i + 1) % 4, phase: i < 4 ? 1 : 0 })
      .ask({ op: "raise", vector: 0 }, i < 4 ? { taken: 1, woken: `0:${i}` } : { taken: 0 });
  }
  return script.ask({ op: "take", claim: 0 }, {
    taken: 4,
    completions: "0:0,0:1,0:2,0:3",
  }).ask({ op: "raise", vector: 0 }, { taken: 1, woken: "0:4" }).ask({ op: "take", claim: 0 }, {
    taken: 1,
    completions: "0:4",
  });
}

/** What the provider reads of registers: nothing of the kernel's. */
function shown(): Script {
  const read = (offset: number, width: number) => ({
    op: "read",
    claim: 0,
    offset: hex(offset),
    width,
  });
  return from("brokered").ask(read(0x28, 8), { value: "0" }).ask(read(0x30, 8), { value: "0" })
    .ask(read(0x24, 4), { value: "0" }).ask(read(0x14, 4), { value: "460001" })
    .ask(read(0x1c, 4), { value: "1" }).ask(read(0x28, 4), { value: "0" }).ask(
      read(0x28, 2),
      "access",
    )
    .ask(read(0x20, 4), "register").ask(read(0x1000, 4), "register")
    .ask(read(0x1004, 4), "register").endClaim().ask(read(0x1c, 4), "staleClaim");
}

/** No register is written by a provider, and no doorbell rung. */
function written(): Script {
  const script = from("brokered");
  for (const offset of [0x14, 0x24, 0x28, 0x30, 0x1000, 0x1004]) {
    script.write(offset, offset === 0x28 || offset === 0x30 ? 8 : 4, 1n, "modelOfClaim");
  }
  return script;
}

/** Offsets of a buffer of 4096 bytes. */
function offsets(): Script {
  const script = from("brokered");
  for (const at of [1, 2, 3, 6]) identifiedNot(script, { at }, "unaligned");
  identifiedNot(script, { at: -4 }, "outOfWindow");
  for (const at of [BYTES - 0x0ffc, BYTES - 4, BYTES, BYTES + 4]) {
    identifiedNot(script, { at }, "extentOverrun,outOfWindow");
  }
  return identified(script, { at: BYTES - 0x1000 });
}

function identifiedNot(
  script: Script,
  fields: { [field: string]: string | number },
  reasons: string,
): Script {
  return script.issue("identifyController", fields, reasons);
}

/** A queue's handle is good for that queue alone. */
function handles(): Script {
  const script = from("brokered");
  const create = (cid: number, tail: number) =>
    script.issue("createSubmissionQueue", { cid, qid: 1, cqid: 1 }, published(tail))
      .post(tail - 1, { cid, sqhd: tail }).interrupt({ woken: `0:${cid}` });
  script.ask({ op: "queue", claim: 0, queue: 1 }, "unarmedQueue");
  script.issue("createCompletionQueue", { cid: 0, qid: 1 }, published(1)).post(0, {
    cid: 0,
    sqhd: 1,
  })
    .interrupt({ woken: "0:0" });
  create(1, 2).ask({ op: "queue", claim: 0, queue: 1 }, { handle: 1 })
    .issue("deleteSubmissionQueue", { cid: 2, qid: 1 }, published(3)).post(2, { cid: 2, sqhd: 3 })
    .interrupt({ woken: "0:2" });
  return create(3, 4).issue("flush", { queue: 1, cid: 4, handle: 1 }, "unarmedQueue")
    .ask({ op: "queue", claim: 0, queue: 1 }, { handle: 2 })
    .issue("flush", { queue: 1, cid: 4, handle: 2 }, published(1, 1));
}

/** Intents that an admin queue takes, and an I/O queue does not; and the other way round. */
function elsewhere(): Script {
  const script = from("brokered_io");
  for (const intent of ["read", "write", "flush"]) script.issue(intent, {}, "opcode");
  for (
    const intent of [
      "identifyController",
      "identifyNamespace",
      "createCompletionQueue",
      "createSubmissionQueue",
      "deleteSubmissionQueue",
      "deleteCompletionQueue",
    ]
  ) {
    script.issue(intent, { queue: 1 }, "opcode");
  }
  return script;
}

function creations(): Script {
  const script = host("bounce", "brokered").reset({ queueEntries: 16, queues: 3 })
    .window(0, 1, OWN, 8).claim()
    .ask({ op: "enable", claim: 0, submission: 8, completion: 8 }, { cc: "460001" }).status(1);
  const not = (intent: string, fields: { [field: string]: number }, reason: string) =>
    script.issue(intent, fields, reason);
  for (const intent of ["createCompletionQueue", "createSubmissionQueue"]) {
    for (const qid of [0, 3]) not(intent, { qid }, "queueIdentifier");
    for (const entries of [1, 17]) not(intent, { entries }, "queueSize");
  }
  not("createSubmissionQueue", {}, "queueOrder");
  not("deleteSubmissionQueue", {}, "queueOrder");
  not("deleteCompletionQueue", {}, "queueOrder");
  not("createCompletionQueue", { vector: 3 }, "interruptVector");
  script.ask({ op: "grantInterrupt", owner: 1, vector: 3 });
  script.issue("createCompletionQueue", { vector: 3, entries: 16 }, published(1));
  return script.fetch(
    0,
    withName(
      entryBytes({ opc: OPC.createCompletionQueue, cid: 1, cdw10: 0xf_0001, cdw11: 0x3_0003 }),
      24,
      "iocq",
    ),
  ).issue("createCompletionQueue", { cid: 2, qid: 2, entries: 2 }, published(2));
}

/** Data of several pages, in a list of the kernel's. */
function listed(): Script {
  const bytes = entryBytes({ opc: OPC.read, cid: 2, nsid: 1, cdw12: 23 });
  return from("brokered_io").issue("read", block({ blocks: 24, at: 0x800 }), published(1, 1))
    .fetch(0, withName(withName(bytes, 32, "list"), 24, "window0_0+800"), "iosq")
    .ask({ op: "dmaRead", address: "$list", length: 24 }, {
      bytes: "{window0_1}{window0_2}{window0_3}",
    });
}

/** As many pages as one page of a list can name beside the first one, and one more. */
function longest(): Script {
  const pages = 1 + 4096 / 8;
  const granted = host("bounce", "brokered").reset({ frames: 560, most: 0x40_0000 })
    .window(0, 1, OWN, pages + 1).claim();
  const blocks = (count: number) => block({ blocks: count * 8 });
  return brokeredIoOn(granted).issue("read", blocks(pages + 1), "transferTooLong")
    .issue("read", blocks(pages), published(1, 1));
}

export const brokered: Scripts = {
  data_of_as_many_pages_as_a_list_names: longest(),
  brokered_registers_as_they_are_shown: shown(),
  brokered_providers_write_no_register: written(),
  brokered_queues_of_two_entries: enabling(2, 2, { cc: "460001" }),
  brokered_queues_of_all_entries: enabling(16, 16, { cc: "460001" }),
  brokered_submission_queue_of_one_entry: enabling(1, 8, "queueSize"),
  brokered_completion_queue_of_one_entry: enabling(8, 1, "queueSize"),
  brokered_submission_queue_of_no_entries: enabling(0, 8, "queueSize"),
  brokered_queue_of_fewer_than_no_entries: enabling(-2, 8, "queueSize"),
  brokered_queue_of_no_number_of_entries: enabling("2.5", 8, "queueSize"),
  brokered_submission_queue_too_large: enabling(17, 8, "queueSize"),
  brokered_completion_queue_too_large: enabling(8, 17, "queueSize"),
  brokered_controller_is_enabled_once: from("brokered").ask(
    { op: "enable", claim: 0, submission: 8, completion: 8 },
    "notReady",
  ),
  brokered_controller_is_not_ready: enabling(8, 8, { cc: "460001" })
    .issue("identifyController", {}, "notReady").status(1)
    .issue("identifyController", {}, published(1)),
  brokered_queue_is_not_armed: from("brokered").issue("flush", { queue: 1 }, "unarmedQueue"),
  brokered_claim_has_ended: from("brokered").endClaim()
    .issue("identifyController", {}, "staleClaim").ask({ op: "take", claim: 0 }, "staleClaim")
    .ask({ op: "enable", claim: 0, submission: 8, completion: 8 }, "staleClaim")
    .ask({ op: "queue", claim: 0, queue: 0 }, "staleClaim"),
  handles_name_one_queue_alone: handles(),
  intents_of_another_queue: elsewhere(),
  buffers_of_another_owner: from("brokered")
    .issue("identifyController", { window: 1 }, "foreignWindow"),
  buffers_of_no_window: from("brokered").issue("identifyController", { window: 3 }, "staleWindow")
    .issue("identifyController", { window: 99 }, "staleWindow"),
  refusals_tell_nothing_of_others_windows: from("brokered")
    .issue("identifyController", { window: 3 }, {
      outcome: "refused",
      reason: "staleWindow",
      told: "outOfWindow",
    }).issue("identifyController", { window: 1 }, {
      outcome: "refused",
      reason: "foreignWindow",
      told: "outOfWindow",
    }),
  buffers_of_another_generation: from("brokered")
    .issue("identifyController", { generation: 1 }, "staleWindow").window(2, 1, 0x40_0000n, 1)
    .revoke(2).issue("identifyController", { window: 2 }, "staleWindow").free(2)
    .issue("identifyController", { window: 2 }, "staleWindow").window(2, 1, 0x40_0000n, 1)
    .issue("identifyController", { window: 2 }, "staleWindow")
    .issue("identifyController", { window: 2, generation: 1 }, published(1)),
  offsets_in_a_buffer: offsets(),
  buffer_at_the_end_of_its_window: from("brokered_io")
    .issue("read", block({ at: BYTES - 508 }), "extentOverrun")
    .issue("read", block({ at: BYTES - 512 }), published(1, 1)),
  offset_of_no_number_of_bytes: identified(
    from("brokered").issue("identifyController", { at: "0.5" }, "outOfWindow"),
    { at: 4 },
  ),
  identifier_is_in_flight: from("brokered").issue("identifyController", {}, published(1))
    .issue("identifyController", {}, "commandInFlight")
    .issue("identifyController", { cid: 2 }, published(2)),
  identifier_does_not_fit: from("brokered").issue("identifyController", { cid: 0x1_0000 }, "intent")
    .issue("identifyController", { cid: -1 }, "intent")
    .issue("identifyController", { cid: 0xffff }, published(1)),
  blocks_do_not_fit: from("brokered_io").issue("read", block({ blocks: 0 }), "intent")
    .issue("read", block({ blocks: 0x1_0001 }), "intent")
    .issue("read", block({ blocks: 0x1_0000 }), "transferTooLong")
    .issue("read", block({ nsid: 2 }), "namespace")
    .issue("read", block({ blocks: 257 }), "transferTooLong"),
  queues_of_intents: creations(),
  data_in_one_page: authored(
    block({ block: "203040506070809", at: 0x200 }),
    "read",
    withName(
      entryBytes({ opc: OPC.read, cid: 2, nsid: 1, cdw10: 0x0607_0809, cdw11: 0x0203_0405 }),
      24,
      "window0_0+200",
    ),
  ),
  data_to_the_end_of_a_page: authored(
    block({ at: 0x1e00 }),
    "write",
    withName(entryBytes({ opc: OPC.write, cid: 2, nsid: 1 }), 24, "window0_1+e00"),
  ),
  data_over_two_pages: authored(
    block({ at: 0xe00, blocks: 2 }),
    "read",
    withName(
      withName(entryBytes({ opc: OPC.read, cid: 2, nsid: 1, cdw12: 1 }), 32, "window0_1"),
      24,
      "window0_0+e00",
    ),
  ),
  data_over_several_pages: listed(),
  flush_names_no_memory: authored({ cid: 2 }, "flush", entryBytes({ opc: 0, cid: 2, nsid: 1 })),
  identify_names_what_is_asked_for: from("brokered")
    .issue("identifyNamespace", { nsid: 5 }, published(1))
    .fetch(0, withName(entryBytes({ opc: 6, cid: 1, nsid: 5 }), 24, "window0_0")),
  identify_of_a_list: from("brokered").issue("identifyController", { cns: 0x12 }, published(1))
    .fetch(0, withName(entryBytes({ opc: 6, cid: 1, cdw10: 0x12 }), 24, "window0_0")),
  completions_are_taken_or_stay: mailbox(),
  brokered_intents_behind_an_iommu: from("brokered_remapped")
    .issue("identifyController", {}, published(1))
    .fetch(0, entryBytes({ opc: 6, cid: 1, prp1: OWN, cdw10: 1 })),
};
