/**
 * Byte suites: short sequences of requests, each with the answer that is demanded, as data. They hold an
 * implementation to what the machine does not see: fields of an entry, edges of a window, values of a
 * register. `README.md` describes the file field by field.
 *
 * @module
 */

import { REFUSAL_REASONS } from "../../spec/implementation/mod.ts";
import { ANSWERS, LANES, MODELS } from "../../spec/vocabulary.ts";
import { FEATURES } from "../conform/kernel_questions.ts";
import type { Request } from "../conform/protocol.ts";
import {
  ANSWER_FIELDS,
  fits,
  isEdge,
  isMisfit,
  type Kind,
  namesIn,
  REQUESTS,
} from "./sequence_fields.ts";
import { isObject, isOneOf, shown } from "./unknown.ts";

/** What an answer must be. What is not named is not looked at, with the exceptions of `README.md`. */
export interface Want {
  /** `done` where it is left out. */
  readonly outcome?: "done" | "refused" | "impossible";
  /** Of a refusal: reasons, with commas between; any of them will do. */
  readonly reason?: string;
  readonly [field: string]: string | number | undefined;
}

/** A request, and what its answer must be. */
export interface Step {
  readonly ask: Request;
  readonly want?: Want;
}

/** A sequence of steps, from a `reset` on. */
export interface Sequence {
  readonly name: string;
  readonly lane: string;
  readonly model: string;
  /** `stepwise` if it interrupts scans. */
  readonly scan: "any" | "stepwise";
  /** What an adapter must offer for it, with commas between. */
  readonly features: string;
  /** The name of the steps that come before; empty if none do. */
  readonly setup: string;
  readonly steps: readonly Step[];
}

/** A file of sequences. */
export interface SequenceFile {
  readonly format: "ringfence-sequences";
  readonly version: 1;
  readonly pageBytes: 4096;
  readonly setups: { readonly [name: string]: readonly Step[] };
  readonly sequences: readonly Sequence[];
}

/** All steps of a sequence, its setup's first. */
export function stepsOf({ setups }: SequenceFile, { setup, steps }: Sequence): readonly Step[] {
  return setup === "" ? steps : [...setups[setup], ...steps];
}

/**
 * Everything that is wrong with a file of sequences, one sentence each; nothing if it is well formed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { problemsOfSequences } from "./sequence.ts";
 *
 * assertEquals(problemsOfSequences({ format: "ringfence-sequences", version: 7 }), [
 *   "version is 7: this checker knows version 1",
 * ]);
 * ```
 */
export function problemsOfSequences(value: unknown): string[] {
  const file = isObject(value) ? value : {};
  if (file.format !== "ringfence-sequences") return ["format is not ringfence-sequences"];
  if (file.version !== 1) {
    return [`version is ${shown(file.version)}: this checker knows version 1`];
  }
  const problems: string[] = [];
  if (file.pageBytes !== 4096) problems.push("pageBytes is not 4096");
  const setups = isObject(file.setups) ? file.setups : null;
  if (setups === null) problems.push("setups is no object");
  const bound = new Map<string, SequenceCheck>();
  for (const [name, steps] of Object.entries(setups ?? {})) {
    const check = new SequenceCheck(`setups.${name}`, new Set(FEATURES), false);
    check.steps(steps);
    problems.push(...check.problems);
    bound.set(name, check);
  }
  if (!Array.isArray(file.sequences) || file.sequences.length === 0) {
    return [...problems, "sequences is not a list of at least one"];
  }
  const names = new Set<unknown>();
  file.sequences.forEach((sequence: unknown, i) => {
    const fields = isObject(sequence) ? sequence : {};
    const { name } = fields;
    const where = `sequences[${i}]${typeof name === "string" ? ` (${name})` : ""}`;
    problems.push(...problemsOfSequence(where, fields, bound));
    if (names.has(name)) problems.push(`${where}: the name is used twice`);
    names.add(name);
  });
  return problems;
}

function problemsOfSequence(
  where: string,
  { name, lane, model, scan, features, setup, steps }: { readonly [field: string]: unknown },
  setups: ReadonlyMap<string, SequenceCheck>,
): string[] {
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => {
    if (!holds) problems.push(`${where}: ${problem}`);
  };
  need(typeof name === "string" && /^[a-z0-9_]+$/.test(name), "name is no snake_case");
  need(isOneOf(lane, LANES), `the lane ${shown(lane)} is not known`);
  need(isOneOf(model, MODELS), `the model ${shown(model)} is not known`);
  need(isOneOf(scan, ["any", "stepwise"]), "scan is neither any nor stepwise");
  const offered = typeof features === "string" ? features.split(",").filter(Boolean) : null;
  need(offered !== null, "features is no text");
  for (const feature of offered ?? []) {
    need(isOneOf(feature, FEATURES), `the feature ${shown(feature)} is not known`);
  }
  const before = typeof setup === "string" ? setups.get(setup) : undefined;
  need(setup === "" || before !== undefined, `the setup ${shown(setup)} is not there`);
  for (const feature of before?.used ?? []) {
    need(offered?.includes(feature) ?? false, `the setup uses ${feature}, which is not named`);
  }
  if (problems.length > 0) return problems;
  const check = new SequenceCheck(where, new Set(offered), scan === "stepwise", before);
  check.steps(steps);
  return check.problems;
}

/** Checks the steps of one sequence, in order: a name must be bound before it is used. */
class SequenceCheck {
  readonly problems: string[] = [];
  /** The features that the steps need. */
  readonly used = new Set<string>();
  readonly #where: string;
  readonly #features: ReadonlySet<string>;
  readonly #isStepwise: boolean;
  readonly #names: Set<string>;
  #isReset: boolean;

  constructor(
    where: string,
    features: ReadonlySet<string>,
    isStepwise: boolean,
    before?: SequenceCheck,
  ) {
    this.#where = where;
    this.#features = features;
    this.#isStepwise = isStepwise;
    this.#names = new Set(before === undefined ? [] : before.#names);
    this.#isReset = before === undefined ? false : before.#isReset;
  }

  steps(steps: unknown): void {
    if (!Array.isArray(steps) || steps.length === 0) {
      this.problems.push(`${this.#where}: steps is not a list of at least one`);
      return;
    }
    steps.forEach((step: unknown, i) => this.#step(`${this.#where}: steps[${i}]`, step));
  }

  #step(where: string, step: unknown): void {
    const { ask, want, ...more } = isObject(step) ? step : {};
    if (!isObject(ask)) {
      this.problems.push(`${where} asks nothing`);
      return;
    }
    for (const field of Object.keys(more)) {
      this.problems.push(`${where}: the field ${shown(field)} is not known`);
    }
    const { op } = ask;
    const request = typeof op === "string" && Object.hasOwn(REQUESTS, op) ? REQUESTS[op] : null;
    if (request === null) {
      this.problems.push(`${where}: the request ${shown(op)} is not known`);
      return;
    }
    const need = (holds: boolean, problem: string) => {
      if (!holds) this.problems.push(`${where} (${op}): ${problem}`);
    };
    need(this.#isReset !== (op === "reset"), "a sequence begins with its only reset");
    this.#isReset = true;
    need(this.#isStepwise || !request.isStep, "only a stepwise sequence interrupts a scan");
    this.#needFeature(request.feature, need);
    for (const [field, kind] of Object.entries(request.fields)) {
      this.#needKind(field, ask[field], kind, need);
    }
    for (const [field, value] of Object.entries(ask)) {
      if (field === "op" || field in request.fields) continue;
      const optional = request.optional[field];
      need(optional !== undefined, `the field ${shown(field)} is not known`);
      if (optional === undefined) continue;
      this.#needKind(field, value, optional.kind, need);
      this.#needFeature(optional.feature, need);
    }
    for (const name of Object.values(ask).flatMap(namesIn)) {
      need(this.#names.has(name), `the name ${name} stands for nothing yet`);
      if (isEdge(name)) this.#needFeature("limits", need);
    }
    for (const name of request.names(ask)) this.#names.add(name);
    if (want === undefined) return;
    if (isObject(want)) this.#want(want, need);
    else need(false, "want is no object");
  }

  #want(
    { outcome = "done", reason, ...fields }: { readonly [field: string]: unknown },
    need: (holds: boolean, problem: string) => void,
  ): void {
    need(isOneOf(outcome, ["done", "refused", "impossible"]), `no outcome is ${shown(outcome)}`);
    const reasons = typeof reason === "string" ? reason.split(",") : [];
    need((outcome === "refused") === (reasons.length > 0), "a refusal, and it alone, has reasons");
    for (const each of reasons) need(isOneOf(each, REASONS), `the reason ${each} is not known`);
    for (const [field, value] of Object.entries(fields)) {
      const known = Object.hasOwn(ANSWER_FIELDS, field) ? ANSWER_FIELDS[field] : undefined;
      need(known !== undefined, `the field ${shown(field)} of an answer is not known`);
      if (known === undefined) continue;
      need(fits(value, known.kind), `${field} is ${shown(value)}, which is no ${known.kind}`);
      this.#needFeature(known.feature, need);
      for (const name of namesIn(value)) this.#names.add(name);
    }
  }

  #needKind(
    field: string,
    value: unknown,
    kind: Kind,
    need: (holds: boolean, problem: string) => void,
  ): void {
    if (isMisfit(value, kind)) this.#needFeature("numbers", need);
    else need(fits(value, kind), `${field} is ${shown(value)}, which is no ${kind}`);
  }

  #needFeature(feature: string, need: (holds: boolean, problem: string) => void): void {
    if (feature === "") return;
    this.used.add(feature);
    need(this.#features.has(feature), `the feature ${feature} is used, and not named`);
  }
}

const REASONS: readonly string[] = [...ANSWERS, ...Object.keys(REFUSAL_REASONS)];
