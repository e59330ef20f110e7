/**
 * Whether a request is one that a kernel can be asked: what comes from outside is looked at here, once,
 * before anything is done.
 *
 * @module
 */

import { LANES, MODELS } from "../../spec/vocabulary.ts";
import type { Flat, IntentKind } from "../conformance/adapter.ts";
import { fits, isMisfit, type Kind, namesIn, REQUESTS } from "../vectors/sequence_fields.ts";

const INTENTS = [
  "identifyController",
  "identifyNamespace",
  "flush",
  "read",
  "write",
  "createCompletionQueue",
  "createSubmissionQueue",
  "deleteSubmissionQueue",
  "deleteCompletionQueue",
] as const satisfies readonly IntentKind[];

/** What the fields that are words may be. */
const WORDS: { readonly [field: string]: readonly string[] } = {
  lane: LANES,
  model: [...MODELS, "undeclared"],
  intent: INTENTS,
};

/** The most that there is room for. */
const MOST: { readonly [field: string]: number } = {
  // An answer with more bytes would be longer than one may be.
  length: 1 << 15,
  page: 1 << 16,
  ...Object.fromEntries(
    ["windows", "frames", "interrupts", "queues", "listPages", "refusals"].map((of) => [of, 4096]),
  ),
};

/**
 * Whether a request has all its fields and each is what it should be. Numbers that no register holds
 * are let through: they are asked for so that the kernel refuses them (the feature `numbers`). A
 * request that is not known is none to judge.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { isWellFormed } from "./request_form.ts";
 *
 * const load = { op: "load", owner: 0, address: "101000" };
 * assert(isWellFormed({ ...load, length: 64 }));
 * assert(!isWellFormed(load));
 * assert(!isWellFormed({ ...load, length: -1 }));
 * assert(!isWellFormed({ ...load, address: "zz", length: 64 }));
 * ```
 */
export function isWellFormed(request: Flat): boolean {
  const op = String(request.op);
  if (!Object.hasOwn(REQUESTS, op)) return true;
  const { fields, optional } = REQUESTS[op];
  const given = Object.entries(optional).filter(([field]) => request[field] !== undefined);
  const kinds = [
    ...Object.entries(fields),
    ...given.map(([field, { kind }]) => [field, kind] as const),
  ];
  return kinds.every(([field, kind]) => isOfKind(field, request[field], kind));
}

function isOfKind(field: string, value: string | number | undefined, kind: Kind): boolean {
  if (Object.hasOwn(WORDS, field)) return WORDS[field].includes(String(value));
  if (Object.hasOwn(MOST, field) && Number(value) > MOST[field]) return false;
  if (field === "page" && !isPowerOfTwo(Number(value))) return false;
  const lower = typeof value === "string" ? value.toLowerCase() : value;
  // In a file a name may stand for a number. Here everything has its value.
  return isMisfit(lower, kind) || fits(lower, kind) && namesIn(lower).length === 0;
}

function isPowerOfTwo(number: number): boolean {
  return number > 0 && Number.isInteger(Math.log2(number));
}
