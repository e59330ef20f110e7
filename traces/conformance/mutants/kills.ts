/**
 * Which mutants the suites find, and by how short a trace.
 *
 * @module
 */

import * as implementation from "../../../spec/implementation/mod.ts";
import { factText } from "../facts.ts";
import { inProcessAdapter } from "../in_process.ts";
import { shrink } from "../shrink.ts";
import { explorePlace, suitePlaces } from "../suite_places.ts";
import { type Suite, suiteOf, walksOf } from "../suites.ts";
import { type Failure, runWalks } from "../walks.ts";
import type { ByteTrials } from "./byte_trials.ts";
import type { ByteFinding } from "./byte_suites.ts";
import { isWireMutant, loadMutant, type Mutant, writeMutant } from "./mutant.ts";

/** How a mutant was found: by a walk of a place's suite, or by a case of a byte suite. */
export type Finding =
  | { readonly kind: "walk"; readonly place: string; readonly failure: Failure }
  | { readonly kind: "case" } & ByteFinding;

/** What became of a mutant. It survives if there is no finding. */
export interface Kill {
  readonly mutant: Mutant;
  readonly finding: Finding | null;
}

/** Suites by the name of their place, made when they are first needed. */
export class SuiteStore {
  readonly #made = new Map<string, Suite>();

  async get(name: string): Promise<Suite> {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const place = suitePlaces.find((each) => each.name === name);
    if (place === undefined) throw new Error(`Cannot make a suite of "${name}": no such place`);
    const suite = suiteOf(await explorePlace(place), "transitions");
    const { constants } = suite.explored;
    // A suite that finds something without any mistake would find every mutant.
    const failure = await runWalks(walksOf(suite), constants, inProcessAdapter(implementation));
    if (failure !== null) {
      throw new Error(
        `Cannot hold mutants to "${name}": the implementation itself fails there, at ` +
          `${failure.steps.slice(-2).map(stepText).join(" -> ")}: ${seenText(failure)}`,
      );
    }
    this.#made.set(name, suite);
    return suite;
  }
}

/** Takes a mutant through the suites of its places, then the byte suites. */
export async function killOf(
  folder: string,
  mutant: Mutant,
  suites: SuiteStore,
  bytes: ByteTrials,
): Promise<Kill> {
  const root = await writeMutant(folder, mutant);
  const adapter = mutant.places.length > 0
    ? inProcessAdapter((await loadMutant(root)).implementation)
    : null;
  for (const place of adapter === null ? [] : mutant.places) {
    const suite = await suites.get(place);
    const { explored } = suite;
    const found = await runWalks(walksOf(suite), explored.constants, adapter!);
    if (found === null) continue;
    const failure = await shrink(explored, adapter!, found);
    return { mutant, finding: { kind: "walk", place, failure } };
  }
  const shown = await bytes.take({ root, isWire: isWireMutant(mutant) });
  return { mutant, finding: shown === null ? null : { kind: "case", ...shown } };
}

/** A step by name, with the values of its parameters. */
function stepText({ action, params }: Failure["steps"][number]): string {
  return `${action}(${Object.values(params).join(", ")})`;
}

/** What was seen that should not have been. */
function seenText({ disagreement }: Failure): string {
  return factText(disagreement.facts.find(({ holds }) => !holds)!);
}

/** Two lines about a mutant: its name, where and how it was found. */
export function killText({ mutant, finding }: Kill): string {
  // The name of a derived mutant says already what is wrong with it.
  const title = mutant.name.includes(mutant.title) ? "" : `: ${mutant.title}`;
  if (finding === null) return `SURVIVES  ${mutant.name}${title}\n`;
  if (finding.kind === "case") {
    const { requests, text } = finding;
    const length = String(requests).padStart(3);
    return `${length} asked ${mutant.name}${title}\n          ${finding.name}: ${text}\n`;
  }
  const { place, failure } = finding;
  const { steps } = failure;
  const length = String(steps.length).padStart(3);
  return `${length} ${steps.length === 1 ? "step " : "steps"} ${mutant.name}${title}\n` +
    `          ${place}: ${steps.slice(-2).map(stepText).join(" -> ")}: ${seenText(failure)}\n`;
}
