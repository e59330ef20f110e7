import { assertEquals } from "@std/assert";
import { compile } from "../compiled.ts";
import { small, type SmallMachine } from "../testing/small_module.ts";
import { includes } from "./bits.ts";
import { Cells } from "./cells.ts";
import { dependenceOf } from "./dependence.ts";
import { footprintsOf } from "./footprint.ts";

/** Whether each of two choices, which differ by a number, is held to conflict with the other. */
async function conflicts(parts: Pick<SmallMachine, "when" | "then">): Promise<boolean[]> {
  const program = await compile(
    await small({
      schema:
        "record({ x: range(0, 3), y: range(0, 3), z: range(0, 3), to: array(2, range(0, 3)) })",
      params: "() => ({ one: flag() })",
      ...parts,
    }),
  );
  const { conflicts } = dependenceOf(program, new Cells(program.layout), footprintsOf(program));
  return [includes(conflicts[0], 1), includes(conflicts[1], 0)];
}

Deno.test("choices that get in each other's way conflict, each with the other", async () => {
  const ways: readonly Pick<SmallMachine, "when" | "then">[] = [
    // One writes what the other's guard reads.
    {
      when: "(s, { one }) => one ? s.y < 3 : s.x < 2",
      then: "(s, { one }) => { if (one) s.x = 3; else s.z = 3; }",
    },
    {
      when: "(s, { one }) => one ? s.x < 2 : s.y < 3",
      then: "(s, { one }) => { if (one) s.z = 3; else s.x = 3; }",
    },
    // What its effect reads.
    { then: "(s, { one }) => { if (one) s.x = 3 - s.y; else s.z = s.x; }" },
    { then: "(s, { one }) => { if (one) s.z = s.x; else s.x = 3 - s.y; }" },
    // What it reads to know where it writes.
    { then: "(s, { one }) => { if (one) s.to.set(s.x & 1, 1); else s.x = 1; }" },
    // What it writes.
    { then: "(s, { one }) => { s.x = one ? 1 : 2; s.y = 3; }" },
  ];
  for (const way of ways) assertEquals(await conflicts(way), [true, true], JSON.stringify(way));
});

Deno.test("choices that have nothing to do with each other do not", async () => {
  const ways: readonly Pick<SmallMachine, "when" | "then">[] = [
    {
      when: "(s, { one }) => one ? s.x < 3 : s.y < 3",
      then: "(s, { one }) => { if (one) s.x = 3; else s.y = 3; }",
    },
    // Both only read it.
    { then: "(s, { one }) => { if (one) s.x = s.z; else s.y = s.z; }" },
    // One is enabled where the other is not.
    {
      when: "(s, { one }) => one ? s.x === 0 : s.x === 1",
      then: "(s) => { s.x = (s.x + 1) % 3; }",
    },
  ];
  for (const way of ways) assertEquals(await conflicts(way), [false, false], JSON.stringify(way));
});

Deno.test("guards that some value admits both do not exclude each other", async () => {
  const way = {
    when: "(s, { one }) => one ? s.x < 2 : s.x > 0",
    then: "(s) => { s.x = (s.x + 1) % 4; }",
  };
  assertEquals(await conflicts(way), [true, true]);
});
