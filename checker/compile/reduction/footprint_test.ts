import { assert, assertEquals, assertGreater, AssertionError, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { DirectProgram } from "../../direct.ts";
import { CheckerError } from "../../errors.ts";
import { examples } from "../../examples/mod.ts";
import type { AnyMachine } from "../../language.ts";
import { type Program, successorsFor } from "../../program.ts";
import { randomMachine } from "../../testing/random_machine.ts";
import { compile } from "../compiled.ts";
import { small } from "../testing/small_module.ts";
import { load, moduleOf } from "../testing/random_module.ts";
import { includes } from "./bits.ts";
import { type CellBits, Cells, codeIn } from "./cells.ts";
import { type Footprint, footprintsOf, printFootprint } from "./footprint.ts";
import { diners, pipeline, workers } from "./testing/concurrent_machines.ts";
import { processMachine } from "./testing/process_machine.ts";

/** States of a machine, breadth first, every so many of the first few thousand. */
function someStates(program: Program, most: number): Uint32Array[] {
  const { words } = program.layout;
  const successors = successorsFor(program);
  const found = new Map<string, Uint32Array>();
  const take = (count: number) => {
    for (let i = 0; i < count; i++) {
      const state = successors.states.slice(i * words, (i + 1) * words);
      found.set(state.join(), state);
    }
  };
  take(program.initial(successors));
  for (const state of found.values()) {
    if (found.size > 3000) break;
    take(program.expand(state, 0, successors));
  }
  const all = [...found.values()];
  return all.filter((_, i) => i % Math.ceil(all.length / most) === 0);
}

function put(state: Uint32Array, { word, shift, mask }: CellBits, code: number): void {
  state[word] = (state[word] & ~(mask << shift)) | (code << shift);
}

/** The state that a choice leads to; nothing, if it is disabled or cannot be run. */
function after(program: Program, state: Uint32Array, choice: number): Uint32Array | undefined {
  if (!program.isEnabled(state, 0, choice)) return undefined;
  const next = new Uint32Array(state.length);
  program.apply(state, 0, choice, next, 0);
  return next;
}

/** Holds direct execution to footprints. */
class Holder {
  /** How many values of cells that a choice does not read were changed. */
  changes = 0;
  readonly #program: Program;
  readonly #cells: Cells;
  readonly #states: readonly Uint32Array[];
  /** The codes that each cell has in one of the states. */
  readonly #codes: readonly (readonly number[])[];

  constructor(program: Program, states: number) {
    this.#program = program;
    this.#cells = new Cells(program.layout);
    this.#states = someStates(program, states);
    this.#codes = this.#cells.all.map(({ bits }) => [
      ...new Set(this.#states.map((state) => codeIn(state, 0, bits))),
    ]);
  }

  hold(footprints: readonly Footprint[]): void {
    for (const state of this.#states) {
      for (const footprint of footprints) {
        const next = after(this.#program, state, footprint.choice);
        if (next !== undefined) this.#holdWrites(footprint, state, next);
        this.#holdReads(footprint, state, next);
      }
    }
  }

  /** What changes is written, and what is there before and after is foreseen. */
  #holdWrites(
    { choice, writes, admits, written }: Footprint,
    state: Uint32Array,
    next: Uint32Array,
  ): void {
    for (const [number, { bits }] of this.#cells.all.entries()) {
      const [from, to] = [codeIn(state, 0, bits), codeIn(next, 0, bits)];
      const where = this.#say(number, choice);
      assert(admits.get(number)?.[from] !== false, `a value not admitted of ${where}`);
      if (from === to) continue;
      assert(includes(writes, number), `an unforeseen write of ${where}`);
      const values = written.get(number);
      assert(values?.has(this.#cells.valueOf(number, to)) !== false, `another value in ${where}`);
    }
  }

  /** A cell that is not read can have another value, and nothing else changes for that. */
  #holdReads(
    { choice, guardReads, effectReads }: Footprint,
    state: Uint32Array,
    next: Uint32Array | undefined,
  ): void {
    for (const [number, { bits }] of this.#cells.all.entries()) {
      const old = codeIn(state, 0, bits);
      const other = this.#codes[number].find((code) => code !== old);
      if (other === undefined || includes(guardReads, number)) continue;
      this.changes++;
      const changed = state.slice();
      put(changed, bits, other);
      const where = this.#say(number, choice);
      assertEquals(this.#program.isEnabled(changed, 0, choice), next !== undefined, where);
      if (next === undefined || includes(effectReads, number)) continue;
      const then = after(this.#program, changed, choice)!;
      // The cell itself is written alike, or kept.
      const [one, two] = [codeIn(next, 0, bits), codeIn(then, 0, bits)];
      assert(one === two || (one === old && two === other), where);
      const rest = next.slice();
      put(rest, bits, two);
      assertEquals(then, rest, where);
    }
  }

  #say(cell: number, choice: number): string {
    return `${this.#cells.all[cell].path} by ${JSON.stringify(this.#program.choices[choice])}`;
  }
}

/** Holds a machine to its footprints. Returns how much was changed for that. */
async function holdFor(machine: AnyMachine, states = 40): Promise<number> {
  const holder = new Holder(new DirectProgram(machine), states);
  holder.hold(footprintsOf(await compile(machine)));
  return holder.changes;
}

for (const { name, machine, published } of examples) {
  if (published.distinct > 10_000) continue;
  Deno.test(`footprintsOf() holds of ${name}`, async () => {
    assertGreater(await holdFor(machine()), 0);
  });
}

for (const machine of [workers(3), diners(3), pipeline(3)]) {
  Deno.test(`footprintsOf() holds of ${machine.name}`, async () => {
    assertGreater(await holdFor(machine, 200), 0);
  });
}

for (const [kind, make] of [["random", randomMachine], ["process", processMachine]] as const) {
  Deno.test(`footprintsOf() holds of ${kind} machines`, async () => {
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const module = moduleOf(make(g, 500));
        try {
          looked += await holdFor(await load(module), 12);
        } catch (error) {
          // A mistake in the machine; other tests are about those.
          if (!(error instanceof CheckerError)) throw error;
        }
      }),
      { seed: 6, numRuns: 60, unbiased: true },
    );
    assertGreater(looked, 1000);
  });
}

Deno.test("footprintsOf() tells elements apart where the index is constant", async () => {
  const parts = {
    params: "() => ({ at: range(0, 2) })",
    when: "(s, { at }) => s.list.at(at) <= s.n",
    then: "(s) => { s.list.set(s.n % 3, s.n); s.n = (s.n + 1) % 9; }",
  };
  const program = await compile(await small(parts));
  assertEquals(printFootprint(program, footprintsOf(program)[1]), [
    'anyActs {"at":1}',
    "  guard reads n, list[1]",
    "  effect reads n",
    "  writes n, list[0], list[1], list[2]",
  ]);
});

Deno.test("a footprint that lacks a write does not hold", async () => {
  const machine = diners(3);
  const footprints = footprintsOf(await compile(machine));
  const forgetful = footprints.map((each) => ({ ...each, writes: new Uint32Array(1) }));
  assertThrows(
    () => new Holder(new DirectProgram(machine as AnyMachine), 10).hold(forgetful),
    AssertionError,
    'an unforeseen write of at[0] by {"action":"dinerGetsHungry","params":{"self":0}}',
  );
});

Deno.test("a footprint that lacks a read does not hold", async () => {
  const machine = diners(3);
  const footprints = footprintsOf(await compile(machine));
  const forgetful = footprints.map((each) => ({ ...each, guardReads: new Uint32Array(1) }));
  assertThrows(
    () => new Holder(new DirectProgram(machine as AnyMachine), 10).hold(forgetful),
    AssertionError,
  );
});
