// `deno task lockstep [--states N] [PLACE…]`: explores machine and implementation together, place by
// place, each to its end or as far as its nearest N states (by default 3000).

import { parseArgs } from "node:util";
import * as implementation from "../../spec/implementation/mod.ts";
import { inProcessAdapter } from "./in_process.ts";
import { type LockStep, lockStep } from "./lock_step.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  options: { states: { type: "string", default: "3000" } },
  allowPositionals: true,
});
const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));

/** A place's walk, in lines. */
function lockStepText(name: string, complete: boolean, walk: LockStep): string {
  const { states, reached, pairs, agreed, declined, allowed, disagreements } = walk;
  const lines = [
    `${name}: ${reached} of ${states} states${complete ? "" : ", the nearest ones"}, in ${pairs} ` +
    `pairs; ${agreed} steps agree, ${declined} disabled ones are declined`,
  ];
  for (const [allowance, count] of allowed) lines.push(`    ${count} times allowed: ${allowance}`);
  for (const { choice, facts } of disagreements) {
    const wrong = facts.filter(({ holds }) => !holds).map(({ name, actual }) =>
      `${name} ${actual}`
    );
    lines.push(`    DISAGREES at ${choice?.action ?? "the beginning"}: ${wrong.join(", ")}`);
  }
  return `${lines.join("\n")}\n`;
}

let places = 0;
let failing = 0;
for (const place of suitePlaces) {
  if (positionals.length > 0 && !positionals.includes(place.name)) continue;
  places++;
  const { graph, constants } = await explorePlace({ ...place, states: Number(values.states) });
  const walk = await lockStep(graph, constants, inProcessAdapter(implementation));
  if (walk.disagreements.length > 0) failing++;
  write(lockStepText(place.name, graph.complete, walk));
}
write(`${places} places, ${places - failing} agree, ${failing} do not\n`);
Deno.exitCode = failing === 0 && places > 0 ? 0 : 1;
