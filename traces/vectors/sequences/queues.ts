/**
 * I/O queues: identifiers, sizes, places, and the order in which they come and go.
 *
 * @module
 */

import { CAP, OPC } from "../../../spec/nvme/mod.ts";
import {
  CAPABILITIES,
  DATA,
  DATA_2,
  entryBytes,
  hex,
  IO_CQ,
  IO_SQ,
  LAST,
  NEXT,
  OWN,
  type Script,
  withName,
} from "../script.ts";
import { createCq, createSq, from, host, identify, ioOn, type Scripts } from "./setups.ts";

const deleteSq = (qid: number, cid = 0x70) => ({ opc: OPC.deleteSubmissionQueue, cid, cdw10: qid });
const deleteCq = (qid: number, cid = 0x71) => ({ opc: OPC.deleteCompletionQueue, cid, cdw10: qid });
const flush = (cid: number) => ({ opc: OPC.flush, cid, nsid: 1 });

/** Publishes one command in a slot of the admin queue, and completes it. */
function done(script: Script, slot: number, entry: { cid: number }, sc = 0): Script {
  return script.entry(slot, entry).ring((slot + 1) % 8)
    .post(slot, { cid: entry.cid, sqhd: (slot + 1) % 8, sc })
    .interrupt({ woken: `0:${entry.cid}` }).head((slot + 1) % 8);
}

/** A refused command in a slot of the admin queue. */
function not(script: Script, slot: number, entry: { cid: number }, reasons: string): Script {
  return script.entry(slot, entry).ring((slot + 1) % 8, reasons);
}

/** Sizes of completion queues, against a controller that serves sixteen entries. */
function sizes(): Script {
  const cap = hex(CAP.encode({ ...CAPABILITIES, mqes: 15 }));
  const script = host().reset({ cap }).window(0, 1, OWN, 8).claim().admin().enable().status(1);
  for (const entries of [1, 17, 0x1_0000]) script.command(createCq({ entries }), "queueSize");
  done(script, 0, createCq({ entries: 16 }));
  for (const entries of [1, 17]) not(script, 1, createSq({ entries }), "queueSize");
  return done(script, 1, createSq({ entries: 2 }));
}

function servedSizes(): Script {
  const script = host().reset({ queueEntries: 32 }).window(0, 1, OWN, 8).claim().admin().enable()
    .status(1).command(createCq({ entries: 33 }), "queueSize");
  return script.command(createCq({ entries: 32 }));
}

/** Identifiers, against a kernel that serves three queues of each kind. */
function identifiers(): Script {
  const script = host().reset({ queues: 3 }).window(0, 1, OWN, 8).claim().admin().enable()
    .status(1);
  for (const qid of [0, 3, 0xffff]) script.command(createCq({ qid }), "queueIdentifier");
  done(script, 0, createCq({ qid: 2 }));
  return done(script, 1, createCq({ qid: 1, base: DATA }));
}

/** Two queue pairs, each answered by the other one's completion queue. */
function pairs(script: Script): Script {
  done(script, 0, createCq({ qid: 1 }));
  done(script, 1, createCq({ qid: 2, base: DATA }));
  done(script, 2, createSq({ qid: 2, cqid: 1 }));
  return script;
}

/** A queue over pages that a list names. */
function listed(base: bigint, pages: readonly bigint[], entries = 64): Script {
  return from("enabled").needs("scattered").list(base, pages)
    .entry(0, createCq({ base, entries: 4 * entries, contiguous: false }));
}

/** What is fetched is the kernel's queue, and it is contiguous whatever the provider's is. */
function published(): Script {
  const entry = createCq({ base: LAST, contiguous: false });
  return listed(LAST, [DATA], 2).ring(1)
    .fetch(0, withName(entryBytes({ ...entry, cdw11: 1 }), 24, "iocq"));
}

/** Entries of a queue over two pages that do not follow each other. */
function scattered(): Script {
  const script = from("enabled").needs("scattered");
  done(script, 0, createCq());
  script.list(LAST, [DATA, NEXT - 0x2000n]);
  done(script, 1, createSq({ base: LAST, entries: 65, contiguous: false }));
  for (let slot = 0; slot < 15; slot++) script.entry(slot, flush(slot), DATA);
  return script.ringIo(15).entry(15, { opc: 0xff }, DATA).ringIo(16, "opcode");
}

/** A queue pair goes, and comes again. */
function again(): Script {
  const script = from("io");
  done(script, 2, deleteSq(1));
  script.ringIo(1, "unarmedQueue");
  done(script, 3, deleteCq(1));
  script.head(1, "unarmedQueue", 1);
  done(script, 4, createCq());
  done(script, 5, createSq());
  return script.entry(0, flush(1), IO_SQ).ringIo(1);
}

/** Commands that fail change no queue. */
function failed(): Script {
  const script = from("enabled");
  done(script, 0, createCq(), 2);
  not(script, 1, createSq(), "queueOrder");
  done(script, 1, createCq());
  done(script, 2, createSq(), 2);
  script.ringIo(1, "unarmedQueue");
  done(script, 3, createSq());
  done(script, 4, deleteSq(1), 2);
  return script.entry(0, flush(1), IO_SQ).ringIo(1);
}

/** A completion queue whose deletion fails is there as before. */
function failedDeletion(): Script {
  const script = from("io");
  done(script, 2, deleteSq(1));
  done(script, 3, deleteCq(1), 2);
  not(script, 4, createCq({ base: DATA }), "queueOrder");
  return done(script, 4, createSq()).entry(0, flush(1), IO_SQ).ringIo(1);
}

/** A priority is none of the bits that say something of interrupts. */
function priority(): Script {
  const entry = createSq();
  return done(from("enabled"), 0, createCq()).entry(1, { ...entry, cdw11: entry.cdw11 | 2 }).ring(
    2,
  );
}

export const queues: Scripts = {
  sizes_of_io_queues: sizes(),
  sizes_that_the_kernel_serves: servedSizes(),
  identifiers_of_io_queues: identifiers(),
  identifiers_that_no_kernel_serves: from("enabled").command(
    createCq({ qid: 0 }),
    "queueIdentifier",
  )
    .command(createCq({ qid: 0xffff }), "queueIdentifier"),
  contiguous_queues_are_required: host().reset({
    cap: hex(CAP.encode({ ...CAPABILITIES, cqr: 1 })),
  }).window(0, 1, OWN, 8).claim().admin().enable().status(1).list(LAST, [DATA])
    .command(createCq({ base: LAST, contiguous: false }), "contiguity").command(createCq()),
  no_vector_is_granted: from("enabled").command(createCq({ vector: 0 }), "interruptVector")
    .command(createCq({ vector: 1 }), "interruptVector").command(createCq()),
  queue_of_a_page: from("enabled").command(createCq({ base: LAST, entries: 256 })),
  queue_beyond_the_window: from("enabled").command(
    createCq({ base: LAST, entries: 257 }),
    "extentOverrun",
  ),
  queue_over_adjoining_windows: from("enabled").window(2, 1, NEXT, 1)
    .command(createCq({ base: LAST, entries: 257 })),
  queue_over_windows_that_do_not_adjoin: from("enabled").window(2, 1, NEXT + 0x1000n, 1)
    .command(createCq({ base: LAST, entries: 257 }), "extentOverrun"),
  queue_over_a_listed_page: listed(LAST, [DATA]).ring(1),
  queue_over_two_listed_pages: listed(LAST, [DATA, IO_CQ], 65).ring(1),
  queue_over_a_page_that_is_not_listed: listed(LAST, [DATA], 65).ring(1, "outOfWindow"),
  listed_queue_is_made_contiguous: published(),
  entries_of_a_listed_queue: scattered(),
  no_submission_queue_before_its_completion_queue: from("enabled")
    .command(createSq(), "queueOrder"),
  no_submission_queue_on_a_completion_queue_in_creation: not(
    from("enabled").command(createCq()),
    1,
    { ...createSq(), cid: 8 },
    "queueOrder",
  ),
  no_submission_queue_on_the_admin_queue: not(
    done2(from("enabled")),
    1,
    createSq({ cqid: 0 }),
    "queueOrder,queueIdentifier",
  ),
  no_queue_twice: not(
    not(from("io"), 2, createCq({ base: DATA }), "queueOrder"),
    2,
    createSq({ base: DATA }),
    "queueOrder",
  ),
  no_queue_twice_in_a_batch: from("enabled").entry(0, createCq()).entry(1, {
    ...createCq({ base: DATA }),
    cid: 8,
  }).ring(2, "queueOrder"),
  no_queue_is_deleted_that_is_not_there: from("enabled").command(deleteSq(1), "queueOrder")
    .command(deleteCq(1), "queueOrder").command(deleteSq(0), "queueOrder,queueIdentifier")
    .command(deleteCq(0), "queueOrder,queueIdentifier"),
  no_completion_queue_is_deleted_before_its_submission_queue: not(
    from("io"),
    2,
    deleteCq(1),
    "queueOrder",
  ),
  no_queue_is_deleted_while_commands_are_in_flight: not(
    from("io").entry(0, flush(1), IO_SQ).ringIo(1),
    2,
    deleteSq(1),
    "queueOrder",
  ),
  no_queue_is_deleted_twice: from("io").entry(2, deleteSq(1)).ring(3)
    .entry(3, deleteSq(1, 0x72)).ring(4, "queueOrder").entry(3, deleteCq(1)).ring(4, "queueOrder"),
  no_completion_queue_is_deleted_twice: deletedTwice(),
  no_doorbell_of_a_queue_in_creation: doorbellTooSoon(),
  no_doorbell_of_a_queue_that_goes: from("io").entry(2, deleteSq(1)).ring(3)
    .entry(0, flush(1), IO_SQ).ringIo(1, "unarmedQueue"),
  queues_come_again: again(),
  queues_after_commands_that_failed: failed(),
  completion_queue_after_a_deletion_that_failed: failedDeletion(),
  submission_queue_with_a_priority: priority(),
  a_queue_answered_by_another: ioOn(host().reset()).entry(0, flush(3), IO_SQ).ringIo(1)
    .post(2, { cid: 3, sqid: 1, sqhd: 1 }).interrupt("done").post(0, {
      cid: 3,
      sqid: 1,
      sqhd: 1,
    }, "iocq").interrupt({ woken: "1:3" }, 1),
  deletion_of_another_submission_queue_in_a_batch: otherDeletion(deleteSq(1)),
  deletion_of_a_completion_queue_in_a_batch: otherDeletion(deleteCq(2)),
  both_queues_at_once: from("enabled").entry(0, createCq()).entry(1, { ...createSq(), cid: 8 })
    .ring(2, "queueOrder"),
  queues_are_made_beside_data: from("enabled").entry(0, identify()).entry(1, createCq()).ring(2),
};

function done2(script: Script): Script {
  return done(script, 0, createCq());
}

function deletedTwice(): Script {
  const script = from("enabled");
  done(script, 0, createCq());
  script.entry(1, deleteCq(1)).ring(2);
  return not(script, 2, deleteCq(1, 0x72), "queueOrder");
}

function doorbellTooSoon(): Script {
  const script = from("enabled");
  done(script, 0, createCq());
  script.entry(1, createSq()).ring(2).entry(0, flush(1), IO_SQ).ringIo(1, "unarmedQueue");
  return script.complete(1, 7).ringIo(1);
}

/**
 * While a batch is checked that deletes a queue, others take doorbells: those of other numbers, and the
 * submission queue whose completion queue has the number.
 */
function otherDeletion(entry: { cid: number }): Script {
  const script = pairs(
    host().reset({ queues: 4 }).window(0, 1, OWN, 8).claim().admin().enable()
      .status(1),
  );
  done(script, 3, createSq({ qid: 1, cqid: 1, base: DATA_2 }));
  script.entry(4, entry).entry(0, flush(1), IO_SQ)
    .ask({ op: "write", claim: 0, offset: "1000", width: 4, value: "5" })
    .ask({ op: "scan", queue: 0 });
  return script.ask({ op: "ring", claim: 0, offset: "1010", value: "1", queue: 2 }, {
    doorbell: "2:1",
  }).ask({ op: "endScan", queue: 0 }, { doorbell: "0:5" });
}
