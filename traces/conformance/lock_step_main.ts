// `deno task lockstep [--states N] [PLACE…]`: explores machine and implementation together, place by
// place.

import { parseCommandLine } from "../../scenarios/command_line.ts";
import { exitCodeOf } from "../../scenarios/exit_code_of.ts";
import { type ExitCode, exitCodeHelp, exitCodes, UsageError } from "../../scenarios/exit_codes.ts";
import { nearestHint } from "../../scenarios/nearest.ts";
import { count, ProgressLine } from "../../scenarios/progress.ts";
import { FileOutput } from "../../scenarios/outputs.ts";
import { wholeNumber } from "../../scenarios/quantities.ts";
import { type ActionCount, lockStep, type LockStepProgress } from "./lock_step.ts";
import { type LockStepPlace, lockStepPlaces } from "./lock_step_places.ts";
import { actionTable, addActions, lockStepText } from "./lock_step_text.ts";
import { OpenedAdapter } from "./opened_adapter.ts";
import { explorePlace } from "./suite_places.ts";

const codes: readonly ExitCode[] = [
  {
    ...exitCodes.asExpected,
    meaning: "machine and implementation agree wherever they were walked",
  },
  { ...exitCodes.differs, meaning: "they disagree somewhere" },
  exitCodes.badInput,
  exitCodes.internalError,
  exitCodes.readerGone,
];

const help =
  `Explores machine and implementation together, place by place, and says of each place whether it
was walked to its end.

Usage: deno task lockstep [--states N] [PLACE…]

A PLACE is one of these; without any, all are walked:
${lockStepPlaces.map(({ name, small }) => `  ${name}${small ? "" : " *"}\n`).join("")}
Options:
  --states N  how many of its nearest states a place marked * is walked to (default: 300), or
              "all", which takes hours; the others are always walked to their end
  --help      print this

Exit codes:
${exitCodeHelp(codes)}
`;

async function walkPlaces(args: string[]): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine({
    args,
    options: {
      states: { type: "string", default: "300" },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  const output = new FileOutput(Deno.stdout, "the standard output");
  if (values.help) {
    output.write(help);
    return exitCodes.asExpected;
  }
  const states = values.states === "all"
    ? undefined
    : wholeNumber("--states", values.states, { from: 1 });
  const places = placesWanted(positionals);
  const adapter = await OpenedAdapter.open();
  const actions = new Map<string, ActionCount>();
  let [exhaustive, failing] = [0, 0];
  const terminal = Deno.stderr.isTerminal()
    ? new FileOutput(Deno.stderr, "the terminal")
    : undefined;
  const progress = new ProgressLine(terminal, places.length, () => Deno.consoleSize().columns);
  for (const place of places) {
    progress.update(0, place.name, undefined);
    const wanted = { ...place, states: place.small ? undefined : states };
    const { graph, constants } = await explorePlace(wanted);
    const walk = await lockStep(graph, constants, adapter, {
      onProgress: (at) => progress.update(0, `${place.name} ${progressText(at)}`, undefined),
    });
    progress.clear();
    progress.done(0);
    if (walk.disagreements.length > 0) failing++;
    if (walk.exhaustive) {
      exhaustive++;
      addActions(actions, walk);
    }
    output.write(lockStepText(place.name, walk));
  }
  output.write(
    "\nIn the exhaustive places, counted in pairs; untried is what says nothing, in states:\n" +
      `${actionTable(actions)}\n${places.length} places: ${exhaustive} exhaustive, ` +
      `${places.length - exhaustive - failing} cut, ${failing} disagree\n`,
  );
  return failing === 0 ? exitCodes.asExpected : exitCodes.differs;
}

function progressText({ pairs, reached, states, open }: LockStepProgress): string {
  return `${count(pairs)} pairs with ${count(reached)} of ${count(states)} states, ` +
    `${count(open)} steps to take`;
}

/** The places that were named, or all. */
function placesWanted(names: readonly string[]): readonly LockStepPlace[] {
  const known = lockStepPlaces.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot walk the place "${unknown}": there is none${nearestHint(unknown, known)}`,
    );
  }
  return lockStepPlaces.filter(({ name }) => names.length === 0 || names.includes(name));
}

Deno.exit(await exitCodeOf(() => walkPlaces(Deno.args)));
