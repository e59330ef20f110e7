// `deno task lockstep [--states N] [PLACE…]`: explores machine and implementation together, place by
// place, each to its end or as far as its nearest N states (by default 3000).

import { parseCommandLine } from "../../scenarios/command_line.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { type ExitCode, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { nearestHint } from "../../scenarios/nearest.ts";
import { FileOutput } from "../../scenarios/outputs.ts";
import { wholeNumber } from "../../scenarios/quantities.ts";
import * as implementation from "../../spec/implementation/mod.ts";
import { inProcessAdapter } from "./in_process.ts";
import { type LockStep, lockStep } from "./lock_step.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";

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

async function walkPlaces(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine({
    args,
    options: { states: { type: "string", default: "3000" } },
    allowPositionals: true,
  });
  const states = wholeNumber("--states", values.states, { from: 1 });
  const known = suitePlaces.map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot walk the place "${unknown}": there is none${nearestHint(unknown, known)}`,
    );
  }
  const output = new FileOutput(Deno.stdout, "the standard output");
  let places = 0;
  let failing = 0;
  for (const place of suitePlaces) {
    if (positionals.length > 0 && !positionals.includes(place.name)) continue;
    places++;
    const { graph, constants } = await explorePlace({ ...place, states });
    const walk = await lockStep(graph, constants, inProcessAdapter(implementation));
    if (walk.disagreements.length > 0) failing++;
    output.write(lockStepText(place.name, graph.complete, walk));
  }
  output.write(`${places} places, ${places - failing} agree, ${failing} do not\n`);
  return failing === 0 ? exitCodes.asExpected : exitCodes.differs;
}

Deno.exit(await exitCodeOf(() => walkPlaces(Deno.args)));
