/**
 * The implementation of this project behind the protocol: what an adapter does with each request.
 *
 * @module
 */

import type {
  Batch,
  BrokeredClaim,
  DoorbellScan,
  QueueHandle,
  Refusal,
  ValidatedClaim,
} from "../../spec/implementation/mod.ts";
import * as implementation from "../../spec/implementation/mod.ts";
import * as nvme from "../../spec/nvme/mod.ts";
import { LANES, type Model } from "../../spec/vocabulary.ts";
import type { Flat, IntentKind } from "../conformance/adapter.ts";
import type { Implementation } from "../conformance/in_process_host.ts";
import { intentOf } from "../conformance/intents.ts";
import { reasonNamed } from "../conformance/reasons.ts";
import { type KernelParts, kernelParts, PAGE } from "./kernel_parts.ts";
import { FEATURES, KernelQuestions, withDetails } from "./kernel_questions.ts";
import { type HostWindow, IMPOSSIBLE, KernelTeardown, type Outcome } from "./kernel_teardown.ts";
import { bytesOf, hexOf, numberOf, PROTOCOL_VERSION, signedOf } from "./protocol.ts";
import { isWellFormed } from "./request_form.ts";
import type { Wire } from "./wire_fields.ts";
import { WireHost } from "./wire_host.ts";

// Numbers of windows and claims are names that the harness gives to what it was granted.

/** One host, set up anew by each `reset`. */
export class KernelHost {
  readonly #implementation: Implementation;
  readonly #pace: "atomic" | "stepwise";
  readonly #wire: WireHost;
  /** Whether there was a `reset`. Without one there is nothing to ask. */
  #isSetUp = false;
  #parts!: KernelParts;
  #questions!: KernelQuestions;
  #teardown!: KernelTeardown;
  #woken: string[] = [];
  #cancelled: string[] = [];
  readonly #windows = new Map<number, HostWindow>();
  readonly #claims = new Map<number, ValidatedClaim | BrokeredClaim>();
  readonly #batches = new Map<number, DoorbellScan | Batch>();
  /** Handles of queues, in the order in which they were given out. */
  readonly #handles: QueueHandle[] = [];

  /**
   * @param using The implementation, or one with a mistake in it.
   * @param pace Whether a doorbell is scanned and published at once.
   * @param wire The wire formats that go with it.
   */
  constructor(
    using: Implementation = implementation,
    pace: "atomic" | "stepwise" = "stepwise",
    wire: Wire = nvme,
  ) {
    this.#implementation = using;
    this.#pace = pace;
    this.#wire = new WireHost(wire, using.WindowIndex);
  }

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
        scan: this.#pace,
        page: PAGE,
        features: FEATURES.join(),
      };
    }
    const told = this.#wire.answer(request);
    if (told !== null) return { id: request.id, ...told };
    const canBeDone = isWellFormed(request) && (this.#isSetUp || request.op === "reset");
    const outcome = canBeDone ? this.#answer(request) : IMPOSSIBLE;
    const flat: Flat = this.#isRefusal(outcome)
      ? {
        outcome: "refused",
        reason: reasonNamed(outcome.reason),
        told: reasonNamed(outcome.told),
        detail: outcome.reason,
      }
      : outcome ?? { outcome: "done" };
    if (!this.#isSetUp) return { id: request.id, ...flat };
    const { registers } = this.#parts;
    const answer = {
      id: request.id,
      ...flat,
      writes: registers.writes.join(" "),
      woken: this.#woken.join(),
      cancelled: this.#cancelled.join(),
      ...this.#state(),
    };
    registers.writes.length = 0;
    this.#woken = [];
    this.#cancelled = [];
    return answer;
  }

  #answer(request: Flat): Outcome {
    const { op } = request;
    // Text is a number that is not whole, or one below zero.
    const number = (field: string) => Number(request[field]);
    const address = (field: string) => signedOf(field, request[field]);
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
        if (claim?.model !== "brokered") return IMPOSSIBLE;
        const sizes = { submission: number("submission"), completion: number("completion") };
        return this.#keep(claim.enable(sizes));
      }
      case "submit":
        return this.#submit(request);
      case "scan":
        return this.#scan(number("queue"));
      case "endScan":
        return this.#endScan(number("queue"));
      case "status":
        this.#parts.registers.csts = address("csts");
        return null;
      case "dmaRead": {
        const bytes = this.#parts.bus.read(address("address"), number("length"));
        return bytes === null ? IMPOSSIBLE : { outcome: "done", bytes: hexOf(bytes) };
      }
      case "dmaWrite":
        return this.#parts.bus.write(address("address"), bytesOf("bytes", request.bytes))
          ? null
          : IMPOSSIBLE;
      case "interrupt":
        if (number("queue") >= this.#parts.kernel.platform.limits.queues) return IMPOSSIBLE;
        this.#interrupt(number("queue"), request.most as number | undefined);
        return null;
      case "abandonWait": {
        const session = this.#parts.kernel.session;
        return session?.abandonWait(number("queue"), number("cid")) ? null : IMPOSSIBLE;
      }
      default:
        return this.#otherwise(request);
    }
  }

  #otherwise(request: Flat): Outcome {
    const answer = this.#teardown.answer(request);
    return answer === undefined ? this.#keep(this.#questions.answer(request)) : answer;
  }

  #reset(request: Flat): Outcome {
    const onWake = (sqid: number, cid: number, completed: boolean) => {
      (completed ? this.#woken : this.#cancelled).push(`${sqid}:${cid}`);
    };
    this.#parts = kernelParts(this.#implementation, request, onWake);
    this.#isSetUp = true;
    const { kernel } = this.#parts;
    const granted = { windows: this.#windows, claims: this.#claims };
    this.#questions = new KernelQuestions(this.#implementation, kernel, this.#claims);
    this.#teardown = new KernelTeardown(this.#implementation, kernel, granted);
    this.#windows.clear();
    this.#claims.clear();
    this.#batches.clear();
    this.#handles.length = 0;
    return this.#parts.told;
  }

  #grantWindow(window: number, owner: number, base: bigint, pages: number): Outcome {
    const granted = this.#parts.kernel.grantWindow(owner, base, pages, window);
    if (this.#isRefusal(granted)) return granted;
    this.#windows.set(window, { owner, base, granted, retirement: null });
    const live = this.#parts.kernel.platform.ledger.windows.get(granted.handle)!;
    const physical = live.frames.map((frame) => this.#parts.memory.addressOf(frame).toString(16));
    return { outcome: "done", physical: physical.join() };
  }

  #grantClaim(number: number, owner: number, model: Model | "undeclared"): Outcome {
    const claim = this.#parts.kernel.claim(owner, model === "undeclared" ? undefined : model);
    if (this.#isRefusal(claim)) return claim;
    this.#claims.set(number, claim);
    return null;
  }

  /** A store or load of a provider's, in the window of its own that has the address. */
  #access(request: Flat): Outcome {
    const address = numberOf("address", request.address);
    for (const { owner, base, granted } of this.#windows.values()) {
      if (owner !== request.owner) continue;
      const at = Number(address - base);
      try {
        if (request.op === "store") granted.memory.store(at, bytesOf("bytes", request.bytes));
        else {
          const bytes = granted.memory.load(at, request.length as number);
          return { outcome: "done", bytes: hexOf(bytes) };
        }
        return null;
      } catch (error) {
        if (!(error instanceof this.#implementation.ProviderFault)) throw error;
      }
    }
    return IMPOSSIBLE;
  }

  #write(number: number, offset: bigint, width: number, value: bigint): Outcome {
    const claim = this.#claims.get(number);
    if (claim === undefined) return IMPOSSIBLE;
    if (claim.model === "brokered") return claim.write(Number(offset));
    const doorbell = nvme.doorbellAt(Number(offset), this.#parts.dstrd);
    const isScanned = doorbell?.kind === "submissionTail" && width === 4 && value < 1n << 32n;
    if (!isScanned || this.#pace === "atomic") {
      const refusal = claim.write(Number(offset), width, value);
      // A provider that resets the controller ends its claim with that.
      this.#teardown.notice();
      return refusal;
    }
    const scan = claim.beginScan(doorbell, value);
    if (this.#isRefusal(scan)) return scan;
    this.#batches.set(doorbell.qid, scan);
    return null;
  }

  #submit(request: Flat): Outcome {
    const claim = this.#claims.get(request.claim as number);
    if (claim?.model !== "brokered") return IMPOSSIBLE;
    const number = (field: string) => request[field] as number;
    const qid = number("queue");
    const named = request.handle === undefined ? undefined : this.#handles[number("handle")];
    const handle = named ?? claim.queue(qid);
    if (this.#isRefusal(handle)) return handle;
    const buffer = { slot: number("window"), generation: number("generation") };
    const intent = intentOf(request.intent as IntentKind, buffer, number("entries"));
    const batch = claim.prepare(handle, number("cid"), withDetails(intent, request));
    if (this.#isRefusal(batch)) return batch;
    if (this.#pace === "atomic") return batch.commit();
    this.#batches.set(qid, batch);
    return null;
  }

  /** Looks for completions of one queue pair, and empties the mailbox that brokered ones go to. */
  #interrupt(queue: number, most: number | undefined): void {
    const { session } = this.#parts.kernel;
    const completions = session?.queues.completions.get(queue);
    if (session === null || completions === undefined) return;
    this.#implementation.takeCompletions(session, completions, most);
    session.mailbox.length = 0;
  }

  /** Reads one entry, and the list that it names. */
  #scan(queue: number): Outcome {
    const scan = this.#batches.get(queue);
    if (!this.#isScan(scan) || scan.phase !== "reading") return IMPOSSIBLE;
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
    if (this.#isScan(batch) && batch.phase !== "ready") return IMPOSSIBLE;
    this.#batches.delete(queue);
    return batch.commit();
  }

  /** Keeps the handle of a queue that was given out, for later requests to name by its number. */
  #keep(answer: QueueHandle | Refusal | Outcome): Outcome {
    if (answer === null || this.#isRefusal(answer)) return answer;
    if ("outcome" in answer) return answer as Flat;
    this.#handles.push(answer as QueueHandle);
    return { outcome: "done", handle: this.#handles.length - 1 };
  }

  #isRefusal(answer: unknown): answer is Refusal {
    return answer instanceof this.#implementation.Refusal;
  }

  #isScan(batch: DoorbellScan | Batch | undefined): batch is DoorbellScan {
    return batch instanceof this.#implementation.DoorbellScan;
  }

  /** The abstract state, as far as it is told. */
  #state(): Flat {
    const { session } = this.#parts.kernel;
    const state: { [field: string]: string | number } = {
      claim: session === null ? "free" : session.isLive ? "live" : "closing",
    };
    for (const [number, { granted, retirement }] of this.#windows) {
      const live = this.#parts.kernel.platform.ledger.windows.get(granted.handle) !== null;
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
