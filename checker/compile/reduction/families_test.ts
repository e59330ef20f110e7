import { assertEquals } from "@std/assert";
import { array, flag, index, optional, range, record, subset } from "../../domains.ts";
import { familiesOf } from "./families.ts";

const who = index("who", 2);
const schema = record({
  at: array(who, record({ up: flag(), down: flag() })),
  next: optional(who),
  turn: who,
  some: subset(who),
  list: array(2, range(0, 3)),
  bits: subset(2),
});

Deno.test("cells that a symmetry exchanges are of one family; what names a member is of none", () => {
  assertEquals(familiesOf(schema, ["who"]), [0, 1, 0, 1, -1, -1, 2, 2, 3, 4, 5, 6]);
});

Deno.test("without a symmetry every cell is a family", () => {
  assertEquals(familiesOf(schema, []), Array.from({ length: 12 }, (_, i) => i));
});
