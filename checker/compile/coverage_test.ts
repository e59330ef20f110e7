import { assert, assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { check } from "../check.ts";
import { DirectProgram } from "../direct.ts";
import { DomainError, IndexError, MachineError } from "../errors.ts";
import { twoPhase } from "../examples/two_phase.ts";
import { idiomaticMachine } from "../testing/random_idioms.ts";
import { randomMachine } from "../testing/random_machine.ts";
import {
  coverageOf,
  type CoverageReport,
  mergeCoverage,
  printCoverage,
  printDecided,
} from "./coverage.ts";
import { notingModule } from "./testing/noting.ts";
import { load, moduleOf } from "./testing/random_module.ts";
import { small, type SmallMachine, smallModule } from "./testing/small_module.ts";
import { stepsOf } from "./testing/steps.ts";
import { snippetsOf } from "./testing/subset_snippets.ts";

/** What is reported of a small machine, without places. */
async function reported(parts: Parameters<typeof small>[0]): Promise<string[]> {
  return withoutPlaces(printCoverage((await coverageOf(await small(parts))).points));
}

function withoutPlaces(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/ \([^(]*\)$/, ""));
}

Deno.test("coverage is silent where every conjunct mattered and every branch went both ways", async () => {
  assertEquals(printCoverage((await coverageOf(twoPhase(3))).points), []);
  assertEquals(
    await reported({
      when: "(s) => s.n < 9 && s.list.at(0) === 0",
      then: "(s) => { if (s.n > 6) s.list.set(0, 1); else s.n += 1; }",
    }),
    [
      // The list changes only when nothing more can be added.
      "conjunct s.n < 9 of anyActs never mattered: it was never false",
    ],
  );
});

Deno.test("coverage names conjuncts that were never false, or never true", async () => {
  assertEquals(
    await reported({ when: "(s) => s.n <= 8 && s.list.at(1) < 3", then: "(s) => { s.n += 1; }" }),
    ["conjunct s.list[1] < 3 of anyActs never mattered: it was never false"],
  );
  assertEquals(
    await reported({ when: "(s) => s.n > 0 && s.list.at(1) < 3" }),
    [
      "conjunct s.n > 0 of anyActs was never true",
      "conjunct s.list[1] < 3 of anyActs was never reached",
    ],
  );
});

Deno.test("coverage names a conjunct that those before it imply", async () => {
  // Generated code leaves it out; whoever reads the text has to be told.
  assertEquals(
    await reported({ when: "(s) => s.n < 5 && s.n !== 7", then: "(s) => { s.n += 1; }" }),
    ["conjunct s.n !== 7 of anyActs never mattered: it was never false"],
  );
});

Deno.test("coverage lists apart what constants and domains decide, and nothing of properties", async () => {
  const machine = await small({
    constants: "{ wide: false }",
    when: "(s, p, k) => s.n < 5 && (!k.wide || s.n < 3) && s.n <= 9",
    then: "(s, p, k) => { if (k.wide) s.n = 0; s.n += 1; }",
    holds: "(s) => { if (s.n > 6) return false; return true; }",
  });
  const report = await coverageOf(machine);
  assertEquals(withoutPlaces(printCoverage(report.points)), []);
  assertEquals(report.points.filter(({ decided }) => !decided).map(({ text }) => text), [
    "s.n < 5",
  ]);
  assertEquals(withoutPlaces(printDecided(report.points)), [
    "conjunct !k.wide || s.n < 3 of anyActs is always true",
    "conjunct s.n <= 9 of anyActs is always true",
    "branch k.wide is always false",
  ]);
});

Deno.test("coverage of several machines of one text is that of all together", async () => {
  const limited = (limit: number) =>
    small({
      constants: `{ limit: ${limit} }`,
      when: "(s, p, k) => s.n < 6 && s.n < k.limit && s.list.at(0) === 0",
      then: "(s) => { s.n += 1; }",
    });
  const reports = [await coverageOf(await limited(8)), await coverageOf(await limited(3))];
  const useless = (name: string) =>
    `conjunct ${name} of anyActs never mattered: it was never false`;
  const lines = (report: CoverageReport) => withoutPlaces(printCoverage(report.points));
  // Within the wider limit the limit never matters; within the narrower nothing else does.
  assertEquals(lines(reports[0]), [useless("s.n < 8"), useless("s.list[0] === 0")]);
  assertEquals(lines(reports[1]), [useless("s.n < 6"), useless("s.list[0] === 0")]);
  assertEquals(lines(mergeCoverage(reports)), [useless("s.list[0] === 0")]);
});

Deno.test("coverage sees a conjunct in its turn, whichever parameter it needs", async () => {
  // Were `s.n < 2` tested first, as it could be, the other would be seen to matter in vain.
  assertEquals(
    await reported({
      params: "() => ({ i: range(0, 2) })",
      when: "(s, { i }) => s.list.at(i) === 0 && s.n < 2",
      then: "(s, { i }) => { s.list.set(i, 1); s.n += 1; }",
    }),
    [],
  );
});

Deno.test("coverage counts the branches of helpers and choices, and says where they stand", async () => {
  const report = await coverageOf(
    await small({
      above: "function step(s) { if (s.n > 4) return 2; return s.n === 12 ? 3 : 1; }",
      when: "(s) => s.n < 7",
      then: "(s) => { s.n += step(s); }",
    }),
  );
  const points = report.points.filter(({ kind }) => kind === "branch");
  assertEquals(
    points.map(({ decided, everTrue, everFalse }) => [decided, everTrue, everFalse]),
    // No number of the domain is 12.
    [[false, true, true], [true, false, true]],
  );
  assertEquals([points[0].site.line, points[0].site.column], [4, 24]);
});

/** Machines whose tests are numbered: `#3#(s.n < 2)` is the third, and begins a line. */
const numbered: { readonly [what: string]: SmallMachine } = {
  "parameters decide": {
    params: "() => ({ i: range(0, 2), wide: flag() })",
    when:
      "(s, { i, wide }) => #0#(i !== 1) && #1#(wide) && #2#(s.list.at(i) < 2) && #3#(s.n < 1 || i === 0)",
    then: "(s, { i }) => { s.list.set(i, s.list.at(i) + 1); if (#4#(i === 0)) s.n = 1; }",
  },
  "a guard calls helpers": {
    above: [
      "function some(s) { for (let i = 0; i < 3; i++) if (#0#(s.list.at(i) > 1)) return true; return false; }",
      "function every(s, k) { for (let i = 0; i < 3; i++) { if (#1#(i < k)) { if (#2#(s.list.at(i) > 8)) return false; } } return true; }",
      "const both = (s) => #3#(s.n < 3) && #4#(s.list.at(0) < 7);",
    ].join(" "),
    params: "() => ({ i: range(0, 2) })",
    when: "(s, { i }) => #5#(!some(s)) && both(s) && #6#(every(s, i)) && #7#(s.n < 1 || i === 2)",
    then: "(s, { i }) => { s.n += 1; s.list.set(i, s.n); }",
  },
  "a guard is made of statements": {
    params: "() => ({ i: range(0, 2) })",
    when:
      "(s, { i }) => { let x = 0; if (#0#(s.n > 2)) { x = i; } else if (#1#(i > 0)) return false; " +
      "if (#2#(x === 2)) return false; return (#3#(s.n < 8) && #4#(x < 2)); }",
    then: "(s) => { s.n += 1; }",
  },
  "a test is implied by another, or chosen": {
    when: "(s) => #0#(s.n < 5) && #1#(s.n !== 7) && (#2#(s.n > 1 ? s.list.at(0) === 0 : true))",
    then: "(s) => { if (#3#(s.n < 3)) { if (#4#(s.n < 4)) s.n += 1; } else { s.list.set(0, 1); } }",
  },
  "a branch is itself a choice": {
    schema: "record({ n: range(0, 9), on: flag(), list: array(3, range(0, 9)) })",
    when:
      "(s) => { let x = 0; if (#0#(s.n > 2 ? s.list.at(0) > 0 : s.on)) return false; x = s.n; " +
      "return (#1#(x < 9)); }",
    then: "(s) => { s.n += 1; }",
  },
  "a choice is an index that makes no difference": {
    schema: "record({ n: range(0, 9), lone: array(1, range(0, 9)) })",
    when: "(s) => #0#(s.n < 3)",
    then: "(s) => { s.lone.set((s.n < 2 ? #1#(s.n === 1) ? 0 : 0 : 0), 4); s.n += 1; }",
  },
  "an action is never enabled": {
    when: "(s) => #0#(s.n > 3) && #1#(s.list.at(0) === 0)",
    then: "(s) => { if (#2#(s.n < 3)) s.n += 1; }",
  },
  "constants rule an action out": {
    constants: "{ never: false }",
    params: "() => ({ i: range(0, 2) })",
    when: "(s, { i }, k) => #0#(i < 2) && k.never",
  },
};

for (const [what, parts] of Object.entries(numbered)) {
  Deno.test(`coverage is what direct execution counts where ${what}`, async () => {
    const text = smallModule(parts);
    const seen: [everTrue: boolean, everFalse: boolean][] = [];
    Object.assign(globalThis, {
      noteTest: (number: number, value: boolean) => {
        seen[number][value ? 0 : 1] = true;
        return value;
      },
    });
    for (const _ of text.matchAll(/#\d#/g)) seen.push([false, false]);
    stepsOf(
      new DirectProgram(await load(text.replaceAll(/#(\d)#\(/g, "globalThis.noteTest($1, "))),
    );

    const { points } = await coverageOf(await load(text.replaceAll(/#\d#/g, "\n")));
    const lines = text.replaceAll(/#\d#/g, "\n$&").split("\n");
    const found = seen.map((_, number) => {
      const line = lines.findIndex((line) => line.startsWith(`#${number}#`)) + 1;
      // A choice within the test stands further right.
      const [{ everTrue, everFalse }] = points.filter(({ site }) => site.line === line)
        .sort((a, b) => a.site.column - b.site.column);
      return [everTrue, everFalse];
    });
    assertEquals(found, seen);
  });
}

Deno.test("coverage.md shows what is reported", async () => {
  const text = await Deno.readTextFile(new URL("../coverage.md", import.meta.url));
  const [, block, lines] = /^```ts ignore\n(.*?)\n```.*?^```text\n(.*?)\n```$/ms.exec(text)!;
  const [{ parts }] = snippetsOf(block, "");
  const { points } = await coverageOf(await small(parts));
  assertEquals(
    withoutPlaces([...printCoverage(points), ...printDecided(points)]),
    lines.split("\n"),
  );
});

/** What a machine's tests came to while it was explored directly, in a module that takes notes. */
async function noted(text: string) {
  const { text: noting, tests } = notingModule(text);
  let running: string | undefined;
  Object.assign(globalThis, {
    noteTest: (number: number, isNegated: boolean, value: boolean) => {
      // A helper's tests count where a guard or an effect calls it, and not in properties.
      if (running !== undefined) {
        tests[number][value === isNegated ? "everFalse" : "everTrue"] = true;
      }
      return value;
    },
    noteRun: (action: string, run: (...given: unknown[]) => unknown) => (...given: unknown[]) => {
      running = action;
      try {
        return run(...given);
      } finally {
        running = undefined;
      }
    },
  });
  await check(await load(noting), { properties: [] });
  return tests;
}

/** Whether two guards or effects of a module are of equal text, and so counted as one. */
function repeats(text: string): boolean {
  const functions = [...text.matchAll(/(?:when|then): (.*)/g)].map(([, each]) => each)
    .filter((each) => !each.endsWith("=> true,"));
  return new Set(functions).size < functions.length;
}

/** Random machines, and how many of them. */
const random = {
  "of any kind": { text: (g: fc.GeneratorValue) => randomMachine(g, 200), runs: 150 },
  "full of idioms": { text: (g: fc.GeneratorValue) => idiomaticMachine(g, 30), runs: 60 },
};

for (const [kind, { text: written, runs }] of Object.entries(random)) {
  Deno.test(`coverage lists every test of random machines ${kind}, as direct execution comes across it`, async () => {
    const met = { watched: 0, decided: 0, leftOut: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const text = moduleOf(written(g));
        if (repeats(text)) return;
        let report: CoverageReport;
        try {
          report = await coverageOf(await load(text));
        } catch (error) {
          const isMistake = error instanceof DomainError || error instanceof IndexError;
          assert(isMistake || error instanceof MachineError, text);
          return;
        }
        const starts = text.split("\n").reduce(
          (all, line) => [...all, all.at(-1)! + line.length + 1],
          [
            0,
          ],
        );
        const offset = (line: number, column: number) => starts[line - 1] + column - 1;
        const apart = new Set(report.takenApart.map((place) => {
          const [line, column] = place.split(":").slice(-2).map(Number);
          return offset(line, column);
        }));
        for (const test of await noted(text)) {
          const what = `${test.kind} ${text.slice(test.at, test.at + 60)} in ${text}`;
          const point = report.points.find(({ kind, action, site }) =>
            kind === test.kind && action === test.action &&
            offset(site.line, site.column) === test.at
          );
          if (point === undefined) {
            const isUnused = test.at < text.indexOf("const constants") &&
              !test.everTrue && !test.everFalse;
            assert(isUnused || apart.has(test.at), what);
          } else if (!point.decided) {
            met.watched++;
            assertEquals([point.everTrue, point.everFalse], [test.everTrue, test.everFalse], what);
          } else if (point.everTrue || point.everFalse) {
            met.decided++;
            assert(point.everTrue || !test.everTrue, what);
            assert(point.everFalse || !test.everFalse, what);
          } else met.leftOut++;
        }
      }),
      { seed: 1, numRuns: runs, unbiased: true, endOnFailure: true },
    );
    for (const count of Object.values(met)) assertGreater(count, 0, JSON.stringify(met));
  });
}
