/**
 * The syntax tree of the implementation's source, for whoever changes it or asks what it keeps.
 *
 * @module
 */

import { parse } from "@babel/parser";

/** A node of the syntax tree, as far as anybody looks at it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A node, and the nodes that it is part of, innermost first. */
export interface Place {
  readonly node: Node;
  readonly within: readonly Node[];
}

/** The tree of a module. */
export function parseModule(text: string): Node {
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  return program as unknown as Node;
}

/** Every node of a tree, in the order of the text. */
export function* placesOf(node: Node, within: readonly Node[]): Generator<Place> {
  yield { node, within };
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* placesOf(child, [node, ...within]);
    }
  }
}

/** Whether a field of a node holds a node. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value &&
    "end" in value && typeof value.type === "string";
}
