/**
 * The C implementation conforms, and each defect that can be compiled into it is found.
 */

import { assert, assertEquals } from "@std/assert";
import { vectorFile } from "../vectors/cases.ts";
import { runVector } from "../vectors/run.ts";
import { AdapterProcess } from "./adapter_process.ts";
import { divergenceText } from "./divergence_text.ts";
import { parseFlat } from "./protocol.ts";
import { runSuite } from "./run_suite.ts";
import { placeSources } from "./suite_source.ts";
import { compiledTest, sanitizedTest } from "./testing/compile.ts";
import { MALFORMED, RESET, SETUP } from "./testing/odd_requests.ts";

/** The nearest states of all places; `deno task conform` goes further. */
const suites = placeSources({ covers: "situations", states: 200, seed: 0 });
/** More of the one place whose suite finds a defect. */
const larger = placeSources({ covers: "situations", states: 1500, seed: 0 });

async function withAdapter(
  command: readonly string[],
  test: (adapter: AdapterProcess) => Promise<void>,
): Promise<void> {
  const adapter = await AdapterProcess.start({ command, timeout: 10_000 });
  try {
    await test(adapter);
  } finally {
    await adapter.close();
  }
}

for (const scan of ["stepwise", "atomic"]) {
  compiledTest(`The C implementation conforms, its scan ${scan}`, [], async (path) => {
    await withAdapter([path, `--${scan}`], async (adapter) => {
      assertEquals(adapter.capabilities.scan, scan);
      for (const suite of suites) {
        const { verdict, why, divergence, interleaved } = await runSuite(adapter, suite);
        const text = divergence === null ? why : divergenceText(divergence);
        const isLeftOut = suite.instance === null
          ? scan === "atomic"
          : suite.instance.model === "brokered";
        assertEquals(verdict, isLeftOut ? "left out" : "conforms", `${suite.name}: ${text}`);
        assertEquals(interleaved !== null, scan === "atomic" && !isLeftOut);
      }
    });
  });

  compiledTest(`The C implementation answers the vectors, its scan ${scan}`, [], async (path) => {
    await withAdapter([path, `--${scan}`], async (adapter) => {
      for (const vector of vectorFile.vectors) {
        const came = await runVector(adapter, vectorFile, vector);
        assertEquals([vector.name, came], [vector.name, null]);
      }
    });
  });
}

sanitizedTest("The C implementation indexes nothing that is not there", async (path) => {
  await withAdapter([path], async (adapter) => {
    const odd = [...MALFORMED, { ...RESET, windows: 1000 }];
    // Before there is a host, and with one.
    for (const request of odd) {
      assertEquals((await adapter.ask(request)).outcome, "impossible", JSON.stringify(request));
    }
    for (const request of SETUP) assertEquals((await adapter.ask(request)).outcome, "done");
    for (const request of odd) {
      assertEquals((await adapter.ask(request)).outcome, "impossible", JSON.stringify(request));
    }
    assertEquals((await adapter.ask({ op: "dance" })).outcome, "unsupported");
    // Nothing of that has changed the host.
    const load = { op: "load", owner: 0, address: "101000", length: 1 };
    assertEquals((await adapter.ask(load)).bytes, "00");
    for (const suite of suites.filter(({ name }) => name === "onePage" || name === "lists")) {
      assertEquals((await runSuite(adapter, suite)).verdict, "conforms");
    }
  });
});

compiledTest("The C adapter outlives a line longer than it has room for", [], async (path) => {
  const adapter = new Deno.Command(path, { stdin: "piped", stdout: "piped" }).spawn();
  const hello = JSON.stringify({ id: 7, op: "hello", version: 1 });
  const reset = JSON.stringify({ id: 8, ...RESET });
  const long = JSON.stringify({ id: 9, op: "store", owner: 0, bytes: "0".repeat(100_000) });
  const writer = adapter.stdin.getWriter();
  await writer.write(new TextEncoder().encode([reset, long, hello, long].join("\n")));
  await writer.close();
  const { code, stdout } = await adapter.output();
  const answers = new TextDecoder().decode(stdout).trimEnd().split("\n").map(parseFlat);
  assertEquals(answers.map(({ id, outcome }) => [id, outcome]), [
    [8, "done"],
    [0, "unsupported"],
    [7, "done"],
    [0, "unsupported"],
  ]);
  assertEquals(code, 0);
});

/** By defect: the suite that finds it, and the observation by which a reader sees it. */
const defects: { readonly [defect: string]: readonly [suite: string, fact: string] } = {
  DEFECT_SECOND_READ: ["addresses", "queue[0].checked[0].page"],
  DEFECT_EXTENT_START: ["registers", "outcome"],
  DEFECT_NO_SECOND_LOOK: ["revocations", "outcome"],
  DEFECT_PARTIAL_BATCH: ["mixedBatches", "doorbell"],
  DEFECT_NO_SCRUB: ["successions", "page 101000h as granted"],
  DEFECT_UNCHECKED_LIST: ["lists", "outcome"],
  DEFECT_COMMAND_KEPT: ["onePage", "outcome"],
  DEFECT_GRANTED_ANEW: [
    "attacks",
    "of fault_ring_generation_ignored.RegrantedRingsAreRefused.itf.json",
  ],
  DEFECT_NO_INVALIDATION: ["revocations", "controller's access to 101000h"],
};

for (const [defect, [name, fact]] of Object.entries(defects)) {
  compiledTest(`${defect} is found by the suite ${name}`, [defect], async (path) => {
    await withAdapter([path], async (adapter) => {
      const suite = larger.find((suite) => suite.name === name)!;
      const { verdict, divergence } = await runSuite(adapter, suite);
      assertEquals(verdict, "diverges");
      const seen = divergence!.disagreement.facts.filter(({ holds }) => !holds);
      assert(seen.some((one) => one.name === fact), seen.map((one) => one.name).join());
      // Short enough to be read by a person.
      assert(divergence!.steps.length <= 12, `${divergence!.steps.length} steps`);
    });
  });
}
