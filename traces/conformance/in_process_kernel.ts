/**
 * The kernel of this project as the kernel's side of the table of requests.
 *
 * @module
 */

import type {
  BrokeredClaim,
  ControllerSession,
  QueueHandle,
  Refusal,
  ValidatedClaim,
} from "../../spec/implementation/mod.ts";
import { doorbellAt, doorbellOffset, REGISTERS } from "../../spec/nvme/mod.ts";
import type { EndCause } from "./adapter.ts";
import { intentOf } from "./intents.ts";
import { done, type InProcessController } from "./in_process_controller.ts";
import {
  type HeldWindow,
  type Implementation,
  type InProcessHost,
  type PendingBatch,
  waitKey,
} from "./in_process_host.ts";
import type { KernelSide, RequestOf } from "./requests.ts";

/** What comes of a request: it is carried out, or cannot be now, or is refused. */
export type Carried = "done" | "impossible" | Refusal;

/** The kernel of one host. */
export class InProcessKernel implements KernelSide<Carried> {
  readonly #implementation: Implementation;
  readonly #host: InProcessHost;
  readonly #controller: InProcessController;

  constructor(
    implementation: Implementation,
    host: InProcessHost,
    controller: InProcessController,
  ) {
    this.#implementation = implementation;
    this.#host = host;
    this.#controller = controller;
  }

  grantWindow({ window, owner, base, pages }: RequestOf<"kernelGrantsWindow">) {
    const granted = this.#host.assembly.kernel.grantWindow(owner, base, pages, window);
    if (granted instanceof this.#implementation.Refusal) return granted;
    this.#host.windows[window] = { ...granted, owner, base, retirement: null };
    return "done";
  }

  grantClaim({ owner, model }: RequestOf<"kernelGrantsClaim">) {
    const { kernel } = this.#host.assembly;
    const claim = kernel.claim(owner, model === "undeclared" ? undefined : model);
    if (claim instanceof this.#implementation.Refusal) return claim;
    this.#host.claims[owner].set(claim.session.claim.generation, { claim, adminQueue: null });
    return "done";
  }

  writeRegisters({ owner, aqa, asq, acq, cc }: RequestOf<"providerWritesRegisters">) {
    const writes = [["aqa", BigInt(aqa)], ["asq", asq], ["acq", acq], ["cc", BigInt(cc)]] as const;
    for (const [name, value] of writes) {
      const answer = this.#writeRegister(this.#current(owner), name, value);
      if (answer !== "done") return answer;
    }
    return "done";
  }

  enable({ owner, handle, cc, entries }: RequestOf<"providerEnablesController">) {
    const held = this.#host.claims[owner].get(handle);
    if (held === undefined) return "impossible";
    const { claim } = held;
    if (claim.model === "brokered") {
      const queue = claim.enable({ submission: entries, completion: entries });
      if (queue instanceof this.#implementation.Refusal) return queue;
      held.adminQueue = queue;
    } else {
      const refused = this.#writeRegister(claim, "cc", BigInt(cc));
      if (refused !== "done") return refused;
    }
    this.#controller.becomeReady();
    this.#host.origins[0] = 0;
    return "done";
  }

  disable(owner: number, cc: number) {
    return this.#writeRegister(this.#current(owner), "cc", BigInt(cc));
  }

  store(owner: number, address: bigint, bytes: Uint8Array) {
    const held = this.#host.windows.find((window) => isMappedAt(window, owner, address));
    if (held === null || held === undefined) return "impossible";
    try {
      held.memory.store(Number(address - held.base), bytes);
    } catch (error) {
      if (error instanceof this.#implementation.ProviderFault) return "impossible";
      throw error;
    }
    return "done";
  }

  ring({ owner, handle, offset, value }: RequestOf<"providerRingsDoorbell">) {
    const claim = this.#host.claims[owner].get(handle)?.claim;
    const doorbell = doorbellAt(offset, 0);
    if (claim?.model !== "validated" || doorbell === null) return "impossible";
    const scan = claim.beginScan(doorbell, BigInt(value));
    if (scan instanceof this.#implementation.Refusal) return scan;
    this.#host.pending[doorbell.qid] = { scan, batch: null, ringer: owner, refused: null };
    return "done";
  }

  submit(request: RequestOf<"providerSubmitsIntent">) {
    const { owner, handle, queue, cid, intent, window, generation } = request;
    const held = this.#host.claims[owner].get(handle);
    if (held?.claim.model !== "brokered") return "impossible";
    const { claim } = held;
    const handed = queue === 0 ? held.adminQueue : claim.queue(queue);
    if (handed instanceof this.#implementation.Refusal) return handed;
    // A provider that never enabled the controller has no handle to show; this one is good for nothing.
    const shown: QueueHandle = handed ?? { qid: queue, generation: -1 };
    const asked = intentOf(intent, { slot: window, generation }, this.#host.geometry.depth);
    const batch = claim.prepare(shown, cid, asked);
    if (batch instanceof this.#implementation.Refusal) return batch;
    this.#host.pending[queue] = { scan: null, batch, ringer: owner, refused: null };
    return "done";
  }

  scan(queue: number) {
    const pending = this.#host.pending[queue];
    if (pending?.scan == null) return "impossible";
    // Refused because the claim ended: nothing is read any more, whatever was to be read next.
    if (pending.refused?.reason === "staleClaim") return "done";
    if (pending.scan.phase !== "reading") return "impossible";
    const { entries } = pending.scan.work;
    do {
      pending.refused = pending.scan.step();
    } while (pending.scan.phase === "reading" && isListDue(pending, entries + 1));
    return "done";
  }

  endScan(queue: number) {
    const pending = this.#host.pending[queue];
    if (pending === null || pending.scan?.phase === "reading") return "impossible";
    const refused = pending.refused ?? pending.scan?.commit() ?? pending.batch?.commit() ?? null;
    this.#host.pending[queue] = null;
    return refused ?? "done";
  }

  takeCompletion(queue: number) {
    const { session } = this.#host.assembly.kernel;
    const completions = session?.queues.completions.get(queue);
    if (session === null || completions === undefined) return "impossible";
    const { head } = completions;
    this.#implementation.takeCompletions(session, completions, 1);
    if (completions.head === head) return "impossible";
    // The provider takes what it is handed at once. Its head doorbell would make the kernel hand over
    // everything else, too, so it is rung only when there is nothing else.
    const { owner } = session;
    const device = this.#host.assembly.controller.device.completions.get(queue);
    const claim = this.#current(owner);
    const nothingElse = device?.tail === completions.head;
    if (
      nothingElse && claim?.model === "validated" && completions.consumed !== completions.copied
    ) {
      const offset = doorbellOffset({ kind: "completionHead", qid: queue }, 0);
      claim.write(offset, 4, BigInt(completions.copied));
    } else completions.consumed = completions.copied;
    session.mailbox.length = 0;
    return "done";
  }

  abandonWait(queue: number, cid: number) {
    const { session } = this.#host.assembly.kernel;
    return done(session?.abandonWait(queue, cid) ?? false);
  }

  reapWaiter(queue: number, cid: number) {
    return done(this.#host.ended.delete(waitKey(queue, cid)));
  }

  revokeWindow(window: number) {
    const held = this.#host.windows[window];
    if (held === null) return "impossible";
    const retirement = this.#host.assembly.kernel.revokeWindow(held.handle);
    if (retirement instanceof this.#implementation.Refusal) return retirement;
    held.retirement = retirement;
    return "done";
  }

  unmapWindow(window: number) {
    return this.#advance(window, "retiring");
  }

  invalidateWindow(window: number) {
    return this.#advance(window, "unmapped");
  }

  scrubWindow(window: number) {
    const retirement = this.#host.windows[window]?.retirement;
    const translated = this.#host.geometry.lane === "remapped";
    if (retirement === null || retirement === undefined) return "impossible";
    if (retirement.phase !== (translated ? "invalidated" : "unmapped")) return "impossible";
    return done(retirement.run());
  }

  endClaim(cause: EndCause | "timeout") {
    const { kernel } = this.#host.assembly;
    const { session } = kernel;
    if (session === null) return "impossible";
    // A provider resets by what it has for that; where nothing is enabled there is nothing to reset.
    const resets = cause === "reset" && session.phase === "enabled";
    const answer = resets ? this.#resetByProvider(session) : kernel.endClaim(session);
    if (answer instanceof this.#implementation.Refusal) return answer;
    for (const window of kernel.ending?.windows ?? []) {
      const held = this.#host.windows[window.window.handle.slot];
      if (held !== null) held.retirement = window;
    }
    return done(kernel.ending !== null);
  }

  resetController() {
    const retirement = this.#host.assembly.kernel.ending;
    const isDue = retirement?.phase === "closing" && retirement.session.phase === "enabled";
    if (!isDue) return "impossible";
    retirement.advance();
    return "done";
  }

  freeClaim() {
    const retirement = this.#host.assembly.kernel.ending;
    if (retirement === null || retirement.session.phase === "enabled") return "impossible";
    // Between rest and freedom there is nothing that anybody else could see.
    let before;
    do before = retirement.phase; while (retirement.advance() !== before);
    return done(retirement.phase === "free");
  }

  /** The claim that an owner got last. */
  #current(owner: number): ValidatedClaim | BrokeredClaim | undefined {
    return [...this.#host.claims[owner].values()].at(-1)?.claim;
  }

  #writeRegister(
    claim: ValidatedClaim | BrokeredClaim | undefined,
    name: "aqa" | "asq" | "acq" | "cc",
    value: bigint,
  ) {
    if (claim?.model !== "validated") return "impossible";
    const { offset, width } = REGISTERS[name];
    return claim.write(offset, width, value) ?? "done";
  }

  #advance(window: number, from: "retiring" | "unmapped") {
    const retirement = this.#host.windows[window]?.retirement;
    if (retirement?.phase !== from) return "impossible";
    return done(retirement.advance() !== from);
  }

  #resetByProvider({ owner, cc }: ControllerSession) {
    const claim = this.#current(owner);
    return claim?.model === "brokered" ? claim.reset() : this.#writeRegister(claim, "cc", cc & ~1n);
  }
}

/** Whether the scan has read an entry, but not the list that it names. */
function isListDue({ scan }: PendingBatch, entries: number): boolean {
  return (scan!.queue.batch?.size ?? entries) < entries;
}

function isMappedAt(window: HeldWindow | null, owner: number, address: bigint): boolean {
  return window !== null && window.owner === owner && window.retirement?.phase !== "free" &&
    address >= window.base && address < window.base + BigInt(window.memory.length);
}
