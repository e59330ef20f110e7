// A run in which everybody does anything: providers at random, the kernel and the controller in any order.

import {
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  encodeSubmissionEntry,
  type SubmissionEntry,
  submissionEntry,
} from "../../nvme/mod.ts";
import type { Lane } from "../../vocabulary.ts";
import { assemble, type Assembly, PHYSICAL_BASE } from "../assembly.ts";
import type { BrokeredClaim } from "../brokered_path.ts";
import type { DmaAccess } from "../bus.ts";
import type { Buffer, Intent } from "../intent.ts";
import type { GrantedWindow } from "../kernel.ts";
import { ProviderFault } from "../provider_mapping.ts";
import { Refusal } from "../refusal.ts";
import type { ClaimRetirement, WindowRetirement } from "../retirement.ts";
import type { DoorbellScan } from "../scan.ts";
import type { ValidatedClaim } from "../validated_path.ts";
import { ENABLE } from "../validated_driver.ts";

const PAGE = 4096;
const PAGES = 6;
const OWNERS = [1, 2];
const bases = [0x10_0000n, 0x11_0000n];

/** Numbers to decide by, one after another; zeros when they run out. */
export class Dice {
  readonly #numbers: readonly number[];
  #next = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  below(limit: number): number {
    return (this.#numbers[this.#next++] ?? 0) % limit;
  }
  from<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
  get isEmpty(): boolean {
    return this.#next >= this.#numbers.length;
  }
}

/** The run, with what it saw. */
export class HostileRun {
  readonly host: Assembly;
  /** Accesses of the controller to memory that was not its claim's to reach, and grants of dirty frames. */
  readonly trespasses: string[] = [];
  accesses = 0;
  published = 0;
  /** Refusals that anybody was given. */
  refusals = 0;
  wakes = 0;
  readonly #dice: Dice;
  readonly #windows = new Map<number, GrantedWindow[]>();
  readonly #claims: (ValidatedClaim | BrokeredClaim)[] = [];
  readonly #scans: DoorbellScan[] = [];
  readonly #revocations: WindowRetirement[] = [];

  constructor(lane: Lane, dice: Dice) {
    this.#dice = dice;
    const dawdles = dice.below(2) === 1;
    this.host = assemble(lane, { frames: 64, dawdles, onWake: () => this.wakes++ });
    this.host.bus.onAccess = (access) => this.#judge(access);
    for (const owner of OWNERS) {
      this.#windows.set(owner, []);
      this.#grant(owner, bases[0]);
    }
    this.#claim();
  }

  /** Goes on until the dice are used up, then ends every grant. */
  run(): void {
    while (!this.#dice.isEmpty) {
      try {
        this.#step();
      } catch (error) {
        if (!(error instanceof ProviderFault)) throw error;
      }
    }
    this.#end();
  }

  /**
   * What the controller may reach, in the service of the claim at work: its rings and lists, as far as
   * each is for reading or for writing; and pages of windows that a command in flight was found to
   * use, which are live, or retiring and not unmapped yet.
   */
  #judge({ kind, frame }: DmaAccess): void {
    this.accesses++;
    const { use, owner } = this.host.kernel.platform.frames.at(frame);
    const session = this.host.kernel.session;
    const allowed = owner === session?.owner &&
      (use === "kernel" ? this.#isKernelFrameFor(kind, frame) : this.#isInUsedWindow(frame));
    if (!allowed) this.trespasses.push(`${kind} of frame ${frame}: ${use} of ${owner}`);
  }

  #isKernelFrameFor(kind: DmaAccess["kind"], frame: number): boolean {
    const { queues, listPages } = this.host.kernel.session!;
    const rings = kind === "write" ? queues.completions : queues.submissions;
    return [...rings.values()].some((queue) => queue.kernel.ring.frames.includes(frame)) ||
      (kind === "read" && listPages.frames.includes(frame));
  }

  #isInUsedWindow(frame: number): boolean {
    const submissions = [...this.host.kernel.session!.queues.submissions.values()];
    return submissions.some(({ issues }) =>
      issues.all.some(({ windows }) =>
        windows.some((window) => window.mapped && window.frames.includes(frame))
      )
    );
  }

  /** A grant brings zeros and nothing else, and no handle of an earlier grant comes back with it. */
  #grant(owner: number, base: bigint): void {
    const { kernel } = this.host;
    const window = kernel.grantWindow(owner, base, PAGES);
    if (this.#isRefused(window)) return;
    const { memory, handle } = window;
    if (memory.load(0, memory.length).some((byte) => byte !== 0)) {
      this.trespasses.push(`window ${handle.slot}.${handle.generation} was granted dirty`);
    }
    for (const before of [...this.#windows.values()].flat()) {
      const { slot, generation } = before.handle;
      if (slot === handle.slot && generation === handle.generation) {
        this.trespasses.push(`handle ${slot}.${generation} was granted twice`);
      }
    }
    this.#windows.get(owner)!.push(window);
  }

  #step(): void {
    const dice = this.#dice;
    // A host on which nobody holds the controller for long would have little to show.
    if (this.host.kernel.session?.isLive !== true && dice.below(3) === 0) {
      for (const ending of this.#endings()) ending.advance();
      return this.#claim();
    }
    switch (dice.below(20)) {
      case 0:
      case 1:
      case 2:
        return this.#storeEntry();
      case 3:
        return this.#storeList();
      case 4:
        return this.#storeNoise();
      case 5:
      case 6:
      case 7:
        return this.#ring();
      case 8:
        return this.#stepScan();
      case 9:
      case 10:
      case 11: {
        const choices = this.host.controller.choices();
        if (choices.length > 0) this.host.controller.take(dice.from(choices));
        return;
      }
      case 12:
        this.host.kernel.poll();
        return;
      case 13:
        return this.#writeRegister();
      case 14:
        for (const ending of this.#endings()) if (dice.below(2) === 0) ending.advance();
        return;
      case 15:
        return dice.below(4) === 0 ? this.#changeGrants() : this.#regrant();
      default: {
        this.host.controller.step();
        this.host.kernel.poll();
      }
    }
  }

  /** Most of the time the claim at work, else one that may have ended. */
  #claimed(): ValidatedClaim | BrokeredClaim {
    return this.#dice.below(8) > 0 ? this.#claims.at(-1)! : this.#dice.from(this.#claims);
  }

  /** Most of the time the last window of the claim's owner, else any that there ever was. */
  #window(): GrantedWindow | undefined {
    if (this.#dice.below(8) > 0) {
      return this.#windows.get(this.#claims.at(-1)!.session.owner)?.at(-1);
    }
    const windows = this.#windows.get(this.#dice.from(OWNERS)) ?? [];
    return windows.length === 0 ? undefined : this.#dice.from(windows);
  }

  #address(): bigint {
    const dice = this.#dice;
    // Most of the time a page that may well be granted, so that commands get through.
    if (dice.below(8) > 0) return bases[0] + BigInt(dice.below(PAGES) * PAGE);
    const base = dice.from([...bases, PHYSICAL_BASE, 1n << 63n, 0n]);
    const page = BigInt(dice.below(PAGES + 2)) * BigInt(PAGE);
    return base + page + BigInt(dice.from([0, 4, 8, 512, 4088, 1]));
  }

  #entry(): SubmissionEntry {
    const dice = this.#dice;
    const cid = dice.below(16);
    const queue = { qid: dice.from([1, 1, 1, 2]), contiguous: dice.below(4) > 0 };
    const shape = { ...queue, base: this.#address(), entries: dice.from([4, 4, 4, 64]) };
    switch (dice.below(6)) {
      case 0:
        return createCompletionQueue(cid, { ...shape, vector: null });
      case 1:
        return createSubmissionQueue(cid, { ...shape, cqid: dice.from([1, 1, 1, 2]) });
      default:
        return submissionEntry({
          opc: dice.from([0x02, 0x02, 0x02, 0x01, 0x06, 0x06, 0x06, 0x00, 0x04, 0x05, 0x0c, 0x7c]),
          cid,
          nsid: 1,
          psdt: dice.below(16) === 0 ? 1 : 0,
          mptr: dice.below(16) === 0 ? 8n : 0n,
          prp1: this.#address(),
          prp2: this.#address(),
          cdw10: dice.from([0, 1, 2]),
          cdw12: dice.from([0, 7, 8, 15, 23]),
        });
    }
  }

  #storeEntry(): void {
    // The admin queue's ring is in the first page, an I/O queue's may be anywhere.
    const at = this.#dice.from([0, 0, 1, 3]) * PAGE + this.#dice.below(4) * 64;
    this.#window()?.memory.store(at, encodeSubmissionEntry(this.#entry()));
  }

  #storeList(): void {
    const entries = Array.from({ length: 4 }, () => this.#address() & ~0xfffn);
    this.#window()?.memory.store(this.#dice.below(PAGES) * PAGE, encodePrpList(entries));
  }

  #storeNoise(): void {
    const noise = Uint8Array.from({ length: 64 }, () => this.#dice.below(256));
    this.#window()?.memory.store(this.#dice.below(PAGES * 64) * 64, noise);
  }

  #ring(): void {
    const claim = this.#claimed();
    if (claim.model === "brokered") return this.#submit(claim);
    const known = [...claim.session.queues.submissions.keys(), 1, 2];
    const qid = this.#dice.from(known);
    const tail = claim.session.queues.submissions.get(qid)?.tail ?? 0;
    const next = (tail + 1 + this.#dice.below(2)) % 4;
    const value = BigInt(this.#dice.from([next, next, next, next, 0, 1, 2, 3, 4, 0x1_0001]));
    if (this.#dice.below(5) === 0) {
      this.#isRefused(claim.write(0x1004 + 8 * qid, 4, value));
    } else if (this.#dice.below(2) === 0) {
      this.#publish(claim.write(0x1000 + 8 * qid, 4, value));
    } else {
      const scan = claim.beginScan({ kind: "submissionTail", qid }, value);
      if (!this.#isRefused(scan)) this.#scans.push(scan);
    }
  }

  #submit(claim: BrokeredClaim): void {
    const window = this.#window();
    const queue = claim.queue(this.#dice.below(2));
    if (this.#isRefused(queue) || window === undefined) return;
    const buffer = { window: window.handle, offset: this.#dice.below(PAGES * 8) * 512 };
    const intent = queue.qid === 0 ? this.#adminIntent(buffer) : this.#blockIntent(buffer);
    this.#publish(claim.submit(queue, this.#dice.below(4), intent));
  }

  #adminIntent(buffer: Buffer): Intent {
    const qid = 1;
    switch (this.#dice.below(8)) {
      case 0:
        return { kind: "createCompletionQueue", qid, entries: 4, vector: null };
      case 1:
        return { kind: "createSubmissionQueue", qid, entries: 4, cqid: 1 };
      case 2:
        return { kind: this.#dice.from(["deleteSubmissionQueue", "deleteCompletionQueue"]), qid };
      default:
        return { kind: "identify", cns: this.#dice.below(3), nsid: 1, buffer };
    }
  }

  #blockIntent(buffer: Buffer): Intent {
    const kind = this.#dice.from(["read", "read", "write"] as const);
    return { kind, nsid: 1, block: 0n, blocks: this.#dice.from([1, 8, 24]), buffer };
  }

  #stepScan(): void {
    const at = this.#dice.below(this.#scans.length);
    const scan = this.#scans[at];
    if (scan === undefined) return;
    if (scan.phase === "reading") this.#isRefused(scan.step());
    else if (scan.phase === "ready") this.#publish(scan.commit());
    if (scan.phase === "refused" || scan.phase === "published") this.#scans.splice(at, 1);
  }

  #writeRegister(): void {
    const claim = this.#claimed();
    if (claim.model === "brokered") {
      const resets = this.#dice.below(12) === 0;
      this.#isRefused(resets ? claim.reset() : claim.enable({ submission: 4, completion: 4 }));
      return;
    }
    const write = (offset: number, width: number, value: bigint) =>
      this.#isRefused(claim.write(offset, width, value));
    switch (this.#dice.below(12)) {
      case 0:
        write(0x24, 4, this.#dice.from([0x0003_0003n, 0x0001_0001n, 0n]));
        return;
      case 1:
        write(this.#dice.from([0x28, 0x30]), 8, this.#address());
        return;
      case 2:
        write(this.#dice.from([0x28, 0x2c, 0x30, 0x34]), 4, this.#address() & 0xffff_ffffn);
        return;
      case 3:
        write(0x14, 4, this.#dice.from([0n, ENABLE, ENABLE | 0x80n, ENABLE | 0x4000n]));
        return;
      default:
        write(0x24, 4, 0x0003_0003n);
        write(0x28, 8, bases[0]);
        write(0x30, 8, bases[0] + BigInt(2 * PAGE));
        write(0x14, 4, ENABLE);
    }
  }

  /** What is on its way out: windows by themselves, and a claim, whoever ended it, with its own. */
  #endings(): (ClaimRetirement | WindowRetirement)[] {
    const claim = this.host.kernel.ending;
    return claim === null ? this.#revocations : [...this.#revocations, ...claim.windows, claim];
  }

  #isRefused(answer: unknown): answer is Refusal {
    if (!(answer instanceof Refusal)) return false;
    this.refusals++;
    const { kernel, memory } = this.host;
    // Where providers author no address, a host-physical one could only come from the kernel.
    if (
      kernel.lane === "bounce" && answer.value !== null && memory.frameOf(answer.value) !== null
    ) {
      this.trespasses.push(`a provider was told ${answer.message}`);
    }
    return true;
  }

  #publish(answer: Refusal | null): void {
    if (!this.#isRefused(answer)) this.published++;
  }

  #revoke({ handle }: GrantedWindow): void {
    const retirement = this.host.kernel.revokeWindow(handle);
    if (!this.#isRefused(retirement)) this.#revocations.push(retirement);
  }

  #changeGrants(): void {
    const { kernel } = this.host;
    switch (this.#dice.below(6)) {
      case 0: {
        const window = this.#window();
        if (window !== undefined) this.#revoke(window);
        return;
      }
      case 1:
        if (kernel.session !== null) this.#isRefused(kernel.endClaim(kernel.session));
        return;
      case 2:
        return this.#claim();
      default:
        return this.#regrant();
    }
  }

  #regrant(): void {
    this.#grant(this.#dice.from(OWNERS), this.#dice.from(bases));
  }

  #claim(): void {
    const models = ["validated", "validated", "validated", "brokered"] as const;
    const model = this.host.kernel.lane === "bounce" ? "brokered" : this.#dice.from(models);
    const claim = this.host.kernel.claim(this.#dice.from(OWNERS), model);
    if (!this.#isRefused(claim)) this.#claims.push(claim);
  }

  /** Ends the claim and every window, with a controller that finishes what it has. */
  #end(): void {
    const { kernel, controller } = this.host;
    for (const scan of this.#scans) this.#isRefused(scan.run());
    if (kernel.session !== null) this.#isRefused(kernel.endClaim(kernel.session));
    for (const window of [...this.#windows.values()].flat()) this.#revoke(window);
    for (let round = 0; round < 4; round++) {
      for (const ending of this.#endings()) ending.run();
      controller.run();
    }
  }
}
