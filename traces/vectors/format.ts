/**
 * Static vectors: single doorbells with everything that their answer depends on, as data, for kernels
 * that cannot host an adapter. `README.md` describes the file field by field.
 *
 * @module
 */

import { ANSWERS } from "../../spec/vocabulary.ts";
import { REFUSAL_REASONS } from "../../spec/implementation/mod.ts";

/** A DMA window. */
export interface VectorWindow {
  readonly owner: number;
  /** The first byte, in hexadecimal. */
  readonly base: string;
  readonly pages: number;
  readonly phase: "live" | "retiring";
}

/** Bytes of a provider's memory. */
export interface VectorMemory {
  readonly owner: number;
  readonly address: string;
  /** Pairs of hexadecimal digits. */
  readonly bytes: string;
}

/** One doorbell. */
export interface Vector {
  readonly name: string;
  readonly windows: readonly VectorWindow[];
  readonly claim: { readonly owner: number; readonly phase: "live" | "closing" };
  /** The admin queues' bases, as the provider wrote them. */
  readonly asq: string;
  readonly acq: string;
  /** Command identifiers in flight, in the slots before the old tail. */
  readonly inFlight: readonly number[];
  readonly memory: readonly VectorMemory[];
  readonly oldTail: number;
  readonly newTail: number;
  readonly answer: "done" | "refused";
  /** The reason of a refusal; empty otherwise. */
  readonly reason: string;
}

/** A file of vectors. */
export interface VectorFile {
  readonly format: "ringfence-vectors";
  readonly version: 1;
  readonly pageBytes: 4096;
  /** Entries of both admin queues. */
  readonly entries: number;
  readonly lane: "remapped";
  readonly model: "validated";
  readonly maxTransferBytes: number;
  readonly vectors: readonly Vector[];
}

/** Bytes of a memory page. */
const PAGE = 4096n;

/** Owners are numbered from 0, and there are as many windows as this at most. */
export const MOST_OWNERS = 3;
export const MOST_WINDOWS = 4;

/** Bytes of the entries of the two admin queues. */
const ENTRY_BYTES = { asq: 64n, acq: 16n } as const;

const isHex = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f]{1,16}$/.test(value);

const isOwner = (value: unknown) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < MOST_OWNERS;

/** A window's first byte, and the first beyond it. */
function extentOf({ base, pages }: VectorWindow): { start: bigint; end: bigint } {
  const start = BigInt(`0x${base}`);
  return { start, end: start + BigInt(pages) * PAGE };
}

/**
 * Everything that is wrong with a file of vectors, one sentence each; nothing if it is well formed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { problemsOf } from "./format.ts";
 *
 * assertEquals(problemsOf({ format: "ringfence-vectors", version: 2 }), [
 *   "version is 2: this checker knows version 1",
 * ]);
 * ```
 */
export function problemsOf(value: unknown): string[] {
  const file = (value ?? {}) as Partial<VectorFile>;
  if (file.format !== "ringfence-vectors") return ["format is not ringfence-vectors"];
  if (file.version !== 1) return [`version is ${file.version}: this checker knows version 1`];
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  need(file.pageBytes === 4096, "pageBytes is not 4096");
  need(file.lane === "remapped" && file.model === "validated", "lane or model is another one");
  const entries = Number.isInteger(file.entries) ? file.entries! : 0;
  need(entries >= 2 && entries <= 64, "entries is not 2 to 64");
  need(
    Number.isSafeInteger(file.maxTransferBytes) && file.maxTransferBytes! >= 4096,
    "maxTransferBytes is not a whole number from 4096",
  );
  if (!Array.isArray(file.vectors) || file.vectors.length === 0) {
    return [...problems, "vectors is not a list of at least one"];
  }
  const names = new Set<string>();
  file.vectors.forEach((vector: Partial<Vector> | null, i) => {
    const where = `vectors[${i}]${typeof vector?.name === "string" ? ` (${vector.name})` : ""}`;
    for (const problem of problemsOfVector(vector ?? {}, entries)) {
      problems.push(`${where}: ${problem}`);
    }
    if (names.has(vector?.name ?? "")) problems.push(`${where}: the name is used twice`);
    names.add(vector?.name ?? "");
  });
  return problems;
}

function problemsOfVector(vector: Partial<Vector>, entries: number): string[] {
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const { windows, claim, memory, inFlight, oldTail, newTail, answer, reason } = vector;
  need(
    typeof vector.name === "string" && /^[a-z0-9_]+$/.test(vector.name),
    "name is no snake_case",
  );
  if (!Array.isArray(windows) || !Array.isArray(memory) || !Array.isArray(inFlight)) {
    return [...problems, "windows, memory or inFlight is no list"];
  }
  windows.forEach((window, w) => {
    const placed = isHex(window?.base) && Number.isSafeInteger(window.pages) && window.pages >= 1 &&
      extentOf(window).start % PAGE === 0n && extentOf(window).end <= 1n << 64n;
    need(placed, `windows[${w}] is not whole pages`);
    need(isOwner(window?.owner), `windows[${w}] has no owner`);
    need(
      ["live", "retiring"].includes(window?.phase),
      `windows[${w}] is neither live nor retiring`,
    );
  });
  need(windows.length <= MOST_WINDOWS, `there are more than ${MOST_WINDOWS} windows`);
  if (problems.length === 0) need(areApart(windows), "two windows of an owner overlap");
  memory.forEach((piece, m) => {
    const legible = isHex(piece?.address) && typeof piece.bytes === "string" &&
      /^([0-9a-f]{2})+$/.test(piece.bytes);
    need(legible, `memory[${m}] has no address, or no whole bytes`);
    if (!legible || problems.length > 0) return;
    const from = BigInt(`0x${piece.address}`);
    const length = BigInt(piece.bytes.length / 2);
    need(
      isInside(windows, piece.owner, from, length),
      `memory[${m}] lies in no window of its owner`,
    );
  });
  need(
    isOwner(claim?.owner) && ["live", "closing"].includes(claim?.phase ?? ""),
    "claim has no owner or phase",
  );
  for (const name of ["asq", "acq"] as const) {
    const base = vector[name];
    need(isHex(base), `${name} is no hexadecimal number`);
    if (!isHex(base) || problems.length > 0) continue;
    const [at, bytes] = [BigInt(`0x${base}`), BigInt(entries) * ENTRY_BYTES[name]];
    const checked = at % PAGE === 0n && isInside(windows, claim!.owner, at, bytes);
    need(checked, `${name} is no base that was checked: a page of a window of the claim's owner`);
  }
  const isSlot = Number.isInteger(oldTail) && oldTail! >= 0 && oldTail! < entries;
  need(isSlot, "oldTail is no slot of the ring");
  need(
    Number.isInteger(newTail) && newTail! >= 0 && newTail! < 2 ** 32,
    "newTail is no whole number of 32 bits",
  );
  need(inFlight.length < entries && inFlight.length <= (oldTail ?? 0), "inFlight does not fit");
  need(inFlight.every((cid) => Number.isInteger(cid) && cid >= 0 && cid < 0x1_0000), "no such cid");
  need(new Set(inFlight).size === inFlight.length, "a command is in flight twice");
  const reasons: readonly string[] = [...ANSWERS, ...Object.keys(REFUSAL_REASONS)];
  if (answer === "refused") {
    need(reasons.includes(reason ?? ""), `the reason ${reason} is not known`);
  } else need(answer === "done" && reason === "", "answer and reason do not go together");
  return problems;
}

/** Whether no two windows of an owner share a byte. */
function areApart(windows: readonly VectorWindow[]): boolean {
  return windows.every((one, i) =>
    windows.slice(0, i).every((other) => {
      const [a, b] = [extentOf(one), extentOf(other)];
      return one.owner !== other.owner || a.end <= b.start || b.end <= a.start;
    })
  );
}

/** Whether bytes lie in one window of an owner. */
function isInside(
  windows: readonly VectorWindow[],
  owner: number,
  from: bigint,
  length: bigint,
): boolean {
  return windows.some((window) => {
    const { start, end } = extentOf(window);
    return window.owner === owner && from >= start && from + length <= end;
  });
}
