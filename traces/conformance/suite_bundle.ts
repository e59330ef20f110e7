/**
 * A suite as a file: a zip of ITF traces, one a walk, with a list of what there is.
 *
 * The steps that must be declined stand with each trace, in its metadata: `refused` is JSON, for each
 * position that sees a state for the first time the choices that are disabled there. The same suite
 * gives the same bytes.
 *
 * @module
 */

import { type Unzipped, unzipSync, type Zippable, zipSync } from "fflate";
import type { Choice } from "../../checker/mod.ts";
import { type Instance, ringfence } from "../../spec/machine.ts";
import { behaviourOf } from "../behaviour_of.ts";
import { TraceError } from "../errors.ts";
import { itfText } from "../itf.ts";
import { parseTrace } from "../itf_read.ts";
import { knownMachines } from "../known_machines.ts";
import { replay } from "../replay.ts";
import { subjectOf } from "../subject_of.ts";
import { traceOf } from "../trace_of.ts";
import type { MachineConstants } from "./machine_state.ts";
import { type Coverage, type Suite, walksOf } from "./suites.ts";
import type { Walk } from "./walks.ts";

/** What a bundle says of itself. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly version: 1;
  readonly place: string;
  readonly title: string;
  readonly covers: Coverage;
  readonly seed: number;
  /** Whether nothing interrupts a scan in it, so that an atomic one can run it. */
  readonly whole: boolean;
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

const FORMAT = "ringfence-suite";

/** No zip entry says when it was made: the earliest time that the format knows. */
const NO_TIME = new Date(1980, 0, 1);

/** The bundle of a suite. */
export function bundleOf(suite: Suite): { manifest: Manifest; bytes: Uint8Array } {
  const { explored: { place, instance, graph, whole }, covers, seed } = suite;
  const subject = { machine: ringfence(instance), scenario: place.name, instance };
  const encoder = new TextEncoder();
  const files: Zippable = {};
  let [walks, refusals] = [0, 0];
  for (const { behaviour, refused } of walksOf(suite)) {
    const listed = [...refused].map(([position, choices]) => ({ position, choices }));
    refusals += listed.reduce((sum, { choices }) => sum + choices.length, 0);
    const trace = traceOf(subject, behaviour);
    const meta = { ...trace["#meta"], refused: JSON.stringify(listed) };
    files[walkName(walks++)] = [
      encoder.encode(itfText({ ...trace, "#meta": meta })),
      { mtime: NO_TIME },
    ];
  }
  const manifest: Manifest = {
    format: FORMAT,
    version: 1,
    place: place.name,
    title: place.title,
    covers,
    seed,
    whole,
    states: graph.states,
    complete: graph.complete,
    all: suite.all,
    covered: suite.covered,
    walks,
    steps: suite.walks.reduce((sum, walk) => sum + walk.length, 0),
    refusals,
  };
  files["manifest.json"] = [encoder.encode(JSON.stringify(manifest)), { mtime: NO_TIME }];
  return { manifest, bytes: zipSync(files, { level: 6 }) };
}

function walkName(number: number): string {
  return `${String(number).padStart(5, "0")}.itf.json`;
}

/** A suite that was read from a bundle. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly instance: Instance;
  readonly constants: MachineConstants;
  /** The walks, each read, and held against the machine, when its turn comes. */
  walks(): Generator<Walk>;
}

/**
 * Reads a bundle.
 *
 * @param name What messages call the file.
 * @throws {TraceError} if it is none, is damaged, or holds what is no behaviour of the machine; of a
 * walk that is wrong only when it is asked for.
 */
export function readBundle(bytes: Uint8Array, name: string): Bundle {
  const files = unzipped(bytes, name);
  const manifest = manifestIn(files, name);
  for (let number = 0; number < manifest.walks; number++) {
    if (files[walkName(number)] === undefined) {
      throw damaged(name, `${walkName(number)} is missing`);
    }
  }
  const first = parseTrace(textOf(files, walkName(0), name), `${name}/${walkName(0)}`);
  const { machine, instance } = subjectOf(knownMachines, first);
  return {
    manifest,
    instance: instance as Instance,
    constants: machine.constants as MachineConstants,
    *walks() {
      for (let number = 0; number < manifest.walks; number++) {
        const file = `${name}/${walkName(number)}`;
        const trace = parseTrace(textOf(files, walkName(number), name), file);
        const replayed = replay(machine, behaviourOf({ machine, instance }, trace));
        if (replayed.kind === "leaves") {
          const { position } = replayed.departure;
          throw damaged(name, `${walkName(number)} leaves the machine at state ${position}`);
        }
        const { behaviour } = replayed;
        yield { behaviour, refused: refusedIn(trace.meta.refused, file) };
      }
    },
  };
}

function unzipped(bytes: Uint8Array, name: string): Unzipped {
  try {
    return unzipSync(bytes);
  } catch (cause) {
    throw damaged(name, `it cannot be unpacked: ${(cause as Error).message}`, cause);
  }
}

function textOf(files: Unzipped, file: string, name: string): string {
  const bytes = files[file];
  if (bytes === undefined) throw damaged(name, `${file} is missing`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw damaged(name, `${file} is not UTF-8 text`, cause);
  }
}

function manifestIn(files: Unzipped, name: string): Manifest {
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(textOf(files, "manifest.json", name));
  } catch (cause) {
    if (cause instanceof TraceError) throw cause;
    throw damaged(name, "manifest.json is not JSON", cause);
  }
  if (manifest?.format !== FORMAT || manifest.version !== 1) {
    throw damaged(name, "manifest.json is not that of a suite, version 1");
  }
  const { walks, place, covers } = manifest;
  const counts = Number.isSafeInteger(walks) && walks! > 0;
  if (!counts || typeof place !== "string" || typeof covers !== "string") {
    throw damaged(name, "manifest.json does not say how many walks there are, or of what");
  }
  return manifest as Manifest;
}

function refusedIn(text: unknown, file: string): Map<number, readonly Choice[]> {
  try {
    const listed = JSON.parse(String(text ?? "[]")) as { position: number; choices: Choice[] }[];
    return new Map(listed.map(({ position, choices }) => [position, choices]));
  } catch (cause) {
    throw damaged(file, "its refused steps are not JSON", cause);
  }
}

function damaged(file: string, what: string, cause?: unknown): TraceError {
  return new TraceError("trace-damaged", `Cannot read "${file}" as a suite: ${what}`, {
    file,
    cause,
  });
}

/** A manifest as a line. */
export function manifestText(manifest: Manifest): string {
  const { place, covers, seed, states, complete, all, covered, walks, steps, refusals } = manifest;
  const what = covers === "pairs" ? "pairs of transitions" : covers;
  return `${place}: ${covered} of ${all} ${what} in ${walks} walks of ${steps} steps, ` +
    `${refusals} steps to be declined, over ${states} states` +
    `${complete ? "" : ", the nearest ones"}${seed === 0 ? "" : `, seed ${seed}`}\n`;
}
