/**
 * Safety properties as generated code: what is still open is tested in one call a state, and one a
 * step; only when that fails is it asked which property it was.
 *
 * @module
 */

import { toldOf } from "../errors.ts";
import { DEADLOCK } from "../safety.ts";
import type { Holds, HoldsOfStep } from "./emit_machine.ts";
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
/**
 * The first of the steps numbered `from` up to `to` in which something may be met; `to`, if there is
 * none. They lead from the state at `B[p]` to those in `S`, with the choices in `C`.
 */
export type StepsTest = (
  S: Uint32Array,
  B: Uint32Array,
  p: number,
  C: Uint32Array,
  from: number,
  to: number,
) => number;

/** The safety properties named, each until it is met for the first time. */
export class CompiledChecks {
  readonly #program: GeneratedProgram;
  #states: Open<Holds>[] = [];
  /** By action. */
  readonly #steps = new Map<string, Open<HoldsOfStep>[]>();
  /** Tells whether {@link state} is worth a call; there is none if nothing is open. */
  stateTest: StateTest | undefined;
  /** Tells for which steps {@link step} is worth a call; there is none if no step property is open. */
  stepsTest: StepsTest | undefined;
  /** Of each choice, the number of its action. */
  readonly #actions: Uint32Array;
  #wantsDeadlock: boolean;

  constructor(program: GeneratedProgram, names: readonly string[]) {
    this.#program = program;
    this.#wantsDeadlock = names.includes(DEADLOCK);
    for (const property of program.data.properties) {
      const { name, kind } = property;
      if (!names.includes(name)) continue;
      switch (kind) {
        case "invariant":
        case "witness":
          this.#states.push({ property: name, kind, test: program.predicates[name] });
          break;
        case "step":
          for (const [action, test] of Object.entries(program.stepPredicates[name])) {
            const open = this.#steps.get(action) ?? [];
            open.push({ property: name, kind, test });
            this.#steps.set(action, open);
          }
          break;
        // What follows a state is looked at once the whole graph is known.
        case "leadsTo":
          break;
        default:
          kind satisfies never;
      }
    }
    const actions = program.data.actions.map(({ name }) => name);
    this.#actions = Uint32Array.from(program.choices, ({ action }) => actions.indexOf(action));
    this.#composeStateTest();
    this.#composeStepsTest();
  }

  /** What is met in a state for the first time. */
  state(states: Uint32Array, at: number): readonly Finding[] {
    const met = this.#states.filter((each) =>
      named(each, ({ test }) => test(states, at)) === (each.kind === "witness")
    );
    if (met.length === 0) return met;
    this.#states = this.#states.filter((open) => !met.includes(open));
    this.#composeStateTest();
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
    const met = open.filter((each) =>
      !named(each, ({ test }) => test(after, to, before, from, choice))
    );
    if (met.length === 0) return met;
    const names = met.map(({ property }) => property);
    for (const [action, open] of this.#steps) {
      this.#steps.set(action, open.filter(({ property }) => !names.includes(property)));
    }
    this.#composeStepsTest();
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

  /** Puts the open invariants and witnesses together. */
  #composeStateTest(): void {
    if (this.#states.length === 0) return void (this.stateTest = undefined);
    const calls = this.#states.map(({ kind }, i) =>
      `${kind === "witness" ? "!" : ""}test${i}(S, o)`
    );
    const names = calls.map((_, i) => `test${i}`);
    const build = new Function(...names, `return (S, o) => ${calls.join(" && ")};`);
    this.stateTest = build(...this.#states.map(({ test }) => test));
  }

  /** Puts the open step properties together, in one function: a call for each step would cost more. */
  #composeStepsTest(): void {
    const tests: HoldsOfStep[] = [];
    const cases = this.#program.data.actions.flatMap(({ name }, number) => {
      const calls = (this.#steps.get(name) ?? []).map(({ test }) =>
        `test${tests.push(test) - 1}(S, o, B, p, C[i])`
      );
      return calls.length === 0
        ? []
        : [`case ${number}: if (!(${calls.join(" && ")})) return i; break;`];
    });
    if (cases.length === 0) return void (this.stepsTest = undefined);
    const body = [
      "return (S, B, p, C, from, to) => {",
      "for (let i = from; i < to; i++) {",
      `const o = i * ${this.#program.layout.words};`,
      "switch (actions[C[i]]) {",
      ...cases,
      "}",
      "}",
      "return to;",
      "};",
    ].join("\n");
    const build = new Function("actions", ...tests.map((_, i) => `test${i}`), body);
    this.stepsTest = build(this.#actions, ...tests);
  }
}

/** Asks an open property; a mistake that it makes is told with the property's name. */
function named<F>(open: Open<F>, ask: (open: Open<F>) => boolean): boolean {
  try {
    return ask(open);
  } catch (error) {
    throw toldOf(error, { property: open.property });
  }
}
