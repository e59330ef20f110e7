/**
 * The table of requests: one entry for each action of the machine, which says which side carries it out,
 * and what of the request that side is asked for. Who puts an implementation under test offers the two
 * sides and knows nothing of actions: `in_process_kernel.ts` and `in_process_controller.ts` do it for the
 * implementation of this project, `../conform/asked_kernel.ts` and `../conform/played_controller.ts` for
 * one at the other end of a pipe.
 *
 * @module
 */

import type { EndCause, Request } from "./adapter.ts";

/** The request of one action. */
export type RequestOf<A extends Request["action"]> = Extract<Request, { action: A }>;

/** The kernel, with the providers that call it; what comes of a request is an `R`. */
export interface KernelSide<R> {
  grantWindow(request: RequestOf<"kernelGrantsWindow">): R;
  grantClaim(request: RequestOf<"kernelGrantsClaim">): R;
  /** Writes AQA, ASQ, ACQ and CC, in this order, up to the first that is refused. */
  writeRegisters(request: RequestOf<"providerWritesRegisters">): R;
  enable(request: RequestOf<"providerEnablesController">): R;
  disable(owner: number, cc: number): R;
  /** A store of a provider's into its own memory. */
  store(owner: number, address: bigint, bytes: Uint8Array): R;
  ring(request: RequestOf<"providerRingsDoorbell">): R;
  submit(request: RequestOf<"providerSubmitsIntent">): R;
  /** Reads one more entry of the batch. */
  scan(queue: number): R;
  /** Publishes the batch, or refuses it. */
  endScan(queue: number): R;
  takeCompletion(queue: number): R;
  abandonWait(queue: number, cid: number): R;
  reapWaiter(queue: number, cid: number): R;
  revokeWindow(window: number): R;
  unmapWindow(window: number): R;
  invalidateWindow(window: number): R;
  scrubWindow(window: number): R;
  endClaim(cause: EndCause | "timeout"): R;
  resetController(): R;
  freeClaim(): R;
}

/** The controller. */
export interface ControllerSide<R> {
  fetch(queue: number): R;
  /** Makes some of the memory accesses of a command. */
  access(flight: number, accesses: number): R;
  complete(flight: number, fails: boolean): R;
  /** CSTS.RDY follows CC.EN to 0. */
  stop(): R;
}

/** Both of them. */
export interface Sides<R> {
  readonly kernel: KernelSide<R>;
  readonly controller: ControllerSide<R>;
}

type Table = {
  readonly [A in Request["action"]]: <R>(to: Sides<R>, request: RequestOf<A>) => R;
};

const REQUESTS: Table = {
  kernelGrantsWindow: ({ kernel }, request) => kernel.grantWindow(request),
  kernelGrantsClaim: ({ kernel }, request) => kernel.grantClaim(request),

  providerWritesRegisters: ({ kernel }, request) => kernel.writeRegisters(request),
  providerEnablesController: ({ kernel }, request) => kernel.enable(request),
  providerDisablesController: ({ kernel }, { owner, cc }) => kernel.disable(owner, cc),

  providerWritesEntry: ({ kernel }, { owner, address, bytes }) =>
    kernel.store(owner, address, bytes),
  providerWritesList: ({ kernel }, { owner, address, bytes }) =>
    kernel.store(owner, address, bytes),
  providerForgesCompletion: ({ kernel }, { owner, address, bytes }) =>
    kernel.store(owner, address, bytes),

  providerRingsDoorbell: ({ kernel }, request) => kernel.ring(request),
  providerSubmitsIntent: ({ kernel }, request) => kernel.submit(request),
  kernelScansEntry: ({ kernel }, { queue }) => kernel.scan(queue),
  kernelPublishesBatch: ({ kernel }, { queue }) => kernel.endScan(queue),
  kernelRefusesBatch: ({ kernel }, { queue }) => kernel.endScan(queue),

  controllerFetchesEntry: ({ controller }, { queue }) => controller.fetch(queue),
  controllerAccessesMemory: ({ controller }, { flight, accesses }) =>
    controller.access(flight, accesses),
  controllerCompletes: ({ controller }, { flight, fails }) => controller.complete(flight, fails),
  controllerStops: ({ controller }) => controller.stop(),

  kernelTakesCompletion: ({ kernel }, { queue }) => kernel.takeCompletion(queue),
  providerAbandonsWait: ({ kernel }, { queue, cid }) => kernel.abandonWait(queue, cid),
  providerReapsWaiter: ({ kernel }, { queue, cid }) => kernel.reapWaiter(queue, cid),

  kernelRevokesWindow: ({ kernel }, { window }) => kernel.revokeWindow(window),
  kernelUnmapsWindow: ({ kernel }, { window }) => kernel.unmapWindow(window),
  kernelInvalidatesIotlb: ({ kernel }, { window }) => kernel.invalidateWindow(window),
  kernelScrubsWindow: ({ kernel }, { window }) => kernel.scrubWindow(window),

  providerEndsClaim: ({ kernel }, { cause }) => kernel.endClaim(cause),
  kernelTimesOut: ({ kernel }) => kernel.endClaim("timeout"),
  kernelResetsController: ({ kernel }) => kernel.resetController(),
  kernelFreesClaim: ({ kernel }) => kernel.freeClaim(),
};

/** Has a request carried out by the side that it is for. */
export function carryOut<R>(to: Sides<R>, request: Request): R {
  // Each entry takes the request of its own action.
  const entry = REQUESTS[request.action] as (to: Sides<R>, request: Request) => R;
  return entry(to, request);
}
