/**
 * Where the suites of a run come from: they are made from the machine at one of the places, or read from
 * a bundle.
 *
 * @module
 */

import { UsageError } from "../../scenarios/exit_codes.ts";
import { nearestHint } from "../../scenarios/nearest.ts";
import { systemMessage, userPath } from "../../scenarios/outputs.ts";
import { leaveOut, shrink } from "../conformance/shrink.ts";
import { readBundle } from "../conformance/suite_bundle.ts";
import {
  explorePlace,
  instanceOf,
  type SuitePlace,
  suitePlaces,
} from "../conformance/suite_places.ts";
import { type Coverage, suiteOf, walksOf } from "../conformance/suites.ts";
import { runWalks } from "../conformance/walks.ts";
import { TraceError } from "../errors.ts";
import { attacks } from "./attacks.ts";
import { type Capabilities, lacking } from "./protocol.ts";
import type { PreparedSuite, SuiteSource } from "./suite.ts";

/** How suites are made. */
export interface Thoroughness {
  readonly covers: Coverage;
  /** States that walks are made from, at most. */
  readonly states: number;
  readonly seed: number;
}

/** How many suites there are: those of all places, and the attacks. */
export const suiteCount = suitePlaces.length + 1;

/** The suites of all places, and the attacks. */
export function placeSources(thoroughness: Thoroughness): SuiteSource[] {
  return [...suitePlaces.map((place) => placeSource(place, thoroughness)), attacks];
}

function placeSource(place: SuitePlace, { covers, states, seed }: Thoroughness): SuiteSource {
  const { name, title } = place;
  return {
    name,
    title,
    instance: instanceOf(place),
    async prepare(capabilities) {
      const why = lacking(capabilities, place);
      if (why !== null) return why;
      const whole = capabilities.scan === "atomic";
      const explored = await explorePlace(place, { states, whole });
      const suite = suiteOf(explored, covers, seed);
      const { graph, constants, interruptions } = explored;
      const { all, covered } = suite;
      return {
        counts: { covers, all, covered, states: graph.states, complete: graph.complete },
        interleaved: whole ? interruptions : null,
        run: (adapter, work) => runWalks(walksOf(suite), constants, adapter, work),
        shrink: (adapter, failure) => shrink(explored, adapter, failure),
      };
    },
  };
}

/**
 * The suite in a bundle.
 *
 * @throws {UsageError} if it cannot be read as one.
 */
export async function bundleSource(path: string): Promise<SuiteSource> {
  let bytes;
  try {
    bytes = await Deno.readFile(userPath(path));
  } catch (error) {
    throw new UsageError(`Cannot read "${path}": ${systemMessage(error)}`, { cause: error });
  }
  try {
    const { manifest, instance, constants, walks } = readBundle(bytes, path);
    const { place, title, covers, all, covered, states, complete, whole } = manifest;
    const counts = { covers, all, covered, states, complete };
    const prepare = ({ lanes, models, scan }: Capabilities): PreparedSuite | string =>
      scan === "atomic" && !whole
        ? "it interrupts scans"
        : lacking({ lanes, models }, instance) ?? {
          counts,
          interleaved: null,
          run: (adapter, work) => runWalks(walks(), constants, adapter, work),
          shrink: (adapter, failure) => leaveOut({ instance, constants, whole }, adapter, failure),
        };
    return {
      name: place,
      title,
      instance,
      prepare: (capabilities) => Promise.resolve(prepare(capabilities)),
    };
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/**
 * The suites that are named, by place or by the file of a bundle; without a name all places.
 *
 * @throws {UsageError} if there is no such suite.
 */
export async function chosenSources(
  names: readonly string[],
  thoroughness: Thoroughness,
): Promise<SuiteSource[]> {
  const all = placeSources(thoroughness);
  if (names.length === 0) return all;
  const chosen: SuiteSource[] = [];
  for (const name of names) {
    const source = name.endsWith(".zip")
      ? await bundleSource(name)
      : all.find((each) => each.name === name);
    if (source === undefined) {
      throw new UsageError(
        `Cannot run the suite "${name}": there is none` +
          nearestHint(name, all.map((each) => each.name)),
      );
    }
    chosen.push(source);
  }
  return chosen;
}
