// `deno task mutants [NAME…]`: takes every mutant to the suites and tests and prints how each is found.
// A name may be the beginning of one.

import { implementationTexts, type Mutant, mutantsOf } from "./mutants/mod.ts";
import { killOf, killText, SuiteStore } from "./mutants/kills.ts";

const mutants = mutantsOf(await implementationTexts());
const wanted = mutants.filter(({ name }) =>
  Deno.args.length === 0 || Deno.args.some((argument) => name.startsWith(argument))
);
const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
const suites = new SuiteStore();
let survivors = 0;

async function takeAll(folder: string, some: readonly Mutant[]): Promise<void> {
  for (const mutant of some) {
    const kill = await killOf(folder, mutant, suites);
    if (kill.finding === null) survivors++;
    write(killText(kill));
  }
}

const folder = await Deno.makeTempDir({ prefix: "mutants" });
try {
  // Suites keep one core busy, tests in a process of their own another one.
  await Promise.all([
    takeAll(folder, wanted.filter(({ places }) => places.length > 0)),
    takeAll(folder, wanted.filter(({ places }) => places.length === 0)),
  ]);
} finally {
  await Deno.remove(folder, { recursive: true });
}
write(`${wanted.length} mutants, ${wanted.length - survivors} found, ${survivors} survive\n`);
Deno.exitCode = survivors === 0 && wanted.length > 0 ? 0 : 1;
