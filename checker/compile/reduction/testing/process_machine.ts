/**
 * Random machines of processes, each with variables of its own and some that all share: machines in
 * which some steps are independent and some are not, so that a reduction has something to do.
 *
 * @module
 */

import type * as fc from "fast-check";
import { array, flag, index, optional, range, record, subset } from "../../../domains.ts";
import { Chance } from "../../../testing/chance.ts";
import type { MachineText } from "../../../testing/machine_text.ts";

/** Places in the text of each process. */
const PLACES = 3;

/** Writes a random machine of two or three processes. */
export function processMachine(g: fc.GeneratorValue): MachineText {
  return new Writer(g).machine();
}

/** Writes a random machine of two or three processes that are interchangeable. */
export function alikeProcessMachine(g: fc.GeneratorValue): MachineText {
  return new Writer(g).alikeMachine();
}

/** What is asked of processes that are alike. */
const helpers = `
  function someAt(s, place) {
    for (let i = 0; i < s.at.length; i++) {
      if (s.at.at(i) === place) return true;
    }
    return false;
  }
  function someOwns(s, number) {
    for (let i = 0; i < s.own.length; i++) {
      if (s.own.at(i) === number) return true;
    }
    return false;
  }
  function everyRaised(s) {
    for (let i = 0; i < s.raised.length; i++) {
      if (!s.raised.at(i)) return false;
    }
    return true;
  }`;

class Writer extends Chance {
  readonly #processes: number;

  constructor(g: fc.GeneratorValue) {
    super(g);
    this.#processes = this.upTo(1) + 2;
  }

  machine(): MachineText {
    const actions: string[] = [];
    for (let self = 0; self < this.#processes; self++) {
      for (const from of this.#ways()) actions.push(this.#step(self, from));
    }
    if (this.upTo(2) === 0) actions.push(this.#anyStep(this.upTo(PLACES - 1)));
    const final = () => this.#question("0", "1");
    return this.#whole("", actions, () => this.#claim(), final);
  }

  alikeMachine(): MachineText {
    const actions = this.#ways().map((from) => this.#anyStep(from));
    const claim = () => this.#alikeClaim();
    return { ...this.#whole(helpers, actions, claim, claim), symmetric: ["process"] };
  }

  #whole(
    helpers: string,
    actions: readonly string[],
    claim: () => string,
    final: () => string,
  ): MachineText {
    const processes = index("process", this.#processes);
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
      helpers,
      constants: "{}",
      initial: "action({ when: () => true, then: () => {} })",
      actions: `{ ${actions.map((text, i) => `anyActs${i}: ${text}`).join(",\n")} }`,
      properties: `{ ${
        [
          list(2, "Invariant", () => `invariant((s) => !(${claim()}))`),
          list(2, "Witness", () => `witness((s) => ${claim()})`),
        ].join(",\n")
      } }`,
      final: this.upTo(1) === 0 ? undefined : `(s) => ${final()}`,
    };
  }

  /** Places that can be left, each as often as there are ways. Some are ends. */
  #ways(): number[] {
    const places = Array.from({ length: PLACES }, (_, place) => place);
    return places.flatMap((place) => Array(this.pick([0, 1, 1, 1, 2])).fill(place));
  }

  /** A step of one process from one place of its text. */
  #step(self: number, from: number): string {
    const other = String(this.upTo(this.#processes - 1));
    return this.#action("", "s", String(self), from, other);
  }

  /** A step that any process can take from one place. */
  #anyStep(from: number): string {
    const params = `params: () => ({ self: index("process", ${this.#processes}) }),`;
    return this.#action(params, "s, { self }", "self", from, "self");
  }

  #action(params: string, args: string, self: string, from: number, other: string): string {
    const to = this.upTo(3) > 0 ? (from + 1) % PLACES : this.upTo(PLACES - 1);
    const when = this.upTo(2) === 0 ? ` && ${this.#question(self, other)}` : "";
    const then = this.upTo(3) > 0 ? this.#change(self) : "";
    return `action({
      ${params}
      when: (${args}) => s.at.at(${self}) === ${from}${when},
      then: (${args}) => { s.at.set(${self}, ${to}); ${then} },
    })`;
  }

  /** Something that a process may wait for; mostly about itself. */
  #question(self: string, other: string): string {
    return this.pick([
      `s.own.at(${self}) === ${this.upTo(2)}`,
      `s.own.at(${self}) < 2`,
      `s.raised.at(${self})`,
      `!s.raised.at(${other})`,
      `(s.raised.at(${self}) || s.own.at(${self}) === 0)`,
      `s.shared === ${this.upTo(2)}`,
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
    return this.pick([
      `s.own.set(${self}, ${this.upTo(2)});`,
      `s.own.set(${self}, (s.own.at(${self}) + 1) % 3);`,
      `if (s.own.at(${self}) < 2) s.own.set(${self}, s.own.at(${self}) + 1);`,
      `s.raised.set(${self}, ${this.upTo(1) === 0});`,
      `s.raised.set(${self}, !s.raised.at(${self}));`,
      `s.seen.add(${self});`,
      `s.seen.delete(${self});`,
      `s.shared = ${this.upTo(2)};`,
      "if (s.shared < 2) s.shared += 1;",
      `s.holder = s.holder === null ? ${self} : null;`,
      // Does not fit where it is 2 already.
      `s.own.set(${self}, s.own.at(${self}) + 1);`,
    ]);
  }

  /** Something that may come about. */
  #claim(): string {
    const [one, other] = [this.upTo(this.#processes - 1), this.upTo(this.#processes - 1)];
    return this.pick([
      `s.at.at(${one}) === 2 && s.at.at(${other}) === ${this.upTo(PLACES - 1)}`,
      `s.own.at(${one}) === 2 && s.own.at(${other}) === ${this.upTo(2)}`,
      `s.raised.at(${one}) && !s.raised.at(${other})`,
      `s.at.at(${one}) === s.at.at(${other}) && s.own.at(${one}) > s.own.at(${other})`,
      `s.shared === 2 && s.raised.at(${one})`,
      `s.holder === ${one} && s.at.at(${one}) === ${this.upTo(PLACES - 1)}`,
      `s.seen.size === ${this.upTo(this.#processes)}`,
      `s.seen.has(${one}) || s.own.at(${other}) === 2`,
    ]);
  }

  /** The same, where processes are not told apart. */
  #alikeClaim(): string {
    const [one, other] = [this.upTo(PLACES - 1), this.upTo(2)];
    return this.pick([
      `someAt(s, ${one}) && someAt(s, ${other})`,
      `someAt(s, ${one}) && someOwns(s, ${other})`,
      `someOwns(s, ${other}) && s.shared === ${one}`,
      "everyRaised(s)",
      `everyRaised(s) && s.holder === null`,
      `s.seen.size === ${this.upTo(this.#processes)}`,
      `s.holder !== null && someAt(s, ${one})`,
      `s.shared === 2`,
    ]);
  }
}
