/**
 * Which mutants the suites find, and by how short a trace.
 *
 * @module
 */

import { inProcessAdapter } from "../in_process.ts";
import { type Explored, explorePlace, suitePlaces } from "../suite_places.ts";
import { type Failure, runSuite } from "../suite_run.ts";
import { type Suite, suiteOf } from "../suites.ts";
import { loadMutant, type Mutant } from "./mutant.ts";

/** What became of a mutant: the place where it was found, and how; or it survives. */
export interface Kill {
  readonly mutant: Mutant;
  readonly place: string | null;
  readonly failure: Failure | null;
}

/** Suites by the name of their place, made when they are first needed. */
export class SuiteStore {
  readonly #made = new Map<string, { explored: Explored; suite: Suite }>();

  async get(name: string): Promise<{ explored: Explored; suite: Suite }> {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const place = suitePlaces.find((each) => each.name === name);
    if (place === undefined) throw new Error(`Cannot make a suite of "${name}": no such place`);
    const explored = await explorePlace(place);
    const suite = suiteOf(explored.graph, explored.constants, "transitions");
    const pair = { explored, suite };
    this.#made.set(name, pair);
    return pair;
  }
}

/** Takes a mutant through the suites, those that should find it first, until one does. */
export async function killOf(folder: string, mutant: Mutant, suites: SuiteStore): Promise<Kill> {
  const adapter = inProcessAdapter(await loadMutant(folder, mutant));
  const others = suitePlaces.map(({ name }) => name).filter((name) =>
    !mutant.places.includes(name)
  );
  for (const name of [...mutant.places, ...others]) {
    const { explored, suite } = await suites.get(name);
    const { failure } = await runSuite(suite, explored.constants, adapter);
    if (failure !== null) return { mutant, place: name, failure };
  }
  return { mutant, place: null, failure: null };
}

/** A step by name, with the values of its parameters. */
function stepText({ action, params }: Failure["steps"][number]): string {
  return `${action}(${Object.values(params).join(", ")})`;
}

/** What was seen that should not have been. */
function seenText({ disagreement: { observed, departures } }: Failure): string {
  const [departure] = departures;
  if (observed.length > 0) return observed[0];
  const { path, machine, told } = departure;
  return `${path}: expected ${JSON.stringify(machine)}, was ${JSON.stringify(told)}`;
}

/** A line or more about a mutant: its name, where and how it was found. */
export function killText({ mutant, place, failure }: Kill): string {
  if (failure === null) return `SURVIVES  ${mutant.name}: ${mutant.title}\n`;
  const { steps } = failure;
  const length = String(steps.length).padStart(3);
  return `${length} ${steps.length === 1 ? "step " : "steps"} ${mutant.name} (${place}): ` +
    `${mutant.title}\n` +
    `          ${steps.slice(-2).map(stepText).join(" -> ")}: ${seenText(failure)}\n`;
}
