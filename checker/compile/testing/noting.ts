/**
 * A machine's module with a note taken of every test that its guards and effects make, so that what
 * coverage reports can be held to what running the text comes across.
 *
 * @module
 */

import { bare, childrenOf, type Node, type Of, parseModule } from "../syntax.ts";

/** A test, by the offset at which coverage places it. */
export interface NotedTest {
  readonly kind: "conjunct" | "branch";
  readonly action?: string;
  readonly at: number;
  everTrue: boolean;
  everFalse: boolean;
}

/** A module's text that takes notes, and the notes. */
export interface NotingModule {
  readonly text: string;
  readonly tests: readonly NotedTest[];
}

interface Function {
  readonly type: string;
  readonly params: readonly Node[];
  readonly body: Node;
}

/**
 * Takes notes in a module of the form that `random_module.ts` writes. What runs it calls
 * `globalThis.noteTest(number, value)` for a test, and `globalThis.noteRun(action, run)` for a guard
 * (with its action's name) or an effect.
 */
export function notingModule(text: string): NotingModule {
  const program = parseModule(text);
  const tests: NotedTest[] = [];
  const inserted: { readonly at: number; readonly text: string; readonly order: number }[] = [];
  const around = (node: Node, before: string, after: string) => {
    inserted.push({ at: node.start!, text: before, order: -node.end! });
    inserted.push({ at: node.end!, text: after, order: -node.start! - 1e9 });
  };
  const note = (
    node: Node,
    kind: NotedTest["kind"],
    at: Node,
    action?: string,
    negated = false,
  ) => {
    const number = tests.push({
      kind,
      ...(action === undefined ? {} : { action }),
      at: at.start!,
      everTrue: false,
      everFalse: false,
    }) - 1;
    around(node, `globalThis.noteTest(${number}, ${negated}, (`, "))");
  };
  const functions = new Map<string, Function>();
  for (const statement of program.body) {
    if (statement.type === "FunctionDeclaration") {
      functions.set(statement.id!.name, statement as unknown as Function);
    }
  }
  const branches = (node: Node): void => {
    if (node.type === "IfStatement") {
      const { test } = node as Of<"IfStatement">;
      note(test, "branch", test);
    } else if (node.type === "ConditionalExpression") {
      const { test, consequent } = node as Of<"ConditionalExpression">;
      note(test, "branch", consequent);
    }
    for (const child of childrenOf(node)) branches(child);
  };
  const conjuncts = (wrapped: Node, action: string, negated: boolean): void => {
    const node = bare(wrapped);
    if (node.type === "LogicalExpression" && node.operator === (negated ? "||" : "&&")) {
      conjuncts(node.left, action, negated);
      conjuncts(node.right, action, negated);
    } else if (node.type === "UnaryExpression" && node.operator === "!" && splits(node, negated)) {
      conjuncts(node.argument, action, !negated);
    } else if (node.type !== "BooleanLiteral") note(node, "conjunct", node, action, negated);
  };
  // Constants are known to hold nothing but helpers of one expression.
  const splits = (wrapped: Node, negated: boolean): boolean => {
    const node = bare(wrapped);
    if (node.type === "UnaryExpression" && node.operator === "!") {
      return splits(node.argument, !negated);
    }
    return node.type === "LogicalExpression" && node.operator === (negated ? "||" : "&&");
  };
  for (const helper of functions.values()) branches(helper.body);
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    const [{ id, init }] = statement.declarations;
    const { name } = id as { name: string };
    if (name === "initial") action("initial", init as unknown as Node);
    if (name === "actions") {
      for (const property of (init as Of<"ObjectExpression">).properties) {
        const { key, value } = property as unknown as { key: { name: string }; value: Node };
        action(key.name, value);
      }
    }
  }
  function action(name: string, call: Node): void {
    const [parts] = (call as Of<"CallExpression">).arguments;
    for (const property of (parts as Of<"ObjectExpression">).properties) {
      const { key, value } = property as unknown as { key: { name: string }; value: Node };
      if (key.name !== "when" && key.name !== "then") continue;
      const { body } = value as unknown as Function;
      branches(body);
      if (key.name === "when" && body.type !== "BlockStatement") conjuncts(body, name, false);
      around(value, `globalThis.noteRun(${JSON.stringify(name)}, `, ")");
    }
  }
  const pieces = inserted.sort((a, b) => a.at - b.at || a.order - b.order);
  let at = 0;
  let noting = "";
  for (const piece of pieces) {
    noting += text.slice(at, piece.at) + piece.text;
    at = piece.at;
  }
  return { text: noting + text.slice(at), tests };
}
