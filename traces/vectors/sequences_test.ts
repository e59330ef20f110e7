/**
 * The committed sequences are what is written down, every implementation of this project answers them as
 * they demand, and a file that is not well formed is told why.
 */

import { assert, assertEquals } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { AdapterProcess, type Link } from "../conform/adapter_process.ts";
import { KernelHost } from "../conform/kernel_host.ts";
import { FEATURES } from "../conform/kernel_questions.ts";
import { type Answer, capabilitiesOf } from "../conform/protocol.ts";
import { compiledTest } from "../conform/testing/compile.ts";
import { problemsOfSequences, type Sequence, type SequenceFile, type Step } from "./sequence.ts";
import { outOfReach, runSequence } from "./sequence_run.ts";
import { pathsOf, withOdd } from "./testing.ts";
import { sequenceFile, sequenceText } from "./sequences/mod.ts";
import { wireFile } from "./wire/mod.ts";
import { wireCases } from "./wire_run.ts";

const path = new URL("./sequences_v1.json", import.meta.url);
const { sequences } = sequenceFile;

/** The implementation, without a process between. */
function link(pace: "stepwise" | "atomic"): Link {
  const host = new KernelHost(implementation, pace);
  const ask = (request: object) => host.answer(request as Answer) as Answer;
  return {
    capabilities: capabilitiesOf(ask({ op: "hello" })),
    asked: "",
    ask: (request) => Promise.resolve(ask(request)),
  };
}

Deno.test("The committed file of sequences is made from what is written down", () => {
  assert(Deno.readTextFileSync(path) === sequenceText(sequenceFile), "it is stale");
});

Deno.test("The committed file of sequences is well formed", () => {
  assertEquals(problemsOfSequences(JSON.parse(Deno.readTextFileSync(path))), []);
});

for (const pace of ["stepwise", "atomic"] as const) {
  Deno.test(`The implementation answers every sequence, its scan ${pace}`, async () => {
    const adapter = link(pace);
    let taken = 0;
    for (const sequence of sequences) {
      if (outOfReach(adapter.capabilities, sequence) !== null) continue;
      taken++;
      const departure = await runSequence(adapter, sequenceFile, sequence);
      assertEquals([sequence.name, departure], [sequence.name, null]);
    }
    const interrupted = sequences.filter(({ scan }) => scan === "stepwise").length;
    assertEquals(taken, pace === "stepwise" ? sequences.length : sequences.length - interrupted);
  });

  compiledTest(`The C implementation answers the sequences, its scan ${pace}`, [], async (path) => {
    const adapter = await AdapterProcess.start({
      command: [path, `--${pace}`],
      timeout: 10_000,
    });
    try {
      let taken = 0;
      for (const sequence of sequences) {
        if (outOfReach(adapter.capabilities, sequence) !== null) continue;
        taken++;
        const departure = await runSequence(adapter, sequenceFile, sequence);
        assertEquals([sequence.name, departure], [sequence.name, null]);
      }
      assert(taken > 300, `it was held to ${taken} alone`);
    } finally {
      await adapter.close();
    }
  });
}

Deno.test("A sequence whose last answer is demanded otherwise is found out", async () => {
  const adapter = link("stepwise");
  for (const sequence of sequences) {
    const last = sequence.steps.at(-1)!;
    const isDone = (last.want?.outcome ?? "done") === "done";
    const wrong: Step = {
      ask: last.ask,
      want: isDone ? { outcome: "refused", reason: "opcode" } : {},
    };
    const other = { ...sequence, steps: [...sequence.steps.slice(0, -1), wrong] };
    const departure = await runSequence(adapter, sequenceFile, other);
    assertEquals(departure?.step, wrong, sequence.name);
  }
});

Deno.test("Every feature that an adapter may offer is asked for, and described", () => {
  const used = new Set([
    ...sequences.flatMap(({ features }) => features.split(",")),
    ...wireCases(wireFile).flatMap(({ features }) => features),
  ]);
  const page = Deno.readTextFileSync(new URL("../PROTOCOL.md", import.meta.url));
  for (const feature of FEATURES) {
    assert(used.has(feature), feature);
    assert(page.includes(`\`${feature}\``), feature);
  }
});

const first = sequences[0];

/** The file with its first sequence changed. */
const withFirst = (changes: object): unknown => ({
  ...sequenceFile,
  sequences: [{ ...first, ...changes }, ...sequences.slice(1)],
});

/** The file with one step alone after the first setup. */
const withStep = (step: unknown, changes: Partial<Sequence> = {}): unknown =>
  withFirst({ setup: "enabled", features: "", steps: [step], ...changes });

const write = { op: "write", claim: 0, offset: "28", width: 8, value: "100000" };

const damage: { readonly [problem: string]: unknown } = {
  "format is not ringfence-sequences": {},
  "version is 2: this checker knows version 1": { ...sequenceFile, version: 2 },
  "version is missing": { format: "ringfence-sequences" },
  "pageBytes is not 4096": { ...sequenceFile, pageBytes: 512 },
  "setups is no object": { ...sequenceFile, setups: [] },
  "setups.granted: steps is not a list of at least one": {
    ...sequenceFile,
    setups: { ...sequenceFile.setups, granted: [] },
  },
  "sequences is not a list of at least one": { ...sequenceFile, sequences: [] },
  "the name is used twice": { ...sequenceFile, sequences: [first, first] },
  "name is no snake_case": withFirst({ name: "One Page" }),
  'the lane "pci" is not known': withFirst({ lane: "pci" }),
  "the model missing is not known": withFirst({ model: undefined }),
  "scan is neither any nor stepwise": withFirst({ scan: "atomic" }),
  "features is no text": withFirst({ features: [] }),
  'the feature "magic" is not known': withFirst({ features: "magic" }),
  'the setup "nothing" is not there': withFirst({ setup: "nothing" }),
  'the setup "toString" is not there': withFirst({ setup: "toString" }),
  "the setup uses limits, which is not named": {
    ...withFirst({
      setup: "limited",
      features: "",
      steps: [{ ask: { op: "freeClaim" } }],
    }) as object,
    setups: {
      ...sequenceFile.setups,
      limited: [{ ask: { ...sequenceFile.setups.granted[0].ask, frames: 8 } }],
    },
  },
  "steps[0] asks nothing": withStep({}),
  'the field "hope" is not known': withStep({ ask: write, hope: 1 }),
  'the request "sing" is not known': withStep({ ask: { op: "sing" } }),
  'the request "constructor" is not known': withStep({ ask: { op: "constructor" } }),
  "a sequence begins with its only reset": withStep({ ask: write }, { setup: "" }),
  "steps[0] (reset): a sequence begins with its only reset": withStep(
    sequenceFile.setups.granted[0],
  ),
  "only a stepwise sequence interrupts a scan": withStep({ ask: { op: "scan", queue: 0 } }, {
    scan: "any",
  }),
  "the feature read is used, and not named": withStep({
    ask: { op: "read", claim: 0, offset: "28", width: 8 },
  }),
  "the feature limits is used, and not named": withStep({
    ask: { op: "grantWindow", window: 3, owner: 1, base: "$reserved", pages: 1 },
  }),
  "value is missing, which is no number": withStep({ ask: { ...write, value: undefined } }),
  'value is "0x12", which is no number': withStep({ ask: { ...write, value: "0x12" } }),
  "width is 1.5, which is no count": withStep({ ask: { ...write, width: 1.5 } }),
  "the feature numbers is used, and not named": withStep({
    ask: { op: "grantWindow", window: 0, owner: 1, base: "0", pages: "1.5" },
  }),
  'pages is "half", which is no count': withStep({
    ask: { op: "grantWindow", window: 0, owner: 1, base: "0", pages: "half" },
  }),
  'bytes is "abc", which is no bytes': withStep({
    ask: { op: "dmaWrite", address: "$acq", bytes: "abc" },
  }),
  'the field "vlaue" is not known': withStep({ ask: { ...write, vlaue: "1" } }),
  "the name iocq stands for nothing yet": withStep({
    ask: { op: "dmaRead", address: "$iocq+10", length: 16 },
  }),
  "want is no object": withStep({ ask: write, want: "done" }),
  'no outcome is "fine"': withStep({ ask: write, want: { outcome: "fine" } }),
  "a refusal, and it alone, has reasons": withStep({ ask: write, want: { outcome: "refused" } }),
  "the reason tired is not known": withStep({
    ask: write,
    want: { outcome: "refused", reason: "latched,tired" },
  }),
  'the field "mood" of an answer is not known': withStep({ ask: write, want: { mood: 1 } }),
  'doorbell is "0;1", which is no list': withStep({ ask: write, want: { doorbell: "0;1" } }),
  "the feature log is used, and not named": withStep({ ask: { op: "log" }, want: { total: 0 } }),
};

for (const [problem, file] of Object.entries(damage)) {
  Deno.test(`problemsOfSequences() says: ${problem}`, () => {
    const problems = problemsOfSequences(file);
    assert(problems.some((one) => one.includes(problem)), problems.slice(0, 5).join("; "));
  });
}

/** Values that fit nowhere in such a file. */
const ODD = [null, undefined, -1, 1.5, 2 ** 70, "One X", [], [null], {}, true];

Deno.test("problemsOfSequences() throws at nothing, wherever a file is odd, and says so", () => {
  const { granted } = sequenceFile.setups;
  const plain = sequences.find(({ setup, features }) => setup === "granted" && features === "")!;
  const file: SequenceFile = { ...sequenceFile, setups: { granted }, sequences: [plain] };
  assertEquals(problemsOfSequences(JSON.parse(JSON.stringify(file))), []);
  const paths = pathsOf(file);
  assert(paths.length > 40);
  for (const path of paths) {
    for (const odd of ODD) {
      // JSON has no `undefined`: a field that is left out may be one that may be left out.
      const isOptional = path.at(-1) === "want" && odd === undefined;
      // An answer of which nothing is wanted is one that is done.
      const isEmpty = path.at(-1) === "want" && JSON.stringify(odd) === "{}";
      const isReason = ["outcome", "reason"].includes(String(path.at(-1))) && odd === undefined;
      if (isOptional || isEmpty || isReason) continue;
      const problems = problemsOfSequences(withOdd(file, path, odd));
      assert(problems.length > 0, `${path.join(".")} = ${JSON.stringify(odd)}`);
    }
  }
});
