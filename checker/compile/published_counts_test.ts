import { assertEquals, assertLess } from "@std/assert";
import { examples } from "../examples/mod.ts";
import { checkCompiled } from "./check_compiled.ts";

/** How many states a test of a few seconds can take. */
const QUICK = 2_000_000;

for (const { name, machine, published, differs, source } of examples) {
  if (published.distinct > QUICK) continue;
  Deno.test(`compiled ${name}: ${source}`, async () => {
    const { counts, bytes } = await checkCompiled(machine());
    const { distinct, generated, depth } = counts;
    const expected = { generated, depth, ...published, ...differs?.found };
    assertEquals({ distinct, generated, depth }, expected);
    // What little is always there is spread over few states in a small machine.
    if (distinct > 1_000_000) assertLess(bytes / distinct, name.startsWith("two-phase") ? 12 : 24);
  });
}
