/**
 * Takes sequences to an adapter: each request as it stands, each answer against what is demanded.
 *
 * @module
 */

import { CAP, CC, doorbellAt, REGISTERS } from "../../spec/nvme/mod.ts";
import type { Link } from "../conform/adapter_process.ts";
import { type RegisterWrite, writesOf } from "../conform/answer_fields.ts";
import type { Answer, Capabilities, Request } from "../conform/protocol.ts";
import { lacking } from "../conform/protocol.ts";
import { type Sequence, type SequenceFile, type Step, stepsOf, type Want } from "./sequence.ts";

/** A step whose answer was another one. */
export interface Departure {
  /** Which step it was, setup included, from 0. */
  readonly at: number;
  readonly step: Step;
  /** What was wanted, and what came, of the first thing that differs. */
  readonly wanted: string;
  readonly came: string;
}

/** Why an adapter cannot be held to a sequence, if it cannot. */
export function outOfReach(capabilities: Capabilities, sequence: Sequence): string | null {
  const missing = lacking(capabilities, sequence);
  if (missing !== null) return missing;
  if (sequence.scan === "stepwise" && capabilities.scan === "atomic") {
    return "the adapter's scans cannot be interrupted";
  }
  const features = sequence.features.split(",").filter(Boolean);
  const absent = features.find((feature) => !capabilities.features.includes(feature));
  return absent === undefined ? null : `the adapter does not offer ${absent}`;
}

/** Takes a sequence to an adapter. `null` if every answer was as demanded. */
export async function runSequence(
  link: Link,
  file: SequenceFile,
  sequence: Sequence,
): Promise<Departure | null> {
  const run = new SequenceRun(link);
  const steps = stepsOf(file, sequence);
  for (const [at, step] of steps.entries()) {
    const differs = await run.take(step);
    if (differs !== null) return { at, step, ...differs };
  }
  const differs = run.end();
  return differs && { at: steps.length - 1, step: steps.at(-1)!, ...differs };
}

/** How many entries a doorbell publishes at most, and so how often a scan steps. */
const MOST_STEPS = 4096;

/** What differs between an answer and what was wanted. */
interface Difference {
  readonly wanted: string;
  readonly came: string;
}

/** What one step came to: its last answer, and all register writes and wakes of its answers. */
interface Observed {
  readonly answer: Answer;
  readonly writes: readonly RegisterWrite[];
  readonly woken: readonly string[];
  readonly cancelled: readonly string[];
}

/** One sequence under way. */
class SequenceRun {
  readonly #link: Link;
  /** What the names stand for that the adapter has chosen. */
  readonly #names = new Map<string, bigint>();
  /** The last value of the admin completion queue's doorbell. */
  #head = 0n;
  #isEnabled = false;
  /** Whether CSTS.RDY is set. */
  #isReady = false;
  /** Waits that were cancelled since a step last asked for that: when exactly is the kernel's affair. */
  #cancelled: string[] = [];
  /** The controller's DSTRD. */
  #dstrd = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Takes a step, and says what differs. */
  async take({ ask, want = {} }: Step): Promise<Difference | null> {
    // Whoever used the controller before may have left it enabled.
    if (ask.op === "reset") this.#isEnabled = (BigInt(`0x${ask.cc ?? "0"}`) & 1n) === 1n;
    if (ask.op === "status") this.#isReady = (BigInt(`0x${ask.csts}`) & 1n) === 1n;
    const observed = await this.#observe(this.#resolved(ask));
    const difference = this.#compare(want, observed) ?? this.#misconduct(want, observed.writes);
    this.#note(ask, observed);
    return difference;
  }

  /** What differs once all steps are taken: a wait that was cancelled, and nobody asked for it. */
  end(): Difference | null {
    return this.#cancelled.length === 0 ? null : differs("cancelled", "", this.#cancelled.join());
  }

  /** Asks, and for a whole doorbell or intent asks on until it is published or refused. */
  async #observe(ask: Request): Promise<Observed> {
    const answers: Answer[] = [];
    const put = async (request: Request) => {
      const answer = await this.#link.ask(request);
      answers.push(answer);
      return answer;
    };
    const { op, ...fields } = ask;
    const isWhole = op === "ring" || op === "issue";
    const first = op === "ring"
      ? { op: "write", claim: fields.claim, offset: fields.offset, width: 4, value: fields.value }
      : op === "issue"
      ? { op: "submit", ...fields }
      : ask;
    let last = await put(first);
    if (isWhole && this.#link.capabilities.scan === "stepwise" && last.outcome === "done") {
      const { queue } = fields;
      for (let i = 0; op === "ring" && i < MOST_STEPS && last.outcome === "done"; i++) {
        last = await put({ op: "scan", queue });
      }
      // A scan that has read everything reads no more.
      if (last.outcome !== "refused") last = await put({ op: "endScan", queue });
    }
    const named = (field: "woken" | "cancelled") =>
      answers.flatMap((answer) => String(answer[field] ?? "").split(",").filter(Boolean)).sort();
    return {
      answer: last,
      writes: answers.flatMap(writesOf),
      woken: named("woken"),
      cancelled: named("cancelled"),
    };
  }

  #compare(want: Want, { answer, writes, woken, cancelled }: Observed): Difference | null {
    const { outcome = "done", reason = "", bytes, ...fields } = want;
    const came = answer.outcome === "refused" ? `refused: ${answer.reason}` : answer.outcome;
    const isWanted = answer.outcome === outcome &&
      (outcome !== "refused" || reason.split(",").includes(String(answer.reason)));
    const wanted = outcome === "refused" ? `refused: ${reason.replaceAll(",", " or ")}` : outcome;
    if (!isWanted) return { wanted, came };
    this.#cancelled.push(...cancelled);
    const seen: { readonly [field: string]: string | number | undefined } = {
      ...answer,
      doorbell: doorbellsOf(writes, this.#dstrd, "submissionTail"),
      head: doorbellsOf(writes, this.#dstrd, "completionHead"),
      woken: woken.join(),
      cancelled: this.#cancelled.sort().join(),
      cc: lastOf(writes, REGISTERS.cc.offset),
      aqa: lastOf(writes, REGISTERS.aqa.offset),
    };
    for (const [field, value] of Object.entries({ ...ALWAYS, ...fields })) {
      const found = seen[field] ?? "nothing";
      const sorted = typeof value === "string" ? value.split(",").sort().join() : value;
      if (String(found) !== String(sorted)) return differs(field, value ?? "", found);
    }
    if (fields.cancelled !== undefined) this.#cancelled = [];
    return bytes === undefined ? null : this.#compareBytes(String(bytes), String(answer.bytes));
  }

  /** Compares bytes; a name that stands for nothing yet stands for what is found in its place. */
  #compareBytes(wanted: string, came: string): Difference | null {
    let at = 0;
    for (const [part, name, by] of wanted.matchAll(/\{(\w+)(\+[0-9a-f]+)?\}|[0-9a-f]+/g)) {
      const length = name === undefined ? part.length : 16;
      const found = came.slice(at, at + length);
      const isPlain = name !== undefined && by === undefined;
      const isNew = isPlain && !this.#names.has(name) && found.length === 16;
      if (isNew) this.#names.set(name, addressOf(found));
      else if (found !== this.#bytes(part)) {
        return { wanted: `bytes ${this.#bytes(wanted)}`, came: `bytes ${came}` };
      }
      at += length;
    }
    return at === came.length ? null : differs("bytes", wanted, came);
  }

  /** What no kernel may do to a controller, whatever it is asked. */
  #misconduct(want: Want, writes: readonly RegisterWrite[]): Difference | null {
    for (const { offset, value } of writes) {
      if (offset === REGISTERS.cc.offset && want.cc === undefined) {
        const isEnabled = CC.decode(value).en === 1;
        if (isEnabled !== this.#isEnabled) {
          return { wanted: "CC.EN as it was", came: `CC.EN = ${isEnabled ? 1 : 0}` };
        }
      }
      const doorbell = doorbellAt(offset, this.#dstrd);
      if (doorbell !== null && !this.#isEnabled && !this.#isReady) {
        return { wanted: "no doorbell", came: "a doorbell of a controller that is at rest" };
      }
      if (doorbell?.kind !== "completionHead" || doorbell.qid !== 0) continue;
      // To write the same head again is an error that a controller reports.
      if (value === this.#head) {
        return {
          wanted: "a head doorbell that moves",
          came: `the head doorbell at ${value} again`,
        };
      }
      this.#head = value;
    }
    return null;
  }

  /** Takes note of what the adapter has chosen. */
  #note(ask: Request, { answer, writes }: Observed): void {
    for (const { offset, value } of writes) {
      if (offset === REGISTERS.asq.offset) this.#names.set("asq", value);
      if (offset === REGISTERS.acq.offset) this.#names.set("acq", value);
      if (offset === REGISTERS.cc.offset) {
        this.#isEnabled = CC.decode(value).en === 1;
        this.#head = 0n;
      }
    }
    const physical = String(answer.physical ?? "").split(",");
    if (ask.op === "reset") {
      this.#dstrd = CAP.decode(BigInt(`0x${ask.cap}`)).dstrd;
      this.#bind("host", physical[0]);
      for (const range of ["reserved", "memory"]) {
        const [start, end] = String(answer[range] ?? "").split(",");
        this.#bind(range, start);
        this.#bind(`${range}_end`, end);
      }
    }
    if (ask.op === "grantWindow") {
      physical.forEach((frame, page) => this.#bind(`window${ask.window}_${page}`, frame));
    }
  }

  #bind(name: string, value: string | undefined): void {
    if (value !== undefined && value !== "") this.#names.set(name, BigInt(`0x${value}`));
  }

  /** A request with its names replaced by what they stand for. */
  #resolved(ask: Request): Request {
    const resolved = Object.entries(ask).map(([field, value]) => {
      if (typeof value !== "string") return [field, value];
      return [field, field === "bytes" ? this.#bytes(value) : this.#number(value)];
    });
    return Object.fromEntries(resolved);
  }

  #number(text: string): string {
    return text.replace(/^\$(\w+)(?:([+-])([0-9a-f]+))?$/, (_, name, sign, by) => {
      const offset = by === undefined ? 0n : BigInt(`0x${by}`);
      const value = this.#named(name) + (sign === "-" ? -offset : offset);
      return BigInt.asUintN(64, value).toString(16);
    });
  }

  #bytes(text: string): string {
    return text.replaceAll(/\{(\w+)(?:\+([0-9a-f]+))?\}/g, (_, name, by) => {
      const offset = by === undefined ? 0n : BigInt(`0x${by}`);
      return littleEndian(this.#named(name) + offset);
    });
  }

  #named(name: string): bigint {
    return this.#names.get(name) ?? 0n;
  }
}

/** What is looked at in every answer. */
const ALWAYS = { doorbell: "", woken: "" };

function differs(field: string, wanted: string | number, came: string | number): Difference {
  return { wanted: `${field} ${wanted === "" ? "none" : wanted}`, came: `${field} ${came}` };
}

/** The doorbells of a kind among register writes: `QUEUE:VALUE`, with commas. */
function doorbellsOf(
  writes: readonly RegisterWrite[],
  dstrd: number,
  kind: "submissionTail" | "completionHead",
): string {
  return writes.flatMap(({ offset, value }) => {
    const doorbell = doorbellAt(offset, dstrd);
    return doorbell?.kind === kind ? [`${doorbell.qid}:${value}`] : [];
  }).join();
}

function lastOf(writes: readonly RegisterWrite[], offset: number): string | undefined {
  return writes.findLast((write) => write.offset === offset)?.value.toString(16);
}

/** The eight bytes of an address, the lowest first. */
function littleEndian(address: bigint): string {
  const digits = BigInt.asUintN(64, address).toString(16).padStart(16, "0");
  return digits.match(/../g)!.reverse().join("");
}

function addressOf(bytes: string): bigint {
  return BigInt(`0x${bytes.match(/../g)!.reverse().join("")}`);
}
