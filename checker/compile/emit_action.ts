/**
 * Code for actions: for every choice of parameters, the guard on the packed state, and where it
 * holds, the successor, written beside those before it.
 *
 * Parameters are written out (every choice with its own constants) where that stays small, outer
 * ones first; the others become loops. Either way a conjunct is tested as soon as the parameters in
 * it are known, so that most of a large machine's choices are dismissed many at a time. What follows
 * once a guard held is written by `emit_successor.ts`.
 *
 * @module
 */

import { match } from "ts-pattern";
import { cardinality } from "../domains.ts";
import type { Buffer } from "./emit_access.ts";
import { type Context, emitAll, emitAs, emitTest } from "./emit_expression.ts";
import type { Module } from "./emit_module.ts";
import { emitBlock, indent } from "./emit_statement.ts";
import { emitSuccessor, keyOf } from "./emit_successor.ts";
import { decode, leastOf, nullOf } from "./encoding.ts";
import { constant } from "./build.ts";
import { isReady, isTotalItem } from "./guard_items.ts";
import type {
  ActionText,
  Block,
  Expression,
  GuardItem,
  Local,
  Parameter,
  Statement,
} from "./representation.ts";
import { assuming, type Bindings, generating, withLocal, withParameter } from "./bindings.ts";
import { indexes, sizeOf } from "./shape.ts";
import { casesOf, specialiseItem } from "./specialise_block.ts";
import { flagType, presentOf, typeOfDomain } from "./types.ts";

/** How many guard items and statements an action may become when its parameters are written out. */
const roomToWriteOut = 400;

/** Where one choice's code ends up, and what is known there. */
interface Level {
  readonly context: Context;
  readonly bindings: Bindings;
  /** Parameters not yet chosen. */
  readonly open: readonly Parameter[];
  /** Guard items not yet tested. */
  readonly items: readonly GuardItem[];
  /** Locals of the guard that hold numbers, by what they hold. */
  readonly numbers: ReadonlyMap<string, Local>;
  /** The choice's number so far: constant, and code for the rest. */
  readonly choice: { readonly constant: number; readonly text: readonly string[] };
}

/** A generated function that appends the successors by one action. */
export interface EmittedAction {
  readonly name: string;
  readonly text: string;
}

/** Generates an action whose choices have the numbers from `first` on. */
export function emitAction(module: Module, action: ActionText, first: number): EmittedAction {
  return new ActionEmitter(module, action, first).emit();
}

class ActionEmitter {
  readonly #module: Module;
  readonly #action: ActionText;
  readonly #first: number;
  /** Words that are read at constant positions, to be loaded once. */
  readonly #loaded = new Set<number>();

  constructor(module: Module, action: ActionText, first: number) {
    this.#module = module;
    this.#action = action;
    this.#first = first;
  }

  emit(): EmittedAction {
    const { guard, effect, parameters, name: given } = this.#action;
    const name = this.#module.fresh(given);
    const read: Buffer = { array: "S", at: "o", word: (word) => this.#load(word) };
    const context: Context = {
      module: this.#module,
      buffers: { state: read, before: read },
      parameters: new Map(),
      locals: new Map(),
    };
    const body = this.#level({
      context,
      bindings: generating(this.#module.possible),
      open: parameters,
      items: guard,
      numbers: new Map(),
      choice: { constant: this.#first, text: [] },
    }, guard.length + sizeOf(effect) + 1);
    const loads = [...this.#loaded].sort((a, b) => a - b)
      .map((word) => `const s${word} = S[o + ${word}] | 0;`);
    const lines = [...loads, `let t = n * ${this.#module.layout.words};`, ...body, "return n;"];
    const text = [`function ${name}(S, o, T, C, n) {`, ...indent(lines), "}"].join("\n");
    return { name, text };
  }

  /** Whether tests are counted, so that none may be decided beforehand. */
  get #isWatched(): boolean {
    return this.#module.coverage !== undefined;
  }

  #load(word: number): string {
    this.#loaded.add(word);
    return `s${word}`;
  }

  /** Tests what can be tested, then chooses the next parameter, then writes the successor. */
  #level(level: Level, size: number): string[] {
    const open = new Set(level.open.map(({ name }) => name));
    const missing = new Set<Local>();
    const later: GuardItem[] = [];
    const context = { ...level.context, locals: new Map(level.context.locals) };
    let bindings = level.bindings;
    const numbers = new Map(level.numbers);
    const lines: string[] = [];
    const conjuncts: (GuardItem & { kind: "require" })[] = [];
    let depth = 0;
    // Whether one of the items so far, or of those put off, may fail: what follows must not keep it
    // from that.
    let mayFail = false;
    let laterMayFail = false;
    const flush = () => {
      if (conjuncts.length === 0) return;
      lines.push("  ".repeat(depth++) + `if (${this.#conjunction(context, conjuncts)}) {`);
      conjuncts.length = 0;
    };
    for (const [at, given] of level.items.entries()) {
      const item = this.#isWatched ? given : specialiseItem(given, bindings);
      const isNext = later.length === 0;
      const mayOvertake = !this.#isWatched && !laterMayFail && item.kind !== "decide" &&
        isTotalItem(item);
      if (!isReady(item, open, missing) || !(isNext || mayOvertake)) {
        if (item.kind === "let") missing.add(item.local);
        laterMayFail ||= !isTotalItem(item);
        later.push(given);
        continue;
      }
      mayFail ||= !isTotalItem(item);
      switch (item.kind) {
        case "let": {
          const { local, value } = item;
          if (value.kind === "constant") {
            bindings = withLocal(bindings, local, value);
            break;
          }
          flush();
          const name = this.#module.fresh(local.name);
          lines.push("  ".repeat(depth) + `const ${name} = ${emitAs(context, value, local.type)};`);
          context.locals.set(local, name);
          if (local.type.kind === "number") numbers.set(keyOf(value), local);
          const rest = [...later, ...level.items.slice(at + 1)];
          const cases = this.#casesOf(local, value, rest, bindings, size);
          if (cases.length > 1) {
            for (const number of cases) {
              const inner = this.#level({
                ...level,
                context,
                bindings: withLocal(bindings, local, constant(number)),
                items: rest,
                numbers,
              }, size * cases.length);
              if (inner.length === 0) continue;
              const test = `if (${name} === ${number})`;
              lines.push(...[test, ...inner].map((line) => "  ".repeat(depth) + line));
            }
            return this.#closed(lines, depth);
          }
          break;
        }
        case "require": {
          const { test } = item;
          if (test.kind === "constant" && test.value === true) break;
          // Those before it are to be seen to hold, though nothing comes of them, or to fail.
          if (test.kind === "constant" && !this.#isWatched) {
            if (!mayFail) return [];
            flush();
            return this.#closed(lines, depth);
          }
          conjuncts.push(item);
          bindings = assuming(bindings, test, true);
          break;
        }
        case "decide": {
          flush();
          const result = this.#module.fresh("holds");
          const decided = this.#decide(context, item.body, result);
          lines.push(...decided.map((line) => "  ".repeat(depth) + line));
          lines.push("  ".repeat(depth++) + `if (${result}) {`);
          break;
        }
        default:
          item satisfies never;
      }
    }
    flush();
    const inner = this.#choose({ ...level, context, bindings, numbers, items: later }, size);
    if (inner.length === 0 && !mayFail) return [];
    lines.push(...inner.map((line) => "  ".repeat(depth) + line));
    return this.#closed(lines, depth);
  }

  /** Closes what was opened. Locals of one choice are not to be seen by the next. */
  #closed(lines: string[], depth: number): string[] {
    while (depth > 0) lines.push("  ".repeat(--depth) + "}");
    return ["{", ...indent(lines), "}"];
  }

  /** The numbers for each of which to generate what follows a local of the guard. */
  #casesOf(
    local: Local,
    value: Expression,
    rest: readonly GuardItem[],
    bindings: Bindings,
    size: number,
  ): readonly number[] {
    const cases = casesOf(local, value, bindings);
    if (size * cases.length > roomToWriteOut) return [];
    // As statements, to be asked like those of the effect.
    const tests = rest.map((item): Statement =>
      match(item)
        .with({ kind: "let" }, ({ value }): Statement => ({ kind: "return", value }))
        .with({ kind: "require" }, ({ test }): Statement => ({ kind: "return", value: test }))
        .with({ kind: "decide" }, ({ body, site }): Statement => ({
          kind: "if",
          test: constant(true),
          yes: body,
          no: [],
          site,
        }))
        .exhaustive()
    );
    return indexes([...tests, ...this.#action.effect], local) ? cases : [];
  }

  #conjunction(context: Context, items: readonly (GuardItem & { kind: "require" })[]): string {
    const { coverage } = this.#module;
    if (coverage === undefined) return emitAll(context, items.map(({ test }) => test));
    const { name } = this.#action;
    return items.map(({ test, site }) => {
      const code = emitTest(context, test);
      return test.kind === "constant" ? code : coverage.wrap("conjunct", name, site, test, code);
    }).join(" && ");
  }

  /** A guard that is statements, run to a result. */
  #decide(context: Context, body: Block, result: string): string[] {
    const label = this.#module.fresh("decided");
    const inMemory: Context = {
      ...context,
      buffers: { ...context.buffers, state: { array: "S", at: "o" } },
    };
    const lines = emitBlock(
      inMemory,
      body,
      (value) => [`${result} = ${value};`, `break ${label};`],
      flagType,
    );
    return [`let ${result} = false;`, `${label}: {`, ...indent(lines), "}"];
  }

  #choose(level: Level, size: number): string[] {
    const [parameter, ...open] = level.open;
    if (parameter === undefined) {
      const { context, bindings, numbers, choice } = level;
      return emitSuccessor({
        action: this.#action,
        context,
        bindings,
        numbers,
        number: [choice.constant, ...choice.text].join(" + "),
        load: (word) => this.#load(word),
      });
    }
    const type = typeOfDomain(parameter.domain);
    const least = type.kind === "maybe" ? nullOf(type) : leastOf(presentOf(type));
    const count = cardinality(parameter.domain);
    const stride = open.reduce((product, { domain }) => product * cardinality(domain), 1);
    // What a parameter decides is to be seen to be decided.
    const isWrittenOut = size * count <= roomToWriteOut || type.kind === "flag";
    if (isWrittenOut && !this.#isWatched) {
      return Array.from({ length: count }, (_, code) => {
        const value = constant(decode(least + code, type));
        const bindings = withParameter(level.bindings, parameter.name, value);
        const number = level.choice.constant + code * stride;
        const choice = { ...level.choice, constant: number };
        return this.#level({ ...level, bindings, open, choice }, size * count);
      }).flat();
    }
    const name = this.#module.fresh(parameter.name);
    const parameters = new Map(level.context.parameters).set(parameter.name, name);
    const code = least === 0 ? name : `(${name} - ${least})`;
    const text = [...level.choice.text, stride === 1 ? code : `${code} * ${stride}`];
    const inner = this.#level({
      ...level,
      context: { ...level.context, parameters },
      open,
      choice: { ...level.choice, text },
    }, size);
    if (inner.length === 0) return [];
    return [`for (let ${name} = ${least}; ${name} < ${least + count}; ${name}++)`, ...inner];
  }
}
