import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { UnsupportedError } from "../../errors.ts";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import { DEADLOCK } from "../../safety.ts";
import { run } from "../../search.ts";
import { randomMachine } from "../../testing/random_machine.ts";
import { checkCompiled, CompiledSearch } from "../check_compiled.ts";
import { compile } from "../compiled.ts";
import { load, moduleOf } from "../testing/random_module.ts";
import { type Footprint, footprintsOf } from "./footprint.ts";
import { ReducedProgram, reductionFor } from "./reduction.ts";
import { claimsOf, foundBy, foundByOracle } from "./testing/claims.ts";
import { diners, pipeline, workers } from "./testing/concurrent_machines.ts";
import { processMachine } from "./testing/process_machine.ts";

/** Holds a machine to the oracle, with all claims and with each alone. Returns what was found. */
async function agree(machine: AnyMachine, text?: string) {
  const claims = claimsOf(machine);
  const expected = await foundByOracle(machine);
  let least = expected.distinct;
  for (const some of [claims, ...claims.map((claim) => [claim])]) {
    const { met, distinct } = await foundBy(machine, { properties: some, partialOrder: "always" });
    if (expected.met === "mistake") assertEquals(met, "mistake", text);
    else assertEquals(met, expected.met.filter((name) => some.includes(name)), text);
    least = Math.min(least, distinct);
  }
  assert(least <= expected.distinct, text);
  return { met: expected.met, isReduced: least < expected.distinct };
}

for (const { name, machine, published } of examples) {
  if (published.distinct > 10_000) continue;
  Deno.test(`the reduction agrees with the oracle on ${name}`, async () => {
    await agree(machine());
  });
}

for (const machine of [workers(4), diners(4), pipeline(3)]) {
  Deno.test(`the reduction leaves out states of ${machine.name}`, async () => {
    assert((await agree(machine)).isReduced);
  });
}

Deno.test("the reduction agrees with the oracle on random machines of processes", async () => {
  const seen = { reduced: 0, mistake: 0, deadlock: 0, lively: 0, violated: 0, holds: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const module = moduleOf(processMachine(g));
      const machine = await load(module);
      const { met, isReduced } = await agree(machine, module);
      if (isReduced) seen.reduced++;
      if (met === "mistake") seen.mistake++;
      else {
        seen[met.includes(DEADLOCK) ? "deadlock" : "lively"]++;
        seen[met.some((name) => name.startsWith("Invariant")) ? "violated" : "holds"]++;
      }
    }),
    { seed: 9, numRuns: 60, unbiased: true },
  );
  // Machines of every sort were met, and many were reduced, or the agreement would mean little.
  for (const count of Object.values(seen)) assertGreater(count, 5, JSON.stringify(seen));
});

Deno.test("the reduction agrees with the oracle on random machines of any kind", async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const module = moduleOf(randomMachine(g, 500));
      await agree(await load(module), module);
    }),
    { seed: 10, numRuns: 25, unbiased: true },
  );
});

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
