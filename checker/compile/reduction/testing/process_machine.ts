/**
 * Random machines of processes, each with variables of its own and some that all share: machines in
 * which some steps are independent and some are not, so that a reduction has something to do.
 *
 * @module
 */

import * as fc from "fast-check";
import { array, flag, index, optional, range, record, subset } from "../../../domains.ts";
import type { MachineText } from "../../../testing/random_machine.ts";

/** Places in the text of each process. */
const PLACES = 3;

/** Writes a random machine of two or three processes. */
export function processMachine(g: fc.GeneratorValue): MachineText {
  return new Writer(g).machine();
}

class Writer {
  readonly #g: fc.GeneratorValue;
  readonly #processes: number;

  constructor(g: fc.GeneratorValue) {
    this.#g = g;
    this.#processes = this.#upTo(1) + 2;
  }

  machine(): MachineText {
    const processes = index("process", this.#processes);
    const actions: string[] = [];
    for (let self = 0; self < this.#processes; self++) {
      // Most processes go on from every place; some can get stuck.
      for (let from = 0; from < PLACES; from++) {
        const ways = this.#pick([0, 1, 1, 1, 2]);
        for (let way = 0; way < ways; way++) actions.push(this.#step(self, from));
      }
    }
    if (this.#upTo(2) === 0) actions.push(this.#anyStep());
    const list = (count: number, name: string, item: () => string) =>
      Array.from({ length: count }, (_, i) => `${name}${i}: ${item()}`).join(",\n");
    return {
      schema: record({
        at: array(processes, range(0, PLACES - 1)),
        own: array(processes, range(0, 2)),
        raised: array(processes, flag()),
        shared: range(0, 2),
        holder: optional(processes),
        seen: subset(processes),
      }),
      helpers: "",
      constants: "{}",
      initial: "action({ when: () => true, then: () => {} })",
      actions: `{ ${actions.map((text, i) => `anyActs${i}: ${text}`).join(",\n")} }`,
      properties: `{ ${
        [
          list(2, "Invariant", () => `invariant((s) => !(${this.#claim()}))`),
          list(2, "Witness", () => `witness((s) => ${this.#claim()})`),
        ].join(",\n")
      } }`,
      final: this.#upTo(1) === 0 ? undefined : `(s) => ${this.#question(this.#upTo(1))}`,
    };
  }

  /** A step of one process from one place of its text. */
  #step(self: number, from: number): string {
    const to = this.#upTo(3) > 0 ? (from + 1) % PLACES : this.#upTo(PLACES - 1);
    const when = this.#upTo(2) === 0 ? ` && ${this.#question(self)}` : "";
    const then = this.#upTo(3) > 0 ? this.#change(String(self)) : "";
    return `action({
      when: (s) => s.at.at(${self}) === ${from}${when},
      then: (s) => { s.at.set(${self}, ${to}); ${then} },
    })`;
  }

  /** A step that any process can take, wherever it is. */
  #anyStep(): string {
    return `action({
      params: () => ({ self: index("process", ${this.#processes}) }),
      when: (s, { self }) => s.at.at(self) === ${this.#upTo(PLACES - 1)} && !s.raised.at(self),
      then: (s, { self }) => { s.raised.set(self, true); ${this.#change("self")} },
    })`;
  }

  /** Something that a process may wait for; mostly about itself. */
  #question(self: number): string {
    const other = this.#upTo(this.#processes - 1);
    return this.#pick([
      `s.own.at(${self}) === ${this.#upTo(2)}`,
      `s.own.at(${self}) < 2`,
      `s.raised.at(${self})`,
      `!s.raised.at(${other})`,
      `(s.raised.at(${self}) || s.own.at(${self}) === 0)`,
      `s.shared === ${this.#upTo(2)}`,
      "s.holder === null",
      `s.holder === ${self}`,
      `s.seen.has(${other})`,
      `s.seen.size < ${this.#processes}`,
      // Is outside where there are two processes and the number is 2.
      `s.own.at(s.shared) === 0`,
    ]);
  }

  /** What a step does to variables; mostly to the process's own. */
  #change(self: string): string {
    return this.#pick([
      `s.own.set(${self}, ${this.#upTo(2)});`,
      `s.own.set(${self}, (s.own.at(${self}) + 1) % 3);`,
      `if (s.own.at(${self}) < 2) s.own.set(${self}, s.own.at(${self}) + 1);`,
      `s.raised.set(${self}, ${this.#upTo(1) === 0});`,
      `s.raised.set(${self}, !s.raised.at(${self}));`,
      `s.seen.add(${self});`,
      `s.seen.delete(${self});`,
      `s.shared = ${this.#upTo(2)};`,
      "if (s.shared < 2) s.shared += 1;",
      `s.holder = s.holder === null ? ${self} : null;`,
      // Does not fit where it is 2 already.
      `s.own.set(${self}, s.own.at(${self}) + 1);`,
    ]);
  }

  /** Something that may come about. */
  #claim(): string {
    const [one, other] = [this.#upTo(this.#processes - 1), this.#upTo(this.#processes - 1)];
    return this.#pick([
      `s.at.at(${one}) === 2 && s.at.at(${other}) === ${this.#upTo(PLACES - 1)}`,
      `s.own.at(${one}) === 2 && s.own.at(${other}) === ${this.#upTo(2)}`,
      `s.raised.at(${one}) && !s.raised.at(${other})`,
      `s.at.at(${one}) === s.at.at(${other}) && s.own.at(${one}) > s.own.at(${other})`,
      `s.shared === 2 && s.raised.at(${one})`,
      `s.holder === ${one} && s.at.at(${one}) === ${this.#upTo(PLACES - 1)}`,
      `s.seen.size === ${this.#upTo(this.#processes)}`,
      `s.seen.has(${one}) || s.own.at(${other}) === 2`,
    ]);
  }

  #upTo(most: number): number {
    return this.#g(fc.integer, { min: 0, max: most });
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#upTo(items.length - 1)];
  }
}
