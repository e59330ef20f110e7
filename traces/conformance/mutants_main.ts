// `deno task mutants`: takes every mutant through the suites and prints how each is found.

import { mutants } from "./mutants/mod.ts";
import { killOf, killText, SuiteStore } from "./mutants/kills.ts";

const wanted = mutants.filter(({ name }) => Deno.args.length === 0 || Deno.args.includes(name));
const folder = await Deno.makeTempDir({ prefix: "mutants" });
const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
let survivors = 0;
try {
  const suites = new SuiteStore();
  for (const mutant of wanted) {
    const kill = await killOf(folder, mutant, suites);
    if (kill.failure === null) survivors++;
    write(killText(kill));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
write(`${wanted.length} mutants, ${wanted.length - survivors} found, ${survivors} survive\n`);
Deno.exitCode = survivors === 0 && wanted.length > 0 ? 0 : 1;
