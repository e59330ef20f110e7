/**
 * Safety properties as generated code: what is still open is tested in one call a state, and one a
 * step; only when that fails is it asked which property it was.
 *
 * @module
 */

import { IndexError } from "../errors.ts";
import { DEADLOCK } from "../safety.ts";
import type { Holds, HoldsOfStep } from "./emit_machine.ts";
import { parameterNumbers } from "./emit_machine.ts";
import type { GeneratedProgram } from "./generated_program.ts";

/** A property that was met: violated, or for a witness reached. */
export interface Finding {
  readonly property: string;
  readonly kind: "invariant" | "step" | "deadlock" | "witness";
}

/** A claim that is still open. */
interface Open<F> extends Finding {
  readonly test: F;
}

/** Whether nothing is met in the state at `S[o]`. */
export type StateTest = (S: Uint32Array, o: number) => boolean;
/** Whether nothing is met in the step from the state at `B[p]` to the one at `S[o]`. */
export type StepTest = (
  S: Uint32Array,
  o: number,
  B: Uint32Array,
  p: number,
  choice: number,
) => boolean;

/** The safety properties named, each until it is met for the first time. */
export class CompiledChecks {
  readonly #program: GeneratedProgram;
  #states: Open<Holds>[] = [];
  /** By action. */
  readonly #steps = new Map<string, Open<HoldsOfStep>[]>();
  /** Tells whether {@link state} is worth a call; there is none if nothing is open. */
  stateTest: StateTest | undefined;
  /** Tell whether {@link step} is worth a call, by choice; empty if no step property is open. */
  stepTests: readonly (StepTest | undefined)[] = [];
  readonly #numbers: Int32Array;
  readonly #most: number;
  #wantsDeadlock: boolean;

  constructor(program: GeneratedProgram, names: readonly string[]) {
    this.#program = program;
    this.#wantsDeadlock = names.includes(DEADLOCK);
    for (const property of program.data.properties) {
      const { name } = property;
      if (!names.includes(name)) continue;
      if (property.kind === "invariant" || property.kind === "witness") {
        const test = program.predicates[name];
        this.#states.push({ property: name, kind: property.kind, test });
      } else if (property.kind === "step") {
        for (const [action, test] of Object.entries(program.stepPredicates[name])) {
          const open = this.#steps.get(action) ?? [];
          open.push({ property: name, kind: "step", test });
          this.#steps.set(action, open);
        }
      }
    }
    const actions = program.data.actions;
    this.#most = Math.max(0, ...actions.map(({ parameters }) => parameters.length));
    this.#numbers = new Int32Array(program.choices.length * this.#most);
    let choice = 0;
    for (const { name, parameters } of actions) {
      for (let code = 0; program.choices[choice]?.action === name; code++, choice++) {
        this.#numbers.set(parameterNumbers(parameters, code), choice * this.#most);
      }
    }
    this.#compose();
  }

  /** What is met in a state for the first time. */
  state(states: Uint32Array, at: number): readonly Finding[] {
    const met = this.#states.filter((each) =>
      named(each, ({ test }) => test(states, at)) === (each.kind === "witness")
    );
    this.#states = this.#states.filter((open) => !met.includes(open));
    this.#compose();
    return met;
  }

  /** What is met in a step for the first time. */
  step(
    before: Uint32Array,
    from: number,
    after: Uint32Array,
    to: number,
    choice: number,
  ): readonly Finding[] {
    const open = this.#steps.get(this.#program.choices[choice].action) ?? [];
    const numbers = this.#numbers.subarray(choice * this.#most, (choice + 1) * this.#most);
    const met = open.filter((each) =>
      !named(each, ({ test }) => test(after, to, before, from, ...numbers))
    );
    const names = met.map(({ property }) => property);
    for (const [action, open] of this.#steps) {
      this.#steps.set(action, open.filter(({ property }) => !names.includes(property)));
    }
    this.#compose();
    return met;
  }

  /** What is met in a state without successor for the first time. */
  stuck(states: Uint32Array, at: number): readonly Finding[] {
    if (!this.#wantsDeadlock) return [];
    const { final } = this.#program.predicates;
    const open = { property: "final", kind: "deadlock", test: final } as const;
    if (final !== undefined && named(open, ({ test }) => test(states, at))) return [];
    this.#wantsDeadlock = false;
    return [{ property: DEADLOCK, kind: "deadlock" }];
  }

  /** Puts the open properties together. */
  #compose(): void {
    this.stateTest = together<StateTest>(
      "S, o",
      this.#states.map(({ kind, test }) => ({ test, not: kind === "witness" })),
      [],
      this.#numbers,
    );
    const byAction = new Map([...this.#steps].map(([action, open]) => {
      const numbers = Array.from(
        { length: open[0]?.test.length ?? 4 },
        (_, i) => `numbers[choice * ${this.#most} + ${i - 4}]`,
      ).slice(4);
      const tests = open.map(({ test }) => ({ test, not: false }));
      return [action, together<StepTest>("S, o, B, p", tests, numbers, this.#numbers)] as const;
    }));
    const observes = [...byAction.values()].some((test) => test !== undefined);
    this.stepTests = observes
      ? this.#program.choices.map(({ action }) => byAction.get(action))
      : [];
  }
}

/** Asks an open property; an index that it reaches outside is an error with the property's name. */
function named<F>(open: Open<F>, ask: (open: Open<F>) => boolean): boolean {
  try {
    return ask(open);
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
    throw new IndexError(error.field, error.index, undefined, open.property);
  }
}

/** One function that says whether all hold; none, if there are none. */
function together<F>(
  parameters: string,
  tests: readonly { readonly test: unknown; readonly not: boolean }[],
  numbers: readonly string[],
  table: Int32Array,
): F | undefined {
  if (tests.length === 0) return undefined;
  const args = [parameters, ...numbers].join(", ");
  const calls = tests.map(({ not }, i) => `${not ? "!" : ""}test${i}(${args})`).join(" && ");
  const names = tests.map((_, i) => `test${i}`);
  const build = new Function("numbers", ...names, `return (${parameters}, choice) => ${calls};`);
  return build(table, ...tests.map(({ test }) => test));
}
