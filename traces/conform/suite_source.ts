/**
 * Where the suites of a run come from: they are made from the machine at one of the places, or read from
 * a bundle.
 *
 * @module
 */

import { UsageError } from "../../scenarios/exit_codes.ts";
import { nearest } from "../../scenarios/nearest.ts";
import { userPath } from "../../scenarios/outputs.ts";
import type { Instance } from "../../spec/machine.ts";
import type { Adapter } from "../conformance/adapter.ts";
import type { MachineConstants } from "../conformance/machine_state.ts";
import { leaveOut, shrink } from "../conformance/shrink.ts";
import { readBundle } from "../conformance/suite_bundle.ts";
import {
  explorePlace,
  instanceOf,
  type SuitePlace,
  suitePlaces,
} from "../conformance/suite_places.ts";
import { type Coverage, suiteOf, walksOf } from "../conformance/suites.ts";
import type { Failure, Walk } from "../conformance/walks.ts";
import { TraceError } from "../errors.ts";

/** What a suite covers of what. */
export interface Coverages {
  readonly covers: Coverage;
  readonly all: number;
  readonly covered: number;
  readonly walks: number;
  /** States of the machine that it was made from, and whether those are all there are. */
  readonly states: number;
  readonly complete: boolean;
}

/** A suite that is ready to be run. */
export interface PreparedSuite {
  readonly constants: MachineConstants;
  readonly counts: Coverages;
  readonly walks: Iterable<Walk>;
  /** Steps that an atomic scan cannot take, among all; `null` for a stepwise one. */
  readonly interleaved: { readonly left: number; readonly all: number } | null;
  shrink(adapter: Adapter, failure: Failure): Promise<Failure>;
}

/** A suite by name. */
export interface SuiteSource {
  readonly name: string;
  readonly title: string;
  readonly instance: Instance;
  /**
   * Makes it ready.
   *
   * @param whole for an implementation whose scan is atomic.
   * @returns `null` if it is not one for such an implementation.
   */
  prepare(whole: boolean): Promise<PreparedSuite | null>;
}

/** How suites are made. */
export interface Thoroughness {
  readonly covers: Coverage;
  /** States that walks are made from, at most. */
  readonly states: number;
  readonly seed: number;
}

/** The suites of all places. */
export function placeSources(thoroughness: Thoroughness): SuiteSource[] {
  return suitePlaces.map((place) => placeSource(place, thoroughness));
}

function placeSource(place: SuitePlace, { covers, states, seed }: Thoroughness): SuiteSource {
  const { name, title } = place;
  return {
    name,
    title,
    instance: instanceOf(place),
    async prepare(whole) {
      const explored = await explorePlace(place, { states, whole });
      const suite = suiteOf(explored, covers, seed);
      const { graph, constants } = explored;
      const { all, covered, walks } = suite;
      return {
        constants,
        counts: {
          covers,
          all,
          covered,
          walks: walks.length,
          states: graph.states,
          complete: graph.complete,
        },
        walks: walksOf(suite),
        interleaved: whole ? explored.interruptions : null,
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
  } catch {
    throw new UsageError(`Cannot read "${path}"`);
  }
  try {
    const { manifest, instance, constants, walks } = readBundle(bytes, path);
    const { place, title, covers, all, covered, states, complete, whole } = manifest;
    const counts = { covers, all, covered, walks: manifest.walks, states, complete };
    return {
      name: place,
      title,
      instance,
      prepare: (atomic) =>
        Promise.resolve(
          atomic && !whole ? null : {
            constants,
            counts,
            walks: walks(),
            interleaved: null,
            shrink: (adapter, failure) =>
              leaveOut({ instance, constants, whole }, adapter, failure),
          },
        ),
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
      const near = nearest(name, all.map((each) => each.name));
      throw new UsageError(
        `Cannot run the suite "${name}": there is none; did you mean "${near}"?`,
      );
    }
    chosen.push(source);
  }
  return chosen;
}
