/**
 * Conformance: implementations held to the machine, whatever they are written in.
 *
 * An implementation is met through one interface and judged in one way. In the order in which to read:
 *
 * 1. `adapter.ts` is the interface: one request for each action of the machine, with concrete bytes, and
 *    one answer. `requests.ts` is the table that says of each who carries it out, kernel or controller;
 *    `geometry.ts` how much of everything there is; `adapter_fault.ts` what may be wrong with an adapter
 *    besides.
 * 2. `plan.ts` makes requests of a step of the machine, with `layout.ts` (page numbers as addresses),
 *    `entries.ts` (command shapes as 64-byte entries, and back), `intents.ts` (the same for brokered
 *    claims) and `stores.ts` (what providers write into memory).
 * 3. `expectation.ts` says what must be seen of a step, `reasons.ts` for which reasons it may be refused,
 *    `comparison.ts` whether the state told is the machine's (`machine_state.ts`). `facts.ts` is what was
 *    expected beside what came. `trial.ts` puts these together; `allowances.ts` are the few steps that
 *    somebody else's implementation may decline, and those that need not be tried.
 * 4. `walks.ts` takes an adapter along behaviours, `shrink.ts` makes a failure short.
 *    `suite_places.ts` are the instances that suites are made of; `suites.ts` makes them, with
 *    `cover.ts` (walks through a graph), `situations.ts` and `witnesses.ts` (what is worth covering);
 *    `suite_bundle.ts` writes and reads them as files (`deno task suites`, `suites_command.ts`).
 *    `lock_step.ts` goes everywhere instead, at the places of `lock_step_places.ts` (`deno task
 *    lockstep`), with all that the implementation keeps told (`opened.ts`, `opened_adapter.ts`,
 *    `inner_state.ts`, `told_fields.ts`); `golden_replay.ts` meets the traces of `attacks.ts`, each at its decisive step
 *    (`decisive_step.ts`).
 * 5. `in_process.ts` is the adapter of the implementation in this project: `in_process_kernel.ts` and
 *    `in_process_controller.ts` carry requests out, on what `in_process_host.ts` keeps. It tells its
 *    whole state (`../abstraction.ts`). `mutants/` breaks the implementation in every way that we could
 *    think of, and at every check, comparison and condition of its source, to see that the suites notice
 *    (`deno task mutants`).
 *
 * @example The implementation in lock step with the machine
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explorePlace, lockStep, suitePlaces } from "./mod.ts";
 * import { OpenedAdapter } from "./opened_adapter.ts";
 *
 * const place = suitePlaces.find(({ name }) => name === "validatedBounce")!;
 * const { graph, constants } = await explorePlace(place);
 * const walk = await lockStep(graph, constants, await OpenedAdapter.open());
 * assertEquals([walk.reached, walk.exhaustive], [graph.states, true]);
 * ```
 *
 * @module
 */

export * from "./adapter.ts";
export * from "./adapter_fault.ts";
export type { Geometry } from "./geometry.ts";
export { inProcessAdapter } from "./in_process.ts";
export { type LockStep, lockStep, type LockStepOptions } from "./lock_step.ts";
export { shrink, type ShrinkLimits } from "./shrink.ts";
export { type Bundle, bundleOf, type Manifest, readBundle } from "./suite_bundle.ts";
export { type Explored, explorePlace, type SuitePlace, suitePlaces } from "./suite_places.ts";
export { type Coverage, COVERAGES, type Suite, suiteOf, walksOf } from "./suites.ts";
export * from "./walks.ts";
