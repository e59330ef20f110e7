/**
 * Mistakes in completions, generations and teardown.
 *
 * @module
 */

import { type Mutant, mutant } from "./mutant.ts";

/** Mistakes in the completion gate, in generations and in retirement. */
export const lifetimeMutants: readonly Mutant[] = [
  mutant("phaseIgnored", "Whatever stands in the completion ring is new", ["onePage"], [
    "completion_gate",
    "if (completion.phase !== queue.phase) return null;",
    "",
  ]),
  mutant(
    "phaseChangesEarly",
    "The phase changes one slot before the ring begins anew",
    ["onePage"],
    [
      "completion_gate",
      "if (queue.head === 0) queue.phase ^= 1;",
      "if (queue.head === queue.size - 1) queue.phase ^= 1;",
    ],
  ),
  mutant("doubleWake", "A waiter is woken twice", ["onePage"], [
    "session",
    "    this.platform.onWake({",
    "    this.platform.onWake({ owner: this.owner, sqid: queue.qid, cid: issue.cid, completion });\n    this.platform.onWake({",
  ]),
  mutant("abandonedWakes", "Whoever has given up is woken all the same", ["abandonedWaits"], [
    "session",
    'if (issue.waiter.phase !== "waiting") return;',
    "",
  ]),
  mutant("neverWakes", "Nobody is woken", ["onePage"], [
    "session",
    'if (issue.waiter.phase !== "waiting") return;',
    "return;",
  ]),
  mutant("identifierStaysInUse", "A command's identifier stays in use when it has completed", [
    "onePage",
  ], ["session", "queue.issues.close(issue.cid);", ""]),
  mutant("headNotSaid", "The controller is not told what was taken", ["onePage"], [
    "completion_gate",
    "if (moved > 0 && session.hasDoorbells) {",
    "if (false) {",
  ]),
  mutant("usesStay", "A window stays in use when its commands have completed", [
    "brokeredRevocations",
  ], [
    "session",
    "for (const window of issue.windows) window.uses--;",
    "",
  ]),
  mutant("failureTakesEffect", "A queue command that failed takes effect", ["ioQueues"], [
    "completion_gate",
    "succeeded(completion));",
    "succeeded !== null);",
  ]),
  mutant("successHasNoEffect", "Queue commands never take effect", ["ioQueues"], [
    "completion_gate",
    "if (issue.effect !== null) settleEffect",
    "if (issue.effect === undefined) settleEffect",
  ]),
  mutant("deletedAtOnce", "A queue is live until its deletion has completed", ["deletions"], [
    "queue_effects",
    'queue.status = "deleting";',
    "",
  ]),
  mutant("unmapBeforeQuiet", "Windows are unmapped while they are used", ["ends", "revocations"], [
    "retirement",
    "if (!this.#isQuiet()) break;",
    "",
  ]),
  mutant("scansNotQuiesced", "Windows are unmapped while scans run", ["ends", "ringRevocations"], [
    "retirement",
    "this.#session.batches.size === 0 && (rests || this.window.uses === 0)",
    "(rests || this.window.uses === 0)",
  ]),
  mutant(
    "dmaNotQuiesced",
    "Windows are unmapped while commands use them",
    ["ends", "revocations"],
    [
      "retirement",
      "this.#session.batches.size === 0 && (rests || this.window.uses === 0)",
      "this.#session.batches.size === 0",
    ],
  ),
  mutant("neverUnmapped", "The IOMMU keeps mapping a window that is gone", ["ends"], [
    "retirement",
    "addressing.unmapWindow(window.owner, window);",
    "",
  ]),
  mutant(
    "providerKeepsMapping",
    "The provider keeps its own mapping",
    ["ends", "ringRevocations"],
    [
      "retirement",
      "window.mapped = false;",
      "",
    ],
  ),
  mutant("neverInvalidated", "The IOTLB is not invalidated", ["ends", "revocations"], [
    "retirement",
    "addressing.invalidate(window.owner);",
    "",
  ]),
  mutant("neverScrubbed", "Frames are reused with what was in them", ["ends", "ringRevocations"], [
    "frames",
    "this.#memory.clear(frame);",
    "",
  ]),
  mutant("scrubBeforeQuiet", "Pages are scrubbed as soon as they are revoked", ["ends"], [
    "retirement",
    "    platform.frames.retire(window.frames);",
    "    platform.frames.retire(window.frames);\n    platform.frames.scrub(window.frames);",
  ]),
  mutant("freedBeforeRest", "A claim is freed before RDY is 0", ["ends"], [
    "retirement",
    'if (session.settle()) this.#phase = "stopped";',
    'session.settle();\n        this.#phase = "stopped";',
  ]),
  mutant("freedBeforeItsWindows", "A claim is freed before its windows", ["ends"], [
    "retirement",
    'this.windows.some(({ phase }) => phase !== "free")',
    "false",
  ]),
  mutant("neverReset", "The controller is not reset when its claim ends", ["ends"], [
    "retirement",
    "session.beginReset();",
    "",
  ]),
  mutant("restNotAwaited", "Rings are given back before RDY is 0", ["ends"], [
    "session",
    "} else if (rdy === 0) {",
    "} else {",
  ]),
  mutant(
    "waitersForgotten",
    "Nobody tells who waits for a command of a claim that ended",
    ["ends"],
    [
      "session",
      "for (const issue of queue.issues.all) this.endIssue(queue, issue, null);",
      "",
    ],
  ),
  mutant("stillAttached", "The controller stays in the domain of an owner that is gone", ["ends"], [
    "retirement",
    "session.platform.addressing.attach(null);",
    "",
  ]),
  mutant("handleStaysGood", "A claim's handle stays good when it has ended", ["ends"], [
    "retirement",
    "session.platform.ledger.claims.retire(session.claim);",
    "",
  ]),
  mutant("windowsOutliveTheClaim", "The windows of a claim that ends are not revoked", ["ends"], [
    "kernel",
    "for (const window of [...this.platform.ledger.windowsOf(session.owner).windows]) {",
    "for (const window of []) {",
  ]),
  mutant("generationStays", "A generation does not advance", ["generations"], [
    "slot_table",
    "slot.generation++;",
    "",
  ]),
  mutant("generationWraps", "Generations begin at 0 again", ["generations"], [
    "slot_table",
    "if (slot.generation + 1 < this.generations) {\n      slot.generation++;",
    "if (slot !== null) {\n      slot.generation = (slot.generation + 1) % this.generations;",
  ]),
  mutant("oneGenerationLess", "A slot lives through one generation less", ["generations"], [
    "slot_table",
    "if (slot.generation + 1 < this.generations)",
    "if (slot.generation + 2 < this.generations)",
  ]),
  mutant("anyGeneration", "A handle is good whatever its generation", [
    "successions",
    "generations",
  ], [
    "slot_table",
    "slot !== undefined && slot.generation === handle.generation ? slot : null",
    "slot ?? null",
  ]),
  mutant("earlierGeneration", "A handle of an earlier generation is good, too", ["successions"], [
    "slot_table",
    "slot.generation === handle.generation ? slot",
    "slot.generation >= handle.generation ? slot",
  ]),
  mutant("retiringIsLive", "What is retiring is still good", ["ringRevocations", "ends"], [
    "slot_table",
    'return slot?.phase === "live" ? slot.value : null;\n  }\n\n  /** Marks',
    "return slot?.value ?? null;\n  }\n\n  /** Marks",
  ]),
];
