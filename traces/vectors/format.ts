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

const isHex = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f]{1,16}$/.test(value);

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
  const entries = file.entries ?? 0;
  need(Number.isInteger(entries) && entries >= 2 && entries <= 64, "entries is not 2 to 64");
  need(Number.isInteger(file.maxTransferBytes), "maxTransferBytes is not a whole number");
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
    const placed = isHex(window?.base) && BigInt(`0x${window.base}`) % PAGE === 0n &&
      Number.isInteger(window.pages) && window.pages >= 1;
    need(placed, `windows[${w}] is not whole pages`);
    need(Number.isInteger(window?.owner), `windows[${w}] has no owner`);
    need(
      ["live", "retiring"].includes(window?.phase),
      `windows[${w}] is neither live nor retiring`,
    );
  });
  memory.forEach((piece, m) => {
    const legible = isHex(piece?.address) && /^([0-9a-f]{2})+$/.test(piece?.bytes ?? "");
    need(legible, `memory[${m}] has no address, or no whole bytes`);
    if (!legible || problems.length > 0) return;
    const from = BigInt(`0x${piece.address}`);
    const inside = windows.some(({ owner, base, pages }) => {
      const start = BigInt(`0x${base}`);
      const end = start + BigInt(pages) * PAGE;
      return owner === piece.owner && from >= start && from + BigInt(piece.bytes.length / 2) <= end;
    });
    need(inside, `memory[${m}] lies in no window of its owner`);
  });
  need(
    Number.isInteger(claim?.owner) && ["live", "closing"].includes(claim?.phase ?? ""),
    "claim has no owner or phase",
  );
  need(isHex(vector.asq) && isHex(vector.acq), "asq or acq is no hexadecimal number");
  const isSlot = Number.isInteger(oldTail) && oldTail! >= 0 && oldTail! < entries;
  need(isSlot, "oldTail is no slot of the ring");
  need(Number.isInteger(newTail) && newTail! >= 0, "newTail is no whole number");
  need(inFlight.length < entries && inFlight.length <= (oldTail ?? 0), "inFlight does not fit");
  need(inFlight.every((cid) => Number.isInteger(cid) && cid >= 0 && cid < 0x1_0000), "no such cid");
  const reasons: readonly string[] = [...ANSWERS, ...Object.keys(REFUSAL_REASONS)];
  if (answer === "refused") {
    need(reasons.includes(reason ?? ""), `the reason ${reason} is not known`);
  } else need(answer === "done" && reason === "", "answer and reason do not go together");
  return problems;
}
