import { assert, assertEquals, assertRejects } from "@std/assert";
import { check } from "../check.ts";
import { DirectProgram } from "../direct.ts";
import { summaryBy, summaryByOracle } from "../testing/agreement.ts";
import { checkCompiled } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { SubsetError, subsetRules } from "./subset_error.ts";
import { load } from "./testing/random_module.ts";
import { smallModule } from "./testing/small_module.ts";
import { stepsOf } from "./testing/steps.ts";
import { type Refusal, sectionsOf } from "./testing/subset_snippets.ts";

const markdown = await Deno.readTextFile(new URL("../subset.md", import.meta.url));
const sections = sectionsOf(markdown);

Deno.test("subset.md has a section for every rule of the compiler, and no other", () => {
  assertEquals(sections.map(({ rule }) => rule).sort(), Object.keys(subsetRules).sort());
});

for (const { rule, snippets } of sections) {
  const accepted = snippets.filter(({ refusal }) => refusal === undefined);
  const refused = snippets.filter(({ refusal }) => refusal !== undefined);

  Deno.test(`subset.md, ${rule}: what is taken runs alike directly and compiled`, async () => {
    assert(accepted.length > 0, "no snippet is taken");
    for (const { text, parts } of accepted) {
      const machine = await load(smallModule(parts));
      const compiled = await summaryBy(() => checkCompiled(machine));
      assertEquals(compiled, await summaryBy(() => check(machine)), text);
      assertEquals(compiled, summaryByOracle(machine), text);
      assertEquals(stepsOf(await compile(machine)), stepsOf(new DirectProgram(machine)), text);
      // A snippet that does nothing would show nothing.
      assert((compiled.distinct as number) > 1 || "misfit" in compiled, text);
    }
  });

  Deno.test(`subset.md, ${rule}: what is refused is refused by this rule, at its place`, async () => {
    assert(refused.length > 0, "no snippet is refused");
    for (const { text, parts, refusal } of refused) {
      const module = smallModule(parts);
      const machine = await load(module);
      const error = await assertRejects(() => compile(machine), SubsetError, undefined, text);
      const { site, advice } = error as SubsetError;
      assertEquals((error as SubsetError).rule, rule, `${text}\n${error.message}`);
      assertEquals(
        [site.line, site.column],
        placeIn(module, refusal!),
        `${text}\n${error.message}`,
      );
      assert(advice.startsWith(refusal!.advice), `${text}\n${error.message}`);
    }
  });
}

/** Where a refusal says that a module is refused. */
function placeIn(module: string, { at }: Refusal): [line: number, column: number] {
  // What stands in no module has no place there.
  if (at === undefined) return [0, 0];
  const lines = module.split("\n").map((line) => line.replace(/,$/, ""));
  const line = lines.indexOf(at.text);
  assert(line >= 0 && line === lines.lastIndexOf(at.text), `Cannot find "${at.text}" once`);
  return [line + 1, at.column];
}
