/**
 * Which names a function declares, and which it takes from around it.
 *
 * @module
 */

import { bare, childrenOf, type FunctionNode, isFunction, type Node } from "./syntax.ts";

/** The parts of a node that are looked at here; a node has those of its type. */
interface Parts extends Node {
  readonly name: string;
  readonly id: Node | null;
  readonly computed: boolean;
  readonly object: Node;
  readonly property: Node;
  readonly key: Node;
  readonly value: Node;
}

const partsOf = (node: Node) => node as unknown as Parts;

/**
 * The names that a function declares for itself, anywhere in it; with the function where the name is
 * one wherever the function is seen from: it stands in no inner block, and no other has its name.
 */
export function declarationsOf(node: FunctionNode): ReadonlyMap<string, Node | undefined> {
  const declared = new Map<string, Node | undefined>();
  const declare = (name: string, value?: Node) =>
    declared.set(name, declared.has(name) ? undefined : value);
  const visit = (inner: Node, isInBlock: boolean): void => {
    if (inner.type === "VariableDeclarator") {
      const { id, init } = inner as unknown as { id: Node; init?: Node | null };
      const value = init ? bare(init) as unknown as Node : undefined;
      for (const name of namesIn(id)) declare(name, isInBlock ? undefined : value);
    }
    if (inner.type !== "VariableDeclaration") {
      for (const name of namesOfDeclaration(inner)) {
        declare(name, isInBlock || !isFunction(inner) ? undefined : inner);
      }
    }
    if (inner.type === "ClassExpression") declaredBy(inner).forEach((name) => declare(name));
    if (inner.type === "CatchClause") {
      const { param } = inner as unknown as { param?: Node | null };
      if (param) namesIn(param).forEach((name) => declare(name));
    }
    if (isFunction(inner)) return;
    const isInner = isInBlock || !/^VariableDeclarat/.test(inner.type);
    for (const child of childrenOf(inner)) visit(child, isInner);
  };
  declaredBy(node as unknown as Node).forEach((name) => declare(name));
  for (const child of childrenOf(node.body as unknown as Node)) visit(child, false);
  return declared;
}

/**
 * The names that a function takes from around it: neither its parameters, nor declared in a block
 * around where they stand, nor members.
 *
 * @example
 * ```ts
 * import { freeNames } from "./scopes.ts";
 * import { parseFunction } from "./syntax.ts";
 *
 * const node = parseFunction("(s) => { if (s.on) { const low = 1; return s.n < low; } return low; }");
 * console.assert([...freeNames(node!)].join() === "low");
 * ```
 */
export function freeNames(node: FunctionNode): ReadonlySet<string> {
  const free = new Set<string>();
  const visit = (inner: Node, bound: ReadonlySet<string>): void => {
    const { name, computed, object, property, key, value } = partsOf(inner);
    if (isFunction(inner)) {
      const inside = new Set([...bound, ...declaredBy(inner)]);
      for (const part of [...inner.params, inner.body]) visit(part as unknown as Node, inside);
    } else if (inner.type === "Identifier") {
      if (!bound.has(name)) free.add(name);
    } else if (/MemberExpression$/.test(inner.type) && !computed) {
      visit(object, bound);
      if (property.type !== "Identifier") visit(property, bound);
    } else if (inner.type === "ObjectProperty" && !computed) {
      visit(value, bound);
      if (key.type !== "Identifier") visit(key, bound);
    } else {
      const inside = new Set([...bound, ...declaredBy(inner)]);
      for (const child of childrenOf(inner)) visit(child, inside);
    }
  };
  visit(node as unknown as Node, new Set());
  return free;
}

/** The names that a node makes known to what stands in it, and to nothing around it. */
export function declaredBy(node: Node): readonly string[] {
  const own = (node.type === "FunctionExpression" || node.type === "ClassExpression") &&
      partsOf(node).id
    ? namesIn(partsOf(node).id!)
    : [];
  if (isFunction(node)) {
    return [...own, ...node.params.flatMap((each) => namesIn(each as unknown as Node))];
  }
  if (node.type === "CatchClause") {
    const { param } = node as unknown as { param?: Node | null };
    return param ? namesIn(param) : [];
  }
  const statements = node.type === "SwitchStatement"
    ? (node as unknown as { cases: Node[] }).cases.flatMap((each) => [...childrenOf(each)])
    : [...childrenOf(node)];
  return [...own, ...statements.flatMap(namesOfDeclaration)];
}

/** The names that a declaration declares where it stands; none, where a node is no declaration. */
export function namesOfDeclaration(node: Node): readonly string[] {
  if ((node as { readonly declare?: boolean }).declare) return [];
  switch (node.type) {
    case "VariableDeclaration":
      return (node as unknown as { declarations: { id: Node }[] }).declarations
        .flatMap(({ id }) => namesIn(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
    case "TSModuleDeclaration":
    case "TSImportEqualsDeclaration": {
      const { id } = partsOf(node);
      return id?.type === "Identifier" ? [partsOf(id).name] : [];
    }
    // Inside a namespace.
    case "ExportNamedDeclaration": {
      const { declaration } = node as unknown as { declaration?: Node | null };
      return declaration ? namesOfDeclaration(declaration) : [];
    }
    default:
      return [];
  }
}

/** The names of the `var`s in a node, which mean something beyond the block that they stand in. */
export function hoistedIn(node: Node): readonly string[] {
  return [...childrenOf(node)].flatMap((child): readonly string[] => {
    if (isFunction(child)) return [];
    const { kind } = child as { readonly kind?: string };
    const own = child.type === "VariableDeclaration" && kind === "var"
      ? namesOfDeclaration(child)
      : [];
    return [...own, ...hoistedIn(child)];
  });
}

/** The names that a pattern declares; what it falls back on declares none. */
export function namesIn(pattern: Node): string[] {
  const { name, value } = partsOf(pattern);
  switch (pattern.type) {
    case "Identifier":
      return [name];
    case "ObjectProperty":
      return namesIn(value);
    case "AssignmentPattern":
      return namesIn((pattern as unknown as { left: Node }).left);
    default:
      return [...childrenOf(pattern)].flatMap(namesIn);
  }
}
