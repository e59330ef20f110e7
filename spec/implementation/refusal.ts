/**
 * Why the kernel says no: every reason it can give, stable in name so that a log can be searched
 * for it, and the record that is kept of each refusal.
 *
 * @module
 */

/**
 * The reasons, and what each means. Where the machine's vocabulary has an answer for the same
 * thing, the reason has the same name.
 */
export const REFUSAL_REASONS = {
  // Grants.
  staleClaim: "the doorbell claim is not live, or was granted anew since",
  staleWindow: "the window is not live, or was granted anew since",
  staleInterrupt: "the interrupt grant is not live, or was granted anew since",
  staleGeneration: "a window is being retired, or was retired since it was scanned",
  undeclaredModel: "a claim must declare its model",
  modelInLane: "the validated model needs a lane in which addresses are not host physical",
  modelOfClaim: "the claim declared the other model",
  controllerClaimed: "the controller is claimed already",
  windowShape: "a window is whole pages, aligned, within the address space",
  windowOverlap:
    "the window overlaps one of the same owner, live or retiring, the kernel's, or host-physical addresses",
  slotsExhausted: "every slot of the ledger is in use or spent",
  memoryExhausted: "no clean free frames are left, or the claim's share of them is used up",

  // Addresses and extents.
  outOfWindow: "no window holds the first byte",
  hostPhysical: "the address is a host-physical one",
  foreignWindow: "the address lies in another owner's window",
  extentOverrun: "the region begins in a window and runs past its end",
  unaligned: "the address does not have the alignment of its field",
  deeperChain: "the PRP list goes on in another page",
  transferTooLong: "the transfer is longer than the controller accepts",

  // Commands.
  sgl: "the data pointer is a scatter-gather list",
  fused: "the command is half of a fused pair",
  reservedBits: "reserved bits of the entry are set",
  metadata: "the command carries a metadata pointer, or its namespace has metadata",
  opcode: "the opcode is not allowed, or its transfer length is not known",
  doorbellBuffer: "Doorbell Buffer Config would let memory publish commands",
  hostMemoryBuffer: "the Host Memory Buffer feature carries addresses of its own",
  feature: "the feature is not allowed",
  logPage: "the log page is not allowed",
  namespace: "the namespace is not known to the kernel",
  intent: "a number of the intent does not fit its field",
  commandInFlight: "a command of this identifier is in flight on the queue",

  // Queues.
  queueIdentifier: "the queue identifier is 0 or beyond what the kernel serves",
  queueSize: "the queue has fewer than two entries, or more than are served",
  queueOrder: "the queue cannot be created or deleted in its present state",
  contiguity: "the controller requires contiguous queues",
  interruptVector: "the vector is not granted to this owner",

  // Doorbells.
  unarmedQueue: "the doorbell's queue is not live",
  tailOutOfRange: "the tail is no slot of the ring",
  tailUnchanged: "the tail does not move",
  ringOverrun: "more commands than the ring holds would be outstanding",
  headOutOfRange: "the head is no slot of the ring",
  headUnchanged: "the head does not move",
  headOverrun: "the head passes the last completion that was handed out",
  scanUnderWay: "another batch of this queue is being checked",

  // Registers.
  register: "the register is not one that the claim selects",
  access: "the access is not one register, nor the aligned half of one that has eight bytes",
  latched: "the register may not change while the controller is enabled",
  pageSize: "CC.MPS selects a page size other than the kernel's, or CAP does not allow that one",
  configuration: "a field of CC has a value that the kernel does not serve",
  notReady: "the controller is not ready, or not yet reset",

  // Completions.
  unknownCommand: "the completion names no command in flight",
  unknownQueue: "the completion names no submission queue of its completion queue",
  submissionHead: "the completion's submission queue head is not between head and tail",
  staleCompletion: "the completion's command was validated under a claim that has ended",
} as const;

/** A reason by name. */
export type RefusalReason = keyof typeof REFUSAL_REASONS;

/**
 * A refusal: the reason, and the value refused.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { Refusal } from "./refusal.ts";
 *
 * const refusal = new Refusal("foreignWindow", 0x8000n);
 * assert(refusal.message.startsWith("foreignWindow (8000h)"));
 * assert(refusal.told === "outOfWindow");
 * ```
 */
export class Refusal {
  readonly reason: RefusalReason;
  /** The address, doorbell value, identifier or opcode that was refused, if it was a whole number. */
  readonly value: bigint | null;

  constructor(reason: RefusalReason, value?: bigint | number) {
    this.reason = reason;
    const whole = typeof value === "bigint" || Number.isInteger(value);
    this.value = whole ? BigInt(value as bigint | number) : null;
  }

  /**
   * What the provider may be told. Why an address or a handle names no window of its own is for the
   * kernel's log alone: an answer that tells host-physical and foreign addresses from others, or other
   * owners' live windows from none, would let a provider map them out by asking.
   */
  get told(): RefusalReason {
    const { reason } = this;
    const isNotItsOwn = reason === "hostPhysical" || reason === "foreignWindow" ||
      reason === "staleWindow";
    return isNotItsOwn ? "outOfWindow" : reason;
  }

  /** The reason by name, the value, and the reason in words: one line for a log. */
  get message(): string {
    const value = this.value === null ? "" : ` (${this.value.toString(16)}h)`;
    return `${this.reason}${value}: ${REFUSAL_REASONS[this.reason]}`;
  }
}

/** What is kept of a refusal. */
export interface RefusalRecord {
  /** Counts refusals from 0, so that a reader sees how many were dropped before this one. */
  readonly number: number;
  readonly owner: number;
  /** What was attempted: `write 1008h`, `completion of queue 1`. */
  readonly attempt: string;
  readonly refusal: Refusal;
}

/** The last refusals, and how often each reason was given. It never grows beyond its length. */
export class RefusalLog {
  readonly length: number;
  readonly #records: RefusalRecord[] = [];
  readonly #counts = new Map<RefusalReason, number>();
  #total = 0;

  constructor(length: number) {
    this.length = length;
  }

  /** How many refusals there ever were. */
  get total(): number {
    return this.#total;
  }

  /** The last refusals, oldest first. */
  get records(): readonly RefusalRecord[] {
    return this.#records;
  }

  /** How often a reason was given. */
  count(reason: RefusalReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** Keeps a refusal and hands it back. */
  record(owner: number, attempt: string, refusal: Refusal): Refusal {
    this.#records.push({ number: this.#total, owner, attempt, refusal });
    if (this.#records.length > this.length) this.#records.shift();
    this.#total++;
    this.#counts.set(refusal.reason, this.count(refusal.reason) + 1);
    return refusal;
  }
}
