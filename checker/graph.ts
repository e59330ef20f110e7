/**
 * The whole state graph, for what needs more than one look at each state: liveness, test suites.
 *
 * @example Every step of a two-state machine
 * ```ts
 * import { exploreGraph } from "./graph.ts";
 * import { language, machine } from "./language.ts";
 * import { flag, record } from "./domains.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const schema = record({ on: flag() });
 * const { action } = language<typeof schema, null>();
 * const lamp = machine({
 *   name: "lamp",
 *   actors: ["user"],
 *   constants: null,
 *   state: schema,
 *   initial: action({ when: () => true, then: () => {} }),
 *   actions: {
 *     userSwitches: action({ when: () => true, then: (s) => { s.on = !s.on; } }),
 *     userBreaksIt: action({ when: (s) => s.on, then: (s) => { s.on = false; } }),
 *   },
 *   properties: {},
 * });
 *
 * const graph = await exploreGraph(lamp);
 * const steps: string[] = [];
 * for (let source = 0; source < graph.states; source++) {
 *   for (let e = graph.first[source]; e < graph.first[source + 1]; e++) {
 *     steps.push(`${source} ${graph.program.choices[graph.choices[e]].action} ${graph.targets[e]}`);
 *   }
 * }
 * assertEquals(steps, ["0 userSwitches 1", "1 userSwitches 0", "1 userBreaksIt 0"]);
 * assertEquals(graph.stateAt(1), { on: true });
 * ```
 *
 * @module
 */

import { toPlain } from "./codec.ts";
import { DirectProgram } from "./direct.ts";
import type { RecordDomain } from "./domains.ts";
import { Exploration, type Observer } from "./explore.ts";
import type { Machine } from "./language.ts";
import { Numbers } from "./numbers.ts";
import type { Program } from "./program.ts";
import type { Behaviour, Counts, Limit, PlainState } from "./result.ts";
import { type Limits, run, type Watch } from "./search.ts";
import { behaviourTo } from "./trace.ts";

/**
 * An explored state graph, its edges in compressed rows: those of state `s` are the numbers from
 * `first[s]` up to `first[s + 1]`, in the order of the choices.
 */
export interface Graph {
  readonly program: Program;
  /** States, numbered from 0 in breadth-first order. */
  readonly states: number;
  /** The initial states are numbered from 0 up to this. */
  readonly initialStates: number;
  readonly first: Uint32Array;
  /** For each edge the number of the state that it leads to. */
  readonly targets: Uint32Array;
  /** For each edge the number of its choice in `program.choices`. */
  readonly choices: Uint32Array;
  readonly counts: Counts;
  /** Bytes held by states and edges, all included. */
  readonly bytes: number;
  /** Whether every reachable state was expanded. States that were not have no edges. */
  readonly complete: boolean;
  /** What ended the exploration, if it is not complete. */
  readonly limit?: Limit;
  /**
   * Writes for each state what a leads-to property with its parameters' choice of that number says
   * of it, an `Obligation`, if that was looked at on the way.
   */
  readonly obligations?: (property: string, choice: number, into: Uint8Array) => void;
  /** Writes the words of a state. */
  readonly read: (id: number, into: Uint32Array) => void;
  /** The values of a state's variables. */
  stateAt(id: number): PlainState;
  /** A shortest behaviour from an initial state to this one. */
  behaviourTo(id: number): Behaviour;
}

/** A graph that a limit kept from being whole, as far as that matters to whoever needs all of it. */
export interface Incomplete {
  readonly complete: false;
  readonly limit?: Limit;
  readonly bytes: number;
}

/** What a leads-to property says of a state. */
export const Obligation = {
  none: 0,
  /** The obligation arises here, and is not met at once. */
  arises: 1,
  /** It is met. */
  met: 2,
} as const;

/** Records the edges while a search runs. */
export class GraphRecorder implements Observer {
  readonly #first = new Numbers();
  readonly #targets = new Numbers();
  readonly #choices = new Numbers();

  constructor() {
    this.#first.push(0);
  }

  get bytes(): number {
    return this.#first.bytes + this.#targets.bytes + this.#choices.bytes;
  }

  stepped(_source: number, choice: number, target: number): void {
    this.#targets.push(target);
    this.#choices.push(choice);
  }

  expanded(): void {
    this.#first.push(this.#targets.length);
  }

  /** The graph that the search has found. */
  graph(exploration: Exploration, limit?: Limit): Graph {
    const { program, store, complete, initialStates, counts } = exploration;
    // States that a limit left unexpanded have no edges.
    while (this.#first.length <= store.size) this.#first.push(this.#targets.length);
    const words = new Uint32Array(program.layout.words);
    return {
      program,
      states: store.size,
      initialStates,
      first: this.#first.values(),
      targets: this.#targets.values(),
      choices: this.#choices.values(),
      counts,
      bytes: exploration.bytes,
      complete,
      limit,
      read: (id, into) => store.read(id, into),
      stateAt(id) {
        store.read(id, words);
        return toPlain(program.layout, words);
      },
      behaviourTo: (id) => behaviourTo(program, store, id),
    };
  }
}

/**
 * Explores a machine and keeps every edge, 8 bytes each.
 *
 * @throws {DomainError} if an effect writes a value outside its field's domain.
 * @throws {IndexError} if a guard or effect reaches outside an array or set.
 */
export async function exploreGraph<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  options: Limits & Watch = {},
): Promise<Graph> {
  return await graphOf(new DirectProgram(machine), options);
}

/**
 * Explores a program and keeps every edge.
 *
 * @param held Bytes held besides, which count towards the limit and the graph's bytes.
 */
export async function graphOf(
  program: Program,
  { maxBytes = Infinity, ...options }: Limits & Watch,
  held = 0,
): Promise<Graph> {
  const recorder = new GraphRecorder();
  const exploration = new Exploration(program, [recorder]);
  const limits = { ...options, maxBytes: Math.max(0, maxBytes - held) };
  const graph = recorder.graph(exploration, await run(exploration, limits, options));
  return { ...graph, bytes: graph.bytes + held };
}
