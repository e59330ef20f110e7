import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { compile } from "./compiled.ts";
import { SubsetError } from "./subset_error.ts";
import { lines, small } from "./testing/small_module.ts";

Deno.test("SubsetError says where: file, line, column", async () => {
  const machine = await small({ then: "(s) => { s.n = 1; while (true) s.n = 2; }" });
  const error = await assertRejects(() => compile(machine), SubsetError) as SubsetError;
  assertEquals(error.site.line, lines.then);
  assertEquals(error.site.column, "then: (s) => { s.n = 1; while".length - "while".length + 1);
  assertStringIncludes(error.message, `:${lines.then}:`);
});

Deno.test("SubsetError: what the constants decide is not read", async () => {
  // The branch that is not taken may hold anything; so a design need not suit every lane.
  const machine = await small({
    constants: "{ wide: false }",
    when: "(s, p, k) => k.wide ? eval(s) : true",
  });
  await compile(machine);
});
