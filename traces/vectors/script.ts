/**
 * How sequences are written down: one call a step.
 *
 * @module
 */

import {
  CAP,
  CC,
  type CompletionEntry,
  encodeCompletionEntry,
  encodePrpList,
  encodeSubmissionEntry,
  REGISTERS,
  type SubmissionEntry,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import type { Request } from "../conform/protocol.ts";
import type { Sequence, Step, Want } from "./sequence.ts";
import { ANSWER_FIELDS, isEdge, isMisfit, namesIn, REQUESTS } from "./sequence_fields.ts";

/** The window of the claim's owner: the queues' pages, then pages of data. */
export const OWN = 0x10_0000n;
export const ACQ = OWN + 0x1000n;
export const IO_CQ = OWN + 0x2000n;
export const IO_SQ = OWN + 0x3000n;
export const DATA = OWN + 0x4000n;
export const DATA_2 = OWN + 0x5000n;
export const DATA_3 = OWN + 0x6000n;
/** The window's last page, and what follows it. */
export const LAST = OWN + 0x7000n;
export const NEXT = OWN + 0x8000n;
/** Another owner's window, of two pages. */
export const FOREIGN = 0x20_0000n;
/** An address that lies in no window. */
export const NOWHERE = 0x40_0000n;

export const PAGE = 0x1000n;

/** Entries of every queue that a setup makes. */
export const ENTRIES = 8;

/** What the claim writes to CC when it enables the controller, and what the kernel writes then. */
export const ENABLED = CC.encode({ en: 1, iosqes: 6, iocqes: 4 });

/** CAP of the harness's controller: queues of up to 1024 entries, which need not be contiguous. */
export const CAPABILITIES = { mqes: 1023, to: 15, css: 1 };

/** What an answer must be: `done`, `impossible`, or the reasons of a refusal, with commas. */
export type Wanted = string | Want;

/** Where a submission entry is written: a ring's base. */
type At = bigint;

export const hex = (value: bigint | number) => BigInt.asUintN(64, BigInt(value)).toString(16);

/** The size of both admin queues, as AQA has it. */
export const aqa = (submission: number, completion: number) =>
  BigInt(submission - 1) | (BigInt(completion - 1) << 16n);

/** A sequence as it is written down. */
export class Script {
  readonly setup: string;
  readonly lane: string;
  readonly model: string;
  readonly steps: Step[] = [];
  readonly #needed: Set<string>;

  constructor(from: { setup: string; script: Script } | { lane: string; model: string }) {
    this.setup = "setup" in from ? from.setup : "";
    this.lane = "setup" in from ? from.script.lane : from.lane;
    this.model = "setup" in from ? from.script.model : from.model;
    this.#needed = new Set("setup" in from ? from.script.features : []);
  }

  /** What an adapter must offer for the steps. */
  get features(): ReadonlySet<string> {
    const used = new Set(this.#needed);
    for (const { ask, want = {} } of this.steps) {
      const { feature, fields, optional } = REQUESTS[ask.op];
      used.add(feature);
      for (const [field, value] of Object.entries(ask)) {
        used.add(optional[field]?.feature ?? "");
        const kind = fields[field] ?? optional[field]?.kind;
        if (kind !== undefined && isMisfit(value, kind)) used.add("numbers");
      }
      if (Object.values(ask).flatMap(namesIn).some(isEdge)) used.add("limits");
      for (const field of Object.keys(want)) used.add(ANSWER_FIELDS[field]?.feature ?? "");
    }
    used.delete("");
    return used;
  }

  /** Says that the steps need something of an adapter that their requests do not show. */
  needs(feature: string): this {
    this.#needed.add(feature);
    return this;
  }

  /** The sequence under a name. */
  named(name: string): Sequence {
    const { lane, model, setup, steps } = this;
    const isStepwise = steps.some(({ ask }) => REQUESTS[ask.op].isStep);
    const features = [...this.features].sort().join();
    return { name, lane, model, scan: isStepwise ? "stepwise" : "any", features, setup, steps };
  }

  ask(ask: Request, wanted: Wanted = "done"): this {
    const want = wantOf(wanted);
    this.steps.push(Object.keys(want).length === 0 ? { ask } : { ask, want });
    return this;
  }

  reset(fields: { readonly [field: string]: string | number } = {}): this {
    return this.ask({
      op: "reset",
      lane: this.lane,
      owners: 3,
      windows: 4,
      generations: 16,
      cap: hex(CAP.encode(CAPABILITIES)),
      nsid: 1,
      block: 512,
      most: 0x2_0000,
      ...fields,
    });
  }

  window(window: number, owner: number, base: bigint | string, pages: number, wanted?: Wanted) {
    const at = typeof base === "string" ? base : hex(base);
    return this.ask({ op: "grantWindow", window, owner, base: at, pages }, wanted);
  }

  claim(wanted?: Wanted, { claim = 0, owner = 1, model = this.model } = {}): this {
    return this.ask({ op: "grantClaim", claim, owner, model }, wanted);
  }

  write(offset: number, width: number, value: bigint | string, wanted?: Wanted, claim = 0): this {
    const text = typeof value === "string" ? value : hex(value);
    return this.ask({ op: "write", claim, offset: hex(offset), width, value: text }, wanted);
  }

  register(
    name: "cc" | "aqa" | "asq" | "acq",
    value: bigint | string,
    wanted?: Wanted,
    claim = 0,
  ): this {
    const { offset, width } = REGISTERS[name];
    return this.write(offset, width, value, wanted, claim);
  }

  /** Writes AQA, ASQ and ACQ. */
  admin(submission = ENTRIES, completion = ENTRIES, asq: bigint | string = OWN, acq = ACQ): this {
    return this.register("aqa", aqa(submission, completion)).register("asq", asq)
      .register("acq", acq);
  }

  /** Enables the controller, or is refused. */
  enable(wanted: Wanted = { cc: hex(ENABLED) }, value = ENABLED): this {
    return this.register("cc", value, wanted);
  }

  status(csts: number): this {
    return this.ask({ op: "status", csts: hex(csts) });
  }

  read(name: keyof typeof REGISTERS, wanted: Wanted): this {
    const { offset, width } = REGISTERS[name];
    return this.ask({ op: "read", claim: 0, offset: hex(offset), width }, wanted);
  }

  store(address: bigint | string, bytes: string, wanted?: Wanted, owner = 1): this {
    const at = typeof address === "string" ? address : hex(address);
    return this.ask({ op: "store", owner, address: at, bytes }, wanted);
  }

  load(address: bigint, length: number, wanted: Wanted, owner = 1): this {
    return this.ask({ op: "load", owner, address: hex(address), length }, wanted);
  }

  /** Writes an entry into a slot of a ring of the provider's. */
  entry(slot: number, fields: Partial<SubmissionEntry> | string, ring: At = OWN): this {
    const bytes = typeof fields === "string" ? fields : entryBytes(fields);
    return this.store(ring + BigInt(slot * 64), bytes);
  }

  list(address: bigint, pages: readonly bigint[]): this {
    return this.store(address, encodePrpList(pages).toHex());
  }

  /** Rings a submission queue's doorbell. Where it is published, that is what is wanted. */
  ring(tail: number | bigint, wanted: Wanted = { doorbell: `0:${tail}` }, queue = 0): this {
    return this.ask({
      op: "ring",
      claim: 0,
      offset: hex(0x1000 + 8 * queue),
      value: hex(tail),
      queue,
    }, wanted);
  }

  /** The same of an I/O queue. */
  ringIo(tail: number | bigint, wanted: Wanted = { doorbell: `1:${tail}` }): this {
    return this.ring(tail, wanted, 1);
  }

  /** One entry, published or refused. */
  command(fields: Partial<SubmissionEntry> | string, wanted?: Wanted): this {
    return this.entry(0, fields).ring(1, wanted);
  }

  /** Rings a completion queue's doorbell. */
  head(value: number | bigint, wanted?: Wanted, queue = 0): this {
    return this.write(0x1004 + 8 * queue, 4, BigInt(value), wanted);
  }

  /** What the controller fetches from a slot of a kernel's ring; names in braces are bound by it. */
  fetch(slot: number, bytes: string, ring = "asq"): this {
    return this.ask({ op: "dmaRead", address: `$${ring}+${hex(slot * 64)}`, length: 64 }, {
      bytes,
    });
  }

  /** Posts a completion into a slot of a kernel's ring. */
  post(slot: number, fields: Partial<CompletionEntry>, ring = "acq"): this {
    return this.ask({
      op: "dmaWrite",
      address: `$${ring}+${hex(slot * 16)}`,
      bytes: completionBytes(fields),
    });
  }

  interrupt(wanted: Wanted = "done", queue = 0): this {
    return this.ask({ op: "interrupt", queue }, wanted);
  }

  /** Completes one command of a queue: posts, takes, and lets the provider move on. */
  complete(slot: number, cid: number, fields: Partial<CompletionEntry> = {}): this {
    return this.post(slot, { cid, sqhd: slot + 1, ...fields }).interrupt({ woken: `0:${cid}` })
      .head(slot + 1);
  }

  revoke(window: number, wanted?: Wanted): this {
    return this.ask({ op: "revokeWindow", window }, wanted);
  }

  endClaim(wanted?: Wanted, cause = "release"): this {
    return this.ask({ op: "endClaim", claim: 0, cause }, wanted);
  }

  /** One of the steps of a teardown. */
  step(
    op: "unmapWindow" | "invalidateWindow" | "scrubWindow",
    window: number,
    wanted?: Wanted,
  ): this {
    return this.ask({ op, window }, wanted);
  }

  /** Takes a revoked window all the way to being free. */
  free(window: number): this {
    this.step("unmapWindow", window);
    if (this.lane === "remapped") this.step("invalidateWindow", window);
    return this.step("scrubWindow", window);
  }

  /** An intent with everything that follows from it. */
  issue(
    intent: string,
    fields: { readonly [field: string]: string | number },
    wanted?: Wanted,
  ): this {
    return this.ask({ ...intentFields(intent), op: "issue", ...fields }, wanted);
  }
}

/** The fields of an intent that a request must have, whatever it asks for. */
export function intentFields(intent: string) {
  return { claim: 0, queue: 0, cid: 1, intent, window: 0, generation: 0, entries: ENTRIES };
}

/** A want in full. */
function wantOf(wanted: Wanted): Want {
  if (typeof wanted !== "string") return wanted;
  if (wanted === "done") return {};
  if (wanted === "impossible") return { outcome: "impossible" };
  return { outcome: "refused", reason: wanted };
}

/** The bytes of an entry. */
export function entryBytes(fields: Partial<SubmissionEntry>): string {
  return encodeSubmissionEntry(submissionEntry(fields)).toHex();
}

/** An entry's bytes with eight of them replaced by a name in braces. */
export function withName(bytes: string, at: number, name: string): string {
  return `${bytes.slice(0, 2 * at)}{${name}}${bytes.slice(2 * at + 16)}`;
}

/** The bytes of a completion: of the first phase, and a success, where nothing else is said. */
export function completionBytes(fields: Partial<CompletionEntry>): string {
  const entry = { dw0: 0, dw1: 0, sqhd: 0, sqid: 0, cid: 0, phase: 1, sc: 0, sct: 0 };
  return encodeCompletionEntry({ ...entry, crd: 0, more: 0, dnr: 0, ...fields }).toHex();
}
