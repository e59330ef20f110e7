import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { killOf, killText, SuiteStore } from "./kills.ts";
import { implementationTexts, loadMutant, mutant, mutants, mutatedTexts } from "./mod.ts";

/** Mutants that small suites find; `deno task mutants` takes all of them. */
const QUICK = ["tailUnchecked", "doubleWake", "foreignBuffers", "phaseIgnored", "secondScan"];

Deno.test("suites find mutants, and say how", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  try {
    const suites = new SuiteStore();
    for (const each of mutants.filter(({ name }) => QUICK.includes(name))) {
      const kill = await killOf(folder, each, suites);
      assert(kill.failure !== null, each.name);
      assert(killText(kill).includes(each.name));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every mutant fits the source as it stands", async () => {
  const source = await implementationTexts();
  for (const each of mutants) {
    assertNotEquals(mutatedTexts(source, each), source);
  }
  assertEquals(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});

Deno.test("a patch that fits nowhere is refused", async () => {
  let message = "";
  try {
    await loadMutant("unused", mutant("lost", "Nothing", [], ["ring", "no such text", ""]));
  } catch (error) {
    message = (error as Error).message;
  }
  assert(message.startsWith("Cannot make the mutant lost"));
});
