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
  mutant("sglAccepted", "Scatter-gather lists are taken for PRPs", ["carriers"], [
    "allowed_commands",
    'if (usesSgl(entry)) return new Refusal("sgl", entry.psdt);',
    "",
  ]),
  mutant("metadataAccepted", "The metadata pointer is not looked at", ["carriers"], [
    "allowed_commands",
    'if (entry.mptr !== 0n) return new Refusal("metadata", entry.mptr);',
    "",
  ]),
  mutant("unknownOpcodes", "Opcodes of unknown length are taken to move nothing", ["vendors"], [
    "allowed_commands",
    'if (isVendorSpecific("admin", entry.opc) || !ADMIN_ALLOWED.has(entry.opc)) {',
    "if (false) {",
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
  mutant("unalignedAccepted", "PRP1 may have any alignment", ["carriers"], [
    "data_pointer",
    "if (!isAligned(prp1, 4))",
    "if (false)",
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
  mutant("chainsAccepted", "Lists that go on in another page are read all the same", ["chains"], [
    "data_pointer",
    "if (entries > listSlots(at, pageBytes))",
    "if (false)",
  ]),
  mutant("chainOffByOne", "A list may have one entry more than its page", ["chains"], [
    "data_pointer",
    "if (entries > listSlots(at, pageBytes))",
    "if (entries > listSlots(at, pageBytes) + 1)",
  ]),
  mutant("registersNotLatched", "ASQ and ACQ may change while the controller is enabled", [
    "registers",
  ], [
    "validated_path",
    'if (this.session.phase !== "disabled") return new Refusal("latched", value);',
    "",
  ]),
  mutant("anyPageSize", "CC.MPS is not looked at", ["pageSizes"], [
    "validated_path",
    "if (memoryPageBytes(cc.mps) !== page)",
    "if (false)",
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
  mutant("foreignBuffers", "Anybody's buffer will do", ["brokered"], [
    "brokered_path",
    "if (window.owner !== owner)",
    "if (false)",
  ]),
  mutant("undeclaredClaims", "A claim need not declare its model", ["fromNothing"], [
    "kernel",
    'if (model === undefined) return new Refusal("undeclaredModel");',
    "",
  ]),
  mutant("validatedOnBounce", "Validated claims are granted where addresses are host physical", [
    "validatedBounce",
  ], [
    "kernel",
    'if (model === "validated" && this.lane === "bounce") return new Refusal("modelInLane");',
    "",
  ]),
  mutant("claimedTwice", "A controller is claimed while somebody holds it", ["fromNothing"], [
    "kernel",
    'if (this.#session !== null) return new Refusal("controllerClaimed");',
    "",
  ]),
  mutant("grantedWhileEnding", "Windows are granted to an owner whose claim is ending", [
    "successions",
  ], [
    "kernel",
    'if (this.#session?.owner === owner && !this.#session.isLive) return new Refusal("staleClaim");',
    "",
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
    "ioQueueOrder",
  ], [
    "queue_effects",
    "submission !== undefined && isIdle(submission)",
    "submission !== undefined",
  ]),
  mutant("answeringQueueDeleted", "A completion queue is deleted before its submission queue", [
    "ioQueueOrder",
  ], [
    "queue_effects",
    "!queues.isAnswering(effect.qid)",
    "effect.qid > 0",
  ]),
];
