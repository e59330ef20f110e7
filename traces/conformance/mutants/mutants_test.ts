import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { REFUSAL_REASONS } from "../../../spec/implementation/mod.ts";
import { suitePlaces } from "../suite_places.ts";
import { EQUIVALENT, PLACES } from "./derived_places.ts";
import { killOf, killText, SuiteStore } from "./kills.ts";
import { implementationTexts, mutant, mutantsOf, mutatedTexts } from "./mod.ts";

const source = await implementationTexts();
const mutants = mutantsOf(source);

/** Mutants that small suites and tests find; `deno task mutants` takes all of them. */
const QUICK = [
  ["doubleWake", "walk"],
  ["phaseIgnored", "walk"],
  ["scan.tailOutOfRange", "walk"],
  ["brokered_path.foreignWindow", "walk"],
  ["allowed_commands.fused", "test"],
  ["nvme/sgl.order", "test"],
];

Deno.test("suites and tests find mutants, and say how", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  try {
    const suites = new SuiteStore();
    for (const [name, kind] of QUICK) {
      const kill = await killOf(folder, mutants.find((each) => each.name === name)!, suites);
      assertEquals(kill.finding?.kind, kind, name);
      assert(killText(kill).includes(name));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a mutant without a mistake survives", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  try {
    const kill = await killOf(folder, mutant("same", "Nothing", ["onePage"]), new SuiteStore());
    assertEquals(kill.finding, null);
    assert(killText(kill).startsWith("SURVIVES"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every mutant fits the source as it stands", () => {
  for (const each of mutants) assertNotEquals(mutatedTexts(source, each), source, each.name);
  assertEquals(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});

Deno.test("every reason to refuse has a mutant that does not", () => {
  const removed = mutants.map(({ name, patches }) => [name, ...patches.map(({ find }) => find)]);
  for (const reason of Object.keys(REFUSAL_REASONS)) {
    const pattern = new RegExp(`\\b${reason}\\b`);
    assert(removed.flat().some((text) => pattern.test(text)), reason);
  }
});

Deno.test("what is known of mutants by name is known of mutants that there are", () => {
  const names = new Set(mutants.map(({ name }) => name));
  for (const name of Object.keys(PLACES)) assert(names.has(name), name);
  const places = new Set(suitePlaces.map(({ name }) => name));
  for (const each of mutants) for (const place of each.places) assert(places.has(place), place);
  for (const name of Object.keys(EQUIVALENT)) assert(!names.has(name), name);
});

Deno.test("a patch that fits nowhere is refused", () => {
  const lost = mutant("lost", "Nothing", [], ["ring", "no such text", ""]);
  assertThrows(() => mutatedTexts(source, lost), Error, "Cannot make the mutant lost");
});
