/** Whatever ends a check, and however many threads explore: what it says is so. */

import { assert, assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "./check.ts";
import { checkCompiled } from "./compile/mod.ts";
import { small } from "./compile/testing/small_module.ts";
import { DomainError } from "./errors.ts";
import { ewd840 } from "./examples/ewd840.ts";
import { twoPhase } from "./examples/two_phase.ts";
import type { AnyMachine } from "./language.ts";
import { faultOfLasso } from "./liveness/mod.ts";
import type { CheckOptions, CheckResult } from "./result.ts";
import { DEADLOCK } from "./safety.ts";
import { exactFindings, follow } from "./testing/agreement.ts";

/** Counters, one of which makes a step at a time. */
const counters = (parts: { readonly then?: string; readonly holds?: string }) =>
  small({
    schema: "record({ a: array(3, range(0, 9)) })",
    params: "() => ({ i: range(0, 2) })",
    when: "(s, { i }) => s.a.at(i) < 9",
    then: "(s, { i }) => { s.a.set(i, s.a.at(i) + 1); }",
    leads: "{ from: (s) => s.a.at(0) === 3, to: (s) => s.a.at(1) === 9 }",
    ...parts,
  });

const machines: readonly AnyMachine[] = [
  twoPhase(4),
  ewd840(3),
  await counters({}),
  await counters({ holds: "(s) => s.a.at(0) + s.a.at(1) < 12" }),
  // From the twentieth step on a counter may leave its range.
  await counters({
    then: "(s, { i }) => { s.a.set(i, s.a.at(i) + (s.a.at(1) + s.a.at(2) > 12 ? 4 : 1)); }",
  }),
];

/** What a machine has, all of it; nothing, if there is a mistake in it. */
const wholes = await Promise.all(machines.map((machine) =>
  check(machine).catch((error) => {
    assert(error instanceof DomainError);
    return undefined;
  })
));

/** Fails unless everything that was said of a machine under limits is so. */
function isSo(
  machine: AnyMachine,
  found: CheckResult,
  whole: CheckResult | undefined,
  stopAtFirst: boolean,
): void {
  const { verdict, limit, complete, violations, witnesses, counts, unsettled } = found;
  if (limit === undefined) assert(complete || (stopAtFirst && verdict === "violated"));
  if (verdict === "inconclusive") assert(limit !== undefined);
  if (verdict === "holds") assertEquals([complete, whole?.verdict], [true, "holds"]);
  for (const violation of violations) {
    if (violation.kind === "leadsTo") assertEquals(faultOfLasso(machine, violation), undefined);
    else follow(machine, violation.behaviour);
  }
  for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
  const settled = new Set([
    ...violations.map(({ property }) => property),
    ...Object.keys(witnesses),
  ]);
  for (const name of [...Object.keys(machine.properties), DEADLOCK]) {
    if (settled.has(name)) assert(!unsettled.includes(name));
    else if (!complete) assert(unsettled.includes(name));
  }
  assert(counts.distinct > 0 && counts.distinct <= counts.generated);
  if (whole === undefined) return assert(!complete);
  assert(counts.distinct <= whole.counts.distinct && counts.depth <= whole.counts.depth);
  assert(counts.generated <= whole.counts.generated);
  // A violation that is found is a shortest one, however little was explored.
  const [said, known] = [found, whole].map((result) => exactFindings(result));
  for (const name of Object.keys(said.violations)) {
    assertEquals(said.violations[name], known.violations[name]);
  }
  for (const name of Object.keys(said.witnesses)) {
    assertEquals(said.witnesses[name], known.witnesses[name]);
  }
  if (complete) assertEquals([said.counts, said.steps], [known.counts, known.steps]);
}

/** One limit, and a way to explore. */
const trials = fc.record({
  number: fc.nat({ max: machines.length - 1 }),
  threads: fc.nat({ max: 3 }),
  together: fc.boolean(),
  stopAtFirst: fc.boolean(),
  limit: fc.oneof(
    fc.record({ maxStates: fc.nat({ max: 1500 }) }),
    fc.record({ maxBytes: fc.nat({ max: 2 ** 20 }) }),
    fc.record({ maxMilliseconds: fc.nat({ max: 30 }) }),
    fc.record({ looks: fc.nat({ max: 2 }) }),
  ),
});

/** A signal that is aborted once a check has told so often how far it is. */
function abortedAfter(looks: number): CheckOptions {
  const controller = new AbortController();
  if (looks === 0) controller.abort();
  let told = 0;
  const onProgress = () => ++told === looks && controller.abort();
  return { signal: controller.signal, onProgress, progressEvery: 0 };
}

Deno.test("what a check says is so, whatever limit ends it and however many threads explore", async () => {
  const ends: { [end: string]: number } = {};
  await fc.assert(
    fc.asyncProperty(trials, async ({ number, threads, together, stopAtFirst, limit }) => {
      const machine = machines[number];
      const options = {
        stopAtFirst,
        ...("looks" in limit ? abortedAfter(limit.looks) : limit),
      };
      let found: CheckResult;
      try {
        found = threads === 0
          ? await check(machine, options)
          : await checkCompiled(machine, { ...options, workers: threads, together });
      } catch (error) {
        assert(error instanceof DomainError && wholes[number] === undefined);
        ends.mistake = (ends.mistake ?? 0) + 1;
        return;
      }
      isSo(machine, found, wholes[number], stopAtFirst);
      const end = found.limit ?? found.verdict;
      ends[end] = (ends[end] ?? 0) + 1;
    }),
    { seed: 31, numRuns: 50, endOnFailure: true },
  );
  for (const end of ["states", "memory", "interrupted", "violated", "mistake"]) {
    assertGreater(ends[end] ?? 0, 0, JSON.stringify(ends));
  }
});
