/**
 * An implementation in another process behind the adapter interface. Its kernel is asked
 * (`asked_kernel.ts`), the controller is the harness's own (`played_controller.ts`).
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import { CAP } from "../../spec/nvme/mod.ts";
import {
  type Adapter,
  type Answer,
  type Exchange,
  NOTHING,
  type Request,
} from "../conformance/adapter.ts";
import type { Geometry } from "../conformance/geometry.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { type Addresses, PAGE } from "../conformance/layout.ts";
import { carryOut } from "../conformance/requests.ts";
import type { Link } from "./adapter_process.ts";
import { AskedKernel } from "./asked_kernel.ts";
import { Conversation } from "./conversation.ts";
import { NAMESPACE } from "./device.ts";
import { PlayedController } from "./played_controller.ts";
import { toldState } from "./told_state.ts";

/** CAP of the harness's controller: queues of 1024 entries, pages of 4 KiB to 8 KiB. */
const CAPABILITIES = CAP.encode({ mqes: 1023, to: 15, css: 1, mpsmax: 1 });

/** The largest transfer in bytes. */
const MOST_BYTES = 32 * PAGE;

/** One host at the other end of a link. */
export class ProcessAdapter implements Adapter {
  readonly lenient = true;
  readonly #link: Link;
  #talk!: Conversation;
  #kernel!: AskedKernel;
  #controller!: PlayedController;

  constructor(link: Link) {
    this.#link = link;
  }

  get stepwise(): boolean {
    return this.#link.capabilities.scan === "stepwise";
  }

  exchanges(): Exchange[] {
    return this.#talk.exchanges();
  }

  reset(geometry: Geometry): Promise<Addresses> {
    this.#talk = new Conversation(this.#link, geometry);
    this.#kernel = new AskedKernel(this.#talk);
    this.#controller = new PlayedController(this.#talk, this.#kernel);
    const { lane, owners, windows, generations } = geometry;
    return this.#located(this.#talk.begin({
      op: "reset",
      lane,
      owners,
      windows,
      generations,
      cap: CAPABILITIES.toString(16),
      nsid: NAMESPACE.nsid,
      block: NAMESPACE.blockBytes,
      most: MOST_BYTES,
    }));
  }

  take(request: Request): Promise<Answer> {
    return this.#located(this.#take(request));
  }

  async #take(request: Request): Promise<Answer> {
    const talk = this.#talk;
    talk.lookAway();
    const sides = { kernel: this.#kernel, controller: this.#controller };
    const outcome = await carryOut(sides, request);
    const [doorbell = null, ...more] = talk.doorbells;
    if (more.length > 0) talk.see("doorbells written", "at most 1", `${1 + more.length}`);
    if (doorbell !== null) await this.#controller.lookAhead(doorbell.queue);
    const { reason, woken, sights } = talk;
    return { ...NOTHING, outcome, reason, doorbell, woken, sights };
  }

  state(): PlainState {
    return toldState(this.#talk);
  }

  /** Says of an answer that does not fit to what it was given. */
  async #located<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AdapterFault) || error.kind !== "misfit") throw error;
      throw new AdapterFault("misfit", `${error.message}, at ${this.#link.asked}`);
    }
  }
}
