import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { REFUSAL_REASONS } from "../../../spec/implementation/mod.ts";
import { suitePlaces } from "../suite_places.ts";
import { ByteTrials } from "./byte_trials.ts";
import { EQUIVALENT, OUT_OF_REACH, PLACES, reachName } from "./derived_places.ts";
import { isHeld, killOf, killText, SuiteStore } from "./kills.ts";
import { implementationTexts, mutant, mutantsOf, mutatedTexts, writeMutant } from "./mod.ts";

const source = await implementationTexts();
const mutants = mutantsOf(source);

/** Mutants that small suites and tests find; `deno task mutants` takes all of them. */
const QUICK = [
  ["doubleWake", "walk"],
  ["phaseIgnored", "walk"],
  ["scan.tailOutOfRange", "walk"],
  ["brokered_path.foreignWindow", "walk"],
  ["allowed_commands.fused", "case"],
  ["queue_effects.edge", "case"],
  ["nvme/submission_entry.order", "case"],
  ["nvme/sgl.order", "test"],
];

Deno.test("suites and tests find mutants, and say how", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  const bytes = new ByteTrials();
  try {
    const suites = new SuiteStore();
    for (const [name, kind] of QUICK) {
      const kill = await killOf(folder, mutants.find((each) => each.name === name)!, suites, bytes);
      assertEquals(kill.finding?.kind, kind, name);
      assert(isHeld(kill), name);
      assert(killText(kill).includes(name));
    }
  } finally {
    bytes.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a mutant that runs for ever is found by that", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  const bytes = new ByteTrials(2000);
  try {
    const forEver = mutants.find(({ name }) => name === "provider_mapping.edge.3")!;
    const finding = await bytes.take(await writeMutant(folder, forEver));
    assertEquals(finding?.text, "it does not answer");
    // The next one is taken by a worker of its own.
    assertEquals(await bytes.take(await writeMutant(folder, mutant("same", "Nothing", []))), null);
  } finally {
    bytes.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a mutant without a mistake survives", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  const bytes = new ByteTrials();
  try {
    const same = mutant("same", "Nothing", ["onePage"]);
    const kill = await killOf(folder, same, new SuiteStore(), bytes);
    assertEquals(kill.finding, null);
    assert(!isHeld(kill));
    assert(killText(kill).startsWith("SURVIVES"));
  } finally {
    bytes.close();
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
  const reached = new Set(mutants.map(reachName));
  for (const name of Object.keys(EQUIVALENT)) assert(!names.has(name) && !reached.has(name), name);
  for (const name of Object.keys(OUT_OF_REACH)) assert(reached.has(name), name);
});

Deno.test("a patch that fits nowhere is refused", () => {
  const lost = mutant("lost", "Nothing", [], ["ring", "no such text", ""]);
  assertThrows(() => mutatedTexts(source, lost), Error, "Cannot make the mutant lost");
});
