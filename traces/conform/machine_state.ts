/**
 * The machine's plain states, as far as the harness looks at them.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import type { Answer as Reason, Shape } from "../../spec/vocabulary.ts";

interface Entry {
  readonly shape: Shape;
  readonly cid: number;
  readonly page: number;
  readonly second: number;
}

interface Checked extends Entry {
  readonly listed: number;
  readonly published: boolean;
}

interface Queue {
  readonly armed: "no" | "half" | "yes";
  readonly sq: number;
  readonly tail: number;
  readonly head: number;
  readonly expects: boolean;
  readonly scan: {
    readonly phase: "idle" | "scanning" | "refusing";
    readonly cursor: number;
    readonly to: number;
  };
  readonly answer: Reason;
  readonly checked: readonly Checked[];
  readonly cell: readonly { readonly cid: number; readonly phase: boolean }[];
  readonly issue: readonly {
    readonly phase: "idle" | "waiting" | "woken" | "abandoned" | "cancelled";
    readonly shape: Shape;
    readonly page: number;
  }[];
}

export interface Flight extends Entry {
  readonly phase: "idle" | "busy";
  readonly queue: number;
  readonly listed: number;
  readonly part: number;
}

/** A state of the machine. */
export interface MachineState {
  readonly claim: {
    readonly phase: "free" | "live" | "closing";
    readonly owner: number;
    readonly generation: number;
  };
  readonly window: readonly {
    readonly phase: "free" | "live" | "retiring" | "unmapped" | "invalidated";
    readonly owner: number;
  }[];
  readonly frame: readonly { readonly slot: readonly Entry[]; readonly listed: number }[];
  readonly registers: {
    readonly asq: number;
    readonly acq: number;
    readonly asqShifted: boolean;
    readonly bigPages: boolean;
  };
  readonly queue: readonly Queue[];
  readonly controller: {
    readonly phase: "off" | "on" | "stopping";
    readonly queue: readonly {
      readonly state: "none" | "half" | "live";
      readonly head: number;
      readonly tail: number;
    }[];
    readonly flight: readonly Flight[];
  };
}

/** A plain state of the machine by its own names. */
export function machineState(state: PlainState): MachineState {
  return state as unknown as MachineState;
}
