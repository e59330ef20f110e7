/**
 * What falls between two steps of a scan, and what a kernel keeps of refusals and has to give.
 *
 * @module
 */

import { OPC } from "../../../spec/nvme/mod.ts";
import {
  DATA,
  DATA_2,
  DATA_3,
  ENABLED,
  FOREIGN,
  hex,
  intentFields,
  IO_SQ,
  LAST,
  NEXT,
  NOWHERE,
  OWN,
  type Script,
  type Wanted,
} from "../script.ts";
import { createCq, createSq, from, host, identify, read, type Scripts } from "./setups.ts";

const abort = (cid: number) => ({ opc: OPC.abort, cid });
const flush = (cid: number) => ({ opc: OPC.flush, cid, nsid: 1 });

/** Begins the scan of a doorbell. */
const begin = (script: Script, tail: number, wanted?: Wanted, queue = 0) =>
  script.write(0x1000 + 8 * queue, 4, BigInt(tail), wanted);

const scan = (script: Script, wanted?: Wanted, queue = 0) =>
  script.ask({ op: "scan", queue }, wanted);

const end = (script: Script, wanted?: Wanted, queue = 0) =>
  script.ask({ op: "endScan", queue }, wanted);

/** Something that comes after a number of entries have been read. */
function between(
  read: number,
  entries: readonly Partial<ReturnType<typeof identify>>[],
  script: Script,
  happens: (script: Script) => Script,
): Script {
  entries.forEach((entry, slot) => script.entry(slot, entry));
  begin(script, entries.length);
  for (let i = 0; i < read; i++) scan(script);
  return happens(script);
}

const withNext = () => from("enabled").window(2, 1, NEXT, 1);

const inNext = () => between(1, [identify(NEXT)], withNext(), (script) => script.revoke(2));

/** A queue is to be created in a window that is revoked once the entry, and its list, have been read. */
function queueIn(entry: { readonly cid: number }, script = withNext()): Script {
  begin(script.entry(0, entry), 1);
  return end(scan(script).revoke(2), "staleGeneration");
}

/** The same with a submission queue, whose completion queue is there. */
function submissionQueueIn(entry: { readonly cid: number }, script = withNext()): Script {
  begin(script.command(createCq()).complete(0, createCq().cid).entry(1, entry), 2);
  return end(scan(script).revoke(2), "staleGeneration");
}

/** A list of two pages, the last of which is in the window that is revoked. */
const scattered = () => withNext().needs("scattered").list(LAST, [DATA, NEXT]);

/** Each entry is read once: what is written later is neither checked nor fetched. */
function readOnce(): Script {
  return end(
    between(1, [identify()], from("enabled"), (script) => script.entry(0, identify(FOREIGN))),
    { doorbell: "0:1" },
  ).fetch(
    0,
    "0600510000000000000000000000000000000000000000000040100000000000" + "00".repeat(8) +
      "01" + "00".repeat(23),
  );
}

/** A host whose claim may hold so many copies of lists. */
function listPages(): Script {
  const list = LAST + 0x800n;
  const script = host().reset({ listPages: 2 }).window(0, 1, OWN, 8).claim().admin().enable()
    .status(1).list(list, [DATA_2, DATA_3]);
  const log = (cid: number) => ({
    opc: OPC.getLogPage,
    cid,
    cdw10: 0x0bff_0001,
    prp1: DATA,
    prp2: list,
  });
  return script.entry(0, log(1)).entry(1, log(2)).entry(2, log(3)).ring(3, "memoryExhausted").ring(
    2,
  )
    .ring(3, "memoryExhausted").post(0, { cid: 1, sqhd: 2 }).interrupt({ woken: "0:1" }).ring(3);
}

/** What is on record of refusals: all are counted, the last ones are kept. */
function recorded(): Script {
  const log = (fields: { [field: string]: string | number }) => [{ op: "log" }, fields] as const;
  return host().reset({ refusals: 3 }).window(0, 1, OWN, 8).claim().admin().enable().status(1)
    .ask(...log({ total: 0, kept: 0 })).write(0x1000, 4, 8n, "tailOutOfRange")
    .ask(...log({ total: 1, kept: 1, owner: 1, last: "tailOutOfRange", value: "8" }))
    .command({ ...identify(), psdt: 2 }, "sgl")
    .ask(...log({ total: 2, kept: 2, owner: 1, last: "sgl", value: "2" }))
    .command(identify(NOWHERE), "outOfWindow")
    .ask(...log({ total: 3, kept: 3, owner: 1, last: "outOfWindow", value: hex(NOWHERE) }))
    .window(1, 2, OWN + 1n, 1, "windowShape")
    .ask(...log({ total: 4, kept: 3, owner: 2, last: "windowShape", value: hex(OWN + 1n) }))
    .claim("controllerClaimed", { claim: 1, owner: 2 })
    .ask(...log({ total: 5, kept: 3, owner: 2, last: "controllerClaimed" }));
}

/** An answer tells a provider nothing of addresses that are not its own. */
function told(): Script {
  return from("enabled")
    .command(identify(FOREIGN), {
      outcome: "refused",
      reason: "foreignWindow",
      told: "outOfWindow",
    })
    .entry(0, identify()).store(OWN + 24n, "{host}").ring(1, {
      outcome: "refused",
      reason: "hostPhysical",
      told: "outOfWindow",
    }).command(identify(NOWHERE), {
      outcome: "refused",
      reason: "outOfWindow",
      told: "outOfWindow",
    }).command(identify(DATA + 1n), { outcome: "refused", reason: "unaligned", told: "unaligned" });
}

const TWO = [{ ...identify(), cid: 1 }, { ...identify(), cid: 2 }];

export const scans: Scripts = {
  one_step_an_entry: end(
    scan(
      between(2, TWO, from("enabled"), (script) =>
        end(script.head(1, "headOverrun"), {
          doorbell: "0:2",
        })),
      "impossible",
    ),
    "impossible",
  ),
  nothing_is_published_before_its_time: end(
    end(between(1, TWO, from("enabled"), (script) => end(script, "impossible")), "impossible"),
    "impossible",
  ),
  no_scan_beside_another: end(
    between(1, TWO.slice(0, 1), from("enabled"), (script) => begin(script, 2, "scanUnderWay")),
    { doorbell: "0:1" },
  ),
  queue_that_a_batch_creates_twice: scan(
    between(1, [createCq(), { ...createCq(), cid: 8 }], from("enabled"), (script) => script),
    "queueOrder",
  ).needs("early"),
  entries_are_read_once: readOnce(),
  window_is_revoked_before_its_entry_is_read: scan(
    between(0, [identify(NEXT)], withNext(), (script) => script.revoke(2)),
    "staleGeneration,outOfWindow",
  ),
  window_is_revoked_after_its_entry_is_read: end(inNext(), "staleGeneration"),
  revoked_window_waits_for_the_scan: end(
    inNext().step("unmapWindow", 2, "impossible"),
    "staleGeneration",
  ).step("unmapWindow", 2),
  window_of_the_ring_is_revoked: end(
    between(1, [abort(1)], from("enabled"), (script) => script.revoke(0)),
    "staleGeneration",
  ),
  window_of_the_list_is_revoked: end(
    between(
      1,
      [{ ...identify(DATA, NEXT), opc: 2, cdw10: 0x0bff_0001 }],
      withNext().list(NEXT, [DATA_2, DATA_3]),
      (script) => script.revoke(2),
    ),
    "staleGeneration",
  ),
  window_of_a_new_completion_queue_is_revoked: queueIn(createCq({ base: NEXT })),
  window_of_a_new_submission_queue_is_revoked: submissionQueueIn(createSq({ base: NEXT })),
  window_of_a_listed_page_of_a_new_completion_queue_is_revoked: queueIn(
    createCq({ base: LAST, entries: 257, contiguous: false }),
    scattered(),
  ),
  window_of_a_listed_page_of_a_new_submission_queue_is_revoked: submissionQueueIn(
    createSq({ base: LAST, entries: 65, contiguous: false }),
    scattered(),
  ),
  window_of_no_entry_is_revoked: end(
    between(1, [identify()], withNext(), (script) => script.revoke(2)),
    { doorbell: "0:1" },
  ),
  claim_ends_before_an_entry_is_read: scan(
    between(1, TWO, from("enabled"), (script) => script.endClaim()),
    "staleClaim,staleGeneration",
  ),
  claim_ends_after_all_entries_are_read: end(
    between(2, TWO, from("enabled"), (script) => script.endClaim()),
    "staleClaim,staleGeneration",
  ),
  claim_waits_for_the_scan: claimWaits(),
  reset_ends_the_claim_of_a_scan: end(
    between(
      2,
      TWO,
      from("enabled"),
      (script) => script.register("cc", ENABLED & ~1n, { cc: hex(ENABLED & ~1n) }),
    ),
    "staleClaim,staleGeneration",
  ),
  queue_is_deleted_by_a_batch: deletedByABatch(),
  queue_of_a_scan_is_not_deleted: queueOfAScan(),
  scans_of_two_queues: twoQueues(),
  queue_beside_a_scan_of_another: besideAScan(),
  no_second_scan_beside_a_deletion: secondScan(),
  refused_scan_is_over: end(
    scan(
      from("enabled").entry(0, { ...identify(), psdt: 1 }).entry(1, identify()).ring(2, "sgl"),
      "impossible",
    ),
    "impossible",
  ).entry(0, identify()).ring(1),
  intent_waits_for_its_publication: intents((script) => end(script, { doorbell: "0:1" })),
  intent_of_a_window_that_is_revoked: intents((script) => end(script.revoke(0), "staleGeneration")),
  intent_of_a_claim_that_ends: intents((script) =>
    end(script.endClaim(), "staleClaim,staleGeneration")
  ),
  intent_beside_another: intents((script) =>
    script.ask({ ...intentFields("identifyController"), op: "submit", cid: 2 }, "scanUnderWay")
  ),
  claim_without_windows_waits_for_an_intent: intentOfNoWindow(),
  interrupt_is_revoked_after_its_entry_is_read: revokedInterrupt(),
  so_many_copies_of_lists: listPages(),
  refusals_are_on_record: recorded(),
  refusals_tell_nothing_of_others: told(),
};

/** A claim is not free while a scan of it is under way. */
function claimWaits(): Script {
  const script = between(1, TWO, from("enabled"), (one) => one.endClaim("done", "release"))
    .ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) }).status(0)
    .step("unmapWindow", 0, "impossible").ask({ op: "freeClaim" }, "impossible");
  return scan(script, "staleClaim,staleGeneration").free(0).ask({ op: "freeClaim" });
}

/** A queue takes no doorbell from the moment on at which its deletion was found to be in order. */
function deletedByABatch(): Script {
  const script = from("io").entry(2, { opc: OPC.deleteSubmissionQueue, cid: 9, cdw10: 1 })
    .entry(0, flush(1), IO_SQ);
  begin(script, 3);
  scan(script).ringIo(1, "unarmedQueue");
  return end(script, { doorbell: "0:3" });
}

/** A queue whose entries are being read stays. */
function queueOfAScan(): Script {
  const script = from("io").entry(2, { opc: OPC.deleteSubmissionQueue, cid: 9, cdw10: 1 })
    .entry(0, flush(1), IO_SQ);
  begin(script, 1, "done", 1).ring(3, "queueOrder");
  scan(script, "done", 1);
  return end(script, { doorbell: "1:1" }, 1);
}

function twoQueues(): Script {
  const script = from("io").entry(2, identify()).entry(0, read(1), IO_SQ);
  begin(begin(script, 3), 1, "done", 1);
  scan(scan(script, "done", 1));
  return end(end(script, { doorbell: "0:3" }), { doorbell: "1:1" }, 1);
}

/** A queue takes doorbells while entries of another are read that change none. */
function besideAScan(): Script {
  const script = from("io").entry(2, identify()).entry(0, flush(1), IO_SQ);
  scan(begin(script, 3)).ringIo(1);
  return end(script, { doorbell: "0:3" });
}

/** While a deletion is read, another doorbell of the same queue is one too many, and no more. */
function secondScan(): Script {
  const script = from("io").entry(2, { opc: OPC.deleteSubmissionQueue, cid: 9, cdw10: 1 });
  begin(scan(begin(script, 3)), 4, "scanUnderWay");
  return end(script, { doorbell: "0:3" });
}

function intents(happens: (script: Script) => Script): Script {
  return happens(
    from("brokered").ask({ ...intentFields("identifyController"), op: "submit" }),
  );
}

function revokedInterrupt(): Script {
  const grant = { op: "grantInterrupt", owner: 1, vector: 4 };
  const entry = createCq({ vector: 4 });
  const script = between(
    1,
    [entry],
    from("enabled").ask(grant),
    (one) => one.ask({ op: "revokeInterrupt", interrupt: 0 }),
  );
  return end(script, "staleInterrupt,interruptVector").ask(grant).command(entry);
}

function intentOfNoWindow(): Script {
  const script = host("bounce", "brokered").reset().claim()
    .ask({ op: "enable", claim: 0, submission: 8, completion: 8 }, { cc: hex(ENABLED) }).status(1)
    .ask({ ...intentFields("createCompletionQueue"), op: "submit" }).endClaim()
    .ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) }).status(0)
    .ask({ op: "freeClaim" }, "impossible");
  return end(script, "staleClaim,staleGeneration").ask({ op: "freeClaim" });
}
