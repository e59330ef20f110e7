/**
 * Every engine says of every machine what the oracle says: the same states, verdicts and lengths,
 * or, of what a reduction leaves, the same verdicts, with behaviours that the machine can take.
 *
 * A machine and an engine are a cell of one table. Machines of the project itself are in the table
 * of `scenarios/engines_test.ts`.
 */

import { assert, assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "./check.ts";
import { checkCompiled, type CompiledOptions, SymmetryError } from "./compile/mod.ts";
import { claimsOf } from "./compile/reduction/testing/claims.ts";
import {
  clients,
  diners,
  pipeline,
  workers,
} from "./compile/reduction/testing/concurrent_machines.ts";
import {
  alikeProcessMachine,
  processMachine,
} from "./compile/reduction/testing/process_machine.ts";
import { load, moduleOf } from "./compile/testing/random_module.ts";
import { examples } from "./examples/mod.ts";
import type { AnyMachine } from "./language.ts";
import type { CheckOptions, CheckResult } from "./result.ts";
import { DEADLOCK } from "./safety.ts";
import { follow, type Summary, summaryBy, summaryByOracle } from "./testing/agreement.ts";
import type { MachineText } from "./testing/machine_text.ts";
import { idiomaticMachine } from "./testing/random_idioms.ts";
import { randomMachine } from "./testing/random_machine.ts";

/** The properties that the oracle knows too: all but liveness. */
function safetyOf({ properties }: AnyMachine): string[] {
  const names = Object.keys(properties).filter((name) => properties[name].kind !== "leadsTo");
  return [...names, DEADLOCK];
}

/** What of a summary an engine has to reproduce. */
type Kept = (summary: Summary, properties: readonly string[]) => Summary;

const everything: Kept = (summary) => summary;

/** Of several mistakes on a level any may be met first. */
const anyMistake: Kept = ({ misfit, value: _, ...rest }) =>
  misfit === undefined ? rest : { mistake: true };

/** States have others stand for them, at the same depth. */
const upToSymmetry: Kept = ({ misfit, refused, violated, lengths, depth }) =>
  misfit === undefined ? { refused, violated, lengths, depth } : { mistake: true };

/** Some ways are left out, and so are states that only they led through. */
const verdicts: Kept = ({ misfit, refused, lengths = {} }, properties) => {
  if (misfit !== undefined) return { mistake: true };
  const met = Object.keys(lengths as object).filter((name) => properties.includes(name));
  return { refused, met: met.sort() };
};

/** A way to check a machine. */
interface Engine {
  readonly name: string;
  readonly kept: Kept;
  /** The properties that it serves. */
  readonly serves: (machine: AnyMachine) => string[];
  readonly check: (machine: AnyMachine, options: CheckOptions) => Promise<CheckResult>;
  readonly options: CompiledOptions;
  /** Whether each property is checked by itself too: what can be left out depends on it. */
  readonly alone?: boolean;
  /** Of how many random machines it sees one. Workers take long to begin. */
  readonly every: number;
}

function compiled(
  name: string,
  kept: Kept,
  options: CompiledOptions,
  more: Partial<Engine> = {},
): Engine {
  return {
    name,
    every: options.workers === undefined ? 1 : 12,
    kept,
    serves: options.partialOrder ? claimsOf : safetyOf,
    check: (machine, given) => checkCompiled(machine, { ...given, ...options }),
    options,
    ...more,
  };
}

const engines: readonly Engine[] = [
  { name: "direct", kept: everything, serves: safetyOf, check, options: {}, every: 1 },
  compiled("compiled", everything, {}),
  compiled("2 workers", anyMistake, { workers: 2, together: true }),
  compiled("3 workers", anyMistake, { workers: 3, together: true }),
  compiled("symmetry", upToSymmetry, { symmetry: true }),
  compiled("symmetry, 2 workers", upToSymmetry, { symmetry: true, workers: 2, together: true }),
  compiled("partial order", verdicts, { partialOrder: "always" }, { alone: true, every: 3 }),
  compiled("partial order if worthwhile", verdicts, { partialOrder: true }, { every: 2 }),
  compiled("partial order, 2 workers", verdicts, {
    partialOrder: "always",
    workers: 2,
    together: true,
  }),
  compiled("both", verdicts, { symmetry: true, partialOrder: "always" }),
  compiled("both, 2 workers", verdicts, {
    symmetry: true,
    partialOrder: "always",
    workers: 2,
    together: true,
  }),
];

/** Whether an engine explores every state. */
function isExact({ kept }: Engine): boolean {
  return kept === everything || kept === anyMistake;
}

/** The engines that can check a machine. */
function enginesFor({ symmetric }: AnyMachine): readonly Engine[] {
  return engines.filter(({ options }) => symmetric !== undefined || options.symmetry !== true);
}

/** Fails unless an engine agrees with the oracle. Returns its result, if the machine has one. */
async function agree(
  machine: AnyMachine,
  { kept, serves, check }: Engine,
  expected: Summary,
  { properties = serves(machine), text }: { properties?: readonly string[]; text?: string } = {},
): Promise<CheckResult | undefined> {
  let result: CheckResult | undefined;
  const found = await summaryBy(async () => result = await check(machine, { properties }));
  assertEquals(kept(found, properties), kept(expected, properties), text);
  if (result === undefined) return undefined;
  for (const { behaviour } of result.violations) follow(machine, behaviour);
  for (const behaviour of Object.values(result.witnesses)) follow(machine, behaviour);
  assert(result.counts.distinct <= (expected.distinct as number), text);
  return result;
}

/** Fails unless an engine agrees about each property by itself, if it is one for that. */
async function agreeAlone(
  machine: AnyMachine,
  engine: Engine,
  expected: Summary,
  text?: string,
): Promise<void> {
  if (engine.alone !== true) return;
  for (const name of engine.serves(machine)) {
    await agree(machine, engine, expected, { properties: [name], text });
  }
}

/** The liveness properties that a check finds violated. */
async function livelessBy({ check }: Engine, machine: AnyMachine): Promise<string[]> {
  const { violations } = await check(machine, {});
  return violations.filter(({ kind }) => kind === "leadsTo").map(({ property }) => property);
}

const small = examples.filter(({ published }) => published.distinct <= 10_000)
  .map(({ name, machine }) => ({ name, machine: machine() }));
const concurrent = [workers(4), diners(4), pipeline(3), clients(3)];

for (
  const { name, machine } of [...small, ...concurrent.map((m) => ({ name: m.name, machine: m }))]
) {
  Deno.test(`engines agree with the oracle on ${name}`, async (t) => {
    const expected = summaryByOracle(machine);
    const isLively = Object.values(machine.properties).some(({ kind }) => kind === "leadsTo");
    const liveless = isLively ? await livelessBy(engines[0], machine) : [];
    for (const engine of enginesFor(machine)) {
      await t.step(engine.name, async () => {
        await agree(machine, engine, expected);
        await agreeAlone(machine, engine, expected);
        // The oracle knows nothing of liveness, and no reduction serves it.
        if (isExact(engine) && isLively) assertEquals(await livelessBy(engine, machine), liveless);
      });
    }
  });
}

/** Random machines, and how many of them. */
const random: readonly {
  readonly name: string;
  readonly text: (g: fc.GeneratorValue) => MachineText;
  readonly seed: number;
  readonly runs: number;
  /** Whether every reduction leaves out something of some of them. */
  readonly leavesOut: boolean;
}[] = [
  { name: "any kind", text: (g) => randomMachine(g, 500), seed: 4, runs: 150, leavesOut: false },
  { name: "processes", text: processMachine, seed: 9, runs: 60, leavesOut: false },
  {
    name: "idioms",
    text: (g) => idiomaticMachine(g, 30, true),
    seed: 3,
    runs: 60,
    leavesOut: false,
  },
  { name: "like processes", text: alikeProcessMachine, seed: 11, runs: 60, leavesOut: true },
];

for (const { name, text, seed, runs, leavesOut } of random) {
  Deno.test(`engines agree with the oracle on random machines of ${name}`, async () => {
    const met = { holds: 0, violated: 0, mistake: 0 };
    const reduced = new Set<string>();
    let refused = 0;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const module = moduleOf(text(g));
        const machine = await load(module);
        const expected = summaryByOracle(machine);
        if (expected.distinct === undefined) met.mistake++;
        else met[expected.violated ? "violated" : "holds"]++;
        run++;
        for (const engine of enginesFor(machine)) {
          if (run % engine.every !== 0) continue;
          try {
            const result = await agree(machine, engine, expected, { text: module });
            await agreeAlone(machine, engine, expected, module);
            const distinct = result?.counts.distinct ?? Infinity;
            if (distinct < (expected.distinct as number)) reduced.add(engine.name);
          } catch (error) {
            if (!(error instanceof SymmetryError)) throw error;
            refused++;
          }
        }
      }),
      { seed, numRuns: runs, unbiased: true, endOnFailure: true },
    );
    // Machines of every sort were met, and reductions left something out, or it would mean little.
    for (const count of Object.values(met)) assertGreater(count, 0, JSON.stringify(met));
    if (!leavesOut) return;
    for (const { name } of engines.filter((engine) => !isExact(engine))) assert(reduced.has(name));
  });
}
