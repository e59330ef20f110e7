/**
 * What an adapter may offer beyond what every suite of the machine asks: registers read, interrupts
 * granted and raised, completions taken, intents in every detail, and the log.
 *
 * @module
 */

import type {
  BrokeredClaim,
  Handle,
  Intent,
  Kernel,
  QueueHandle,
  Refusal,
  ValidatedClaim,
} from "../../spec/implementation/mod.ts";
import type { CompletionEntry } from "../../spec/nvme/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import type { Implementation } from "../conformance/in_process_host.ts";
import { reasonNamed } from "../conformance/reasons.ts";
import { IMPOSSIBLE } from "./kernel_teardown.ts";
import { numberOf } from "./protocol.ts";

/** What is offered, by name; `../PROTOCOL.md` says what each of them is. */
export const FEATURES = [
  "read",
  "told",
  "limits",
  "firmware",
  "interrupts",
  "most",
  "intents",
  "take",
  "log",
  "halves",
  "stride",
  "scattered",
  "commands",
  "wire",
  "numbers",
  "detail",
  "pages",
  "probe",
  "early",
  "waits",
] as const;

/** Numbers of an intent that a request may give one by one. */
const DETAILS = ["nsid", "cns", "blocks", "qid", "cqid", "entries", "vector"] as const;

/** An intent with what the request says of it in detail. */
export function withDetails(intent: Intent, request: Flat): Intent {
  const detailed: { [field: string]: unknown } = { ...intent };
  for (const field of DETAILS) {
    if (request[field] !== undefined && field in intent) detailed[field] = Number(request[field]);
  }
  if (request.block !== undefined) detailed.block = numberOf("block", request.block);
  if ("buffer" in intent && request.at !== undefined) {
    detailed.buffer = { ...intent.buffer, offset: Number(request.at) };
  }
  return detailed as unknown as Intent;
}

/** A host's answers to these requests. */
export class KernelQuestions {
  readonly #implementation: Implementation;
  readonly #kernel: Kernel;
  readonly #claims: ReadonlyMap<number, ValidatedClaim | BrokeredClaim>;
  /** The kernel's own questions to the controller, once it has begun to ask. */
  #probing: Generator<void> | null = null;
  /** Interrupt grants in the order in which they were made. */
  readonly #interrupts: Handle[] = [];

  constructor(
    using: Implementation,
    kernel: Kernel,
    claims: ReadonlyMap<number, ValidatedClaim | BrokeredClaim>,
  ) {
    this.#implementation = using;
    this.#kernel = kernel;
    this.#claims = claims;
  }

  answer(request: Flat): Flat | QueueHandle | Refusal | null {
    const number = (field: string) => request[field] as number;
    switch (request.op) {
      case "read":
        return this.#read(request);
      case "queue": {
        const claim = this.#claims.get(number("claim"));
        return claim?.model === "brokered" ? claim.queue(number("queue")) : IMPOSSIBLE;
      }
      case "take":
        return this.#take(number("claim"));
      case "grantInterrupt": {
        const granted = this.#kernel.grantInterrupt(number("owner"), number("vector"));
        if (this.#isRefusal(granted)) return granted;
        this.#interrupts.push(granted);
        return null;
      }
      case "revokeInterrupt":
        return this.#kernel.revokeInterrupt(this.#interrupts[number("interrupt")]);
      case "raise": {
        const taken = this.#kernel.interrupt(number("vector"));
        return this.#isRefusal(taken) ? taken : { outcome: "done", taken };
      }
      case "probe":
        return this.#probe();
      case "poll":
        return { outcome: "done", taken: this.#kernel.poll() };
      case "log":
        return this.#log();
      default:
        return { outcome: "unsupported" };
    }
  }

  #read(request: Flat): Flat | Refusal {
    const claim = this.#claims.get(request.claim as number);
    if (claim === undefined) return IMPOSSIBLE;
    const offset = Number(numberOf("offset", request.offset));
    const value = claim.read(offset, request.width as number);
    return this.#isRefusal(value) ? value : { outcome: "done", value: value.toString(16) };
  }

  #take(number: number): Flat | Refusal {
    const claim = this.#claims.get(number);
    if (claim?.model !== "brokered") return IMPOSSIBLE;
    const taken = claim.takeCompletions();
    if (this.#isRefusal(taken)) return taken;
    const named = (taken as readonly CompletionEntry[]).map(({ sqid, cid }) => `${sqid}:${cid}`);
    return { outcome: "done", taken: named.length, completions: named.join() };
  }

  /** Lets the kernel identify the controller by itself, as far as it comes without an answer. */
  #probe(): Flat {
    this.#probing ??= this.#implementation.probing(this.#kernel);
    try {
      const { done } = this.#probing.next();
      return { outcome: "done", known: done ? 1 : 0 };
    } catch (error) {
      if (error instanceof this.#implementation.ProbeError) return IMPOSSIBLE;
      throw error;
    }
  }

  /** How many refusals there were, how many are kept, and the last one. */
  #log(): Flat {
    const { total, records } = this.#kernel.log;
    const last = records.at(-1);
    const counts = { outcome: "done", total, kept: records.length };
    if (last === undefined) return counts;
    const { reason, value } = last.refusal;
    const named = { ...counts, owner: last.owner, last: reasonNamed(reason) };
    return value === null ? named : { ...named, value: value.toString(16) };
  }

  #isRefusal(answer: unknown): answer is Refusal {
    return answer instanceof this.#implementation.Refusal;
  }
}
