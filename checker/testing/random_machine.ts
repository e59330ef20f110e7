/**
 * Random machines, as text in the subset of TypeScript that specifications keep to (`subset.md`).
 *
 * They are text so that whatever runs machines can be held to whatever else does: the same text is
 * evaluated, and can be parsed elsewhere. Schemas use every kind of domain; guards, effects
 * and properties use every kind of expression and statement. Most are nonsense, which is the point.
 *
 * @module
 */

import type * as fc from "fast-check";
import { cardinality, flag, index, range, type ScalarDomain, valueAt } from "../domains.ts";
import { isLeaf } from "../layout.ts";
import { type MachineText, schemaText } from "./machine_text.ts";
import { ExpressionWriter, FEW, type Place, type Scope } from "./random_expressions.ts";

/**
 * Writes a random machine with at most about `mostStates` states.
 *
 * @param isLively Whether some actions are fair, and there are claims about what follows what.
 */
export function randomMachine(
  g: fc.GeneratorValue,
  mostStates: number,
  isLively = false,
): MachineText {
  return new MachineWriter(g, mostStates, isLively).machine();
}

/** Writes machines. */
export class MachineWriter extends ExpressionWriter {
  protected loops = 0;
  protected readonly isLively: boolean;

  constructor(g: fc.GeneratorValue, mostStates: number, isLively: boolean) {
    super(g, mostStates);
    this.isLively = isLively;
  }

  machine(): MachineText {
    const state = { states: ["s"], locals: [], constants: true };
    const list = (count: number, name: string, item: () => string) =>
      Array.from({ length: count }, (_, i) => `${name}${i}: ${item()}`).join(",\n");
    const actionNames = Array.from({ length: this.upTo(4) + 1 }, (_, i) => `anyActs${i}`);
    const steps = () => {
      const of = this.pick(actionNames);
      const scope = { states: ["before", "after"], locals: [], constants: true };
      const holds = `(before, after, p, k) => ${this.truth(scope, 2)}`;
      return this.flip() ? `everyStep(${holds})` : `step([actions.${of}], ${holds})`;
    };
    const helper = (name: string) =>
      `function ${name}(s) { return ${this.truth({ ...state, constants: false }, 2)}; }`;
    return {
      schema: this.schema,
      helpers: [helper("helper0"), helper("helper1")].join("\n"),
      constants: "{ limit: 2, rules: { rule0: helper0, rule1: helper1 } }",
      initial: this.action(),
      actions: `{ ${actionNames.map((name) => `${name}: ${this.action()}`).join(",\n")} }`,
      properties: `{ ${
        [
          list(2, "Invariant", () => `invariant((s, k) => ${this.truth(state, 2)})`),
          list(2, "Step", steps),
          list(1, "Witness", () => `witness((s, k) => ${this.truth(state, 2)})`),
          ...(this.isLively ? [this.lively()] : []),
        ].join(",\n")
      } }`,
      final: this.flip() ? undefined : `(s, k) => ${this.truth(state, 1)}`,
    };
  }

  /** Claims about what follows what. */
  protected lively(): string {
    return [0, 1].map((number) => {
      const domain = this.pick([range(0, 1), flag(), index("three", 3)]);
      const isSplit = this.flip();
      const locals = isSplit ? [{ text: "p.claim", domain }] : [];
      const side = () =>
        `(s, p, k) => ${this.truth({ states: ["s"], locals, constants: true }, 2)}`;
      const params = isSplit ? `params: () => ({ claim: ${schemaText(domain)} }), ` : "";
      return `LeadsTo${number}: leadsTo({ ${params}from: ${side()}, to: ${side()} })`;
    }).join(",\n");
  }

  /** What is promised of an action with so many parameters, if anything is. */
  #fairness(parameters: number): string {
    const each = Array.from({ length: parameters }, (_, i) => `"p${i}"`)
      .filter(() => this.flip()).join(", ");
    return this.pick(["", `fairness: weakly(${each}),`, `fairness: strongly(${each}),`]);
  }

  protected action(): string {
    const domains = Array.from({ length: this.upTo(2) }, () => {
      const { domain } = this.place({ states: ["s"], locals: [], constants: false }, "s", 0);
      const scalar = isLeaf(domain) && domain.kind !== "subset" ? domain : this.scalar();
      return cardinality(scalar) > FEW ? flag() : scalar;
    });
    const params = domains.map((domain, i) => `p${i}: ${schemaText(domain)}`).join(", ");
    const locals = domains.map((domain, i): Place => ({ text: `p.p${i}`, domain }));
    const scope = { states: ["s"], locals, constants: true };
    const when = this.guard(scope);
    return `action({
      ${this.isLively ? this.#fairness(domains.length) : ""}
      params: () => ({ ${params} }),
      when: (s, p, k) => ${when},
      then: (s, p, k) => { ${this.statements(scope, 2)} },
    })`;
  }

  /** The body of a guard. */
  protected guard(scope: Scope): string {
    return this.upTo(2) === 0 ? this.truth(scope, 2) : "true";
  }

  protected statements(scope: Scope, depth: number): string {
    return Array.from({ length: this.upTo(1) + 1 }, () => this.statement(scope, depth)).join(" ");
  }

  protected statement(scope: Scope, depth: number): string {
    if (depth > 0) {
      switch (this.upTo(7)) {
        case 0:
          return `if (${this.truth(scope, 1)}) { ${this.statements(scope, depth - 1)} } ` +
            `else { ${this.statements(scope, depth - 1)} }`;
        case 1: {
          const text = `i${this.loops++}`;
          const locals = [...scope.locals, { text, domain: index("loop", 2) }];
          const body = this.statements({ ...scope, locals }, depth - 1);
          return `for (let ${text} = 0; ${text} < 2; ${text}++) { ${body} }`;
        }
        case 2: {
          const text = `l${this.loops++}`;
          const locals = [...scope.locals, { text, domain: range(-9, 9) }];
          return `let ${text} = ${this.number(scope, 2)}; ` +
            this.statements({ ...scope, locals }, depth - 1);
        }
      }
    }
    return this.write(scope);
  }

  /** A statement that changes one place. */
  protected write(scope: Scope): string {
    const { text, domain, element } = this.place(scope, "s", 1);
    switch (domain.kind) {
      case "subset": {
        const member = this.within(scope, domain.size, 1);
        return this.pick([
          `${text}.add(${member});`,
          `if (${text}.has(${member})) ${text}.delete(${member}); else ${text}.add(${member});`,
          `${text}.delete(${member});`,
          `${text}.clear();`,
        ]);
      }
      case "record":
      case "array": {
        const other = this.alike(scope, domain);
        return other === undefined || this.upTo(3) === 0
          ? `clear(${text});`
          : `copy(${text}, ${other});`;
      }
      default: {
        const value = this.flip() ? this.onward(text, domain) : this.value(scope, domain, 2);
        return element === undefined
          ? `${text} = ${value};`
          : `${element.of}.set(${element.at}, ${value});`;
      }
    }
  }

  /** Another value of a scalar domain than `text` has, where there are two: machines that move. */
  protected onward(text: string, domain: ScalarDomain): string {
    switch (domain.kind) {
      case "flag":
        return `!${text}`;
      case "range":
      case "index": {
        if (cardinality(domain) > FEW) break;
        const low = domain.kind === "range" ? domain.low : 0;
        return `${text} === ${low + cardinality(domain) - 1} ? ${low} : ${text} + 1`;
      }
    }
    const first = JSON.stringify(valueAt(domain, 0));
    const last = JSON.stringify(valueAt(domain, cardinality(domain) - 1));
    return `${text} === ${first} ? ${last} : ${first}`;
  }
}
