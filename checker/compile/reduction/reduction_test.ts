import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { CheckerError, UnsupportedError } from "../../errors.ts";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import { checkNaively } from "../../naive.ts";
import { DEADLOCK } from "../../safety.ts";
import { run } from "../../search.ts";
import { follow } from "../../testing/agreement.ts";
import { randomMachine } from "../../testing/random_machine.ts";
import { checkCompiled, CompiledSearch } from "../check_compiled.ts";
import { compile } from "../compiled.ts";
import { load, moduleOf } from "../testing/random_module.ts";
import { type Footprint, footprintsOf } from "./footprint.ts";
import { ReducedProgram, reductionFor } from "./reduction.ts";
import { diners, pipeline, workers } from "./testing/concurrent_machines.ts";
import { processMachine } from "./testing/process_machine.ts";

/** What is found of a machine: which claims are met, among how many states. */
interface Found {
  readonly met: readonly string[] | "mistake";
  readonly distinct: number;
}

/** The claims that a reduction serves. */
function claimsOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) =>
    properties[name].kind === "invariant" || properties[name].kind === "witness"
  );
  return [...names, DEADLOCK];
}

/** What is found, or that the machine is mistaken. */
async function found(find: () => Found | Promise<Found>): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof CheckerError) return { met: "mistake", distinct: 0 };
    throw error;
  }
}

/** What the oracle finds. */
function byOracle(machine: AnyMachine): Promise<Found> {
  const claims = claimsOf(machine);
  return found(() => {
    const { lengths, distinct } = checkNaively(machine);
    return { met: Object.keys(lengths).filter((name) => claims.includes(name)).sort(), distinct };
  });
}

/** What is found with the reduction, every behaviour followed. */
function reduced(machine: AnyMachine, properties: readonly string[]): Promise<Found> {
  return found(async () => {
    const { violations, witnesses, counts } = await checkCompiled(machine, {
      properties,
      partialOrder: true,
    });
    for (const { behaviour } of violations) follow(machine, behaviour);
    for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
    const met = [...violations.map(({ property }) => property), ...Object.keys(witnesses)].sort();
    return { met, distinct: counts.distinct };
  });
}

/** Holds a machine to the oracle, with all claims and with each alone. Returns what was found. */
async function agree(machine: AnyMachine, text?: string) {
  const claims = claimsOf(machine);
  const expected = await byOracle(machine);
  let least = expected.distinct;
  for (const some of [claims, ...claims.map((claim) => [claim])]) {
    const { met, distinct } = await reduced(machine, some);
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
  const { distinct } = await reduced(workers(12), claimsOf(workers(12)));
  // Four to the twelfth states, and one way through them.
  assertEquals(distinct, 3 * 12 + 1);
  assertEquals((await reduced(diners(12), [DEADLOCK])).met, [DEADLOCK]);
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
  const { met } = await byOracle(machine);
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

Deno.test("claims about steps and about what follows are refused, not passed", async () => {
  for (const { machine } of examples) {
    const example = machine();
    for (const [name, { kind }] of Object.entries(example.properties)) {
      if (kind !== "step" && kind !== "leadsTo") continue;
      await assertRejects(
        () => checkCompiled(example, { properties: [name], partialOrder: true }),
        UnsupportedError,
        `"${name}"`,
      );
    }
  }
});

Deno.test("a reduced search says nothing of actions that it did not see", async () => {
  const { counts, neverEnabled } = await checkCompiled(workers(6), {
    properties: ["FirstCanBeDone"],
    partialOrder: true,
  });
  assert(counts.distinct < 4 ** 6);
  assertEquals(neverEnabled, []);
});
