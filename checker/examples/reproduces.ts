/**
 * What the tests of the published counts have in common.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { check } from "../check.ts";
import type { Example } from "./mod.ts";

/** How many states a test of a few seconds can take. */
export const QUICK = 1_500_000;

/** Fails unless the engine finds what is published, every number of it, and nothing unexpected. */
export async function reproduces({ machine, published, differs, violates = [] }: Example) {
  const { verdict, counts, violations, unreached, neverEnabled } = await check(machine());
  const expected = { ...published, ...differs?.found };
  const { distinct, generated, depth } = counts;
  assertEquals(distinct, expected.distinct);
  if (expected.generated !== undefined) assertEquals(generated, expected.generated);
  if (expected.depth !== undefined) assertEquals(depth, expected.depth);
  assertEquals(violations.map(({ property }) => property), violates);
  assertEquals(verdict, violates.length === 0 ? "holds" : "violated");
  assertEquals([unreached, neverEnabled], [[], []]);
}
