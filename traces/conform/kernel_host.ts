/**
 * The implementation of this project behind the protocol: what an adapter does with each request.
 *
 * @module
 */

import {
  type Batch,
  BrokeredClaim,
  Bus,
  type ClaimRetirement,
  type Controller,
  DirectAddressing,
  DoorbellScan,
  type GrantedWindow,
  Iommu,
  Kernel,
  PhysicalMemory,
  ProviderFault,
  Refusal,
  RemappedAddressing,
  takeCompletions,
  type ValidatedClaim,
  type WindowRetirement,
} from "../../spec/implementation/mod.ts";
import { doorbellAt, REGISTERS } from "../../spec/nvme/mod.ts";
import { type Lane, LANES, type Model } from "../../spec/vocabulary.ts";
import type { Flat, IntentKind } from "../conformance/adapter.ts";
import { intentOf } from "../conformance/intents.ts";
import { reasonNamed } from "../conformance/reasons.ts";
import { bytesOf, hexOf, numberOf, PROTOCOL_VERSION } from "./protocol.ts";

/** Bytes of a page, and how many there are. */
const PAGE = 4096;
const FRAMES = 256;

/** How many frames are the host's own. The last of them stands for the machine's host frame. */
const HOST_FRAMES = 4;

/** Where host memory begins. */
const PHYSICAL_BASE = 0x7a5c_3e00_0000n;

/** The controller as its driver sees it: registers. What it would do, the harness does. */
class RegisterFile implements Controller {
  readonly writes: string[] = [];
  csts = 0n;
  readonly #capabilities: bigint;

  constructor(capabilities: bigint) {
    this.#capabilities = capabilities;
  }

  read(offset: number): bigint {
    if (offset === REGISTERS.cap.offset) return this.#capabilities;
    return offset === REGISTERS.csts.offset ? this.csts : 0n;
  }

  write(offset: number, _width: 4 | 8, value: bigint): void {
    this.writes.push(`${offset.toString(16)}=${value.toString(16)}`);
  }
}

/** A window of the machine's, as it was granted last. */
interface HostWindow {
  readonly owner: number;
  readonly base: bigint;
  readonly granted: GrantedWindow;
  retirement: WindowRetirement | null;
}

/** What a request came to. */
type Outcome = Flat | Refusal | null;

const IMPOSSIBLE: Flat = { outcome: "impossible" };

// Numbers of windows and claims are names that the harness gives to what it was granted.

/** One host, set up anew by each `reset`. */
export class KernelHost {
  #kernel!: Kernel;
  #memory!: PhysicalMemory;
  #bus!: Bus;
  #registers!: RegisterFile;
  #woken: string[] = [];
  #cancelled: string[] = [];
  readonly #windows = new Map<number, HostWindow>();
  readonly #claims = new Map<number, ValidatedClaim | BrokeredClaim>();
  readonly #batches = new Map<number, DoorbellScan | Batch>();
  #retirement: ClaimRetirement | null = null;

  /** Answers a request; its number and what was observed are added here. */
  answer(request: Flat): Flat {
    if (request.op === "hello") {
      return {
        id: request.id,
        outcome: "done",
        version: PROTOCOL_VERSION,
        name: "spec/implementation",
        lanes: LANES.join(),
        models: "validated,brokered",
        scan: "stepwise",
        page: PAGE,
      };
    }
    const outcome = this.#answer(request);
    const flat: Flat = outcome instanceof Refusal
      ? { outcome: "refused", reason: reasonNamed(outcome.reason) }
      : outcome ?? { outcome: "done" };
    const answer = {
      id: request.id,
      ...flat,
      writes: this.#registers.writes.join(" "),
      woken: this.#woken.join(),
      cancelled: this.#cancelled.join(),
      ...this.#state(),
    };
    this.#registers.writes.length = 0;
    this.#woken = [];
    this.#cancelled = [];
    return answer;
  }

  #answer(request: Flat): Outcome {
    const { op } = request;
    const number = (field: string) => request[field] as number;
    const address = (field: string) => numberOf(field, request[field]);
    switch (op) {
      case "reset":
        return this.#reset(request);
      case "grantWindow":
        return this.#grantWindow(
          number("window"),
          number("owner"),
          address("base"),
          number("pages"),
        );
      case "grantClaim":
        return this.#grantClaim(
          number("claim"),
          number("owner"),
          request.model as Model | "undeclared",
        );
      case "store":
      case "load":
        return this.#access(request);
      case "write":
        return this.#write(number("claim"), address("offset"), number("width"), address("value"));
      case "enable": {
        const claim = this.#claims.get(number("claim"));
        if (!(claim instanceof BrokeredClaim)) return IMPOSSIBLE;
        const sizes = { submission: number("submission"), completion: number("completion") };
        return refusalOf(claim.enable(sizes));
      }
      case "submit":
        return this.#submit(request);
      case "scan":
        return this.#scan(number("queue"));
      case "endScan":
        return this.#endScan(number("queue"));
      case "status":
        this.#registers.csts = address("csts");
        return null;
      case "dmaRead": {
        const bytes = this.#bus.read(address("address"), number("length"));
        return bytes === null ? IMPOSSIBLE : { outcome: "done", bytes: hexOf(bytes) };
      }
      case "dmaWrite":
        return this.#bus.write(address("address"), bytesOf("bytes", request.bytes))
          ? null
          : IMPOSSIBLE;
      case "interrupt":
        this.#interrupt(number("queue"));
        return null;
      case "abandonWait": {
        const session = this.#kernel.session;
        return session?.abandonWait(number("queue"), number("cid")) ? null : IMPOSSIBLE;
      }
      default:
        return this.#teardown(request);
    }
  }

  #teardown(request: Flat): Outcome {
    const window = this.#windows.get(request.window as number);
    const retirement = window?.retirement ?? null;
    switch (request.op) {
      case "revokeWindow": {
        if (window === undefined) return IMPOSSIBLE;
        const revoked = this.#kernel.revokeWindow(window.granted.handle);
        if (revoked instanceof Refusal) return revoked;
        window.retirement = revoked;
        return null;
      }
      case "unmapWindow":
        return done(retirement?.phase === "retiring" && retirement.advance() === "unmapped");
      case "invalidateWindow":
        return done(retirement?.phase === "unmapped" && retirement.advance() === "invalidated");
      case "scrubWindow": {
        if (retirement === null) return IMPOSSIBLE;
        // Without an IOMMU there is nothing to invalidate, and nothing is asked for.
        const direct = this.#kernel.lane !== "remapped";
        if (direct && retirement.phase === "unmapped") retirement.advance();
        return done(retirement.phase === "invalidated" && retirement.run());
      }
      case "endClaim": {
        const claim = this.#claims.get(request.claim as number);
        if (claim === undefined) return IMPOSSIBLE;
        const retired = this.#kernel.endClaim(claim.session);
        if (retired instanceof Refusal) return retired;
        this.#retirement = retired;
        for (const part of retired.windows) {
          for (const known of this.#windows.values()) {
            const same = known.granted.handle === part.window.handle;
            if (same) known.retirement = part;
          }
        }
        if (request.cause === "reset") retired.advance();
        return null;
      }
      case "resetController":
        // A controller that was never enabled has nothing to reset.
        if (this.#retirement?.phase !== "closing") return IMPOSSIBLE;
        if (this.#retirement.session.phase !== "enabled") return IMPOSSIBLE;
        this.#retirement.advance();
        return null;
      case "freeClaim": {
        const retired = this.#retirement;
        if (retired === null) return IMPOSSIBLE;
        // What resets the controller is a step of its own.
        if (retired.phase === "closing" && retired.session.phase === "enabled") return IMPOSSIBLE;
        let before;
        do before = retired.phase; while (retired.advance() !== before);
        if (retired.phase !== "free") return IMPOSSIBLE;
        this.#retirement = null;
        return null;
      }
      default:
        return { outcome: "unsupported" };
    }
  }

  #reset(request: Flat): Outcome {
    const lane = request.lane as Lane;
    this.#memory = new PhysicalMemory({ frames: FRAMES, frameBytes: PAGE, base: PHYSICAL_BASE });
    const iommu = lane === "remapped" ? new Iommu(PAGE) : null;
    this.#bus = new Bus(this.#memory, iommu);
    this.#registers = new RegisterFile(numberOf("cap", request.cap));
    const nsid = request.nsid as number;
    this.#kernel = new Kernel({
      memory: this.#memory,
      controller: this.#registers,
      addressing: iommu !== null
        ? new RemappedAddressing(iommu, this.#memory)
        : new DirectAddressing(lane === "bounce" ? "bounce" : "synthetic", this.#memory),
      identity: {
        maxTransferBytes: request.most as number,
        namespaces: new Map([[nsid, {
          nsid,
          blocks: 2048n,
          blockBytes: request.block as number,
          metadataBytes: 0,
        }]]),
      },
      hostFrames: HOST_FRAMES,
      limits: {
        windows: request.windows as number,
        claims: 1,
        generations: request.generations as number,
      },
      onWake: ({ sqid, cid, completion }) => {
        (completion === null ? this.#cancelled : this.#woken).push(`${sqid}:${cid}`);
      },
    });
    this.#windows.clear();
    this.#claims.clear();
    this.#batches.clear();
    this.#retirement = null;
    return { outcome: "done", physical: this.#memory.addressOf(HOST_FRAMES - 1).toString(16) };
  }

  #grantWindow(window: number, owner: number, base: bigint, pages: number): Outcome {
    const granted = this.#kernel.grantWindow(owner, base, pages, window);
    if (granted instanceof Refusal) return granted;
    this.#windows.set(window, { owner, base, granted, retirement: null });
    const live = this.#kernel.platform.ledger.windows.get(granted.handle)!;
    const physical = live.frames.map((frame) => this.#memory.addressOf(frame).toString(16));
    return { outcome: "done", physical: physical.join() };
  }

  #grantClaim(number: number, owner: number, model: Model | "undeclared"): Outcome {
    const claim = this.#kernel.claim(owner, model === "undeclared" ? undefined : model);
    if (claim instanceof Refusal) return claim;
    this.#claims.set(number, claim);
    return null;
  }

  /** A store or load of a provider's, in the window of its own that has the address. */
  #access(request: Flat): Outcome {
    const address = numberOf("address", request.address);
    for (const { owner, base, granted } of this.#windows.values()) {
      const at = Number(address - base);
      if (owner !== request.owner || at < 0 || at >= granted.memory.length) continue;
      try {
        if (request.op === "store") granted.memory.store(at, bytesOf("bytes", request.bytes));
        else {
          const bytes = granted.memory.load(at, request.length as number);
          return { outcome: "done", bytes: hexOf(bytes) };
        }
        return null;
      } catch (error) {
        if (!(error instanceof ProviderFault)) throw error;
      }
    }
    return IMPOSSIBLE;
  }

  #write(number: number, offset: bigint, width: number, value: bigint): Outcome {
    const claim = this.#claims.get(number);
    if (claim === undefined) return IMPOSSIBLE;
    if (claim instanceof BrokeredClaim) return claim.write(Number(offset));
    const doorbell = doorbellAt(Number(offset), 0);
    if (doorbell?.kind !== "submissionTail" || width !== 4) {
      return claim.write(Number(offset), width, value);
    }
    const scan = claim.beginScan(doorbell, value);
    if (scan instanceof Refusal) return scan;
    this.#batches.set(doorbell.qid, scan);
    return null;
  }

  #submit(request: Flat): Outcome {
    const claim = this.#claims.get(request.claim as number);
    if (!(claim instanceof BrokeredClaim)) return IMPOSSIBLE;
    const number = (field: string) => request[field] as number;
    const qid = number("queue");
    const handle = claim.queue(qid);
    if (handle instanceof Refusal) return handle;
    const buffer = { slot: number("window"), generation: number("generation") };
    const intent = intentOf(request.intent as IntentKind, buffer, number("entries"));
    const batch = claim.prepare(handle, number("cid"), intent);
    if (batch instanceof Refusal) return batch;
    this.#batches.set(qid, batch);
    return null;
  }

  /** Looks for completions of one queue pair, and empties the mailbox that brokered ones go to. */
  #interrupt(queue: number): void {
    const { session } = this.#kernel;
    const completions = session?.queues.completions.get(queue);
    if (session === null || completions === undefined) return;
    takeCompletions(session, completions);
    session.mailbox.length = 0;
  }

  /** Reads one entry, and the list that it names. */
  #scan(queue: number): Outcome {
    const scan = this.#batches.get(queue);
    if (!(scan instanceof DoorbellScan) || scan.phase !== "reading") return IMPOSSIBLE;
    let refusal = scan.step();
    // All entries are read, and yet it goes on: there is a list to read.
    while (refusal === null && scan.phase === "reading" && scan.cursor === scan.tail) {
      refusal = scan.step();
    }
    if (refusal !== null) this.#batches.delete(queue);
    return refusal;
  }

  #endScan(queue: number): Outcome {
    const batch = this.#batches.get(queue);
    if (batch === undefined) return IMPOSSIBLE;
    if (batch instanceof DoorbellScan && batch.phase !== "ready") return IMPOSSIBLE;
    this.#batches.delete(queue);
    return batch.commit();
  }

  /** The abstract state, as far as it is told. */
  #state(): Flat {
    const { session } = this.#kernel;
    const state: { [field: string]: string | number } = {
      claim: session === null ? "free" : session.isLive ? "live" : "closing",
    };
    for (const [number, { granted, retirement }] of this.#windows) {
      const live = this.#kernel.platform.ledger.windows.get(granted.handle) !== null;
      state[`window${number}`] = live ? "live" : retirement?.phase ?? "retiring";
    }
    for (const queue of session?.queues.submissions.values() ?? []) {
      if (queue.status !== "live") continue;
      state[`armed${queue.qid}`] = "yes";
      state[`tail${queue.qid}`] = queue.tail;
    }
    return state;
  }
}

function refusalOf(answer: unknown): Outcome {
  return answer instanceof Refusal ? answer : null;
}

function done(holds: boolean): Outcome {
  return holds ? null : IMPOSSIBLE;
}
