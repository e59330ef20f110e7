/**
 * The intermediate representation: what a machine's text says, typed and with every name resolved.
 *
 * It is made to serve several back ends. So it stays at the level of the text (records, arrays,
 * sets, named values, counted loops) and knows nothing of packed words, nor of the language that code
 * is generated in; back ends lower it. What an operator means is said here, and is no language's. What it
 * no longer has are modules, constants (folded), views (every access is a {@link Place}), strings
 * (names belong to a {@link Type}) and helper functions of the kind that only wrap an expression
 * (substituted). Other helpers are {@link Routine}s, one for each kind of arguments.
 *
 * A `site` is where a piece of text stands; it is missing where the front end made the piece up.
 * Everything is a discriminated union on `kind`. Whoever handles one handles every kind: with an
 * exhaustive `match`, or, where that took too much of the time to compile, with a switch that does
 * not type-check when a kind is missing. Who only passes through walks with `parts.ts`.
 * Expressions have no side effects; the order of statements is the order of effects.
 *
 * @module
 */

import type { Domain, RecordDomain, ScalarDomain } from "../domains.ts";
import type { Site } from "./subset_error.ts";

/**
 * What values an expression may have. Intervals are inclusive and sound, not tight; one that ends at
 * the largest number that a double holds exactly says that nothing is known on that side.
 */
export type Type =
  | { readonly kind: "flag" }
  | { readonly kind: "number"; readonly low: number; readonly high: number }
  | { readonly kind: "name"; readonly values: readonly string[] }
  | { readonly kind: "none" }
  | { readonly kind: "maybe"; readonly of: PresentType };

/** A type without `null`. */
export type PresentType = Extract<Type, { kind: "flag" | "number" | "name" }>;

/** A value that the text holds under a name. */
export interface Local {
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  /** Whether it is assigned after its declaration. */
  readonly changes: boolean;
  /** Whether it is there to fail where an element is not (`probes.ts`), and nothing looks at it. */
  readonly isProbe?: boolean;
}

/**
 * Whose variables: `state` is what a guard reads, what an effect changes, and what a step property
 * sees after the step; `before` is what a step property sees before it.
 */
export type Root = "state" | "before";

/** One step from a composite to a part of it. */
export type PathStep =
  | { readonly kind: "field"; readonly name: string }
  | {
    readonly kind: "element";
    readonly index: Expression;
    readonly length: number;
    readonly site: Site;
  };

/** A variable, or a composite of variables, of the state. */
export interface Place {
  readonly root: Root;
  readonly path: readonly PathStep[];
  readonly domain: Domain;
}

/**
 * The operators on whole numbers. `%` keeps the sign of its left side, and its right side is above
 * zero. `&`, `|`, `^`, `<<` and `>>` see both sides as 32 bits in two's complement, shift by the low
 * five bits of the right side, and give such a number; `>>` keeps the sign.
 */
export type ArithmeticOperator =
  | "+"
  | "-"
  | "*"
  | "%"
  | "min"
  | "max"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>";

/** A value without side effects. */
export type Expression =
  | { readonly kind: "constant"; readonly value: Scalar; readonly type: Type }
  | { readonly kind: "parameter"; readonly name: string; readonly type: Type }
  | { readonly kind: "local"; readonly local: Local; readonly type: Type }
  | { readonly kind: "read"; readonly place: Place; readonly type: Type }
  | { readonly kind: "size"; readonly place: Place; readonly type: Type }
  | {
    readonly kind: "has";
    readonly place: Place;
    readonly member: Expression;
    readonly type: Type;
    readonly site: Site;
  }
  | { readonly kind: "same"; readonly left: Place; readonly right: Place; readonly type: Type }
  | {
    readonly kind: "arithmetic";
    readonly operator: ArithmeticOperator;
    readonly left: Expression;
    readonly right: Expression;
    readonly type: Type;
    readonly site?: Site;
  }
  | {
    readonly kind: "compare";
    readonly operator: "<" | "<=" | ">" | ">=";
    readonly left: Expression;
    readonly right: Expression;
    readonly type: Type;
    readonly site?: Site;
  }
  | {
    readonly kind: "equal";
    readonly left: Expression;
    readonly right: Expression;
    readonly type: Type;
    readonly site?: Site;
  }
  | { readonly kind: "not"; readonly operand: Expression; readonly type: Type }
  | {
    readonly kind: "and" | "or";
    readonly left: Expression;
    readonly right: Expression;
    readonly type: Type;
  }
  | {
    readonly kind: "choose";
    readonly test: Expression;
    readonly yes: Expression;
    readonly no: Expression;
    readonly type: Type;
    readonly site: Site;
  }
  /** A value that the text takes to be present; `null` there is an error. */
  | {
    readonly kind: "present";
    readonly operand: Expression;
    readonly type: PresentType;
    readonly site: Site;
  }
  /** An element of a constant list. */
  | {
    readonly kind: "lookup";
    readonly table: readonly Scalar[];
    readonly index: Expression;
    readonly type: Type;
    readonly site: Site;
  }
  | {
    readonly kind: "call";
    readonly routine: Routine;
    readonly arguments: readonly Expression[];
    readonly type: Type;
  };

/** A constant. */
export type Scalar = boolean | number | string | null;

/** Something that is done. */
export type Statement =
  | {
    readonly kind: "let" | "assign";
    readonly local: Local;
    readonly value: Expression;
    readonly site?: Site;
  }
  | {
    readonly kind: "write";
    readonly place: Place & { readonly domain: ScalarDomain };
    readonly value: Expression;
    readonly site: Site;
  }
  | {
    readonly kind: "add" | "delete";
    readonly place: Place;
    readonly member: Expression;
    readonly site: Site;
  }
  | { readonly kind: "clear"; readonly place: Place; readonly site?: Site }
  | {
    readonly kind: "copy";
    readonly target: Place;
    readonly source: Place;
    readonly site: Site;
  }
  | {
    readonly kind: "if";
    readonly test: Expression;
    readonly yes: Block;
    readonly no: Block;
    /** Nowhere, if it is there only to go through the values of a local. */
    readonly site?: Site;
  }
  /** `for (local = from; local OPERATOR limit; local += step)`; the body does not assign `local`. */
  | {
    readonly kind: "loop";
    readonly local: Local;
    readonly from: Expression;
    readonly operator: "<" | "<=" | ">" | ">=";
    readonly limit: Expression;
    readonly step: number;
    readonly body: Block;
    readonly site?: Site;
  }
  | { readonly kind: "break" | "continue" }
  | {
    readonly kind: "call";
    readonly routine: Routine;
    readonly arguments: readonly Expression[];
  }
  | { readonly kind: "return"; readonly value: Expression | undefined; readonly site?: Site };

/** Statements in order. */
export type Block = readonly Statement[];

/** A helper function for one kind of arguments. Views among them are part of what it is. */
export interface Routine {
  readonly id: number;
  readonly name: string;
  readonly parameters: readonly Local[];
  readonly body: Block;
  /** The type of what it returns; none, if it returns nothing. */
  readonly result: Type | undefined;
  /** Whether it changes the state. */
  readonly changes: boolean;
}

/**
 * One item of a guard, in order: a local, or a condition without which the action is disabled. A
 * guard that is more than locals and conjuncts ends in statements that return whether it holds.
 */
export type GuardItem =
  | { readonly kind: "let"; readonly local: Local; readonly value: Expression }
  | { readonly kind: "require"; readonly test: Expression; readonly site: Site }
  | { readonly kind: "decide"; readonly body: Block; readonly site: Site };

/** A parameter and its values. */
export interface Parameter {
  readonly name: string;
  readonly domain: ScalarDomain;
}

/** An action: its guard taken apart into conjuncts, its effect as statements. */
export interface ActionText {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly guard: readonly GuardItem[];
  readonly effect: Block;
  readonly site: Site;
}

/** A predicate of a state or of a step: statements that return a flag. */
export interface Predicate {
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  readonly site: Site;
}

/** A property. A step property that observes `actions` has one predicate for each. */
export type PropertyText =
  | { readonly kind: "invariant" | "witness"; readonly name: string; readonly holds: Predicate }
  | {
    readonly kind: "step";
    readonly name: string;
    readonly actions: readonly { readonly action: string; readonly holds: Predicate }[];
  }
  | {
    readonly kind: "leadsTo";
    readonly name: string;
    readonly from: Predicate;
    readonly to: Predicate;
  };

/** A whole machine. */
export interface MachineText {
  readonly name: string;
  readonly schema: RecordDomain;
  readonly initial: ActionText;
  readonly actions: readonly ActionText[];
  readonly properties: readonly PropertyText[];
  readonly final: Predicate | undefined;
}
