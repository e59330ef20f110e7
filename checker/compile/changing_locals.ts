/**
 * Locals that change: which names of a function are assigned to, and where they were declared.
 *
 * @module
 */

import { type Frame, refuse } from "./frame.ts";
import type { Local } from "./representation.ts";
import type { Node } from "./syntax.ts";

const declarations = new WeakMap<Local, Node>();

/** Says where a local that changes is declared. */
export function noteDeclaration(local: Local, node: Node): void {
  declarations.set(local, node);
}

/** Where a local was declared, if it changes. */
export function declarationOf(local: Local): Node | undefined {
  return declarations.get(local);
}

const assigned = new WeakMap<Node, ReadonlySet<string>>();

/** The names assigned to in a function. The counters of loops are not among them. */
export function assignedNames(node: Node): ReadonlySet<string> {
  let names = assigned.get(node);
  if (names === undefined) {
    const found = new Set<string>();
    collectAssigned(node, found);
    assigned.set(node, names = found);
  }
  return names;
}

/** A node that may be a name. */
interface Named {
  readonly type: string;
  readonly name: string;
}

function collectAssigned(node: Node, found: Set<string>): void {
  const { left, argument, update } = node as { left?: Named; argument?: Named; update?: Node };
  if (node.type === "AssignmentExpression" && left?.type === "Identifier") found.add(left.name);
  if (node.type === "UpdateExpression" && argument?.type === "Identifier") found.add(argument.name);
  for (const [key, value] of Object.entries(node)) {
    if (typeof value !== "object" || value === null || value === update || key === "loc") continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item?.type === "string") collectAssigned(item, found);
    }
  }
}

/** Refuses a local that is given values of two kinds. */
export function mixed(frame: Frame, node: Node, name: string): never {
  return refuse(
    frame,
    node,
    "one-type",
    `"${name}", which is given values of two kinds`,
    "Use a local for each",
  );
}
