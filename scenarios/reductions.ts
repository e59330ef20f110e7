/**
 * Exploring less than every state: what can be asked of it, and how what was found is to be read.
 *
 * @module
 */

import type { AnyMachine, CheckResult } from "../checker/mod.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./exit_codes.ts";
import type { Pinned, Task } from "./scenario.ts";
import type { Choice } from "./select.ts";

/**
 * Refuses what a reduction that the command line asks for does not serve: a machine that declares
 * nothing interchangeable, and properties that observe more than states. Nothing of that is passed
 * over in silence.
 *
 * @throws {UsageError} that names the properties, and those that are served.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { UsageError } from "./exit_codes.ts";
 * import { refuseUnserved } from "./reductions.ts";
 * import { library, wheelsTask } from "./testing/wheels.ts";
 *
 * const tasks = [wheelsTask("wheels_stay_within_limit")];
 * refuseUnserved(tasks, { symmetry: false, partialOrder: true }, library);
 * assertThrows(
 *   () => refuseUnserved(tasks, { symmetry: true, partialOrder: false }, library),
 *   UsageError,
 *   "nothing in it is declared interchangeable",
 * );
 * ```
 */
export function refuseUnserved(
  tasks: readonly Task[],
  { symmetry, partialOrder }: Pick<Arguments, "symmetry" | "partialOrder">,
  library: Pick<Choice, "machine">,
): void {
  if (!symmetry && !partialOrder) return;
  const kinds = new Map<string, string>();
  for (const { scenario, instance, properties } of tasks) {
    const machine: AnyMachine = library.machine(instance);
    if (machine.source === undefined) {
      throw new UsageError(
        `Cannot reduce "${scenario.name}": its machine does not say where its text is`,
      );
    }
    if (symmetry && (machine.symmetric ?? []).length === 0) {
      throw new UsageError(
        `Cannot use --symmetry with "${scenario.name}": nothing in it is declared interchangeable`,
      );
    }
    for (const name of properties) kinds.set(name, machine.properties[name]?.kind ?? "deadlock");
  }
  const option = partialOrder ? "--partial-order" : "--symmetry";
  const of = (kind: string) => [...kinds.keys()].filter((name) => kinds.get(name) === kind);
  const [steps, lively] = [partialOrder ? of("step") : [], of("leadsTo")];
  if (steps.length + lively.length === 0) return;
  const observed = [
    ...(steps.length > 0 ? [`steps are observed by ${steps.join(", ")}`] : []),
    ...(lively.length > 0 ? [`what follows a state by ${lively.join(", ")}`] : []),
  ];
  const served = [...kinds.keys()].filter((name) => ![...steps, ...lively].includes(name));
  const instead = served.length === 0
    ? "no other property was chosen"
    : `choose by --property among ${served.join(", ")}`;
  throw new UsageError(
    `Cannot use ${option} with every property chosen: ${observed.join(", and ")}; ${instead}`,
  );
}

/** Whether anything may have been left out of what was explored. */
export function isReduced({ reduction }: CheckResult): boolean {
  return reduction?.symmetric !== undefined || reduction?.partialOrder === true;
}

/** The pinned numbers that a result is to be compared with, or why there are none. */
export function pinnedFor({ scenario, pinned }: Task, result: CheckResult): Task["pinned"] {
  if ("none" in pinned) return pinned;
  const { symmetric, partialOrder = false } = result.reduction ?? {};
  const isPinned = !partialOrder && (symmetric !== undefined) === (scenario.symmetry ?? false);
  return isPinned ? pinned : { none: `they are of ${whatIsCounted(result)}` };
}

/** The pins of a result that is none of a reduced graph. */
export function comparablePins(task: Task, result: CheckResult): Pinned | undefined {
  const pinned = pinnedFor(task, result);
  return "none" in pinned ? undefined : pinned;
}

/** What the counts of a result are of. */
function whatIsCounted({ reduction }: CheckResult): string {
  const symmetric = reduction?.symmetric?.join(" and ");
  const parts = [
    ...(symmetric === undefined
      ? []
      : [`one of all states that differ by the names of a ${symmetric}`]),
    ...(reduction?.partialOrder ? ["a graph in which steps are left out"] : []),
  ];
  return parts.length === 0 ? "every state" : parts.join(", and of ");
}

/** What there is to say of reductions that were asked for; nothing, where none was. */
export function reductionTexts({ reduction }: CheckResult): readonly string[] {
  return reduction?.partialOrder === false
    ? ["every step was taken: next to none can be left out"]
    : [];
}
