/**
 * An explicit-state model checker for machines written in plain TypeScript.
 *
 * A *machine* is a schema of finite domains, *actions* that say who can do what and when, and
 * *properties* that say what must be true. The checker visits every state that the actions can reach
 * from the initial ones, breadth first, keeping each in full, so that what it says of a machine holds
 * for all of them, and what it shows to the contrary is as short as can be.
 *
 * @example Two threads and a lock, with a mistake
 * ```ts
 * import { array, check, index, language, machine, oneOf, optional, record } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * // What there is: where each thread is, and who holds the lock.
 * const threads = index("thread", 2);
 * const schema = record({
 *   at: array(threads, oneOf("idle", "waiting", "inside")),
 *   lock: optional(threads),
 * });
 * const { action, invariant, witness } = language<typeof schema, null>();
 * const anyThread = () => ({ me: threads });
 *
 * // What can happen: a guard says when, an effect says what becomes of it.
 * const actions = {
 *   threadSeesLockFree: action({
 *     params: anyThread,
 *     when: (s, { me }) => s.at.at(me) === "idle" && s.lock === null,
 *     then: (s, { me }) => s.at.set(me, "waiting"),
 *   }),
 *   threadTakesLock: action({
 *     params: anyThread,
 *     when: (s, { me }) => s.at.at(me) === "waiting", // It should look again.
 *     then: (s, { me }) => {
 *       s.lock = me;
 *       s.at.set(me, "inside");
 *     },
 *   }),
 *   threadLeaves: action({
 *     params: anyThread,
 *     when: (s, { me }) => s.at.at(me) === "inside",
 *     then: (s, { me }) => {
 *       s.lock = null;
 *       s.at.set(me, "idle");
 *     },
 *   }),
 * };
 *
 * // What must be true, and what must be possible.
 * const properties = {
 *   OneThreadInside: invariant((s) => s.at.at(0) !== "inside" || s.at.at(1) !== "inside"),
 *   SomeoneGetsIn: witness((s) => s.at.at(1) === "inside"),
 * };
 *
 * const { verdict, violations } = await check(machine({
 *   name: "lock",
 *   actors: ["thread"],
 *   constants: null,
 *   state: schema,
 *   initial: action({ when: () => true, then: () => {} }),
 *   actions,
 *   properties,
 * }));
 *
 * assertEquals([verdict, violations[0].property], ["violated", "OneThreadInside"]);
 * const [, ...steps] = violations[0].behaviour.steps; // The first is the initial state.
 * assertEquals(steps.map(({ action, params }) => `${action} ${params.me}`), [
 *   "threadSeesLockFree 0",
 *   "threadSeesLockFree 1",
 *   "threadTakesLock 0",
 *   "threadTakesLock 1",
 * ]);
 * ```
 *
 * Where to read on:
 *
 * - to write machines: `domains.ts`, `language.ts`, `subset.md`, then `examples/mod.ts`;
 * - to check them: `check.ts` and `result.ts`; one step at a time: `stepper.ts`; the whole graph:
 *   `graph.ts`;
 * - to check large ones, several times as fast: `compile/mod.ts`, which takes the same machines;
 * - to understand how: `naive.ts` first, which is all of it in a hundred lines. Then `layout.ts`,
 *   `views.ts`, `direct.ts` (states in words, and machines run on them), `store.ts`, `explore.ts`
 *   (the search), `safety.ts`, `trace.ts`, and `liveness/mod.ts`; `search.ts` and `engine.ts` for
 *   what the direct and the compiled search share.
 *
 * @module
 */

export * from "./check.ts";
export * from "./codec.ts";
export * from "./domains.ts";
export * from "./errors.ts";
export * from "./graph.ts";
export * from "./language.ts";
export * from "./layout.ts";
export * from "./liveness/mod.ts";
export type { Choice, Program, Successors } from "./program.ts";
export * from "./result.ts";
export { DEADLOCK } from "./safety.ts";
export * from "./stepper.ts";
