import { assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { checkWith } from "../../engine.ts";
import { indexTypesIn } from "../../domains.ts";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import type { CheckResult } from "../../result.ts";
import { DEADLOCK } from "../../safety.ts";
import { follow, type Summary, summaryBy, summaryByOracle } from "../../testing/agreement.ts";
import { checkCompiled, CompiledSearch } from "../check_compiled.ts";
import { CompiledProgram } from "../compiled.ts";
import { lowerMachine } from "../lower_machine.ts";
import { reducedBy } from "../reductions.ts";
import { loadSource } from "../source.ts";
import { load, moduleOf } from "../testing/random_module.ts";
import { small as smallMachine, type SmallMachine } from "../testing/small_module.ts";
import { SymmetryError } from "./symmetry_error.ts";
import { orbitsOf, renamingsOf } from "./testing/orbits.ts";
import { randomSymmetricMachine } from "./testing/random_symmetric_machine.ts";
import { symmetricPaxos } from "./testing/symmetric_paxos.ts";

/** The claims that hold up to symmetry: all but liveness. */
function safetyOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) => properties[name].kind !== "leadsTo");
  return [...names, DEADLOCK];
}

/** What must not depend on whether states are reduced. */
function kept({ violated, lengths, misfit, refused }: Summary): Summary {
  return { violated, lengths, misfit: misfit !== undefined, refused };
}

/** Fails unless as many orbits were found as a machine's states fall into, at their depth. */
function assertOrbits(machine: AnyMachine, { counts }: CheckResult, text?: string): void {
  const { distinct, depth } = counts;
  const expected = orbitsOf(machine, renamingsOf(sizesOf(machine)));
  assertEquals({ distinct, depth }, expected, text);
}

/** Fails unless a machine can take all behaviours that a check shows. */
function followAll(machine: AnyMachine, { violations, witnesses }: CheckResult): void {
  for (const { behaviour } of violations) follow(machine, behaviour);
  for (const behaviour of Object.values(witnesses)) follow(machine, behaviour);
}

/** Explores up to a symmetry without asking whether it is one. */
function checkForced(machine: AnyMachine, symmetric: readonly string[]): Promise<CheckResult> {
  const engine = async (
    given: AnyMachine,
    question: ConstructorParameters<typeof CompiledSearch>[1],
  ) => {
    const program = new CompiledProgram(
      { ...given, symmetric },
      lowerMachine(given, await loadSource(given.source!)),
    );
    return new CompiledSearch(program, question, reducedBy(program, { symmetric }));
  };
  return checkWith(engine, machine, {});
}

/** Fails unless claims about states come out the same with both reductions. */
async function alsoWithFewerSteps(machine: AnyMachine, { lengths }: Summary): Promise<void> {
  const properties = safetyOf(machine).filter((name) => machine.properties[name]?.kind !== "step");
  const options = { symmetry: true, partialOrder: "always" as const, properties };
  const result = await checkCompiled(machine, options);
  followAll(machine, result);
  const met = [
    ...result.violations.map(({ property }) => property),
    ...Object.keys(result.witnesses),
  ];
  assertEquals(
    met.sort(),
    properties.filter((name) => Object.hasOwn(lengths as object, name)).sort(),
  );
}

/** Whether a machine keeps verdict and lengths up to the symmetry that it declares, true or not. */
async function isRight(machine: AnyMachine, expected: Summary): Promise<boolean> {
  try {
    const found = await summaryBy(() => checkForced(machine, machine.symmetric!));
    return JSON.stringify(kept(found)) === JSON.stringify(kept(expected));
  } catch {
    // Not even a way to what was found is found again.
    return false;
  }
}

/** The sizes of the index types that a machine declares symmetric. */
function sizesOf({ state, symmetric = [] }: AnyMachine): { [index: string]: number } {
  const found = indexTypesIn(state).filter(({ name }) => symmetric.includes(name));
  return Object.fromEntries(found.map(({ name, size }) => [name, size]));
}

const small = examples.filter(({ published }) => published.distinct <= 1000);
for (
  const { name, machine } of [
    ...small,
    { name: "paxos commit, 1 manager", machine: () => symmetricPaxos(1) as AnyMachine },
  ]
) {
  if (machine().symmetric === undefined) continue;

  Deno.test(`up to symmetry, ${name} keeps verdict and lengths`, async () => {
    const example = machine();
    const properties = safetyOf(example);
    const { depth, ...expected } = summaryByOracle(example);
    for (const workers of [1, 2]) {
      const result = await checkCompiled(example, { properties, symmetry: true, workers });
      assertEquals(kept(await summaryBy(() => Promise.resolve(result))), kept(expected));
      assertOrbits(example, result);
      // All of an orbit's states are as far: who is first in the beginning makes no difference.
      assertEquals(result.counts.depth, depth);
      followAll(example, result);
    }
  });
}

for (const { name, machine, orbits } of examples) {
  if (orbits === undefined) continue;

  Deno.test(`${name}: as many orbits as published`, async () => {
    const { counts } = await checkCompiled(machine(), { symmetry: true });
    assertEquals(counts.distinct, orbits);
  });
}

Deno.test("up to symmetry, random machines keep verdict and lengths", async () => {
  const met = { refused: 0, holds: 0, violated: 0, misfit: 0, smaller: 0, singled: 0, wrong: 0 };
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (g) => {
      const text = randomSymmetricMachine(g, { mostStates: 3000, oddity: 40 });
      const module = moduleOf(text);
      const machine = await load(module);
      let result: CheckResult | undefined;
      const found = await summaryBy(async () => {
        return result = await checkCompiled(machine, { symmetry: true });
      }).catch((error) => {
        if (error instanceof SymmetryError) return undefined;
        throw error;
      });
      const expected = summaryByOracle(machine);
      if (found === undefined) {
        met.refused++;
        // Was it refused for a reason? Often; not always, since what cannot be shown is refused.
        if (!await isRight(machine, expected)) met.wrong++;
        return;
      }
      assertEquals(kept(found), kept(expected), module);
      if (result === undefined) return void met.misfit++;
      met[result.violations.length > 0 ? "violated" : "holds"]++;
      followAll(machine, result);
      assertOrbits(machine, result, module);
      if (result.counts.distinct < (expected.distinct as number)) {
        met.smaller++;
        if (text.initial.includes("s.done.set(")) met.singled++;
      }
      await alsoWithFewerSteps(machine, expected);
    }),
    { seed: 5, numRuns: 200, unbiased: true, endOnFailure: true },
  );
  for (const count of Object.values(met)) assertGreater(count, 0, JSON.stringify(met));
});

Deno.test("initial states may tell members apart: who stands for them may be anyone", async () => {
  const who = `index("who", 3)`;
  const at = `at: array(${who}, range(0, 2))`;
  // Who may act is settled in the beginning, and never changes.
  const chosen: readonly SmallMachine[] = [
    { schema: `record({ turn: ${who}, ${at} })`, when: `(s, { who }) => s.turn === who` },
    {
      schema: `record({ turn: optional(${who}), ${at} })`,
      initial: `(s) => { s.turn = 1; }`,
      when: `(s, { who }) => s.turn === who`,
    },
    {
      schema: `record({ some: subset(${who}), ${at} })`,
      initial: `(s) => s.some.add(1)`,
      when: `(s, { who }) => s.some.has(who)`,
    },
    {
      schema: `record({ may: array(${who}, flag()), ${at} })`,
      initial: `(s) => s.may.set(2, true)`,
      when: `(s, { who }) => s.may.at(who)`,
    },
  ];
  for (const parts of chosen) {
    const machine = await smallMachine({
      ...parts,
      params: `() => ({ who: ${who} })`,
      then: `(s, { who }) => s.at.set(who, s.at.at(who) === 2 ? 2 : s.at.at(who) + 1)`,
      holds:
        `(s) => { for (let i = 0; i < 3; i++) if (s.at.at(i) === 2) return false; return true; }`,
      symmetric: `["who"]`,
    });
    const expected = summaryByOracle(machine);
    assertEquals(expected.violated, true);
    for (const workers of [1, 2]) {
      const result = await checkCompiled(machine, { symmetry: true, workers });
      assertEquals(kept(await summaryBy(() => Promise.resolve(result))), kept(expected));
      assertOrbits(machine, result);
      followAll(machine, result);
    }
  }
});

Deno.test("a symmetry that is none, were it not refused, would show in the comparison", async () => {
  // Only the first ever acts, so that exchanging it with another changes what can be reached.
  const machine = await smallMachine({
    schema: `record({ at: array(index("who", 3), flag()) })`,
    params: `() => ({ who: index("who", 3) })`,
    when: `(s, { who }) => who === 0`,
    then: `(s, { who }) => s.at.set(who, true)`,
    holds: `(s) => !s.at.at(0)`,
  });
  const expected = summaryByOracle(machine);
  assertEquals(await summaryBy(() => checkCompiled(machine)), expected);
  assertEquals(await isRight({ ...machine, symmetric: ["who"] }, expected), false);
});
