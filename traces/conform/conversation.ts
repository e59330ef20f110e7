/**
 * What is asked of an adapter and what it answers, with what is seen in that: registers that it wrote,
 * commands that were woken, and what is right or wrong whatever the machine does.
 *
 * @module
 */

import type { CommandName, Exchange, Flat, Outcome } from "../conformance/adapter.ts";
import type { Geometry } from "../conformance/geometry.ts";
import { type Fact, fact } from "../conformance/facts.ts";
import { Addresses, frameCount } from "../conformance/layout.ts";
import type { Link } from "./adapter_process.ts";
import { bytesRead, commandsOf, type DoorbellWrite, tailWrite, writesOf } from "./answer_fields.ts";
import { Device } from "./device.ts";
import { type Answer, misfit, numberOf, type Request } from "./protocol.ts";
import type { Published } from "./told_state.ts";

/** The talk with one host. */
export class Conversation {
  readonly geometry: Geometry;
  readonly device: Device;
  addresses!: Addresses;
  /** The adapter's last answer. */
  said: Flat = {};
  /** How waits ended that nobody has taken note of, as `queue:cid`. */
  readonly ended = new Map<string, "woken" | "cancelled">();
  /** By queue: what was published and not fetched. */
  readonly published: Published[][];
  // What was seen in answering one request of the harness's.
  reason = "";
  doorbells: DoorbellWrite[] = [];
  woken: CommandName[] = [];
  sights: Fact[] = [];
  readonly #link: Link;
  #exchanges: Exchange[] = [];

  constructor(link: Link, geometry: Geometry) {
    this.#link = link;
    this.geometry = geometry;
    this.device = new Device(geometry.flights, (request) => this.ask(request));
    this.published = Array.from({ length: geometry.queues }, () => []);
  }

  /** Has the host set up. */
  async begin(request: Request): Promise<Addresses> {
    const answer = await this.ask(request);
    if (answer.outcome !== "done") throw misfit("outcome", answer.outcome, "done, after a reset");
    const host = numberOf("physical", answer.physical);
    this.addresses = new Addresses(frameCount(this.geometry), host);
    return this.addresses;
  }

  /** What was asked and answered since this was last called. */
  exchanges(): Exchange[] {
    const exchanges = this.#exchanges;
    this.#exchanges = [];
    return exchanges;
  }

  /** Forgets what was seen: another request begins. */
  lookAway(): void {
    this.reason = "";
    this.doorbells = [];
    this.woken = [];
    this.sights = [];
  }

  /** Takes note of something seen. */
  see(name: string, expected: string, actual: string): void {
    this.sights.push(fact(name, [expected], actual));
  }

  /** Takes note of whether a completion could be posted. */
  seePosted(posted: boolean): void {
    this.see("completion posted", "yes", posted ? "yes" : "no: the address leads nowhere");
  }

  /** Asks for something, and takes the answer for that of the whole request. */
  async do(request: Request): Promise<Outcome> {
    const { outcome, reason } = await this.ask(request);
    if (outcome !== "done" && outcome !== "refused" && outcome !== "impossible") {
      throw misfit("outcome", outcome, "done, refused or impossible");
    }
    if (outcome === "refused") {
      if (typeof reason !== "string") throw misfit("reason", reason, "why it was refused");
      this.reason = reason;
    }
    return outcome;
  }

  /** Reads what a provider sees; `null` where it maps nothing. */
  async load(owner: number, address: bigint, length: number): Promise<Uint8Array | null> {
    const answer = await this.ask({ op: "load", owner, address: hex(address), length });
    return bytesRead(answer, length);
  }

  /** Asks for something, and takes note of what the answer says. */
  async ask(request: Request): Promise<Answer> {
    const answer = await this.#link.ask(request);
    this.said = answer;
    this.#exchanges.push({ request, answer });
    for (const write of writesOf(answer)) {
      this.device.write(write);
      const tail = tailWrite(write);
      if (tail !== null) this.doorbells.push(tail);
    }
    for (const command of commandsOf("woken", answer)) {
      const [queue, cid] = command.split(":").map(Number);
      this.woken.push({ queue, cid });
      this.ended.set(command, "woken");
    }
    for (const command of commandsOf("cancelled", answer)) this.ended.set(command, "cancelled");
    return answer;
  }
}

/** A number as the protocol writes it. */
export function hex(value: number | bigint): string {
  return value.toString(16);
}
