/**
 * The machine's state as plain values, typed as far as the conformance kit reads it.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import { windowOfFrame } from "../../spec/addresses.ts";
import type { Constants } from "../../spec/state.ts";
import type { Answer as Reason, Shape } from "../../spec/vocabulary.ts";
import type { AbstractEntry } from "./entries.ts";

/** What the machine's constants say of an instance. */
export type MachineConstants = Constants;

/** A window, as the machine keeps it. */
export interface MachineWindow {
  readonly phase: "free" | "live" | "retiring" | "unmapped" | "invalidated";
  readonly owner: number;
  readonly generation: number;
  readonly spent: boolean;
}

/** A slot of a ring; one that nobody has written names no command where command ids are alike. */
export interface MachineSlot extends Omit<AbstractEntry, "cid"> {
  readonly cid: number | null;
}

/** A command that was validated or is in flight. */
export interface MachineChecked extends AbstractEntry {
  readonly listed: number;
  readonly published: boolean;
}

/** A command in the controller's hands. */
export interface MachineFlight extends AbstractEntry {
  readonly phase: "idle" | "busy";
  readonly queue: number;
  readonly part: number;
  readonly listed: number;
}

/** A queue, as the kernel keeps it. */
export interface MachineQueue {
  readonly armed: "no" | "half" | "yes";
  readonly sq: number;
  readonly cq: number;
  readonly tail: number;
  readonly head: number;
  readonly expects: boolean;
  readonly scan: {
    readonly phase: "idle" | "scanning" | "refusing";
    readonly cursor: number;
    readonly to: number;
    readonly overtaken: boolean;
    readonly ringer: number;
  };
  readonly answer: Reason;
  readonly checked: readonly MachineChecked[];
  readonly cell: readonly { readonly cid: number; readonly phase: boolean }[];
  readonly issue: readonly {
    readonly phase: "idle" | "waiting" | "woken" | "abandoned" | "cancelled";
    readonly shape: Shape;
    readonly page: number;
    readonly uses: readonly number[];
  }[];
}

/** The variables. */
export interface MachineState {
  readonly claim: {
    readonly phase: "free" | "live" | "closing";
    readonly owner: number;
    readonly model: string;
    readonly generation: number;
    readonly spent: boolean;
  };
  readonly handle: readonly (readonly number[])[];
  readonly window: readonly MachineWindow[];
  readonly frame: readonly {
    readonly holds: number | null;
    readonly slot: readonly MachineSlot[];
    readonly listed: number;
  }[];
  readonly registers: {
    readonly asq: number;
    readonly acq: number;
    readonly asqShifted: boolean;
    readonly bigPages: boolean;
  };
  readonly queue: readonly MachineQueue[];
  readonly controller: {
    readonly phase: "off" | "on" | "stopping";
    readonly queue: readonly {
      readonly state: "none" | "half" | "live";
      readonly head: number;
      readonly tail: number;
      readonly post: number;
      readonly consumed: number;
    }[];
    readonly flight: readonly MachineFlight[];
  };
}

/** A plain state of the machine by its own names. */
export function machineState(state: PlainState): MachineState {
  return state as unknown as MachineState;
}

/** The owner to whom a frame is granted, mapped or not any more; -1 for none. */
export function ownerOf(state: MachineState, k: MachineConstants, frame: number): number {
  const window = state.window[windowOfFrame(k, frame)];
  return window === undefined || window.phase === "free" ? -1 : window.owner;
}

/** The owner whose own accesses reach a frame, or -1. */
export function mapperOf(state: MachineState, k: MachineConstants, frame: number): number {
  const window = state.window[windowOfFrame(k, frame)];
  const mapped = window?.phase === "live" || window?.phase === "retiring";
  return mapped ? window.owner : -1;
}
