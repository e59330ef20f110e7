// `deno task mutants [NAME…]`: takes every mutant to the suites and prints how each is found, by the
// shortest trace of the machine or the shortest case of the byte suites; then those that no adapter can
// show, and what else finds them. A name may be the beginning of one.

import { FileOutput } from "../../scenarios/outputs.ts";
import { ProgressLine } from "../../scenarios/progress.ts";
import { ByteBench } from "./mutants/byte_bench.ts";
import { EQUIVALENT } from "./mutants/derived_places.ts";
import { isHeld, type Kill, killOf, killText, SuiteStore } from "./mutants/kills.ts";
import { implementationTexts, isWireMutant, type Mutant, mutantsOf } from "./mutants/mod.ts";

const mutants = mutantsOf(await implementationTexts());
const wanted = mutants.filter(({ name }) =>
  Deno.args.length === 0 || Deno.args.some((argument) => name.startsWith(argument))
);
const output = new FileOutput(Deno.stdout, "the standard output");
const terminal = Deno.stderr.isTerminal() ? new FileOutput(Deno.stderr, "the terminal") : undefined;
const progress = new ProgressLine(terminal, wanted.length, () => Deno.consoleSize().columns);
const suites = new SuiteStore();
const kills: Kill[] = [];

function print(text: string): void {
  progress.clear();
  output.write(text);
}

/** Takes mutants to the suites one after the other. What tests find is printed in the end. */
async function takeAll(lane: number, folder: string, some: readonly Mutant[]): Promise<void> {
  const bytes = new ByteBench();
  try {
    for (const mutant of some) {
      progress.update(lane, mutant.name, undefined);
      const kill = await killOf(folder, mutant, suites, bytes);
      kills.push(kill);
      if (kill.finding?.kind !== "test") print(killText(kill));
      progress.done(lane);
    }
  } finally {
    bytes.close();
  }
}

/** Prints those of the kills that tests found, if there are any. */
function printTests(title: string, some: readonly Kill[]): void {
  if (some.length > 0) print(`\n${title}:\n${some.map(killText).join("")}`);
}

const folder = await Deno.makeTempDir({ prefix: "mutants" });
try {
  // The machine's suites keep one core busy, byte suites in a worker of their own another one.
  await Promise.all([
    takeAll(0, folder, wanted.filter(({ places }) => places.length > 0)),
    takeAll(1, folder, wanted.filter(({ places }) => places.length === 0)),
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
const tested = kills.filter(({ finding }) => finding?.kind === "test");
const isWire = ({ mutant }: Kill) => isWireMutant(mutant);
printTests(
  "Wire formats of the controller's and the host's own, which no adapter shows: by their tests",
  tested.filter(isWire),
);
printTests(
  "What no request of an adapter's can be, so that only its own tests look at it",
  tested.filter((kill) => !isWire(kill) && isHeld(kill)),
);
printTests(
  "Found by no suite, and by tests alone",
  tested.filter((kill) => !isHeld(kill)),
);
if (Deno.args.length === 0) {
  const lines = Object.entries(EQUIVALENT).map(([name, why]) => `          ${name}: ${why}\n`);
  print(`\nMutants that nobody could tell from the implementation:\n${lines.join("")}`);
}
const by = (kind: string) => kills.filter(({ finding }) => finding?.kind === kind).length;
const missed = kills.filter((kill) => !isHeld(kill)).length;
print(
  `\n${kills.length} mutants: ${by("walk")} found by traces of the machine, ${
    by("case")
  } by byte ` +
    `suites, ${by("test")} by tests alone; ${missed} missed\n`,
);
Deno.exitCode = missed === 0 && kills.length > 0 ? 0 : 1;
