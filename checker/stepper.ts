/**
 * One step at a time: what replay, conformance and tests drive a machine with.
 *
 * @example
 * ```ts
 * import { Stepper } from "./stepper.ts";
 * import { twoPhase } from "./examples/two_phase.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const stepper = new Stepper(twoPhase(2));
 * const [state] = stepper.initial();
 * assertEquals(stepper.enabled(state).map(({ action, params }) => `${action} ${params.rm ?? ""}`), [
 *   "tmAborts ",
 *   "rmPrepares 0",
 *   "rmPrepares 1",
 *   "rmChoosesToAbort 0",
 *   "rmChoosesToAbort 1",
 * ]);
 * assertEquals(stepper.apply(state, { action: "tmAborts", params: {} }).tm, "aborted");
 * ```
 *
 * @module
 */

import { fromPlain, toPlain } from "./codec.ts";
import { DirectProgram } from "./direct.ts";
import type { RecordDomain } from "./domains.ts";
import { CheckerError } from "./errors.ts";
import type { Machine } from "./language.ts";
import type { Layout } from "./layout.ts";
import { type Choice, type Successors, successorsFor } from "./program.ts";
import type { PlainState } from "./result.ts";

/**
 * Steps a machine, on plain states or, where speed matters, on packed ones. A packed state is
 * `layout.words` words; a choice is then its number in `choices`.
 */
export class Stepper<S extends RecordDomain = RecordDomain, K = unknown> {
  readonly layout: Layout;
  readonly #machine: Machine<S, K>;
  readonly #program: DirectProgram<S, K>;
  readonly #successors: Successors;
  readonly #numbers = new Map<string, number>();

  constructor(machine: Machine<S, K>) {
    this.#machine = machine;
    this.#program = new DirectProgram(machine);
    this.layout = this.#program.layout;
    this.#successors = successorsFor(this.#program);
    this.#program.choices.forEach((choice, number) => this.#numbers.set(keyOf(choice), number));
  }

  /** Every action with every combination of its parameters' values. */
  get choices(): readonly Choice[] {
    return this.#program.choices;
  }

  /**
   * The number of a choice in {@link choices}.
   *
   * @throws {CheckerError} with code `bad-choice` if the machine has no such choice.
   */
  numberOf(choice: Choice): number {
    const number = this.#numbers.get(keyOf(choice));
    if (number === undefined) {
      throw new CheckerError(
        "bad-choice",
        `Cannot take ${choice.action} with ${JSON.stringify(choice.params)}: ` +
          `the machine "${this.#machine.name}" has no such choice`,
      );
    }
    return number;
  }

  /** The initial states, each once. */
  initial(): PlainState[] {
    return this.initialWords().map((words) => toPlain(this.layout, words));
  }

  /** The choices whose guards hold. */
  enabled(state: PlainState): Choice[] {
    return this.enabledWords(fromPlain(this.layout, state)).map((number) => this.choices[number]);
  }

  /** Whether a choice's guard holds. */
  isEnabled(state: PlainState, choice: Choice): boolean {
    return this.isEnabledWords(fromPlain(this.layout, state), this.numberOf(choice));
  }

  /**
   * The state that a choice leads to.
   *
   * @throws {CheckerError} with code `not-enabled` if the choice's guard does not hold.
   */
  apply(state: PlainState, choice: Choice): PlainState {
    const words = fromPlain(this.layout, state);
    return toPlain(this.layout, this.applyWords(words, this.numberOf(choice)));
  }

  /** Like {@link initial}, packed. */
  initialWords(): Uint32Array[] {
    const { words } = this.layout;
    const count = this.#program.initial(this.#successors);
    const found = new Map<string, Uint32Array>();
    for (let i = 0; i < count; i++) {
      const state = this.#successors.states.slice(i * words, (i + 1) * words);
      found.set(state.join(), state);
    }
    return [...found.values()];
  }

  /** Like {@link enabled}, by number. */
  enabledWords(state: Uint32Array): number[] {
    const count = this.#program.expand(state, 0, this.#successors);
    return Array.from(this.#successors.choices.subarray(0, count));
  }

  /** Every enabled choice with the state it leads to, in one pass. */
  successorsWords(state: Uint32Array): { choice: number; state: Uint32Array }[] {
    const { words } = this.layout;
    const count = this.#program.expand(state, 0, this.#successors);
    return Array.from({ length: count }, (_, i) => ({
      choice: this.#successors.choices[i],
      state: this.#successors.states.slice(i * words, (i + 1) * words),
    }));
  }

  /** Like {@link isEnabled}, by number. */
  isEnabledWords(state: Uint32Array, choice: number): boolean {
    return this.#program.isEnabled(state, 0, choice);
  }

  /** Like {@link apply}, by number; into new words or into those given, which may be `state`. */
  applyWords(
    state: Uint32Array,
    choice: number,
    into: Uint32Array = new Uint32Array(this.layout.words),
  ): Uint32Array {
    if (!this.#program.isEnabled(state, 0, choice)) {
      const { action, params } = this.choices[choice];
      throw new CheckerError(
        "not-enabled",
        `Cannot take ${action} with ${JSON.stringify(params)}: its guard does not hold`,
      );
    }
    this.#program.apply(state, 0, choice, into, 0);
    return into;
  }
}

/** Choices with the same action and the same values of the parameters are one choice. */
function keyOf({ action, params }: Choice): string {
  return JSON.stringify([action, Object.entries(params).sort(([a], [b]) => a < b ? -1 : 1)]);
}
