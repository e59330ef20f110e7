/**
 * Records what the fast search comes across, for what looks at the whole graph afterwards: the keys
 * of states and of their successors, and what each state means to leads-to properties.
 *
 * To append a batch of keys costs next to nothing, while to explore again for the graph would cost
 * as much as the search did. States are expanded in the order in which they were found, which is
 * that of their numbers in the graph; `recorded_graph.ts` turns keys into numbers.
 *
 * @module
 */

import { cardinality } from "../domains.ts";
import { InternalError, toldOf } from "../errors.ts";
import { Obligation } from "../graph.ts";
import { Numbers } from "../numbers.ts";
import type { CompiledProgram } from "./compiled.ts";
import { type Holds, parameterNumbers } from "./emit_machine.ts";
import type { Predicate } from "./representation.ts";

/** A word holds what a state is to so many obligations, two bits each. */
const IN_A_WORD = 16;
/** The most steps that are recorded. A typed array cannot be much longer. */
const MOST_STEPS = 2 ** 30;

/** Says of the state at `S[o]` what it is to the obligations of a word. */
type WordOf = (S: Uint32Array, o: number) => number;

/** One leads-to property with one choice of its parameters' values. */
interface Claim {
  readonly property: string;
  readonly choice: number;
}

/** What a search has come across. */
export class EdgeRecorder {
  /** The two words of each state's key, states in the order in which they were found. */
  readonly stateLow = new Numbers();
  readonly stateHigh = new Numbers();
  /** Where the steps of each state begin, and where those of the last one end. */
  readonly first = new Numbers();
  /** The two words of the key of each step's target, and the number of its choice. */
  readonly low = new Numbers();
  readonly high = new Numbers();
  readonly choices = new Numbers();
  readonly #program: CompiledProgram;
  readonly #claims: readonly Claim[];
  readonly #wordsOf: readonly WordOf[];
  readonly #words: readonly Numbers[];
  #steps = 0;
  #initialStates = 0;

  /** @param lively The leads-to properties that the states are to be looked at for. */
  constructor(program: CompiledProgram, lively: readonly string[]) {
    const claims = lively.flatMap((property) => claimsOf(program, property));
    this.#program = program;
    this.#claims = claims;
    this.#wordsOf = Array.from(
      { length: Math.ceil(claims.length / IN_A_WORD) },
      (_, i) => wordOf(program, claims.slice(i * IN_A_WORD, (i + 1) * IN_A_WORD)),
    );
    this.#words = this.#wordsOf.map(() => new Numbers());
    this.first.push(0);
  }

  /** How many states are initial. They are the first. */
  get initialStates(): number {
    return this.#initialStates;
  }

  /** Bytes held. */
  get bytes(): number {
    const { stateLow, stateHigh, first, low, high, choices } = this;
    return [stateLow, stateHigh, first, low, high, choices, ...this.#words]
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether there is no room for more. */
  get isFull(): boolean {
    return this.#steps > MOST_STEPS;
  }

  /** Records that so many initial states were found. */
  begun(initialStates: number): void {
    this.#initialStates = initialStates;
  }

  /**
   * Records the state with the key given, which is at `states[at]` and has so many successors.
   *
   * @throws {IndexError} if a property reaches outside an array or set.
   */
  expanded(
    low: number,
    high: number,
    states: Uint32Array,
    at: number,
    successors: number,
  ): void {
    this.stateLow.push(low);
    this.stateHigh.push(high);
    this.first.push(this.#steps += successors);
    for (let i = 0; i < this.#words.length; i++) {
      this.#words[i].push(this.#look(i, states, at));
    }
  }

  /** What a state is to the obligations of a word. */
  #look(word: number, states: Uint32Array, at: number): number {
    try {
      return this.#wordsOf[word](states, at);
    } catch (error) {
      throw this.#named(error, states, at);
    }
  }

  /** The same error, with the name of the property that makes it. */
  #named(error: unknown, states: Uint32Array, at: number): unknown {
    const claim = this.#claims.find((claim) => {
      try {
        wordOf(this.#program, [claim])(states, at);
        return false;
      } catch {
        return true;
      }
    });
    return toldOf(error, { property: claim?.property });
  }

  /** Records the successors of the states last expanded: their keys, and the choices that led there. */
  stepped(low: Int32Array, high: Int32Array, choices: Uint32Array, count: number): void {
    this.low.append(low, count);
    this.high.append(high, count);
    this.choices.append(choices, count);
  }

  /** Writes for each state what it is to a property with its parameters' choice of that number. */
  obligations(property: string, choice: number, into: Uint8Array): void {
    const claim = this.#claims.findIndex((claim) =>
      claim.property === property && claim.choice === choice
    );
    const words = this.#words[Math.floor(claim / IN_A_WORD)].values();
    const shift = 2 * (claim % IN_A_WORD);
    for (let id = 0; id < words.length; id++) into[id] = (words[id] >>> shift) & 3;
  }
}

/** A property's claims: one for each choice of its parameters' values. */
function claimsOf(program: CompiledProgram, name: string): Claim[] {
  const { parameters } = sidesOf(program, name);
  const count = parameters.reduce((product, { domain }) => product * cardinality(domain), 1);
  return Array.from({ length: count }, (_, choice) => ({ property: name, choice }));
}

function sidesOf({ text }: CompiledProgram, name: string): Predicate {
  const property = text.properties.find((each) => each.name === name);
  if (property?.kind !== "leadsTo") {
    throw new InternalError(`Cannot look at "${name}": it is no leadsTo`);
  }
  return property.from;
}

/** Code that looks at a state for several claims. */
function wordOf(program: CompiledProgram, claims: readonly Claim[]): WordOf {
  const sides: Holds[] = [];
  const terms = claims.map(({ property, choice }, i) => {
    const { parameters } = sidesOf(program, property);
    const args = ["S", "o", ...parameterNumbers(parameters, choice)].join(", ");
    const from = sides.push(program.predicates[`${property}.from`]) - 1;
    const to = sides.push(program.predicates[`${property}.to`]) - 1;
    const term = `side${to}(${args}) ? ${Obligation.met} : ` +
      `side${from}(${args}) ? ${Obligation.arises} : ${Obligation.none}`;
    return `(${term}) << ${2 * i}`;
  });
  const names = sides.map((_, i) => `side${i}`);
  return new Function(...names, `return (S, o) => ${terms.join(" | ")};`)(...sides);
}
