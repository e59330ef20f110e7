/**
 * What errors call syntax that the compiler does not know, and what is to be written instead.
 *
 * @module
 */

import type { Node } from "./syntax.ts";

interface Unknown {
  readonly called: string;
  /** None, where that depends on what was meant. */
  readonly instead?: string;
}

const exceptions = "Say in the guard when the step may be taken";
const waiting = "Keep what is waited for in the state, and ask for it in the guard";
const destructuring = "Use plain names";

/** By the type of the node. */
const unknown: { readonly [type: string]: Unknown | undefined } = {
  ArrayPattern: { called: "`[names]`", instead: destructuring },
  AssignmentPattern: { called: "a default value", instead: "Give the value" },
  AwaitExpression: { called: "`await`", instead: waiting },
  BigIntLiteral: { called: "a `bigint`", instead: "Use a number" },
  BreakStatement: { called: "a `break` with a label", instead: "Let a helper function `return`" },
  ClassDeclaration: { called: "a class", instead: "Write functions of the module" },
  ClassExpression: { called: "a class", instead: "Write functions of the module" },
  ConditionalExpression: { called: "a choice" },
  ContinueStatement: { called: "a `continue` with a label", instead: "Ask inside with `if`" },
  DebuggerStatement: { called: "`debugger`", instead: "Leave it out" },
  DoWhileStatement: { called: "a `do` loop" },
  ForInStatement: { called: "a `for ... in` loop" },
  ForOfStatement: { called: "a `for ... of` loop" },
  ImportExpression: { called: "`import()`", instead: "Import at the top of the module" },
  LabeledStatement: { called: "a label", instead: "Let a helper function `return`" },
  LogicalExpression: { called: "a condition" },
  MemberExpression: { called: "a member" },
  MetaProperty: { called: "`import.meta` or `new.target`", instead: "Read a member of `k`" },
  ObjectPattern: { called: "`{ names }`", instead: destructuring },
  ObjectProperty: { called: "a name" },
  RegExpLiteral: { called: "a regular expression", instead: "Compare with the names of a `oneOf`" },
  RestElement: { called: "a rest `...`", instead: destructuring },
  SequenceExpression: { called: "the operator `,`", instead: "Write a statement for each" },
  SpreadElement: { called: "a spread `...`", instead: "Give each argument by itself" },
  TaggedTemplateExpression: {
    called: "a tagged template",
    instead: "Call a function of the module",
  },
  ThrowStatement: { called: "`throw`", instead: exceptions },
  TryStatement: { called: "`try`", instead: exceptions },
  VariableDeclaration: { called: "a `var`", instead: "Write `const` or `let`" },
  WhileStatement: { called: "a `while` loop" },
  YieldExpression: { called: "`yield`", instead: waiting },
};

/** What an error calls a piece of syntax. */
export function spelling({ type }: Node): string {
  return unknown[type]?.called ?? `syntax of the type ${type}`;
}

/** What to write instead, if that can be said without knowing what was meant. */
export function insteadOf({ type }: Node): string | undefined {
  return unknown[type]?.instead;
}
