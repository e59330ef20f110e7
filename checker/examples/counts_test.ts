import { assert, assertEquals } from "@std/assert";
import { check } from "../check.ts";
import { summaryBy, summaryByOracle } from "../testing/agreement.ts";
import { examples } from "./mod.ts";
import { QUICK, reproduces } from "./reproduces.ts";

/** What the oracle can take. */
const FEW = 10_000;

for (const example of examples.filter(({ published }) => published.distinct <= QUICK)) {
  Deno.test(`reproduces ${example.name}: ${example.source}`, () => reproduces(example));
}

for (const { name, machine } of examples.filter(({ published }) => published.distinct <= FEW)) {
  Deno.test(`agrees with the oracle about ${name}`, async () => {
    assertEquals(await summaryBy(() => check(machine())), summaryByOracle(machine()));
  });
}

Deno.test("what differs from what is published really does, and says why", () => {
  for (const { published, differs } of examples) {
    if (differs === undefined) continue;
    assert(differs.why.length > 0);
    for (const [what, found] of Object.entries(differs.found)) {
      assert(found !== published[what as keyof typeof published]);
    }
  }
});
