/**
 * Which places may be copied to one another and compared.
 *
 * @module
 */

import type { Domain } from "../domains.ts";
import { type Frame, refuse } from "./frame.ts";
import type { Place } from "./representation.ts";
import type { Node } from "./syntax.ts";

/**
 * Refuses to copy or compare places of different makes. The members of both are paired by position
 * ever after, where the language pairs them by name: so the order of fields must be the same too.
 */
export function expectAlike(
  frame: Frame,
  node: Node,
  verb: "compare" | "copy",
  { domain: left }: Place,
  { domain: right }: Place,
): void {
  if (areAlike(left, right)) return;
  refuse(
    frame,
    node,
    "views-are-places",
    `${verb === "copy" ? "copying" : "comparing"} places of different makes`,
    `Let both have the same fields in the same order, and equal lengths, or ${verb} member by member`,
  );
}

function areAlike(left: Domain, right: Domain): boolean {
  if (left.kind === "record" && right.kind === "record") {
    const [ours, theirs] = [Object.entries(left.fields), Object.entries(right.fields)];
    return ours.length === theirs.length && ours.every(([name, of], i) => {
      const [other, its] = theirs[i];
      return name === other && areAlike(of, its);
    });
  }
  if (left.kind === "array" && right.kind === "array") {
    return left.length === right.length && areAlike(left.of, right.of);
  }
  const isComposite = ({ kind }: Domain) => ["record", "array", "subset"].includes(kind);
  return left.kind === right.kind || !(isComposite(left) || isComposite(right));
}
