/**
 * The reasons that a refusal may give.
 *
 * The machine names the first objection that it comes to. Where several apply, an implementation that
 * looks at them in another order names another one, and is as right. So all of them are collected.
 *
 * @module
 */

import { doorbellObjection, extentObjection, pageObjection } from "../../spec/checks.ts";
import { slotAfter } from "../../spec/rings.ts";
import {
  carriesData,
  managesQueues,
  namesQueueBase,
  usesList,
  usesSecond,
} from "../../spec/shapes.ts";
import type { Constants, State } from "../../spec/state.ts";
import type { Shape } from "../../spec/vocabulary.ts";
import type { MachineState } from "../conformance/machine_state.ts";

/** What may be said of a grant that is on its way out, or gone. */
const ENDED = [
  "staleClaim",
  "staleGeneration",
  "staleWindow",
  "unarmedQueue",
  "outOfWindow",
  "foreignWindow",
];

/**
 * The reasons that may be given instead of `reason`: others as long as some grant is not live, and
 * that the controller is not ready where no queue is armed at all.
 */
export function orEnded(state: MachineState, reason: string): string[] {
  if (reason === "unarmedQueue" && state.controller.phase !== "on") return [...ENDED, "notReady"];
  const ended = state.claim.phase !== "live" ||
    state.window.some(({ phase }) => phase !== "live");
  return ended && ENDED.includes(reason) ? ENDED : [reason];
}

/**
 * Every objection to an entry that a scan has read into a slot.
 *
 * @param before The state before the entry was read: the queues that there are to change.
 */
export function entryReasons(
  before: MachineState,
  state: MachineState,
  k: Constants,
  queue: number,
  slot: number,
): Set<string> {
  // A plain state has arrays where the machine has views of arrays: both are read with `at`.
  const s = state as unknown as State;
  const { rules } = k;
  const e = state.queue[queue].checked[slot];
  const found = new Set<string>();
  if (!rules.sglIsAbsent(e.shape)) found.add("sgl");
  if (!rules.metadataIsAbsent(e.shape)) found.add("metadata");
  if (!rules.opcodeIsAllowed(e.shape)) found.add("opcode");
  if (!rules.chainIsAbsent(e.shape)) found.add("deeperChain");
  if (!rules.pointerIsAligned(e.shape)) found.add("unaligned");
  if (!rules.commandIdIsFree(s, k, queue, e.cid, slot)) found.add("commandInFlight");
  if (managesQueues(e.shape) && !rules.queueOrderIsRight(before as unknown as State, k, e.shape)) {
    found.add("queueOrder");
  }
  const pages: number[] = [];
  if (carriesData(e.shape)) pages.push(e.page);
  if (usesSecond(e.shape)) pages.push(e.second);
  if (usesList(e.shape)) pages.push(e.listed);
  for (const page of pages) found.add(pageObjection(s, k, page));
  if (namesQueueBase(e.shape)) {
    found.add(extentObjection(s, k, e.page, rules.checkedCreatedPages(k)));
  }
  found.delete("none");
  return found;
}

/** Every objection to an intent on a buffer. */
export function intentReasons(
  state: MachineState,
  k: Constants,
  intent: {
    owner: number;
    handle: number;
    queue: number;
    shape: Shape;
    cid: number;
    window: number;
  },
): Set<string> {
  const s = state as unknown as State;
  const { owner, handle, queue, shape, cid, window } = intent;
  const { tail } = state.queue[queue];
  const first = doorbellObjection(s, k, handle, queue, slotAfter(k, tail, 1));
  const found = new Set<string>([first]);
  if (first !== "none" && first !== "ringOverrun") return found;
  if (!k.rules.queueOrderIsRight(s, k, shape)) found.add("queueOrder");
  if (!k.rules.commandIdIsFree(s, k, queue, cid, tail)) found.add("commandInFlight");
  if (!k.rules.capabilityIsLive(s, k, owner, window)) found.add("foreignWindow");
  found.delete("none");
  return found;
}
