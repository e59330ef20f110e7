/**
 * What the kernel asks the controller itself, before anyone else may.
 *
 * The size of a block decides how far a transfer reaches, so it must not be learnt from a provider, nor
 * from memory that a provider can write. The kernel is its own brokered provider here, with a window
 * that nobody else has, and takes everything back when it is done.
 *
 * @module
 */

import {
  CNS,
  decodeControllerIdentity,
  decodeNamespaceIdentity,
  decodeNamespaceList,
  IDENTIFY_BYTES,
  memoryPageBytes,
  PRP_ENTRY_BYTES,
  succeeded,
} from "../nvme/mod.ts";
import type { BrokeredClaim, QueueHandle } from "./brokered_path.ts";
import type { GrantedWindow, Kernel } from "./kernel.ts";
import { type Identity, type Namespace, pageBytes } from "./platform.ts";
import { Refusal } from "./refusal.ts";

/** Who the kernel is when it asks for itself. */
export const KERNEL_OWNER = -2;

/** A controller that does not answer as it should. */
export class ProbeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProbeError";
  }
}

/**
 * Identifies the controller and its namespaces, and lets the kernel know them.
 *
 * @param settle lets the controller work until it has nothing left to do.
 * @throws {ProbeError} if the controller refuses, or does not come up.
 */
export function probe(kernel: Kernel, settle: () => void): Identity {
  const steps = probing(kernel);
  let step = steps.next();
  while (!step.done) {
    settle();
    step = steps.next();
  }
  return step.value;
}

/**
 * The steps of {@link probe}: wherever it yields, the controller is to work until it has nothing left to
 * do.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 * import { probing } from "./probe.ts";
 *
 * const { kernel, controller } = assemble("bounce");
 * const steps = probing(kernel);
 * let step = steps.next();
 * while (!step.done) {
 *   controller.run();
 *   step = steps.next();
 * }
 * assert(step.value.namespaces.get(1)?.blockBytes === 512);
 * ```
 * @throws {ProbeError} at a step, if the controller refuses, or does not come up.
 */
export function* probing(kernel: Kernel): Generator<void, Identity, void> {
  const claim = granted(kernel.claim(KERNEL_OWNER, "brokered"));
  const window = granted(kernel.grantWindow(KERNEL_OWNER, baseOf(kernel), pagesFor(kernel)));
  const queue = granted(claim.enable({ submission: 2, completion: 2 }));
  yield;
  const ask = (cns: number, nsid: number) => identify(claim, queue, window, cns, nsid);

  const controller = decodeControllerIdentity(yield* ask(CNS.controller, 0));
  const namespaces = new Map<number, Namespace>();
  for (const nsid of decodeNamespaceList(yield* ask(CNS.activeNamespaces, 0))) {
    const bytes = yield* ask(CNS.namespace, nsid);
    const { nsze, blockBytes, metadataBytes } = decodeNamespaceIdentity(bytes);
    namespaces.set(nsid, { nsid, blocks: nsze, blockBytes, metadataBytes });
  }
  const retirement = granted(kernel.endClaim(claim.session));
  retirement.run();
  yield;
  if (!retirement.run()) throw new ProbeError("Cannot identify the controller: it does not stop");
  const maxTransferBytes = largestTransfer(kernel, controller.mdts);
  return kernel.platform.identity = { maxTransferBytes, namespaces };
}

/** No more than MDTS allows, nor than one page of a PRP list can name wherever the data begins. */
function largestTransfer(kernel: Kernel, mdts: number): number {
  const page = pageBytes(kernel.platform);
  const listed = (page / PRP_ENTRY_BYTES) * page;
  if (mdts === 0) return listed;
  return Math.min(listed, 2 ** mdts * memoryPageBytes(kernel.platform.capabilities.mpsmin));
}

/** Where the kernel's own window lies: beyond host-physical addresses, of which no window has one. */
function baseOf({ platform: { memory } }: Kernel): bigint {
  return memory.addressOf(memory.frames - 1) + BigInt(memory.frameBytes);
}

function pagesFor(kernel: Kernel): number {
  return Math.ceil(IDENTIFY_BYTES / pageBytes(kernel.platform));
}

function* identify(
  claim: BrokeredClaim,
  queue: QueueHandle,
  window: GrantedWindow,
  cns: number,
  nsid: number,
): Generator<void, Uint8Array, void> {
  const buffer = { window: window.handle, offset: 0 };
  granted(claim.submit(queue, cns, { kind: "identify", cns, nsid, buffer }));
  yield;
  const [answered] = granted(claim.takeCompletions());
  if (answered === undefined || !succeeded(answered)) {
    throw new ProbeError(`Cannot identify the controller: no good answer to CNS ${cns}`);
  }
  return window.memory.load(0, IDENTIFY_BYTES);
}

function granted<T>(answer: T | Refusal): T {
  if (answer instanceof Refusal) {
    throw new ProbeError(`Cannot identify the controller: ${answer.message}`);
  }
  return answer;
}
