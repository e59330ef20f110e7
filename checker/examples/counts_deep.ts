/**
 * The examples that take longer than a test should, up to minutes and gigabytes. Its name keeps it
 * out of the usual run:
 *
 *     deno test --no-prompt --allow-read checker/examples/counts_deep.ts
 *
 * @module
 */

import { examples } from "./mod.ts";
import { QUICK, reproduces } from "./reproduces.ts";

for (const example of examples.filter(({ published }) => published.distinct > QUICK)) {
  Deno.test(`reproduces ${example.name}: ${example.source}`, () => reproduces(example));
}
