/**
 * The names this compiler uses for the parser's syntax trees, and the few questions it asks of them.
 *
 * @module
 */

import { parse, parseExpression } from "@babel/parser";

/** A parsed module. */
export type Program = ReturnType<typeof parse>["program"];
/** A statement. */
export type Statement = Program["body"][number];
/** An expression. */
export type Expression = ReturnType<typeof parseExpression>;
/** The expressions or statements of one type, by its name in ESTree as Babel extends it. */
export type Of<T extends string> =
  | Extract<Expression, { type: T }>
  | Extract<Statement, { type: T }>;

/** Anything that a walk over a tree meets. */
export interface Node {
  readonly type: string;
  readonly start?: number | null;
  readonly end?: number | null;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } } | null;
}

/** A function in any of its spellings: arrow, expression, declaration or method. */
export type FunctionNode =
  | Of<"ArrowFunctionExpression">
  | Of<"FunctionExpression">
  | Of<"FunctionDeclaration">
  | Extract<Of<"ObjectExpression">["properties"][number], { type: "ObjectMethod" }>
  | Extract<Of<"ClassDeclaration">["body"]["body"][number], { type: "ClassMethod" }>
  | Extract<Of<"ClassDeclaration">["body"]["body"][number], { type: "ClassPrivateMethod" }>;

/** Parses the text of a module. */
export function parseModule(text: string): Program {
  return parse(text, { sourceType: "module", plugins: ["typescript"] }).program;
}

/** Parses what `Function.prototype.toString` returns. */
export function parseFunction(text: string): FunctionNode | undefined {
  for (const attempt of [`(${text})`, `({ ${text} })`]) {
    try {
      const parsed = parseExpression(attempt, { sourceType: "module" });
      if (isFunction(parsed)) return parsed;
      if (parsed.type === "ObjectExpression" && isFunction(parsed.properties[0])) {
        return parsed.properties[0];
      }
    } catch {
      // A method's text is no expression by itself; the second attempt reads it.
    }
  }
  return undefined;
}

/** Whether a node is a function whose body can be read. */
export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return functions.has(node?.type ?? "");
}

const functions: ReadonlySet<string> = new Set(
  [
    "ArrowFunctionExpression",
    "FunctionExpression",
    "FunctionDeclaration",
    "ObjectMethod",
    "ClassMethod",
    "ClassPrivateMethod",
  ] satisfies FunctionNode["type"][],
);

/** The one expression that a function returns, if that is all it does. */
export function singleExpression({ body }: FunctionNode): Node | undefined {
  if (body.type !== "BlockStatement") return body;
  const [only, ...others] = body.body;
  return others.length === 0 && only?.type === "ReturnStatement" && only.argument
    ? only.argument
    : undefined;
}

/** An expression without the type annotations that wrap it. */
export function bare<T extends Node>(node: T): Expression {
  let inner: Node = node;
  while (wrappers.has(inner.type)) inner = (inner as unknown as { expression: Node }).expression;
  return inner as unknown as Expression;
}

const wrappers = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ParenthesizedExpression",
]);

/** The nodes directly below a node. */
export function* childrenOf(node: Node): Generator<Node> {
  for (const [key, value] of Object.entries(node)) {
    if (skipped.has(key) || typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item?.type === "string") yield item;
    } else if (typeof value.type === "string") yield value;
  }
}

/** Parts of a node that say where it stands or of which type it is, not what it does. */
export const skipped: ReadonlySet<string> = new Set([
  "loc",
  "extra",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "typeAnnotation",
  "returnType",
  "typeParameters",
  "typeArguments",
  "predicate",
]);
