/**
 * What variables can hold where members of index types are interchanged.
 *
 * @module
 */

import type { RecordDomain } from "../../domains.ts";
import type { LeafDomain } from "../../layout.ts";
import { type Content, filter, joinedContent, valuesOfDomain } from "../value_sets.ts";
import { leavesOf } from "./cells.ts";

/**
 * The contents of variables, by leaf of the schema, with what interchanging members makes of them:
 * what one member's variable can hold, any member's can; what can name one member can name any; and
 * a set that can have one, or lack one, can have or lack any.
 */
export function contentsAlike(
  schema: RecordDomain,
  contents: readonly Content[],
  symmetric: readonly string[],
): Content[] {
  const leaves = leavesOf(schema, symmetric);
  const joined = new Map<string, Content>();
  for (const [i, { path, domain }] of leaves.entries()) {
    const content = interchanged(domain, contents[i], symmetric);
    const known = joined.get(path);
    joined.set(path, known === undefined ? content : joinedContent(known, content));
  }
  return leaves.map(({ path }) => joined.get(path)!);
}

/** What a variable can hold once members have been interchanged. */
function interchanged(
  domain: LeafDomain,
  content: Content,
  symmetric: readonly string[],
): Content {
  const isSymmetric = (index: { readonly name: string } | undefined) =>
    index !== undefined && symmetric.includes(index.name);
  if (domain.kind === "subset") {
    if (!isSymmetric(domain.over) || content.kind !== "members") return content;
    const all = domain.size === 32 ? -1 : (1 << domain.size) - 1;
    const { may, must } = content;
    return { kind: "members", may: may === 0 ? 0 : all, must: must === all ? all : 0 };
  }
  const named = domain.kind === "optional" ? domain.of : domain;
  if (named.kind !== "index" || !isSymmetric(named) || content.kind !== "values") return content;
  const { values } = content;
  if (values === undefined || [...values].every((value) => value === null)) return content;
  const any = filter(valuesOfDomain(domain), (value) => value !== null || values.has(null));
  return { kind: "values", values: any };
}
