/**
 * The reasons that a refusal may give.
 *
 * The machine names the first objection that it comes to. Where several apply, an implementation that
 * looks at them in another order names another one, and is as right. So all of them are collected.
 *
 * Beyond that there are three pairs of names for one thing, each where both are true: `notReady` for
 * `unarmedQueue` while the controller is off, `outOfWindow` for a page whose window is gone, `staleClaim`
 * and `staleWindow` for what was granted and is not any more.
 *
 * @module
 */

import { pageAfter } from "../../spec/addresses.ts";
import {
  doorbellObjection,
  enableObjection,
  extentObjection,
  pageObjection,
} from "../../spec/checks.ts";
import { slotAfter } from "../../spec/rings.ts";
import {
  carriesData,
  managesQueues,
  namesQueueBase,
  usesList,
  usesSecond,
} from "../../spec/shapes.ts";
import type { State } from "../../spec/state.ts";
import type { Answer as Reason, Shape } from "../../spec/vocabulary.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";

// A plain state has arrays where the machine has views of arrays: both are read with `at`.
const viewed = (state: MachineState) => state as unknown as State;

/** The machine's name for a reason: implementations tell apart what it does not. */
export function reasonNamed(reason: string): string {
  return reason === "doorbellBuffer" ? "opcode" : reason;
}

/** While the controller is off no queue is armed, and either may be said. */
function armed({ controller }: MachineState, reason: Reason): string[] {
  return reason === "unarmedQueue" && controller.phase !== "on" ? [reason, "notReady"] : [reason];
}

/** Whether a page lay in a window that is unmapped by now: then it lies in none. */
function isGone(state: MachineState, k: MachineConstants, page: number): boolean {
  const window = state.window[k.rules.windowAt(k, page)];
  return window !== undefined && window.phase !== "live" && window.phase !== "retiring";
}

/** Why a doorbell may be refused before anything is read. */
export function doorbellReasons(
  state: MachineState,
  k: MachineConstants,
  { handle, queue, tail }: { handle: number; queue: number; tail: number },
): string[] {
  return armed(state, doorbellObjection(viewed(state), k, handle, queue, tail));
}

/** Why an enable may be refused. */
export function enableReasons(state: MachineState, k: MachineConstants, handle: number): string[] {
  const objection = enableObjection(viewed(state), k, handle);
  const { asq, acq } = state.registers;
  const gone = objection !== "none" && (isGone(state, k, asq) || isGone(state, k, acq));
  return gone ? [objection, "outOfWindow"] : [objection];
}

/** Why an intent on a buffer may be refused. */
export function intentReasons(
  state: MachineState,
  k: MachineConstants,
  intent: {
    readonly owner: number;
    readonly handle: number;
    readonly queue: number;
    readonly shape: Shape;
    readonly cid: number;
    readonly window: number;
  },
): string[] {
  const s = viewed(state);
  const { owner, handle, queue, shape, cid, window } = intent;
  const { tail } = state.queue[queue];
  const first = doorbellObjection(s, k, handle, queue, slotAfter(k, tail, 1));
  const found = new Set(armed(state, first));
  if (first === "none" || first === "ringOverrun") {
    if (!k.rules.queueOrderIsRight(s, k, shape)) found.add("queueOrder");
    if (!k.rules.commandIdIsFree(s, k, queue, cid, tail)) found.add("commandInFlight");
    if (!k.rules.capabilityIsLive(s, k, owner, window)) {
      found.add("foreignWindow");
      if (state.window[window].phase !== "live") found.add("staleWindow");
    }
  }
  found.delete("none");
  return [...found];
}

/**
 * Why a scan may refuse the entry that it has read into a slot.
 *
 * @param before The state before the entry was read: the queues that there are to change.
 */
export function entryReasons(
  before: MachineState,
  state: MachineState,
  k: MachineConstants,
  queue: number,
  slot: number,
): string[] {
  const s = viewed(state);
  const { rules } = k;
  const e = state.queue[queue].checked[slot];
  const found = new Set<string>();
  if (!rules.sglIsAbsent(e.shape)) found.add("sgl");
  if (!rules.metadataIsAbsent(e.shape)) found.add("metadata");
  if (!rules.opcodeIsAllowed(e.shape)) found.add("opcode");
  if (!rules.chainIsAbsent(e.shape)) found.add("deeperChain");
  if (!rules.pointerIsAligned(e.shape)) found.add("unaligned");
  if (!rules.commandIdIsFree(s, k, queue, e.cid, slot)) found.add("commandInFlight");
  if (managesQueues(e.shape) && !rules.queueOrderIsRight(viewed(before), k, e.shape)) {
    found.add("queueOrder");
  }
  const pages: number[] = [];
  if (carriesData(e.shape)) pages.push(e.page);
  if (usesSecond(e.shape)) pages.push(e.second);
  if (usesList(e.shape)) pages.push(e.listed);
  for (const page of pages) {
    found.add(pageObjection(s, k, page));
    if (isGone(state, k, page)) found.add("outOfWindow");
  }
  if (namesQueueBase(e.shape)) {
    const pages = rules.checkedCreatedPages(k);
    found.add(extentObjection(s, k, e.page, pages));
    for (let i = 0; i < pages; i++) {
      if (isGone(state, k, pageAfter(k, e.page, i))) found.add("outOfWindow");
    }
  }
  found.delete("none");
  return [...found];
}

/** Why a batch may be refused that nothing was wrong with when it was read. */
export function overtakenReasons(state: MachineState): string[] {
  return state.claim.phase === "live" ? ["staleGeneration"] : ["staleGeneration", "staleClaim"];
}
