/**
 * What the kernel decides by it can know: no check of the hardened design looks into the controller
 * or at a ghost.
 */

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { compile, footprintsOf } from "../checker/compile/mod.ts";
import { numbersIn } from "../checker/compile/reduction/bits.ts";
import { Cells } from "../checker/compile/reduction/cells.ts";
import { machineOf } from "./catalogue.ts";
import { scenarios } from "./mod.ts";

/** Instances that between them have every lane, both models, teardown, registers and I/O queues. */
const NAMES = [
  "clean_remapped_lifecycle",
  "clean_remapped_io_queues",
  "clean_remapped_registers",
  "clean_bounce_brokered_io_queues",
  "clean_synthetic_brokered_lifecycle",
];

/** Actions of others in which the kernel answers: their effects make checks, too. */
const ANSWERED = ["providerRingsDoorbell", "providerSubmitsIntent", "providerEnablesController"];

/** Steps of the kernel whose effects make checks. */
const JUDGING = ["kernelScansEntry", "kernelPublishesBatch"];

/** The variables that `spec/state.ts` marks as ghosts, the controller's aside. */
function ghosts(): string[] {
  const text = Deno.readTextFileSync(
    fromFileUrl(new URL("../spec/state.ts", import.meta.url)),
  );
  const [kernels] = text.split("const controllerQueue");
  return [...kernels.matchAll(/\/\*\* Ghost: [^/]*\*\/\s+(\w+):/g)].map(([, name]) => name);
}

/** Whether a kernel can read a variable: CC.EN and CSTS.RDY of the controller, and what is its own. */
function isKnowable(path: string, hidden: readonly string[]): boolean {
  if (path.startsWith("controller.")) return path === "controller.phase";
  if (path.startsWith("iommu.reach")) return false;
  return !hidden.some((name) => path.endsWith(`.${name}`));
}

/** What the checks of an instance read that a kernel cannot know, by action. */
async function unknowables(name: string): Promise<Map<string, Set<string>>> {
  const program = await compile(machineOf(scenarios.find((each) => each.name === name)!));
  const cells = new Cells(program.layout);
  const hidden = ghosts();
  const found = new Map<string, Set<string>>();
  for (const { choice, guardReads, effectReads } of footprintsOf(program)) {
    const { action } = program.choices[choice];
    const looks = [
      ...(ANSWERED.includes(action) ? [] : numbersIn(guardReads)),
      ...(ANSWERED.includes(action) || JUDGING.includes(action) ? numbersIn(effectReads) : []),
    ];
    const paths = looks.map((cell) => cells.all[cell].path)
      .filter((path) => !isKnowable(path, hidden));
    found.set(action, (found.get(action) ?? new Set()).union(new Set(paths)));
  }
  return found;
}

for (const name of NAMES) {
  Deno.test(`the kernel reads only what it can know: ${name}`, async () => {
    const found = await unknowables(name);
    const decided = [...found].filter(([action]) =>
      action.startsWith("kernel") || ANSWERED.includes(action)
    );
    assert(decided.length >= 4);
    assertEquals(
      decided.flatMap(([action, paths]) => [...paths].map((path) => [action, path])),
      [],
    );
    // The controller knows more, so what is looked for can be found.
    assert(found.get("controllerFetchesEntry")!.has("controller.flight[0].phase"));
  });
}

Deno.test("ghosts are found where they are marked", () => {
  for (const name of ["published", "overtaken", "ringer", "presented", "wakes", "completed"]) {
    assert(ghosts().includes(name), name);
  }
});
