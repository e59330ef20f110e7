import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { testOnFullDisk } from "../../scenarios/testing/full_disk.ts";
import { exitCodes } from "../../scenarios/exit_codes.ts";
import { suitesCommand } from "./suites_command.ts";
import { unzipSync, type Zippable, zipSync } from "fflate";
import * as implementation from "../../spec/implementation/mod.ts";
import { TraceError } from "../errors.ts";
import { inProcessAdapter } from "./in_process.ts";
import { bundleOf, readBundle } from "./suite_bundle.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { noWork, runWalks } from "./walks.ts";
import { COVERAGES, suiteOf, walksOf } from "./suites.ts";

const brokered = await explorePlace(suitePlaces.find(({ name }) => name === "brokered")!);
const near = await explorePlace({ ...brokered.place, states: 40 });

for (const covers of COVERAGES) {
  Deno.test(`a suite covers all ${covers} and finds nothing in the implementation`, async () => {
    const suite = suiteOf(brokered, covers);
    assertEquals(suite.covered, suite.all);
    const { constants } = brokered;
    const work = noWork();
    const adapter = inProcessAdapter(implementation);
    assertEquals(await runWalks(walksOf(suite), constants, adapter, work), null);
    assertEquals(work.walks, suite.walks.length);
  });
}

Deno.test("a seed makes other walks, always the same, that cover as much", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => suiteOf(brokered, "transitions", seed));
  assertEquals(again.walks, first.walks);
  assertNotEquals(other.walks, first.walks);
  assertEquals([other.covered, first.covered], [other.all, first.all]);
});

Deno.test("where scans are run whole, no step of a suite interrupts one", async () => {
  const explored = await explorePlace(brokered.place, { states: 200, whole: true });
  const suite = suiteOf(explored, "transitions");
  assertEquals(suite.covered, suite.all);
  for (const { behaviour: { steps } } of walksOf(suite)) {
    steps.forEach(({ action }, i) => {
      if (action !== "providerSubmitsIntent" || i + 1 === steps.length) return;
      const { queue } = steps[i].state as { queue: { scan: { phase: string } }[] };
      if (queue[0].scan.phase !== "idle") {
        assertEquals(/^kernel(Publishes|Refuses)Batch$/.test(steps[i + 1].action!), true);
      }
    });
  }
});

Deno.test("a bundle is the same each time, and read back it is the suite", () => {
  const suite = suiteOf(near, "transitions");
  const { manifest, bytes } = bundleOf(suite);
  assertEquals(bundleOf(suite).bytes, bytes);
  const bundle = readBundle(bytes, "near.zip");
  assertEquals(bundle.manifest, manifest);
  assertEquals([...bundle.walks()], [...walksOf(suite)]);
});

const { bytes } = bundleOf(suiteOf(near, "situations"));

/** The bundle with one file changed, or taken out. */
function changed(name: string, text: string | null): Uint8Array {
  const files: Zippable = { ...unzipSync(bytes) };
  if (text === null) delete files[name];
  else files[name] = new TextEncoder().encode(text);
  return zipSync(files);
}

const first = "00000.itf.json";
const manifest = new TextDecoder().decode(unzipSync(bytes)["manifest.json"]);
const walk = new TextDecoder().decode(unzipSync(bytes)[first]);
const damaged: { readonly [said: string]: Uint8Array } = {
  "cannot be unpacked": new TextEncoder().encode("PK, but no zip"),
  "it cannot be unpacked": bytes.subarray(0, bytes.length >> 1),
  "manifest.json is missing": changed("manifest.json", null),
  "manifest.json is not JSON": changed("manifest.json", manifest.slice(0, 20)),
  "not that of a suite, version 1": changed("manifest.json", '{"format":"something else"}'),
  "does not say how many walks": changed(
    "manifest.json",
    manifest.replace(/"walks":\d+/, '"walks":"many"'),
  ),
  "00000.itf.json is missing": changed(first, null),
  "00000.itf.json": changed(first, walk.slice(0, walk.length >> 1)),
  "leaves the machine at state 1": changed(
    first,
    walk.replace(/("mbt::actionTaken": ?)"kernel\w+"/, '$1"kernelFreesClaim"').replace(
      /("mbt::actionTaken": ?)"provider\w+"/,
      '$1"kernelFreesClaim"',
    ),
  ),
};

for (const [said, damage] of Object.entries(damaged)) {
  Deno.test(`a bundle is refused where it is damaged: ${said}`, () => {
    assertThrows(() => [...readBundle(damage, "near.zip").walks()], TraceError, said);
  });
}

Deno.test("a folder that cannot be written is refused in a sentence", async () => {
  const file = await Deno.makeTempFile();
  try {
    assertEquals(await suitesCommand([file, "onePage"]), exitCodes.badInput.code);
  } finally {
    await Deno.remove(file);
  }
});

testOnFullDisk("a suite", [
  fromFileUrl(new URL("./suites_main.ts", import.meta.url)),
  "FOLDER",
  "lists",
]);
