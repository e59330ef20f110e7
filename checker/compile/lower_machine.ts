/**
 * From a machine and its source to the representation.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { RecordDomain } from "../domains.ts";
import type { Action, Machine, ParameterDomains } from "../language.ts";
import * as build from "./build.ts";
import { nameOfType, type Shared, type Value } from "./frame.ts";
import { lowerFunction, readFunction } from "./lower_call.ts";
import { known } from "./lower_value.ts";
import { Names } from "./names.ts";
import type {
  ActionText,
  Block,
  Expression,
  GuardItem,
  MachineText,
  Parameter,
  Predicate,
  PropertyText,
  Root,
  Statement,
  Type,
} from "./representation.ts";
import { shortUrl, siteOf, type Source } from "./source.ts";
import { type Site, SubsetError } from "./subset_error.ts";
import { unbound } from "./bindings.ts";
import { specialiseItem } from "./specialise_block.ts";
import type { Node } from "./syntax.ts";
import { typeOfDomain } from "./types.ts";
import type { WrittenTests } from "./written_tests.ts";

/**
 * Reads a machine's text.
 *
 * @param tests Where its tests are listed, for whoever counts them. All are kept then, also those
 * that others before them decide.
 * @throws {SubsetError} if the text leaves the subset.
 */
export function lowerMachine<S extends RecordDomain, K>(
  machine: Machine<S, K>,
  source: Source,
  tests?: WrittenTests,
): MachineText {
  const shared: Shared = {
    names: new Names(source),
    routines: new Map(),
    open: new Set(),
    counters: new Set(),
    asked: new WeakSet(),
    conjuncts: new WeakMap(),
    tests,
    next: 0,
  };
  return new MachineReader(machine as unknown as Machine, source, shared).read();
}

class MachineReader {
  readonly #machine: Machine;
  readonly #source: Source;
  readonly #shared: Shared;
  /** The file of the machine, for errors about functions that stand in none. */
  readonly #site: Site;

  constructor(machine: Machine, source: Source, shared: Shared) {
    this.#machine = machine;
    this.#source = source;
    this.#shared = shared;
    this.#site = { file: shortUrl(machine.source ?? machine.name), line: 0, column: 0 };
  }

  read(): MachineText {
    const { name, state, properties, final } = this.#machine;
    const initial = this.#action("initial", this.#machine.initial, "the initial action");
    const actions = Object.entries(this.#machine.actions)
      .map(([name, action]) => this.#action(name, action));
    this.#shared.tests?.close(this.#shared.names, this.#source);
    return {
      name,
      schema: state,
      initial,
      actions,
      properties: Object.entries(properties).map(([name]) => this.#property(name)),
      final: final && this.#predicate("final", final, {}, ["state"]),
    };
  }

  #action(
    name: string,
    action: Action<RecordDomain, unknown>,
    what = `the action "${name}"`,
  ): ActionText {
    const domains = action.params?.(this.#machine.constants) ?? {};
    const when = this.#shared.names.textOf(action.when, `the guard of ${what}`, this.#site);
    const site = siteOf(when.module, when.node as unknown as Node);
    const { block: body, body: read } = readFunction(
      { shared: this.#shared },
      when,
      this.#arguments(domains, ["state"], true),
      { writes: false, returns: true },
    );
    requireFlag(name, read.result, site);
    const text = this.#shared.names.textOf(action.then, `the effect of ${what}`, this.#site);
    const args = this.#arguments(domains, ["state"], true);
    const effect = lowerFunction({ shared: this.#shared }, text, args, {
      writes: true,
      returns: false,
    });
    const parameters = parametersOf(domains);
    const { tests } = this.#shared;
    tests?.guard(name, when);
    tests?.note(read.notes);
    tests?.note(effect.body.notes);
    return { name, parameters, guard: this.#guard(body, site), effect: effect.block, site };
  }

  /** Takes a guard apart: what must be false comes first in `if (…) return false`. */
  #guard(body: Block, site: Site): GuardItem[] {
    const items: GuardItem[] = [];
    const { conjuncts, tests } = this.#shared;
    const require = (test: Expression, around: Site): void => {
      const inner = test.kind === "not" ? test.operand : test;
      const site = conjuncts.get(test) ?? conjuncts.get(inner) ?? around;
      if (test.kind === "and") {
        tests?.takeApart(site);
        require(test.left, site);
        require(test.right, site);
      } else if (test.kind === "not" && test.operand.kind === "or") {
        tests?.takeApart(site);
        require(build.not(test.operand.left), conjuncts.get(test.operand.left) ?? site);
        require(build.not(test.operand.right), conjuncts.get(test.operand.right) ?? site);
      } else if (!build.isConstant(test, true)) items.push({ kind: "require", test, site });
    };
    for (const [position, statement] of body.entries()) {
      if (statement.kind === "let" && !statement.local.changes) {
        items.push({ kind: "let", local: statement.local, value: statement.value });
      } else if (statement.kind === "if" && statement.no.length === 0 && refuses(statement.yes)) {
        const around = statement.site ?? site;
        tests?.takeApart(around);
        require(build.not(statement.test), around);
      } else if (statement.kind === "return" && statement.value !== undefined) {
        require(statement.value, site);
        break;
      } else {
        const rest = body.slice(position);
        const kept = tests === undefined ? rest : this.#conjunctsApart(rest, site);
        items.push({ kind: "decide", body: kept, site });
        break;
      }
    }
    if (tests !== undefined) return items;
    // Each by itself: whoever tests one before another must not rely on the other.
    return items.map((item) => specialiseItem(item, unbound));
  }

  /** Statements in which a test decides for each conjunct of what they returned. */
  #conjunctsApart(block: Block, site: Site): Block {
    const inner = (inside: Block) => this.#conjunctsApart(inside, site);
    const apart = (test: Expression, around: Site): Statement[] => {
      const own = this.#shared.conjuncts.get(test) ?? around;
      if (test.kind === "and") {
        this.#shared.tests?.takeApart(own);
        return [...apart(test.left, own), ...apart(test.right, own)];
      }
      if (test.kind === "constant") return test.value ? [] : [refusal];
      return [{ kind: "if", test, yes: [], no: [refusal], site: own }];
    };
    return block.flatMap((statement): Block =>
      match(statement)
        .with({ kind: "if" }, (s) => [{ ...s, yes: inner(s.yes), no: inner(s.no) }])
        .with({ kind: "loop" }, (s) => [{ ...s, body: inner(s.body) }])
        .with({ kind: "return" }, (s) =>
          s.value === undefined ? [s] : [
            ...apart(s.value, s.site ?? site),
            { kind: "return" as const, value: build.constant(true) },
          ])
        .with({ kind: "let" }, { kind: "assign" }, (s) => [s])
        .with({ kind: "write" }, { kind: "add" }, { kind: "delete" }, { kind: "clear" }, (s) => [s])
        .with({ kind: "copy" }, { kind: "call" }, (s) => [s])
        .with({ kind: "break" }, { kind: "continue" }, (s) => [s])
        .exhaustive()
    );
  }

  #property(name: string): PropertyText {
    const property = this.#machine.properties[name];
    switch (property.kind) {
      case "invariant":
        return {
          kind: "invariant",
          name,
          holds: this.#predicate(name, property.holds, {}, ["state"]),
        };
      case "witness":
        return {
          kind: "witness",
          name,
          holds: this.#predicate(name, property.reached, {}, ["state"]),
        };
      case "step": {
        const observed = Object.entries(this.#machine.actions).filter(([, action]) =>
          property.of === undefined || property.of.includes(action)
        );
        const actions = observed.map(([action, { params }]) => {
          const domains = params?.(this.#machine.constants) ?? {};
          const roots: Root[] = ["before", "state"];
          return { action, holds: this.#predicate(name, property.holds, domains, roots, true) };
        });
        return { kind: "step", name, actions };
      }
      case "leadsTo": {
        const domains = property.params?.(this.#machine.constants) ?? {};
        return {
          kind: "leadsTo",
          name,
          from: this.#predicate(`${name}.from`, property.from, domains, ["state"], true),
          to: this.#predicate(`${name}.to`, property.to, domains, ["state"], true),
        };
      }
    }
  }

  #predicate(
    name: string,
    // deno-lint-ignore ban-types
    running: Function,
    domains: ParameterDomains,
    roots: readonly Root[],
    parameterised = false,
  ): Predicate {
    const what = name === "final" ? "what says which states are final" : `the property "${name}"`;
    const text = this.#shared.names.textOf(running, what, this.#site);
    const args = this.#arguments(domains, roots, parameterised);
    const { block, body } = lowerFunction({ shared: this.#shared }, text, args, {
      writes: false,
      returns: true,
    });
    const site = siteOf(text.module, text.node as unknown as Node);
    requireFlag(name, body.result, site);
    return { parameters: parametersOf(domains), body: block, site };
  }

  /** The arguments of a guard, effect or property: states, parameters, constants. */
  #arguments(domains: ParameterDomains, roots: readonly Root[], parameterised: boolean): Value[] {
    const views = roots.map((root): Value => ({
      kind: "view",
      place: { root, path: [], domain: this.#machine.state },
    }));
    const members = new Map(
      Object.entries(domains).map(([name, domain]): [string, Expression] => [
        name,
        { kind: "parameter", name, type: typeOfDomain(domain) },
      ]),
    );
    const parameters: Value[] = parameterised ? [{ kind: "parameters", members }] : [];
    return [...views, ...parameters, known(this.#machine.constants)];
  }
}

/** Refuses a guard or property that comes to anything but true or false. */
function requireFlag(name: string, result: Type | undefined, site: Site): void {
  if (result?.kind === "flag") return;
  throw new SubsetError(
    "truth-values",
    site,
    `"${name}", which returns ${result === undefined ? "nothing" : nameOfType(result)},`,
    "Return a comparison or a flag",
  );
}

function parametersOf(domains: ParameterDomains): Parameter[] {
  return Object.entries(domains).map(([name, domain]) => ({ name, domain }));
}

function refuses(block: Block): boolean {
  const [only] = block;
  return only?.kind === "return" && only.value !== undefined && build.isConstant(only.value, false);
}

const refusal: Statement = { kind: "return", value: build.constant(false) };
