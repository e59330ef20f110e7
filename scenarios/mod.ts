/**
 * Bounded instances of the machine, and the command that explores them.
 *
 * A scenario (`scenario.ts`) is data: an instance, the verdict expected of it, and pinned numbers
 * that every run computes anew. Each is a row, under its name, of one of the tables in `catalogue/`;
 * what it does not say follows from its place (`places.ts`) or, for a fault, from the fault of that
 * name. `catalogue.ts` gathers all of them.
 *
 * `deno task check` reads a command line (`arguments.ts`), chooses tasks (`select.ts`), explores them
 * on workers (`pool.ts`, `worker.ts`), holds each result against its scenario (`check_scenario.ts`),
 * and reports: lines and the verdict matrix for a person (`report_text.ts`, `matrix.ts`), JSON and
 * JUnit XML for a program (`report_json.ts`, `junit.ts`). Its exit codes, which the other commands
 * share, are in `exit_codes.ts`.
 *
 * @example Check one scenario from a program
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { check } from "../checker/mod.ts";
 * import { compare } from "./mod.ts";
 * import { wheelsTask } from "./testing/wheels.ts";
 * import { wheels } from "./testing/wheels_machine.ts";
 *
 * const task = wheelsTask("wheels_stay_within_limit");
 * const { verdict } = compare(task, await check(wheels(task.instance)));
 * assertEquals(verdict, "as expected");
 * ```
 *
 * @module
 */

export * from "./catalogue.ts";
export * from "./check_scenario.ts";
export * from "./exit_codes.ts";
export * from "./matrix.ts";
export * from "./report_json.ts";
export * from "./scenario.ts";
