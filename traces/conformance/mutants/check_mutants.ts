/**
 * Mistakes in what the kernel holds addresses, entries, registers and intents to.
 *
 * @module
 */

import { type Mutant, mutant } from "./mutant.ts";

/** Mistakes in the checks of addresses, commands, registers and intents. */
export const checkMutants: readonly Mutant[] = [
  mutant("anyOwnersWindow", "Any owner's window will do", ["addresses"], [
    "ledger",
    "const covering = this.windowsOf(owner).cover(base, length);",
    "const covering = [...this.#byOwner.values()].map((index) => index.cover(base, length))" +
    '.find((found) => typeof found !== "string") ?? this.windowsOf(owner).cover(base, length);',
  ]),
  mutant("hostPhysicalAccepted", "A host-physical number is taken for the first window", [
    "addresses",
  ], [
    "ledger",
    'if (covering === "outside") return',
    'if (covering === "outside" && this.#memory.frameOf(base) !== null) return this.windowsOf(owner).windows.slice(0, 1);\n    if (covering === "outside") return',
  ]),
  mutant(
    "hostPhysicalUnnamed",
    "A host-physical number is refused as any other one",
    ["addresses"],
    [
      "ledger",
      'if (this.#memory.frameOf(address) !== null) return "hostPhysical";',
      "",
    ],
  ),
  mutant("baseExclusive", "A window's first byte does not belong to it", ["onePage"], [
    "address_window",
    "if (this.#sorted[middle].base <= address)",
    "if (this.#sorted[middle].base < address)",
  ]),
  mutant("firstByteOnly", "Only the first byte of an extent is looked at", ["registers"], [
    "address_window",
    "while (reached < end) {",
    "while (false) {",
  ], [
    "extent_check",
    "if (segment instanceof Refusal) return segment;",
    "if (segment instanceof Refusal) break;",
  ]),
  mutant(
    "revokedStaysAccepted",
    "A revoked window stays in the accepted set",
    ["ringRevocations"],
    [
      "ledger",
      "this.windowsOf(window.owner).remove(window);",
      "",
    ],
  ),
  mutant(
    "laterGrantIsTheSame",
    "A window granted anew is taken for the one before",
    ["lifecycle"],
    [
      "ledger",
      "return this.windows.get(window.handle) === window;",
      'return this.windows.slot(window.handle.slot).phase === "live";',
    ],
  ),
  mutant("unknownOpcodes", "Opcodes of unknown length are taken to move nothing", ["vendors"], [
    "allowed_commands",
    "if (!(entry.opc in ADMIN_ALLOWED))",
    "if (false)",
  ], [
    "allowed_commands",
    'if (transfer === null) return new Refusal("opcode", entry.opc);',
    'if (transfer === null) return { kind: "none" };',
  ]),
  mutant("doorbellBufferAccepted", "Doorbell Buffer Config is let through", ["doorbellBuffers"], [
    "allowed_commands",
    'if (entry.opc === OPC.doorbellBufferConfig) return new Refusal("doorbellBuffer", entry.opc);',
    "if (entry.opc === OPC.doorbellBufferConfig) return null;",
  ], [
    "allowed_commands",
    'if (transfer === null) return new Refusal("opcode", entry.opc);',
    'if (transfer === null) return { kind: "none" };',
  ]),
  mutant("pageAlignedOnly", "PRP1 must be aligned to a page", ["transfers", "onePage"], [
    "data_pointer",
    "if (!isAligned(prp1, 4))",
    "if (!isAligned(prp1, pageBytes))",
  ]),
  mutant("queueBaseByDwords", "A queue's base must be aligned to a dword", ["registers"], [
    "data_pointer",
    "if (!isAligned(base, pageBytes))",
    "if (!isAligned(base, 4))",
  ]),
  mutant(
    "secondPageUnchecked",
    "Only the first page of a transfer must be granted",
    ["transfers"],
    [
      "extent_check",
      "if (segment instanceof Refusal) return segment;",
      "if (segment instanceof Refusal && segments.length > 0) break;\n    if (segment instanceof Refusal) return segment;",
    ],
  ),
  mutant("chainOffByOne", "A list may have one entry more than its page", ["chains"], [
    "data_pointer",
    "if (entries > listSlots(at, pageBytes))",
    "if (entries > listSlots(at, pageBytes) + 1)",
  ]),
  mutant("submissionBaseUnchecked", "ACQ is looked at in the place of ASQ", ["registers"], [
    "validated_path",
    'this.#adminRing("submission", this.shadow.asq,',
    'this.#adminRing("submission", this.shadow.acq,',
  ]),
  mutant("completionBaseUnchecked", "ASQ is looked at in the place of ACQ", ["registers"], [
    "validated_path",
    'this.#adminRing("completion", this.shadow.acq,',
    'this.#adminRing("completion", this.shadow.asq,',
  ]),
  mutant("extentOfOneEntry", "A queue's extent is taken to be one entry", ["registers"], [
    "validated_path",
    "planExtent(base, queueBytes(kind, entries), pageBytes(platform))",
    "planExtent(base, entryBytes(kind), pageBytes(platform))",
  ]),
  mutant("endedClaimRings", "Doorbells of a claim that has ended are scanned", ["ends"], [
    "validated_path",
    "const scan = this.session.isLive\n      ? DoorbellScan",
    "const scan = true\n      ? DoorbellScan",
  ], [
    "scan",
    "if (!ring.windows.every((window) => session.platform.ledger.isLive(window))) {",
    "if (false) {",
  ]),
  mutant("submissionWithoutCompletion", "A submission queue needs no completion queue", [
    "ioQueueOrder",
  ], [
    "queue_effects",
    'answering?.status === "live"',
    "answering !== null",
  ]),
  mutant("createdTwice", "A completion queue that exists is created again", ["ioQueueOrder"], [
    "queue_effects",
    "return completion === undefined;",
    "return true;",
  ]),
  mutant("busyQueueDeleted", "A submission queue is deleted with commands in flight", [
    "deletions",
  ], [
    "queue_effects",
    "submission !== undefined && isIdle(submission)",
    "submission !== undefined",
  ]),
  mutant("answeringQueueDeleted", "A completion queue is deleted before its submission queue", [
    "deletions",
  ], [
    "queue_effects",
    "!queues.isAnswering(effect.qid)",
    "effect.qid > 0",
  ]),
];
