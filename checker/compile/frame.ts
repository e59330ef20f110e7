/**
 * What the front end keeps while it reads one function: the values of its names, the statements
 * made so far, and what it has learnt about its locals.
 *
 * A function is read by *abstract execution*: every expression of the text becomes a {@link Value}.
 * Constants stay constants, views stay places, functions stay functions; only what depends on the
 * state or the parameters becomes an expression of the representation.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { FunctionText } from "./function_text.ts";
import type { Names } from "./names.ts";
import type {
  Block,
  Expression,
  Local,
  Place,
  Routine,
  Statement,
  Type,
} from "./representation.ts";
import { siteOf } from "./source.ts";
import { type Site, SubsetError, type SubsetRule } from "./subset_error.ts";
import type { FunctionNode, Node } from "./syntax.ts";
import { anyNumber, join, presentOf, sameType } from "./types.ts";
import type { TestNote, WrittenTests } from "./written_tests.ts";

/** What an expression of the text stands for. */
export type Value =
  /** Something that is known before the machine runs: a constant, a bound, a replaced predicate. */
  | { readonly kind: "known"; readonly value: unknown }
  /** A flag, number, name or `null` that depends on the state, the parameters or a local. */
  | { readonly kind: "scalar"; readonly expression: Expression }
  /** A record, array or set of the state. */
  | { readonly kind: "view"; readonly place: Place }
  /** One of two views, as a test says. */
  | {
    readonly kind: "either";
    readonly test: Expression;
    readonly yes: ViewValue;
    readonly no: ViewValue;
    readonly site: Site;
  }
  /** A function of the text. */
  | { readonly kind: "routine"; readonly text: FunctionText }
  /** An action's parameters. */
  | { readonly kind: "parameters"; readonly members: ReadonlyMap<string, Expression> }
  /** One of several known values: the one whose key equals the subject. */
  | {
    readonly kind: "table";
    readonly subject: Expression;
    readonly keys: readonly (number | string)[];
    readonly values: readonly unknown[];
  };

/** A value as an error calls it. */
export function nameOfValue(value: Value): string {
  return match(value)
    .with({ kind: "known" }, () => "a constant")
    .with({ kind: "scalar" }, ({ expression: { type } }) => nameOfType(type))
    .with({ kind: "view" }, ({ place: { domain } }) => nounOf(domain.kind))
    .with({ kind: "either" }, () => "a record, array or set")
    .with({ kind: "routine" }, () => "a function")
    .with({ kind: "parameters" }, () => "the action's parameters")
    .with({ kind: "table" }, () => "one of several constants")
    .exhaustive();
}

/** A value of a type as an error calls it. */
export function nameOfType(type: Type): string {
  return match(type)
    .with({ kind: "none" }, () => "`null`")
    .with({ kind: "maybe" }, ({ of }) => `${nounOf(of.kind)} or \`null\``)
    .with({ kind: "flag" }, { kind: "number" }, { kind: "name" }, ({ kind }) => nounOf(kind))
    .exhaustive();
}

/** A noun with its article. */
export function nounOf(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** Raised where a routine turns out to return a view. */
export class ReturnsView extends Error {}

/** A view, or one of two. */
export type ViewValue = Extract<Value, { kind: "view" | "either" }>;

/** Names and their values, block by block. */
export class Scope {
  readonly #names = new Map<string, Value>();
  /** Names that are declared further down in the block. */
  readonly #announced = new Set<string>();
  readonly #parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  get(name: string): Value | undefined {
    const own = this.#names.get(name);
    return own ?? (this.#announced.has(name) ? undefined : this.#parent?.get(name));
  }

  /** Says that a name is declared further down, and means nothing until then. */
  announce(name: string): void {
    this.#announced.add(name);
  }

  /** Whether a name is declared further down, and not yet. */
  announces(name: string): boolean {
    if (this.#names.has(name)) return false;
    return this.#announced.has(name) || (this.#parent?.announces(name) ?? false);
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }
}

/** What is shared by all functions of a machine. */
export interface Shared {
  readonly names: Names;
  /**
   * Routines by function and kinds of arguments: `"view"` if it turned out to return a view, so that
   * it has to be substituted.
   */
  readonly routines: Map<string, Routine | "view">;
  /** The functions that are being read, one inside the other. */
  readonly open: Set<FunctionNode>;
  /** The counters of loops. */
  readonly counters: Set<Local>;
  /** Places of views that are there: an index outside would have been found out before. */
  readonly asked: WeakSet<Place>;
  /** Where the sides of `&&` and `||` stand. */
  readonly conjuncts: WeakMap<Expression, Site>;
  /**
   * The tests that the text makes, for coverage to count. Where they are wanted, every test is kept,
   * also one that those before it decide.
   */
  readonly tests: WrittenTests | undefined;
  /** Hands out numbers for routines and locals. */
  next: number;
}

/** One function as it is read. */
export interface Frame {
  readonly shared: Shared;
  readonly text: FunctionText;
  readonly scope: Scope;
  /** Where statements go; none inside an expression. */
  readonly block: Statement[] | undefined;
  /** What is known of the function that the block belongs to. */
  readonly body: Body;
}

/** A body of statements that is read as one, with the expressions substituted into it. */
export class Body {
  /** Whether the state may be changed here. */
  readonly writable: boolean;
  /** Whether it may return a view: it is then read anew, to be put in place of its call. */
  readonly mayReturnViews: boolean;
  /** Whether it was. */
  changes = false;
  /** The type of what is returned so far. */
  result: Type | undefined;
  /** What was found out about tests, where coverage counts them. */
  notes: TestNote[] = [];
  /** Whether a type turned out too small and the body is to be read again. */
  #stale = false;
  /** Types of the locals that change, by declaration. */
  readonly #types = new Map<Node, { type: Type; widenings: number }>();

  constructor(writable: boolean, mayReturnViews: boolean) {
    this.writable = writable;
    this.mayReturnViews = mayReturnViews;
  }

  /** Reads a body until the types of its locals are stable. */
  settle(read: () => Statement[]): Block {
    for (;;) {
      this.#stale = false;
      this.result = undefined;
      this.notes = [];
      const block = read();
      if (!this.#stale) return block;
    }
  }

  /** The type of a local that changes: what it begins with and what was seen assigned to it. */
  typeOf(declaration: Node, initial: Type): Type | undefined {
    return this.widen(declaration, initial);
  }

  /** Makes a changing local's type include another. Nothing comes back if they are of two kinds. */
  widen(declaration: Node, type: Type): Type | undefined {
    const known = this.#types.get(declaration);
    if (known === undefined) {
      this.#types.set(declaration, { type, widenings: 0 });
      return type;
    }
    const joined = join(known.type, type);
    if (joined === undefined || sameType(joined, known.type)) return joined && known.type;
    // A number that grows in a loop would be joined for ever, one that may be `null` likewise.
    const grows = presentOf(joined)?.kind === "number" && ++known.widenings > 2;
    const grown: Type = joined.kind === "maybe" ? { kind: "maybe", of: anyNumber } : anyNumber;
    known.type = grows ? grown : joined;
    this.#stale = true;
    return known.type;
  }
}

/** Where a node of the frame's function stands. */
export function siteIn(frame: Frame, node: Node): Site {
  return siteOf(frame.text.module, node);
}

/** Refuses text. */
export function refuse(
  frame: Frame,
  node: Node,
  rule: SubsetRule,
  found: string,
  advice: string,
): never {
  throw new SubsetError(rule, siteIn(frame, node), found, advice);
}

/** A new local. */
export function newLocal(frame: Frame, name: string, type: Type, changes: boolean): Local {
  return { id: frame.shared.next++, name, type, changes };
}

/** The same frame with other names or another block. */
export function within(
  frame: Frame,
  change: Partial<Pick<Frame, "scope" | "block" | "text">>,
): Frame {
  return { ...frame, ...change };
}
