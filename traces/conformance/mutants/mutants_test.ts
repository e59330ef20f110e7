import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { REFUSAL_REASONS } from "../../../spec/implementation/mod.ts";
import { suitePlaces } from "../suite_places.ts";
import { ByteTrials } from "./byte_trials.ts";
import { derivedMutants } from "./derived_mutants.ts";
import { EQUIVALENT } from "./derived_places.ts";
import { killOf, killText, SuiteStore } from "./kills.ts";
import { implementationTexts, mutant, mutantsOf, mutatedTexts, writeMutant } from "./mod.ts";

const source = await implementationTexts();
const mutants = mutantsOf(source);

/** Mutants that small suites find; `deno task mutants` takes all of them. */
const QUICK = [
  ["doubleWake", "walk"],
  ["phaseIgnored", "walk"],
  ["scan/DoorbellScan.begin: no tailOutOfRange", "walk"],
  ["brokered_path/BrokeredClaim.#segments: no foreignWindow", "walk"],
  ["allowed_commands/refusedField: no fused", "case"],
  ['queue_effects/checkQueueShape: "qid >= 1" is off by one', "case"],
  [
    'nvme/submission_entry/decodeSubmissionEntry.cid: "view.getUint16(2, true)" is big-endian',
    "case",
  ],
  ['nvme/sgl/decodeSglDescriptor.length: "view.getUint32(8, true)" is big-endian', "case"],
];

Deno.test("suites find mutants, and say how", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  const bytes = new ByteTrials();
  try {
    const suites = new SuiteStore();
    for (const [name, kind] of QUICK) {
      const kill = await killOf(folder, mutants.find((each) => each.name === name)!, suites, bytes);
      assertEquals(kill.finding?.kind, kind, name);
      assert(killText(kill).includes(name));
    }
  } finally {
    bytes.close();
    await Deno.remove(folder, { recursive: true });
  }
});

/** One of so many derived mutants is taken by the test below. */
const SAMPLE = 40;

Deno.test("byte suites find a sample of the mutants that are left to them", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mutants" });
  const bytes = new ByteTrials();
  try {
    const left = mutants.filter(({ places }) => places.length === 0);
    const sample = left.filter((_, i) => i % SAMPLE === 0);
    assert(sample.length > 15);
    for (const each of sample) {
      const kill = await killOf(folder, each, new SuiteStore(), bytes);
      assertEquals(kill.finding?.kind, "case", each.name);
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
    const patch = [
      "ring",
      "return (slot + by) % size;",
      "while (size > 0);\n  return slot;",
    ] as const;
    const forEver = mutant("forEver", "Nothing comes after a slot", [], patch);
    const finding = await bytes.take({ root: await writeMutant(folder, forEver), isWire: false });
    assertEquals(finding?.text, "it does not answer");
    // The next one is taken by a worker of its own.
    for (const isWire of [false, true]) {
      const root = await writeMutant(folder, mutant("same", "Nothing", []));
      assertEquals(await bytes.take({ root, isWire }), null);
    }
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

Deno.test("the places that mutants name are there", () => {
  const places = new Set(suitePlaces.map(({ name }) => name));
  for (const each of mutants) for (const place of each.places) assert(places.has(place), place);
});

Deno.test("a mutant that behaves as the implementation does is none", () => {
  for (const { name } of mutants) assert(!(name in EQUIVALENT), name);
});

Deno.test("what is known of a mutant that there is none of is an error", () => {
  const [first] = Object.keys(EQUIVALENT);
  const path = `implementation/${first.slice(0, first.indexOf("/"))}.ts`;
  const changed = new Map(source);
  changed.delete(path);
  assertThrows(() => derivedMutants(changed), Error, "Cannot find the mutant");
});

Deno.test("mutants keep their names when another place of their file changes", () => {
  const path = "implementation/scan.ts";
  const text = source.get(path)!;
  const added = "\nexport function late(a: number, b: number) {\n  return a < b && b >= 2;\n}\n";
  const namesOf = (texts: ReadonlyMap<string, string>) => derivedMutants(texts).map((m) => m.name);
  const before = namesOf(source);
  // Before everything else in the file: no number that counts from its beginning would stay.
  const at = text.indexOf("\n/** ");
  const after = namesOf(new Map(source).set(path, text.slice(0, at) + added + text.slice(at)));
  assertEquals(after.filter((name) => !name.startsWith("scan/late:")), before);
  assertEquals(after.length, before.length + 4);
});

Deno.test("a patch that fits nowhere is refused", () => {
  const lost = mutant("lost", "Nothing", [], ["ring", "no such text", ""]);
  assertThrows(() => mutatedTexts(source, lost), Error, "Cannot make the mutant lost");
});
