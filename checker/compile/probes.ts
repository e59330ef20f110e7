/**
 * Indices that may be outside, asked where the text asks them.
 *
 * Run directly, `s.cells.at(i)` fails where there is no such element, whether or not anything of the
 * element is used afterwards. Compiled, a view is only a place, and it is reading that fails. So a
 * view whose index may be outside is read once where it is held or passed on: that is its *probe*.
 *
 * @module
 */

import * as build from "./build.ts";
import { isTotal } from "./footing.ts";
import type { Shared, Value, ViewValue } from "./frame.ts";
import { isScalar } from "./lower_value.ts";
import type { Expression, Place, Scalar, Type } from "./representation.ts";
import { nowhere } from "./subset_error.ts";
import { bare, childrenOf, type Node } from "./syntax.ts";
import { typeOfDomain } from "./types.ts";

/** A flag that fails where a view does not exist; none, if it always does. */
export function probeOf(view: ViewValue): Expression | undefined {
  if (view.kind === "view") {
    const probe = firstLeafOf(view.place);
    return probe === undefined || isTotal(probe) ? undefined : probe;
  }
  const [yes, no] = [view.yes, view.no].map(probeOf);
  if (yes === undefined && no === undefined) return undefined;
  // Only the one that is chosen is asked.
  const missing = build.constant(false);
  return build.choose(view.test, yes ?? missing, no ?? missing, view.site);
}

/** Notes of a view that its probe was asked. */
export function noteAsked(shared: Shared, view: ViewValue): void {
  if (view.kind === "view") return void shared.asked.add(view.place);
  noteAsked(shared, view.yes);
  noteAsked(shared, view.no);
}

/** Whether using a value may fail, so that it matters when it is used. */
export function mayFail(value: Value): boolean {
  switch (value.kind) {
    case "scalar":
      return !isTotal(value.expression);
    case "table":
      return !isTotal(value.subject);
    case "view":
    case "either":
      return probeOf(value) !== undefined;
    case "parameters":
    case "known":
    case "routine":
      return false;
  }
}

/**
 * Whether an expression of the text uses a name whatever else is the case. Then it may stand in the
 * place of its parameter, and fails exactly where it would have failed before.
 */
export function usesSurely(wrapped: Node, name: string): boolean {
  const node = bare(wrapped) as unknown as Node & { [part: string]: Node };
  switch (node.type) {
    case "Identifier":
      return (node as unknown as { name: string }).name === name;
    case "LogicalExpression":
      return usesSurely(node.left, name);
    case "ConditionalExpression":
      return usesSurely(node.test, name) ||
        (usesSurely(node.consequent, name) && usesSurely(node.alternate, name));
    case "MemberExpression":
      return usesSurely(node.object, name);
  }
  return [...childrenOf(node)].some((child) => usesSurely(child, name));
}

/** Whether the first scalar or set in a composite has its least value. */
function firstLeafOf(place: Place): Expression | undefined {
  const { domain } = place;
  if (isScalar(domain)) {
    const type = typeOfDomain(domain);
    return build.equal({ kind: "read", place, type }, build.constant(leastOf(type)));
  }
  if (domain.kind === "subset") {
    const type: Type = { kind: "number", low: 0, high: domain.size };
    return build.equal({ kind: "size", place, type }, build.constant(0));
  }
  if (domain.kind === "array") {
    const { length, of } = domain;
    const step = { kind: "element", index: build.constant(0), length, site: nowhere } as const;
    return firstLeafOf({ ...place, path: [...place.path, step], domain: of });
  }
  const [first] = Object.entries(domain.kind === "record" ? domain.fields : {});
  if (first === undefined) return undefined;
  const [name, of] = first;
  return firstLeafOf({ ...place, path: [...place.path, { kind: "field", name }], domain: of });
}

function leastOf(type: Type): Scalar {
  switch (type.kind) {
    case "flag":
      return false;
    case "number":
      return type.low;
    case "name":
      return type.values[0];
    case "maybe":
    case "none":
      return null;
  }
}
