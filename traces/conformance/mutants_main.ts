// `deno task mutants [NAME…]`: takes every mutant to the suites and prints how each is found, by the
// shortest trace of the machine or the shortest case of the byte suites. A name may be the beginning of
// one.

import { FileOutput } from "../../scenarios/outputs.ts";
import { ProgressLine } from "../../scenarios/progress.ts";
import { EQUIVALENT } from "./mutants/derived_places.ts";
import type { Outcome } from "./mutants/lane_worker.ts";
import { implementationTexts, type Mutant, mutantsOf } from "./mutants/mod.ts";

const mutants = mutantsOf(await implementationTexts());
const wanted = mutants.filter(({ name }) =>
  Deno.args.length === 0 || Deno.args.some((argument) => name.startsWith(argument))
);
const output = new FileOutput(Deno.stdout, "the standard output");
const terminal = Deno.stderr.isTerminal() ? new FileOutput(Deno.stderr, "the terminal") : undefined;
const progress = new ProgressLine(terminal, wanted.length, () => Deno.consoleSize().columns);
const outcomes: Outcome[] = [];

function print(text: string): void {
  progress.clear();
  output.write(text);
}

/** Takes mutants to the suites one after the other. */
async function takeAll(lane: number, folder: string, some: readonly Mutant[]): Promise<void> {
  const worker = new Worker(new URL("./mutants/lane_worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    for (const mutant of some) {
      progress.update(lane, mutant.name, undefined);
      const outcome = await new Promise<Outcome>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Outcome>) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(`${mutant.name}: ${message}`));
        worker.postMessage({ folder, mutant });
      });
      outcomes.push(outcome);
      print(outcome.text);
      progress.done(lane);
    }
  } finally {
    worker.terminate();
  }
}

const folder = await Deno.makeTempDir({ prefix: "mutants" });
try {
  // The machine's suites keep one core busy, byte suites another one.
  await Promise.all([
    takeAll(0, folder, wanted.filter(({ places }) => places.length > 0)),
    takeAll(1, folder, wanted.filter(({ places }) => places.length === 0)),
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
if (Deno.args.length === 0) {
  const lines = Object.entries(EQUIVALENT).map(([name, why]) => `          ${name}: ${why}\n`);
  print(`\nMutants that nobody could tell from the implementation:\n${lines.join("")}`);
}
const by = (wanted: Outcome["kind"]) => outcomes.filter(({ kind }) => kind === wanted).length;
const missed = by(null);
print(
  `\n${outcomes.length} mutants: ${by("walk")} found by traces of the machine, ${by("case")} by ` +
    `byte suites; ${missed} missed\n`,
);
Deno.exitCode = missed === 0 && outcomes.length > 0 ? 0 : 1;
