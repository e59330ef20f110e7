import { assert } from "@std/assert";
import { examples } from "./mod.ts";
import { QUICK, reproduces } from "./reproduces.ts";

for (const example of examples.filter(({ published }) => published.distinct <= QUICK)) {
  Deno.test(`reproduces ${example.name}: ${example.source}`, () => reproduces(example));
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
