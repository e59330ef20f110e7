/**
 * The controller that the harness plays as the controller's side of the table of requests: what it sees
 * is looked at.
 *
 * @module
 */

import type { Awaitable, Outcome } from "../conformance/adapter.ts";
import type { ControllerSide } from "../conformance/requests.ts";
import type { AskedKernel } from "./asked_kernel.ts";
import { type Conversation, hex } from "./conversation.ts";
import { hexOf } from "./protocol.ts";

/** The controller of one host. */
export class PlayedController implements ControllerSide<Awaitable<Outcome>> {
  readonly #talk: Conversation;
  readonly #kernel: AskedKernel;

  constructor(talk: Conversation, kernel: AskedKernel) {
    this.#talk = talk;
    this.#kernel = kernel;
  }

  async fetch(queue: number): Promise<Outcome> {
    const ring = this.#talk.device.rings[queue]?.submission;
    const idle = this.#talk.device.flights.includes(null);
    if (!ring || ring.head === ring.tail || !idle) return "impossible";
    const { head } = ring;
    const fetched = await this.#talk.device.fetch(queue);
    this.#talk.published[queue] = this.#talk.published[queue].filter(({ slot }) => slot !== head);
    if (fetched === null) this.#talk.see("fetch", "an entry", "nothing: the address leads nowhere");
    return "done";
  }

  async access(flight: number, accesses: number): Promise<Outcome> {
    const fetched = this.#talk.device.flights[flight];
    if (fetched === null) return "impossible";
    for (let i = 0; i < accesses; i++) {
      const access = await this.#talk.device.access(fetched);
      this.#talk.see("access to memory", "done", access === null ? "leads nowhere" : "done");
      if (access?.kind !== "data") continue;
      // What landed must be seen in the page that the provider named.
      const named = this.#kernel.nameOf(access.address);
      if (named === null) continue;
      const seen = await this.#talk.load(named.owner, named.address, access.bytes.length);
      const text = seen === null ? "not readable" : hexOf(seen);
      this.#talk.see(`bytes at ${hex(named.address)}h`, hexOf(access.bytes), text);
    }
    return "done";
  }

  async complete(flight: number, fails: boolean): Promise<Outcome> {
    if (this.#talk.device.flights[flight] === null) return "impossible";
    this.#talk.seePosted(await this.#talk.device.post(flight, fails));
    return "done";
  }

  stop(): Awaitable<Outcome> {
    if (this.#talk.device.phase !== "stopping") return "impossible";
    this.#talk.device.stop();
    this.#talk.published.forEach((published) => published.splice(0));
    return this.#talk.do({ op: "status", csts: "0" });
  }

  /** Once a doorbell is written, the controller may fetch: what it would find must be right by now. */
  async lookAhead(queue: number): Promise<void> {
    const ring = this.#talk.device.rings[queue]?.submission;
    if (!ring) return;
    const known = this.#talk.published[queue];
    for (let slot = ring.head; slot !== ring.tail; slot = (slot + 1) % ring.entries) {
      if (known.some((published) => published.slot === slot)) continue;
      const entry = await this.#talk.device.look(ring, slot);
      known.push({ slot, entry });
      // A command of this identifier is in flight again.
      if (entry !== null) this.#talk.ended.delete(`${queue}:${entry.cid}`);
    }
  }
}
