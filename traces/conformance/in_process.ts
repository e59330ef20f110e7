/**
 * The implementation of this project behind the adapter interface.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import type {
  AssemblyOptions,
  BrokeredClaim,
  Choice,
  ControllerSession,
  QueueHandle,
  Refusal,
  ValidatedClaim,
} from "../../spec/implementation/mod.ts";
import { CAP, doorbellAt, doorbellOffset, REGISTERS, STATUS } from "../../spec/nvme/mod.ts";
import { abstraction, cyclePosition } from "../abstraction.ts";
import type { Adapter, Answer, EndCause, Geometry, Request } from "./adapter.ts";
import { IO_QUEUE } from "./entries.ts";
import { intentOf } from "./intents.ts";
import { innerState } from "./inner_state.ts";
import {
  type HeldWindow,
  type Implementation,
  type InProcessHost,
  type PendingBatch,
  waitKey,
} from "./in_process_host.ts";
import { Addresses, frameCount, PAGE } from "./layout.ts";

/** The most entries of a queue: more than any instance has in two pages. */
const QUEUE_ENTRIES = 512;

type Of<A extends Request["action"]> = Extract<Request, { action: A }>;

/** Makes an adapter of the implementation, or of one that was loaded from elsewhere. */
export function inProcessAdapter(implementation: Implementation): InProcessAdapter {
  return new InProcessAdapter(implementation);
}

/** The adapter. Every answer is there at once. */
export class InProcessAdapter implements Adapter {
  readonly stepwise = true;
  readonly #implementation: Implementation;
  #host: InProcessHost | null = null;

  constructor(implementation: Implementation) {
    this.#implementation = implementation;
  }

  /** @throws {Error} before the first reset. */
  get host(): InProcessHost {
    if (this.#host === null) throw new Error("Cannot use a host that was not set up");
    return this.#host;
  }

  reset(geometry: Geometry): Addresses {
    const { windows, owners, queues, depth, flights, generations } = geometry;
    const options: AssemblyOptions = {
      // Each queue pair needs rings, of up to two pages each, and copies of lists.
      frames: this.#implementation.HOST_FRAMES + frameCount(geometry) + queues * (4 + depth),
      limits: { windows, claims: 1, generations, queues, queueEntries: QUEUE_ENTRIES, refusals: 4 },
      capabilities: CAP.encode({ mqes: QUEUE_ENTRIES - 1, to: 15, css: 1 }),
      dawdles: true,
      onWake: ({ sqid, cid, completion }) => {
        host.ended.set(waitKey(sqid, cid), completion === null ? "cancelled" : "woken");
        if (completion !== null) host.woken.push({ queue: sqid, cid });
      },
    };
    const assembly = this.#implementation.assemble(geometry.lane, options);
    const { HOST_FRAMES, PHYSICAL_BASE } = this.#implementation;
    const addresses = new Addresses(
      frameCount(geometry),
      PHYSICAL_BASE + BigInt((HOST_FRAMES - 1) * PAGE),
    );
    const host: InProcessHost = {
      geometry,
      addresses,
      assembly,
      windows: Array(windows).fill(null),
      claims: Array.from({ length: owners }, () => new Map()),
      pending: Array(queues).fill(null),
      flights: Array(flights).fill(null),
      ended: new Map(),
      origins: Array(queues).fill(0),
      doorbell: null,
      woken: [],
    };
    const { controller } = assembly;
    const write = controller.write.bind(controller);
    controller.write = (offset, width, value) => {
      const doorbell = doorbellAt(offset, 0);
      if (doorbell?.kind === "submissionTail") {
        host.doorbell = { queue: doorbell.qid, tail: Number(value) };
      }
      write(offset, width, value);
    };
    this.#host = host;
    return addresses;
  }

  take(request: Request): Answer {
    const { host } = this;
    host.doorbell = null;
    host.woken.length = 0;
    const outcome = this.#carryOut(request);
    this.#forgetReissued();
    const refused = outcome instanceof this.#implementation.Refusal ? outcome : null;
    return {
      outcome: refused === null ? outcome as "done" | "impossible" : "refused",
      reason: refused?.reason ?? "",
      doorbell: host.doorbell,
      woken: [...host.woken],
      sights: [],
    };
  }

  state(): PlainState {
    return abstraction(this.host);
  }

  fingerprint(): string {
    return JSON.stringify([this.state(), innerState(this.host)]);
  }

  #carryOut(request: Request): "done" | "impossible" | Refusal {
    switch (request.action) {
      case "kernelGrantsWindow":
        return this.#grantWindow(request);
      case "kernelGrantsClaim":
        return this.#grantClaim(request);
      case "providerWritesRegisters":
        return this.#writeRegisters(request);
      case "providerEnablesController":
        return this.#enable(request);
      case "providerDisablesController":
        return this.#writeRegister(this.#current(request.owner), "cc", BigInt(request.cc));
      case "providerWritesEntry":
      case "providerWritesList":
      case "providerForgesCompletion":
        return this.#store(request.owner, request.address, request.bytes);
      case "providerRingsDoorbell":
        return this.#ring(request);
      case "providerSubmitsIntent":
        return this.#submit(request);
      case "kernelScansEntry":
        return this.#scan(request.queue);
      case "kernelPublishesBatch":
      case "kernelRefusesBatch":
        return this.#endScan(request.queue);
      case "controllerFetchesEntry":
        return this.#fetch(request.queue);
      case "controllerAccessesMemory":
        return this.#access(request);
      case "controllerCompletes":
        return this.#complete(request);
      case "controllerStops":
        return this.#choose((choice) => choice.kind === "finishReset");
      case "kernelTakesCompletion":
        return this.#takeCompletion(request.queue);
      case "providerAbandonsWait": {
        const { session } = this.host.assembly.kernel;
        return done(session?.abandonWait(request.queue, request.cid) ?? false);
      }
      case "providerReapsWaiter":
        return done(this.host.ended.delete(waitKey(request.queue, request.cid)));
      case "kernelRevokesWindow":
        return this.#revoke(request.window);
      case "providerEndsClaim":
        return this.#endClaim(request.cause);
      case "kernelTimesOut":
        return this.#endClaim("timeout");
      case "kernelResetsController":
        return this.#resetController();
      case "kernelUnmapsWindow":
        return this.#advance(request.window, "retiring");
      case "kernelInvalidatesIotlb":
        return this.#advance(request.window, "unmapped");
      case "kernelScrubsWindow":
        return this.#scrub(request.window);
      case "kernelFreesClaim":
        return this.#freeClaim();
    }
  }

  #grantWindow({ window, owner, base, pages }: Of<"kernelGrantsWindow">) {
    const granted = this.host.assembly.kernel.grantWindow(owner, base, pages, window);
    if (granted instanceof this.#implementation.Refusal) return granted;
    this.host.windows[window] = { ...granted, owner, base, retirement: null };
    return "done";
  }

  #grantClaim({ owner, model }: Of<"kernelGrantsClaim">) {
    const { kernel } = this.host.assembly;
    const claim = kernel.claim(owner, model === "undeclared" ? undefined : model);
    if (claim instanceof this.#implementation.Refusal) return claim;
    this.host.claims[owner].set(claim.session.claim.generation, { claim, adminQueue: null });
    return "done";
  }

  /** The claim that an owner got last. */
  #current(owner: number): ValidatedClaim | BrokeredClaim | undefined {
    return [...this.host.claims[owner].values()].at(-1)?.claim;
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

  #writeRegisters({ owner, aqa, asq, acq, cc }: Of<"providerWritesRegisters">) {
    const writes = [["aqa", BigInt(aqa)], ["asq", asq], ["acq", acq], ["cc", BigInt(cc)]] as const;
    for (const [name, value] of writes) {
      const answer = this.#writeRegister(this.#current(owner), name, value);
      if (answer !== "done") return answer;
    }
    return "done";
  }

  #enable({ owner, handle, cc, entries }: Of<"providerEnablesController">) {
    const held = this.host.claims[owner].get(handle);
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
    // The machine's controller is ready as soon as it is enabled.
    this.#choose((choice) => choice.kind === "becomeReady");
    this.host.origins[0] = 0;
    return "done";
  }

  #store(owner: number, address: bigint, bytes: Uint8Array) {
    const held = this.host.windows.find((window) => isMappedAt(window, owner, address));
    if (held === null || held === undefined) return "impossible";
    try {
      held.memory.store(Number(address - held.base), bytes);
    } catch (error) {
      if (error instanceof this.#implementation.ProviderFault) return "impossible";
      throw error;
    }
    return "done";
  }

  #ring({ owner, handle, offset, value }: Of<"providerRingsDoorbell">) {
    const claim = this.host.claims[owner].get(handle)?.claim;
    const doorbell = doorbellAt(offset, 0);
    if (claim?.model !== "validated" || doorbell === null) return "impossible";
    const scan = claim.beginScan(doorbell, BigInt(value));
    if (scan instanceof this.#implementation.Refusal) return scan;
    this.host.pending[doorbell.qid] = { scan, batch: null, ringer: owner, refused: null };
    return "done";
  }

  #submit(request: Of<"providerSubmitsIntent">) {
    const { owner, handle, queue, cid, intent, window, generation } = request;
    const held = this.host.claims[owner].get(handle);
    if (held?.claim.model !== "brokered") return "impossible";
    const { claim } = held;
    const handed = queue === 0 ? held.adminQueue : claim.queue(queue);
    if (handed instanceof this.#implementation.Refusal) return handed;
    // A provider that never enabled the controller has no handle to show; this one is good for nothing.
    const shown: QueueHandle = handed ?? { qid: queue, generation: -1 };
    const asked = intentOf(intent, { slot: window, generation }, this.host.geometry.depth);
    const batch = claim.prepare(shown, cid, asked);
    if (batch instanceof this.#implementation.Refusal) return batch;
    this.host.pending[queue] = { scan: null, batch, ringer: owner, refused: null };
    return "done";
  }

  #scan(queue: number) {
    const pending = this.host.pending[queue];
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

  #endScan(queue: number) {
    const pending = this.host.pending[queue];
    if (pending === null || pending.scan?.phase === "reading") return "impossible";
    const refused = pending.refused ?? pending.scan?.commit() ?? pending.batch?.commit() ?? null;
    this.host.pending[queue] = null;
    return refused ?? "done";
  }

  #choose(wanted: (choice: Choice) => boolean) {
    const { controller } = this.host.assembly;
    const choice = controller.choices().find(wanted);
    if (choice === undefined) return "impossible";
    controller.take(choice);
    if (choice.kind === "finishReset") this.host.flights.fill(null);
    return "done";
  }

  #fetch(queue: number) {
    const place = this.host.flights.indexOf(null);
    if (place < 0) return "impossible";
    const { controller } = this.host.assembly;
    const before = controller.flights.length;
    const outcome = this.#choose((choice) => choice.kind === "fetch" && choice.sqid === queue);
    if (outcome !== "done") return outcome;
    const flight = controller.flights[before];
    this.host.flights[place] = flight === undefined ? null : { flight, accesses: 0 };
    return "done";
  }

  #access({ flight, accesses }: Of<"controllerAccessesMemory">) {
    const numbered = this.host.flights[flight];
    for (let i = 0; i < accesses; i++) {
      const outcome = numbered === null ? "impossible" : this.#work(flight);
      if (outcome !== "done") return outcome;
      numbered!.accesses++;
    }
    return "done";
  }

  #work(flight: number) {
    const numbered = this.host.flights[flight];
    return this.#choose((choice) => choice.kind === "work" && choice.flight === numbered?.flight);
  }

  /** Does what a command does without data; for a queue that comes of it, notes where its ring stands. */
  #takeEffect(flight: number): void {
    const { submissions, completions } = this.host.assembly.controller.device;
    const had = submissions.has(IO_QUEUE);
    this.#work(flight);
    const answering = completions.get(IO_QUEUE);
    if (had || !submissions.has(IO_QUEUE) || answering === undefined) return;
    const { tail, phase, size } = answering;
    this.host.origins[IO_QUEUE] = cyclePosition({ head: tail, phase, size });
  }

  #complete({ flight, fails }: Of<"controllerCompletes">) {
    const numbered = this.host.flights[flight];
    if (numbered === null) return "impossible";
    if (fails) numbered.flight.ended = { status: STATUS.invalidField, dw0: 0 };
    // A command that touches no memory has its effect now.
    if (numbered.accesses === 0 && numbered.flight.ended === null) this.#takeEffect(flight);
    const outcome = this.#choose((choice) =>
      choice.kind === "complete" && choice.flight === numbered.flight
    );
    if (outcome === "done") this.host.flights[flight] = null;
    return outcome;
  }

  #takeCompletion(queue: number) {
    const { session } = this.host.assembly.kernel;
    const completions = session?.queues.completions.get(queue);
    if (session === null || completions === undefined) return "impossible";
    const { head } = completions;
    this.#implementation.takeCompletions(session, completions, 1);
    if (completions.head === head) return "impossible";
    // The provider takes what it is handed at once. Its head doorbell would make the kernel hand over
    // everything else, too, so it is rung only when there is nothing else.
    const { owner } = session;
    const device = this.host.assembly.controller.device.completions.get(queue);
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

  #revoke(window: number) {
    const held = this.host.windows[window];
    if (held === null) return "impossible";
    const retirement = this.host.assembly.kernel.revokeWindow(held.handle);
    if (retirement instanceof this.#implementation.Refusal) return retirement;
    held.retirement = retirement;
    return "done";
  }

  #endClaim(cause: EndCause | "timeout") {
    const { kernel } = this.host.assembly;
    const { session } = kernel;
    if (session === null) return "impossible";
    // A provider resets by what it has for that; where nothing is enabled there is nothing to reset.
    const resets = cause === "reset" && session.phase === "enabled";
    const answer = resets ? this.#resetByProvider(session) : kernel.endClaim(session);
    if (answer instanceof this.#implementation.Refusal) return answer;
    for (const window of kernel.ending?.windows ?? []) {
      const held = this.host.windows[window.window.handle.slot];
      if (held !== null) held.retirement = window;
    }
    return done(kernel.ending !== null);
  }

  #resetByProvider({ owner, cc }: ControllerSession) {
    const claim = this.#current(owner);
    return claim?.model === "brokered" ? claim.reset() : this.#writeRegister(claim, "cc", cc & ~1n);
  }

  #resetController() {
    const retirement = this.host.assembly.kernel.ending;
    const isDue = retirement?.phase === "closing" && retirement.session.phase === "enabled";
    if (!isDue) return "impossible";
    retirement.advance();
    return "done";
  }

  #advance(window: number, from: "retiring" | "unmapped") {
    const retirement = this.host.windows[window]?.retirement;
    if (retirement?.phase !== from) return "impossible";
    return done(retirement.advance() !== from);
  }

  #scrub(window: number) {
    const retirement = this.host.windows[window]?.retirement;
    const translated = this.host.geometry.lane === "remapped";
    if (retirement === null || retirement === undefined) return "impossible";
    if (retirement.phase !== (translated ? "invalidated" : "unmapped")) return "impossible";
    return done(retirement.run());
  }

  #freeClaim() {
    const retirement = this.host.assembly.kernel.ending;
    if (retirement === null || retirement.session.phase === "enabled") return "impossible";
    // Between rest and freedom there is nothing that anybody else could see.
    let before;
    do before = retirement.phase; while (retirement.advance() !== before);
    return done(retirement.phase === "free");
  }

  /** A command that is in flight again has no ended wait any more. */
  #forgetReissued(): void {
    const { session } = this.host.assembly.kernel;
    for (const queue of session?.queues.submissions.values() ?? []) {
      for (const { cid } of queue.issues.all) this.host.ended.delete(waitKey(queue.qid, cid));
    }
  }
}

function done(holds: boolean): "done" | "impossible" {
  return holds ? "done" : "impossible";
}

/** Whether the scan has read an entry, but not the list that it names. */
function isListDue({ scan }: PendingBatch, entries: number): boolean {
  return (scan!.queue.batch?.size ?? entries) < entries;
}

function isMappedAt(window: HeldWindow | null, owner: number, address: bigint): boolean {
  return window !== null && window.owner === owner && window.retirement?.phase !== "free" &&
    address >= window.base && address < window.base + BigInt(window.memory.length);
}
