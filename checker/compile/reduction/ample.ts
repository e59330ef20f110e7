/**
 * Ample sets: which of the steps from a state are enough to take.
 *
 * **What is kept.** For every property of states `p` (an invariant's violation, a witness, a mistake
 * that raises an error) and for deadlock: if such a state can be reached from a state of the reduced
 * graph, then one can be reached from it within the reduced graph.
 *
 * **What is taken.** In a state `s` a set `T` of choices is closed so that
 *
 * 1. of every enabled choice in `T`, all choices that are not independent of it are in `T`;
 * 2. of every disabled choice in `T`, some set of choices is in `T` of which one has to be taken
 *    before it can be enabled (`dependence.ts` has both);
 * 3. some choice of `T` is enabled, if any is;
 * 4. of every property `p` that is not true in `s`, one of these holds. Some set of choices is in `T`
 *    of which one has to be taken before `p` is true. Or `T` was begun with an enabled choice, the
 *    *key*, and a cell that the key reads or writes has a value with which `p` is false. Or the key's
 *    step from `s` does not show in `p` (`observed.ts`) and raises the measure (`measure.ts`).
 *
 * Then the enabled choices of `T` are taken. By 1 and 2 this is a strong stubborn set (A. Valmari,
 * "Stubborn sets for reduced state space generation", 1990; P. Godefroid, "Partial-order methods for
 * the verification of concurrent systems", 1996). 4 puts K. Schmidt's sets for reachability
 * ("Stubborn sets for standard properties", 1999) and ample sets with their conditions on visibility
 * and cycles beside each other, and each property may be served by either.
 *
 * **Why that is sound.** Let `w` be a way of `n` steps from `s` to a state where `p` is true.
 *
 * If a choice of `T` is taken on `w`, let `t` be the first. By 2 it is enabled in `s`; by 1 it is
 * independent of those before it, with each of which it is enabled in turn, so that it can be taken
 * first: the reduced graph has the step `t` from `s`, and the rest of `w` leads on from there to the
 * same state in `n - 1` steps.
 *
 * If none is, then the first case of 4 is not why `p` is served: there is a key. By 1 it stays enabled
 * along `w` and nothing of `w` touches what it reads or writes. So `p` is not excluded by what is
 * there, and the third case it is. The key, taken first, does to its cells what it would do at the
 * end, where `p` is true and stays so, since the key does not show in `p`. The reduced graph has the
 * key's step, `w` leads on from there to a state where `p` is true, and the measure has risen. States
 * are finite in number, so that it can rise only finitely often before `n` falls. By induction, first
 * on `n` and then on what is left for the measure, a state where `p` is true is reached.
 *
 * A state without successors has no way past a key at all: some choice of `T` is taken on every way
 * to it, and the first case is the only one.
 *
 * **Errors.** That an error was raised is such a property too: it is changed by every choice whose
 * effect may raise one, and a key whose own effect has raised none does not show in it. The search
 * runs every enabled effect of a state that it visits, whether or not the step is kept.
 *
 * **Symmetry.** The same holds where each state is put in the place of all those that a symmetry of
 * the machine and its properties makes of it (E. A. Emerson, S. Jha and D. Peled, "Combining partial
 * order and symmetry reductions", 1997): a way from a state is, permuted, a way of the same length
 * from its representative, and the measure does not tell the two apart.
 *
 * @module
 */

import { InternalError } from "../../errors.ts";
import type { Layout } from "../../layout.ts";
import type { Successors } from "../../program.ts";
import { evaluateSource, type Holds } from "../emit_machine.ts";
import { type Bits, include, includeAll, includes, meet, noBits } from "./bits.ts";
import { codeIn } from "./cells.ts";
import { nameOf } from "./dependence.ts";
import type { Reduction } from "./reduction.ts";
import { rises } from "./measure.ts";
import type { LeavingCell, Necessary } from "./necessary.ts";
import { isSeen } from "./observed.ts";

/** What it costs to take a further step, against looking at a further choice. */
const COST_OF_STEP = 64;

/** Finds ample sets, state by state, by nothing but the state. */
export class AmpleSets {
  readonly #reduction: Reduction;
  readonly #words: number;
  readonly #tests: readonly Holds[];
  /** What is known of each condition in the present state. */
  readonly #known: Int8Array;
  readonly #enabled: Bits;
  /** The set that is being closed. */
  readonly #set: Bits;
  readonly #best: Bits;
  /** What the enabled choices that were tried last bring along. */
  readonly #together: Bits;
  /** Choices not worth a try as a key. */
  readonly #skipped: Bits;
  /** Choices in the set not yet looked at: enabled ones from the start, others from the end. */
  readonly #open: Int32Array;
  /** The key of the set that was kept last; none, if it has none or everything was kept. */
  key: number | undefined;
  #openSteps = 0;
  #openOthers = 0;
  /** How many enabled choices are in it. */
  #steps = 0;
  #states: Uint32Array = new Uint32Array();
  #at = 0;

  constructor(layout: Layout, reduction: Reduction) {
    const count = reduction.conflicts.length;
    this.#reduction = reduction;
    this.#words = layout.words;
    const { source, types } = reduction.tests;
    const { holds } = evaluateSource(source, layout, types);
    this.#tests = reduction.conditions.map((_, number) => holds[nameOf(number)]);
    this.#known = new Int8Array(reduction.conditions.length);
    this.#enabled = noBits(count);
    this.#set = noBits(count);
    this.#best = noBits(count);
    this.#together = noBits(count);
    this.#skipped = noBits(count);
    this.#open = new Int32Array(count);
  }

  /**
   * Keeps an ample set of the successors numbered `from` up to `to` of the state at `states[at]`,
   * which must be all that it has. Returns the number after the last that is left.
   */
  keep(
    states: Uint32Array,
    at: number,
    successors: Successors,
    from: number,
    to: number,
  ): number {
    this.key = undefined;
    if (to - from < 2) return to;
    const { keys, withoutKey } = this.#reduction;
    this.#enabled.fill(0);
    for (let i = from; i < to; i++) include(this.#enabled, successors.choices[i]);
    if (!withoutKey && !meet(this.#enabled, keys)) return to;
    this.#states = states;
    this.#at = at;
    this.#known.fill(0);
    this.#skipped.fill(0);
    let least = to - from;
    for (let i = from; i < to && least > 1; i++) {
      const key = successors.choices[i];
      if (!includes(keys, key) || includes(this.#skipped, key)) continue;
      const size = this.#tryKey(successors, i, least);
      if (size < least) this.key = key;
      least = size;
    }
    if (withoutKey && least > 1) {
      this.#beginWithout();
      if (this.#steps === 0) this.#addOne(successors.choices[from]);
      const size = this.#close(least);
      if (size < least) this.key = undefined;
      least = size;
    }
    return least === to - from ? to : this.#compact(successors, from, to);
  }

  /**
   * Closes a set with the choice of a successor as its key. Returns the size of the best set.
   *
   * Conflicts are mutual: the enabled choices that the key brings along bring the key along. Where
   * these are too many already, or the key needs nothing else, none of them is worth another try,
   * nor is a set that comes to hold one of them.
   */
  #tryKey(successors: Successors, successor: number, least: number): number {
    this.#clear();
    this.#addOne(successors.choices[successor]);
    this.#closeSteps();
    for (let w = 0; w < this.#set.length; w++) this.#together[w] = this.#set[w] & this.#enabled[w];
    const isTooLarge = this.#steps >= least;
    const isAlone = !isTooLarge && this.#serve(successors, successor);
    const size = isTooLarge ? least : this.#close(least);
    if (isTooLarge || isAlone) includeAll(this.#skipped, this.#together);
    return size;
  }

  /** Adds what the properties need that a key does not serve. Returns whether it serves them all. */
  #serve({ states, choices }: Successors, successor: number): boolean {
    const { measure, observed, fallible } = this.#reduction;
    const key = choices[successor];
    const to = successor * this.#words;
    const isRising = rises(measure, key, this.#states, this.#at, states, to);
    if (!isRising) this.#add(fallible);
    let isAlone = isRising;
    for (const { seen, excluding, necessary } of observed) {
      if (isRising && !isSeen(seen[key], this.#states, this.#at, states, to)) continue;
      if (this.#isExcluded(excluding[key])) continue;
      isAlone = false;
      this.#add(this.#cheapest(necessary));
    }
    return isAlone;
  }

  /** Begins a set without a key. */
  #beginWithout(): void {
    this.#clear();
    this.#add(this.#reduction.fallible);
    for (const { necessary } of this.#reduction.observed) this.#add(this.#cheapest(necessary));
  }

  /** Whether the value of one of the cells excludes something. */
  #isExcluded(cells: readonly LeavingCell[]): boolean {
    for (const { bits, byCode } of cells) {
      if (byCode[codeIn(this.#states, this.#at, bits)] !== undefined) return true;
    }
    return false;
  }

  /** Adds what the enabled choices in the set conflict with. */
  #closeSteps(): void {
    while (this.#openSteps > 0) this.#add(this.#reduction.conflicts[this.#open[--this.#openSteps]]);
  }

  /** Closes the set. If it is smaller than `least` it becomes the best, and its size is returned. */
  #close(least: number): number {
    const end = this.#open.length;
    for (;;) {
      this.#closeSteps();
      if (this.#steps >= least || meet(this.#set, this.#skipped)) return least;
      if (this.#openOthers === end) break;
      this.#add(this.#necessaryFor(this.#open[this.#openOthers++]));
    }
    this.#best.set(this.#set);
    return this.#steps;
  }

  /** Choices of which one has to be taken before a disabled choice can be. */
  #necessaryFor(choice: number): Bits {
    let best: Bits | undefined;
    for (const number of this.#reduction.guards[choice]) {
      const { isTotal, necessary } = this.#reduction.conditions[number];
      // Past a false conjunct only those are tested that have a value in every state.
      if ((best !== undefined && !isTotal) || this.#holds(number)) continue;
      best = this.#cheapest(necessary, best);
    }
    if (best === undefined) throw new InternalError("Cannot say why a choice is disabled");
    return best;
  }

  /** The set that adds least to the present one, of those necessary and perhaps another. */
  #cheapest({ enabling, leaving }: Necessary, other = enabling): Bits {
    let best = enabling;
    let least = this.#costOf(enabling);
    for (let i = other === enabling ? 0 : -1; i < leaving.length && least > 0; i++) {
      const row = i === -1
        ? other
        : leaving[i].byCode[codeIn(this.#states, this.#at, leaving[i].bits)];
      if (row === undefined) continue;
      const cost = this.#costOf(row);
      if (cost < least) [best, least] = [row, cost];
    }
    return best;
  }

  #holds(condition: number): boolean {
    let known = this.#known[condition];
    if (known === 0) {
      known = this.#tests[condition](this.#states, this.#at) ? 1 : -1;
      this.#known[condition] = known;
    }
    return known === 1;
  }

  /** What it costs to put choices into the set. */
  #costOf(row: Bits): number {
    let cost = 0;
    for (let w = 0; w < row.length; w++) {
      const added = row[w] & ~this.#set[w];
      cost += members(added) + COST_OF_STEP * members(added & this.#enabled[w]);
    }
    return cost;
  }

  #clear(): void {
    this.#set.fill(0);
    this.#openSteps = 0;
    this.#openOthers = this.#open.length;
    this.#steps = 0;
  }

  #addOne(choice: number): void {
    if (includes(this.#set, choice)) return;
    include(this.#set, choice);
    if (includes(this.#enabled, choice)) {
      this.#steps++;
      this.#open[this.#openSteps++] = choice;
    } else this.#open[--this.#openOthers] = choice;
  }

  #add(row: Bits): void {
    for (let w = 0; w < row.length; w++) {
      for (let added = row[w] & ~this.#set[w]; added !== 0; added &= added - 1) {
        this.#addOne(w * 32 + 31 - Math.clz32(added & -added));
      }
    }
  }

  /** Leaves the successors by choices of the best set. */
  #compact({ states, choices }: Successors, from: number, to: number): number {
    const words = this.#words;
    let next = from;
    for (let i = from; i < to; i++) {
      if (!includes(this.#best, choices[i])) continue;
      choices[next] = choices[i];
      states.copyWithin(next * words, i * words, (i + 1) * words);
      next++;
    }
    return next;
  }
}

/** How many bits are set. */
function members(mask: number): number {
  const pairs = mask - (mask >>> 1 & 0x55555555);
  const fours = (pairs & 0x33333333) + (pairs >>> 2 & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
