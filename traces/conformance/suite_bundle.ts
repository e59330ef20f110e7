/**
 * A suite as a file: a zip of ITF traces, one a walk, with a list of what there is.
 *
 * The steps that must be declined stand with each trace, in its metadata: `refused` is JSON, for each
 * position that sees a state for the first time the choices that are disabled there. The same suite
 * gives the same bytes.
 *
 * @module
 */

import { type Zippable, zipSync } from "fflate";
import { itfText } from "../itf.ts";
import { traceOf } from "../trace_of.ts";
import { ringfence } from "../../spec/machine.ts";
import type { Explored } from "./suite_places.ts";
import { behaviourOfWalk, refusalsIn, type Suite } from "./suites.ts";

/** What a bundle says of itself. */
export interface Manifest {
  readonly place: string;
  readonly covers: Suite["covers"];
  readonly states: number;
  /** Whether the place was explored to its end. */
  readonly complete: boolean;
  readonly all: number;
  readonly covered: number;
  readonly walks: number;
  readonly steps: number;
  /** Disabled steps to be tried. */
  readonly refusals: number;
}

/** No zip entry says when it was made: the earliest time that the format knows. */
const NO_TIME = new Date(1980, 0, 1);

/** The bundle of a suite. */
export function bundleOf(
  { place, instance, constants }: Explored,
  suite: Suite,
): { manifest: Manifest; bytes: Uint8Array } {
  const { graph, walks } = suite;
  const subject = { machine: ringfence(instance), scenario: place.name, instance };
  const encoder = new TextEncoder();
  const files: Zippable = {};
  const seen = new Set<number>();
  let refusals = 0;
  walks.forEach((walk, number) => {
    const states = [0, ...walk.map((edge) => graph.targets[edge])];
    const refused = states.flatMap((state, position) => {
      if (seen.has(state)) return [];
      seen.add(state);
      const choices = refusalsIn(graph, constants, state);
      refusals += choices.length;
      return choices.length === 0 ? [] : [{ position, choices }];
    });
    const trace = traceOf(subject, behaviourOfWalk(suite, walk));
    const meta = { ...trace["#meta"], refused: JSON.stringify(refused) };
    const name = `${String(number).padStart(5, "0")}.itf.json`;
    files[name] = [encoder.encode(itfText({ ...trace, "#meta": meta })), { mtime: NO_TIME }];
  });
  const manifest: Manifest = {
    place: place.name,
    covers: suite.covers,
    states: graph.states,
    complete: graph.complete,
    all: suite.all,
    covered: suite.covered,
    walks: walks.length,
    steps: walks.reduce((sum, walk) => sum + walk.length, 0),
    refusals,
  };
  files["manifest.json"] = [encoder.encode(JSON.stringify(manifest)), { mtime: NO_TIME }];
  return { manifest, bytes: zipSync(files, { level: 6 }) };
}

/** A manifest as a line. */
export function manifestText(manifest: Manifest): string {
  const { place, covers, states, complete, all, covered, walks, steps, refusals } = manifest;
  return `${place}: ${covered} of ${all} ${covers === "pairs" ? "pairs of transitions" : covers} ` +
    `in ${walks} walks of ${steps} steps, ${refusals} steps to be declined, over ` +
    `${states} states${complete ? "" : ", the nearest ones"}\n`;
}
