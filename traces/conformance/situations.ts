/**
 * Situations: what a suite can cover instead of every step, where there are too many of them.
 *
 * A situation is an action with its parameters, what it meets (who holds what, how far scans, commands
 * and teardowns are), and how it is answered. It leaves out what the action does not look at, such as the
 * contents of other slots, so there are far fewer situations than steps.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { frameNamed } from "../../spec/addresses.ts";
import { slotAfter } from "../../spec/rings.ts";
import { carriesData, namesQueueBase, usesList, usesSecond } from "../../spec/shapes.ts";
import { isBlank } from "./stores.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";
import { doorbellReasons, enableReasons, entryReasons } from "./reasons.ts";

/** The situation of a step, as text. */
export function situationOf(
  k: MachineConstants,
  before: MachineState,
  { action, params }: Choice,
  after: MachineState,
): string {
  const { claim, controller, window, queue } = before;
  const met: unknown[] = [claim.phase, controller.phase];
  const { queue: q, window: w, flight: f } = params as { [name: string]: number | undefined };
  const about = q ?? (f === undefined ? undefined : controller.flight[f].queue);
  if (about !== undefined) {
    const { armed, scan, issue } = queue[about];
    met.push(
      armed,
      scan.phase,
      scan.cursor === scan.to,
      issue.map(({ phase }) => phase),
      after.queue[about].answer,
    );
  }
  if (w !== undefined) {
    const scanning = queue.some(({ scan }) => scan.phase !== "idle");
    const busy = controller.flight.some(({ phase }) => phase === "busy");
    met.push(window[w].phase, scanning, busy);
  }
  if (q === undefined && w === undefined) {
    met.push(window.map(({ phase }) => phase), queue.map(({ armed, answer }) => [armed, answer]));
  }
  return JSON.stringify([
    action,
    params,
    met,
    circumstances(k, before, action, params as never, after),
  ]);
}

/** Why the step is refused, if it is, and what is special about what it meets. */
function circumstances(
  k: MachineConstants,
  before: MachineState,
  action: string,
  p: { readonly queue: number; readonly handle: number; readonly tail: number },
  after: MachineState,
): readonly string[] {
  switch (action) {
    case "providerRingsDoorbell":
      return doorbellReasons(before, k, p);
    case "providerEnablesController":
      return enableReasons(before, k, p.handle);
    case "kernelPublishesBatch": {
      // Whether something else stands by now where the entries were read: slots that were read are blank.
      const frame = before.frame[frameNamed(k, before.queue[p.queue].sq)];
      const slots = (frame?.slot ?? []).map((entry) => isBlank(entry) ? "as read" : "rewritten");
      return [...slots, ...reliedOn(k, before, p.queue)];
    }
    case "kernelRefusesBatch":
      return reliedOn(k, before, p.queue);
    case "kernelScansEntry": {
      const slot = before.queue[p.queue].scan.cursor;
      const { shape, page, second } = after.queue[p.queue].checked[slot];
      return [shape, `${page}`, `${second}`, ...entryReasons(before, after, k, p.queue, slot)];
    }
    default:
      return [];
  }
}

/** The commands that a scan has read, each with what has become of the windows that it names. */
function reliedOn(k: MachineConstants, { queue, window }: MachineState, about: number): string[] {
  const { checked, scan, tail } = queue[about];
  const phaseOf = (page: number) => window[k.rules.windowAt(k, page)]?.phase ?? "none";
  const named: string[] = [phaseOf(queue[about].sq)];
  for (let slot = tail; slot !== scan.cursor; slot = slotAfter(k, slot, 1)) {
    const { shape, page, second, listed } = checked[slot];
    const pages = carriesData(shape) || namesQueueBase(shape) ? [page] : [];
    if (usesSecond(shape)) pages.push(second);
    if (usesList(shape)) pages.push(listed);
    named.push([shape, ...pages.map(phaseOf)].join(" "));
  }
  return named;
}
