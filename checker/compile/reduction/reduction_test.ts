import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { UnsupportedError } from "../../errors.ts";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import { DEADLOCK } from "../../safety.ts";
import { run } from "../../search.ts";
import { checkCompiled, CompiledSearch } from "../check_compiled.ts";
import { compile } from "../compiled.ts";
import { type Footprint, footprintsOf } from "./footprint.ts";
import { ReducedProgram, reductionFor } from "./mod.ts";
import { claimsOf, foundBy, foundByOracle } from "./testing/claims.ts";
import { diners, pipeline, workers } from "./testing/concurrent_machines.ts";

for (const machine of [workers(4), diners(4), pipeline(3)]) {
  Deno.test(`the reduction leaves out states of ${machine.name}`, async () => {
    const { distinct } = await foundBy(machine, { partialOrder: true });
    assertLess(distinct, (await foundByOracle(machine)).distinct);
  });
}

Deno.test("the reduction finds what there is of large machines", async () => {
  const { distinct } = await foundBy(workers(12), { partialOrder: "always" });
  // Four to the twelfth states, and one way through them.
  assertEquals(distinct, 3 * 12 + 1);
  const { met } = await foundBy(diners(12), { properties: [DEADLOCK], partialOrder: "always" });
  assertEquals(met, [DEADLOCK]);
});

/** What a search goes by footprints that are not as they should be. */
async function misled(
  machine: AnyMachine,
  mislead: (footprint: Footprint, action: string) => Footprint,
): Promise<readonly string[]> {
  const program = await compile(machine);
  const footprints = footprintsOf(program).map((footprint) =>
    mislead(footprint, program.choices[footprint.choice].action)
  );
  const names = claimsOf(machine);
  const reduction = reductionFor(program, names, { footprints });
  const search = new CompiledSearch(
    program,
    { names, lively: [], stopAtFirst: false },
    new ReducedProgram(program, reduction),
  );
  await run(search, {});
  return search.met.map(({ property }) => property).sort();
}

Deno.test("a wrong independence shows as a verdict other than the oracle's", async () => {
  const machine = workers(2);
  const { met } = await foundByOracle(machine);
  assertEquals(await misled(machine, (footprint) => footprint), met);
  // As if nobody noticed that a worker has begun to store.
  const found = await misled(
    machine,
    (footprint, action) =>
      action === "workerWorks"
        ? { ...footprint, writes: new Uint32Array(1), written: new Map() }
        : footprint,
  );
  assert(met.includes("FirstTwoNeverStoreTogether"));
  assert(!found.includes("FirstTwoNeverStoreTogether"), found.join());
});

Deno.test("several workers leave out the same states", async () => {
  for (const machine of [diners(5), pipeline(4)]) {
    const one = await foundBy(machine, { partialOrder: "always" });
    assertEquals(await foundBy(machine, { partialOrder: "always", workers: 2 }), one);
  }
});

Deno.test("claims about steps and about what follows are refused, not passed", async () => {
  for (const { machine } of examples) {
    const example = machine();
    for (const [name, { kind }] of Object.entries(example.properties)) {
      if (kind !== "step" && kind !== "leadsTo") continue;
      await assertRejects(
        () => checkCompiled(example, { properties: [name], partialOrder: "always" }),
        UnsupportedError,
        `"${name}"`,
      );
    }
  }
});

Deno.test("a reduced search says nothing of actions that it did not see", async () => {
  const { counts, neverEnabled } = await checkCompiled(workers(6), {
    properties: ["FirstCanBeDone"],
    partialOrder: "always",
  });
  assert(counts.distinct < 4 ** 6);
  assertEquals(neverEnabled, []);
});
