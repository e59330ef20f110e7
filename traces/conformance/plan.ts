/**
 * From a step of the machine to the requests that do the same to an implementation.
 *
 * Most steps are one request. Some need more, because the machine leaves out what costs it states and
 * decides nothing: memory that nobody reads again is forgotten there, so that an entry may have to be
 * stored anew before it is read; data that lands in a page overwrites only what the machine says it does.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import type { Model } from "../../spec/vocabulary.ts";
import {
  CC,
  COMPLETION_ENTRY_BYTES,
  doorbellOffset,
  SUBMISSION_ENTRY_BYTES,
} from "../../spec/nvme/mod.ts";
import { accessAt, usesList } from "../../spec/shapes.ts";
import { firstFrame, frameNamed } from "../../spec/addresses.ts";
import type { EndCause, Request } from "./adapter.ts";
import type { Geometry } from "./geometry.ts";
import type { AbstractEntry } from "./entries.ts";
import { intentKind } from "./intents.ts";
import { nameOf, PAGE } from "./layout.ts";
import { type MachineConstants, type MachineState, ownerOf } from "./machine_state.ts";
import { blankEntry, marksOf, restored, type Setting, storeEntry, storeList } from "./stores.ts";

/** The requests of one step. The answers to `main` are what is compared. */
export interface Plan {
  /** Stores that a provider makes beforehand. */
  readonly before: readonly Request[];
  /** The step itself: up to the first request that is not done. */
  readonly main: readonly Request[];
  /** Stores that a provider makes afterwards. */
  readonly after: readonly Request[];
}

/** The geometry of an instance. */
export function geometryOf(k: MachineConstants): Geometry {
  const { bounds, lane, model, queues } = k;
  const { owners, windows, windowPages, depth, generations, flights } = bounds;
  return {
    lane,
    model,
    owners,
    windows,
    windowPages,
    depth,
    queues,
    generations,
    flights,
    pageBytes: PAGE,
  };
}

/** The requests that bring a host from nothing to where the machine starts. */
export function initialRequests(k: MachineConstants): Request[] {
  const { bounds, model } = k;
  if (bounds.start === 1) return [];
  const holder = bounds.start === 2 ? 1 : 0;
  const requests: Request[] = [];
  if (bounds.start === 2) {
    // The first owner's claim, and its end.
    requests.push(
      { action: "kernelGrantsClaim", owner: 0, model },
      { action: "providerEndsClaim", cause: "release" },
      { action: "kernelFreesClaim" },
    );
  }
  for (let window = 0; window < bounds.windows; window++) {
    const owner = window === 1 ? 1 - holder : holder;
    requests.push(grantOf(k, window, owner), ...marksOf(k, window, owner));
  }
  requests.push({ action: "kernelGrantsClaim", owner: holder, model });
  if (model === "validated") requests.push(baseWrites(k, holder, 0));
  if (bounds.registers === 0) requests.push(enableOf(k, holder, bounds.start === 2 ? 1 : 0, 0));
  return requests;
}

/** The requests for a choice in a state. */
export function planOf(to: Setting, state: MachineState, choice: Choice): Plan {
  const { action, params } = choice;
  const after = action === "controllerAccessesMemory"
    ? restored(to, state, choice)
    : action === "kernelGrantsWindow"
    ? marksOf(to.k, params.window as number, params.owner as number)
    : [];
  return {
    before: action === "kernelScansEntry" ? blankEntry(to, state, choice) : [],
    main: mainOf(to, state, choice),
    after,
  };
}

type Parameters = { readonly [name: string]: never };

function mainOf(to: Setting, state: MachineState, choice: Choice): Request[] {
  const { k, addresses } = to;
  // Parameters come from the action's own domains.
  const p = choice.params as Parameters;
  const { action } = choice as { action: Request["action"] };
  const owner: number = p.owner;
  const queue: number = p.queue;
  const window: number = p.window;
  switch (action) {
    case "kernelGrantsWindow":
      return [grantOf(k, window, owner)];
    case "kernelGrantsClaim":
      return [{ action, owner, model: p.model as Model | "undeclared" }];
    case "providerWritesRegisters": {
      const shift = p.shifted ? 4n : 0n;
      return [{
        ...baseWrites(k, state.claim.owner, 0),
        asq: addresses.of(p.asq) + shift,
        acq: addresses.of(p.acq),
        cc: configuration(0, p.bigPages ? 1 : 0),
      }];
    }
    case "providerEnablesController":
      return enableRequests(k, state, owner, p.handle);
    case "providerDisablesController":
      return [{ action, owner, cc: configuration(0, 0) }];
    case "providerWritesEntry": {
      const page = state.queue[queue].sq;
      const frame = frameNamed(k, page);
      return [storeEntry(to, state, queue, page, frame, p.slot, p as unknown as AbstractEntry)];
    }
    case "providerWritesList":
      return [storeList(to, ownerOf(state, k, p.frame), p.frame, p.page)];
    case "providerForgesCompletion":
      throw new Error("Cannot forge a completion: the completion rings are the kernel's");
    case "providerRingsDoorbell":
      return [{
        action,
        owner,
        handle: p.handle,
        queue,
        offset: doorbellOffset({ kind: "submissionTail", qid: queue }, 0),
        value: p.tail,
      }];
    case "providerSubmitsIntent":
      return [{
        action,
        owner,
        handle: p.handle,
        queue,
        cid: p.cid,
        intent: intentKind(p.shape, queue),
        window,
        generation: state.window[window].generation,
      }];
    case "kernelScansEntry":
    case "kernelPublishesBatch":
    case "kernelRefusesBatch":
    case "controllerFetchesEntry":
    case "kernelTakesCompletion":
      return [{ action, queue }];
    case "controllerAccessesMemory":
      return [{ action, flight: p.flight, accesses: accessesOf(state, p.flight) }];
    case "controllerCompletes":
      return [{ action, flight: p.flight, fails: p.fails }];
    case "providerAbandonsWait":
    case "providerReapsWaiter":
      return [{ action, queue, cid: p.cid }];
    case "kernelRevokesWindow":
    case "kernelUnmapsWindow":
    case "kernelInvalidatesIotlb":
    case "kernelScrubsWindow":
      return [{ action, window }];
    case "providerEndsClaim":
      return [{ action, cause: p.cause as EndCause }];
    case "controllerStops":
    case "kernelTimesOut":
    case "kernelResetsController":
    case "kernelFreesClaim":
      return [{ action }];
  }
}

function grantOf(k: MachineConstants, window: number, owner: number): Request {
  return {
    action: "kernelGrantsWindow",
    window,
    owner,
    base: nameOf(firstFrame(k, window)),
    pages: k.bounds.windowPages,
  };
}

/** The bases that an honest driver writes: the first pages of a window. */
function baseWrites(k: MachineConstants, owner: number, window: number) {
  const { depth, windowPages, queuePages } = k.bounds;
  const first = firstFrame(k, window);
  const completions = windowPages > queuePages ? first + queuePages : first;
  return {
    action: "providerWritesRegisters" as const,
    owner,
    aqa: sizesOf(depth, queuePages),
    asq: nameOf(first),
    acq: nameOf(completions),
    cc: configuration(0, 0),
  };
}

/**
 * AQA: sizes are 0-based, submission entries in bits 11:0, completion entries in bits 27:16. Queues of
 * more than one page have as many entries as fill them, whatever the machine counts.
 */
function sizesOf(depth: number, queuePages: number): number {
  const submissions = queuePages === 1 ? depth : queuePages * PAGE / SUBMISSION_ENTRY_BYTES;
  const completions = queuePages === 1 ? depth : queuePages * PAGE / COMPLETION_ENTRY_BYTES;
  return submissions - 1 + (completions - 1) * 0x1_0000;
}

/** CC for entries of 64 and 16 bytes, and pages of 4 KiB times 2^mps. */
function configuration(en: 0 | 1, mps: number): number {
  return Number(CC.encode({ en, mps, iosqes: 6, iocqes: 4 }));
}

function enableOf(
  { bounds }: MachineConstants,
  owner: number,
  handle: number,
  mps: number,
): Request {
  const cc = configuration(1, mps);
  return { action: "providerEnablesController", owner, handle, cc, entries: bounds.depth };
}

function enableRequests(
  k: MachineConstants,
  state: MachineState,
  owner: number,
  handle: number,
): Request[] {
  if (k.model === "brokered") return [enableOf(k, owner, handle, 0)];
  if (k.bounds.registers === 1) {
    return [enableOf(k, owner, handle, state.registers.bigPages ? 1 : 0)];
  }
  // The first window of its own; without one the registers stay as they are.
  const window = state.window.findIndex((w) => w.phase === "live" && w.owner === owner);
  const { asq, acq } = state.registers;
  const writes = window < 0
    ? { ...baseWrites(k, owner, 0), asq: nameOf(asq), acq: nameOf(acq) }
    : baseWrites(k, owner, window);
  return [writes, enableOf(k, owner, handle, 0)];
}

/** The last page of a list is named by both of its entries. */
function accessesOf(state: MachineState, number: number): number {
  const { shape, part } = state.controller.flight[number];
  return usesList(shape) && accessAt(shape, part) === "listed" ? 2 : 1;
}
