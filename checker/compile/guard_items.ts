/**
 * What is asked of a guard item before it is tested: whether all that it depends on is known, and
 * whether it can fail.
 *
 * @module
 */

import { isTotal, isTotalBlock, localsIn, parametersIn } from "./footing.ts";
import type { Expression, GuardItem, Local } from "./representation.ts";

/** Whether a guard item depends on nothing that is not known yet. */
export function isReady(
  item: GuardItem,
  open: ReadonlySet<string>,
  missing: ReadonlySet<Local>,
): boolean {
  if (item.kind === "decide") return open.size === 0;
  const asked = askedBy(item);
  return ![...parametersIn(asked)].some((name) => open.has(name)) &&
    ![...localsIn(asked)].some((local) => missing.has(local));
}

/** Whether a guard item comes to its end in every state. */
export function isTotalItem(item: GuardItem): boolean {
  return item.kind === "decide" ? isTotalBlock(item.body) : isTotal(askedBy(item));
}

function askedBy(item: GuardItem & { kind: "let" | "require" }): Expression {
  return item.kind === "let" ? item.value : item.test;
}
