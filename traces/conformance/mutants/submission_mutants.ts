/**
 * Mistakes between a doorbell and the entries that the controller may fetch.
 *
 * @module
 */

import { type Mutant, mutant } from "./mutant.ts";

/** Mistakes in ring arithmetic, scan, batch and publication. */
export const submissionMutants: readonly Mutant[] = [
  mutant("distanceWithoutWrap", "Entries across the ring's wrap are not counted", ["onePage"], [
    "ring",
    "return (to - from + size) % size;",
    "return Math.max(to - from, 0);",
  ]),
  mutant("slotWithoutWrap", "The slot after the last one is the last one", ["onePage"], [
    "ring",
    "return (slot + by) % size;",
    "return Math.min(slot + by, size - 1);",
  ]),
  mutant("deletedQueueRings", "A queue that is being deleted takes doorbells", ["deletions"], [
    "session",
    'if (queue?.status !== "live") return null;',
    "if (queue === undefined) return null;",
  ]),
  mutant("leavingQueueRings", "A queue takes doorbells while its deletion is scanned", [
    "deletions",
  ], [
    "session",
    "[...this.batches].some((batch) => batch.deletes(qid)) ? null : queue",
    "queue",
  ]),
  mutant("firstEntryOnly", "Only the first entry of a batch is scanned", ["oneCommandId"], [
    "scan",
    "if (this.#pending === null && this.cursor === this.tail)",
    "if (this.#pending === null)",
  ]),
  mutant("scanFromSlotZero", "A scan begins at slot 0", [], [
    "scan",
    "this.#ring.ring.place(this.cursor)",
    "this.#ring.ring.place(this.work.entries)",
  ]),
  mutant(
    "listedPageUnchecked",
    "The first page is checked in the place of those listed",
    ["lists"],
    [
      "scan",
      "const segments = place(platform, owner, pages);",
      "const segments = place(platform, owner, { ...pages, following: pages.following.map(() => pages.first) });",
    ],
  ),
  mutant("identifiersUnchecked", "Command identifiers are not compared", ["oneCommandId"], [
    "batch",
    "this.queue.issues.has(cid) || this.#cids.has(cid)",
    "false",
  ]),
  mutant("identifiersInFlightOnly", "Identifiers of one batch are not compared", ["oneCommandId"], [
    "batch",
    "this.queue.issues.has(cid) || this.#cids.has(cid)",
    "this.queue.issues.has(cid)",
  ]),
  mutant("identifiersOfTheBatchOnly", "Identifiers in flight are not compared", ["oneCommandId"], [
    "batch",
    "this.queue.issues.has(cid) || this.#cids.has(cid)",
    "this.#cids.has(cid)",
  ]),
  mutant("noSecondLook", "Windows are not looked at again when a scan ends", ["revocations"], [
    "batch",
    "const live = [...this.#windows].every((window) => ledger.isLive(window));",
    "const live = ledger !== null;",
  ]),
  mutant("dataNotRemembered", "A batch does not remember where its data lies", ["revocations"], [
    "command_check",
    "windows: segments.map(({ window }) => window),",
    "windows: createsQueue ? segments.map(({ window }) => window) : [],",
  ]),
  mutant("queueNotRemembered", "A batch does not remember where a new queue is to lie", [
    "newQueueRevocations",
  ], [
    "command_check",
    "windows: segments.map(({ window }) => window),",
    "windows: createsQueue ? [] : segments.map(({ window }) => window),",
  ]),
  mutant("orderCheckedLate", "The order of queues is looked at when a batch is published", [
    "ioQueueOrder",
  ], [
    "batch",
    "const disorder = effectObjection(this.session.queues, effect);",
    "const disorder = effectObjection === null ? this.session : null;",
  ]),
  mutant("batchStays", "A queue whose batch has ended takes no other", ["onePage"], [
    "batch",
    "this.queue.batch = null;",
    "",
  ]),
  mutant("batchIsNeverOver", "Teardown waits for batches that have ended", ["ends"], [
    "batch",
    "this.session.batches.delete(this);",
    "",
  ]),
  mutant("partialPublication", "The doorbell says one entry less than was published", [
    "oneCommandId",
    "onePage",
  ], [
    "publication",
    "BigInt(queue.tail));",
    "BigInt(slotAfter(queue.tail, queue.size - 1, queue.size)));",
  ]),
  mutant("doorbellTooFar", "The doorbell says one entry more than was published", ["onePage"], [
    "publication",
    "BigInt(queue.tail));",
    "BigInt(slotAfter(queue.tail, 1, queue.size)));",
  ]),
  mutant(
    "refusalPublishes",
    "What was accepted of a refused batch is published",
    ["mixedBatches"],
    [
      "batch",
      "    this.abandon();\n    if (refusal !== null) {",
      "    this.abandon();\n    if (refusal !== null && this.#commands.length > 0 && this.session.isLive && this.session.phase === 'enabled') {\n      publish(this.session, this.queue, this.#commands);\n    }\n    if (refusal !== null) {",
    ],
  ),
  mutant("providersAddress", "The controller is handed what the provider wrote", [
    "syntheticAddresses",
  ], [
    "publication",
    "prp1: first ?? 0n, prp2 }",
    "prp1: command.entry.prp1, prp2 }",
  ]),
  mutant("providersList", "The controller reads the provider's own list", ["lists"], [
    "publication",
    "prp2 = platform.addressing.ofKernelFrame(listFrame);",
    "prp2 = command.entry.prp2;",
  ]),
  mutant(
    "providersQueue",
    "The controller is given the provider's ring for a queue",
    ["ioQueues"],
    [
      "publication",
      "creationEntry(command, base)",
      "creationEntry(command, command.entry.prp1)",
    ],
  ),
  mutant("usesUncounted", "Nobody counts which windows commands use", ["revocations", "ends"], [
    "publication",
    "for (const window of windows) window.uses++;",
    "",
  ]),
  mutant("tailStays", "The tail is not moved along", ["onePage"], [
    "publication",
    "queue.tail = slotAfter(queue.tail, 1, queue.size);",
    "",
  ]),
];
