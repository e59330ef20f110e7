/**
 * The machine's state as plain values, typed as far as the conformance kit reads it.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import type { Bounds } from "../../spec/bounds.ts";
import type { Answer as Reason, Lane, Model, Shape } from "../../spec/vocabulary.ts";
import type { AbstractEntry } from "./entries.ts";

/** What the machine's constants say of an instance. */
export interface MachineConstants {
  readonly bounds: Bounds;
  readonly lane: Lane;
  readonly model: Model;
  readonly frames: number;
  readonly queues: number;
  readonly shapes: readonly Shape[];
}

/** A window, as the machine keeps it. */
export interface MachineWindow {
  readonly phase: "free" | "live" | "retiring" | "unmapped" | "invalidated";
  readonly owner: number;
  readonly generation: number;
  readonly spent: boolean;
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
    readonly slot: readonly AbstractEntry[];
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

/** The frame that a page number names in a provider's address space, or -1. */
export function frameNamed(frames: number, page: number): number {
  return page < frames ? page : -1;
}

/** The window that a frame belongs to, or -1. */
export function windowOfFrame({ windows, windowPages }: Bounds, frame: number): number {
  const window = Math.floor((frame - 1) / windowPages);
  return frame < 1 || window >= windows ? -1 : window;
}

/** The first frame of a window. */
export function firstFrame({ windowPages }: Bounds, window: number): number {
  return 1 + window * windowPages;
}

/** The owner to whom a frame is granted, mapped or not any more; -1 for none. */
export function ownerOf(state: MachineState, bounds: Bounds, frame: number): number {
  const window = state.window[windowOfFrame(bounds, frame)];
  return window === undefined || window.phase === "free" ? -1 : window.owner;
}

/** The owner whose own accesses reach a frame, or -1. */
export function mapperOf(state: MachineState, bounds: Bounds, frame: number): number {
  const window = state.window[windowOfFrame(bounds, frame)];
  const mapped = window?.phase === "live" || window?.phase === "retiring";
  return mapped ? window.owner : -1;
}
