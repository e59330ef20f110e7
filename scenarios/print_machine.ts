/**
 * What the compiler makes of a scenario's machine, for inspection.
 *
 * @module
 */

import { compile, generatedSource, printMachine } from "../checker/compile/mod.ts";
import type { AnyMachine } from "../checker/mod.ts";
import { UsageError } from "./exit_codes.ts";
import type { Instance, Task } from "./scenario.ts";

/**
 * The code generated for the machine of the one task selected, or what its text is read as.
 *
 * @throws {UsageError} if not exactly one is selected: nobody reads several.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { machineText } from "./print_machine.ts";
 * import { wheels } from "./testing/wheels_machine.ts";
 * import { wheelsTask } from "./testing/wheels.ts";
 *
 * const tasks = [wheelsTask("wheels_stay_within_limit")];
 * assertStringIncludes(await machineText("generated", tasks, wheels), "function expand(");
 * assertStringIncludes(await machineText("representation", tasks, wheels), "handTurns(wheel)");
 * ```
 */
export async function machineText(
  what: "generated" | "representation",
  tasks: readonly Task[],
  machineOf: (instance: Instance) => AnyMachine,
): Promise<string> {
  const [task, ...others] = tasks;
  if (others.length > 0) {
    throw new UsageError(
      `Cannot use --print-${what} for ${tasks.length} scenarios: select one`,
    );
  }
  const program = await compile(machineOf(task.instance));
  return what === "generated" ? `${generatedSource(program)}\n` : printMachine(program.text);
}
