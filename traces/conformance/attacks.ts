/**
 * The golden traces as attacks: each is a shortest way to break another design, or a kernel with a
 * fault.
 *
 * @module
 */

import type { Instance } from "../../spec/machine.ts";
import { behaviourOf } from "../behaviour_of.ts";
import { GOLDEN_FOLDER, knownMachines } from "../known_machines.ts";
import type { ToldBehaviour } from "../subject.ts";
import { subjectOf } from "../subject_of.ts";
import { readTraceFile } from "../trace_file.ts";
import type { MachineConstants } from "./machine_state.ts";

/** One golden trace. */
export interface Attack {
  readonly name: string;
  /** The machine that it is a trace of. */
  readonly instance: Instance;
  readonly constants: MachineConstants;
  readonly behaviour: ToldBehaviour;
  /** The property that it violates. */
  readonly property: string;
}

/**
 * All golden traces, in the order of their names.
 *
 * @throws {Error} for one that is of another machine: none is passed over.
 */
export async function goldenAttacks(): Promise<Attack[]> {
  const names = [];
  for await (const { name } of Deno.readDir(GOLDEN_FOLDER)) names.push(name);
  const found: Attack[] = [];
  for (const name of names.sort()) {
    const raw = await readTraceFile(`${GOLDEN_FOLDER}/${name}`);
    const subject = subjectOf(knownMachines, raw);
    if (subject.machine.name !== "ringfence") {
      throw new Error(
        `Cannot take "${name}" for an attack: it is a trace of ${subject.machine.name}`,
      );
    }
    found.push({
      name,
      instance: subject.instance as Instance,
      constants: subject.machine.constants as MachineConstants,
      behaviour: behaviourOf(subject, raw),
      property: String(raw.meta.property),
    });
  }
  return found;
}
