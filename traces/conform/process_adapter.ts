/**
 * An implementation in another process behind the adapter interface: each request becomes requests of
 * the protocol, and the controller is the harness's own.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import { CAP, doorbellOffset, REGISTERS } from "../../spec/nvme/mod.ts";
import {
  type Adapter,
  type Answer,
  type Exchange,
  type Flat,
  type Geometry,
  NOTHING,
  type Outcome,
  type Request,
} from "../conformance/adapter.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { type Fact, fact } from "../conformance/facts.ts";
import { Addresses, frameCount, nameOf, PAGE } from "../conformance/layout.ts";
import type { Link } from "./adapter_process.ts";
import {
  bytesRead,
  type CompletionRing,
  Device,
  NAMESPACE,
  tailWrite,
  writesOf,
} from "./device.ts";
import {
  type Answer as WireAnswer,
  hexOf,
  misfit,
  numberOf,
  type Request as WireRequest,
} from "./protocol.ts";
import { type Published, toldState } from "./told_state.ts";

/** CAP of the harness's controller: queues of 1024 entries, pages of 4 KiB to 8 KiB. */
const CAPABILITIES = CAP.encode({ mqes: 1023, to: 15, css: 1, mpsmax: 1 });

/** The largest transfer in bytes. */
const MOST_BYTES = 32 * PAGE;

type Of<A extends Request["action"]> = Extract<Request, { action: A }>;

/** A window as it was granted last. */
interface GrantedWindow {
  readonly owner: number;
  readonly first: number;
  readonly pages: number;
  mapped: boolean;
}

/** One host at the other end of a link. */
export class ProcessAdapter implements Adapter {
  readonly lenient = true;
  readonly #link: Link;
  #geometry!: Geometry;
  #addresses!: Addresses;
  #device!: Device;
  #exchanges: Exchange[] = [];
  /** The adapter's last answer. */
  #said: Flat = {};
  /** The owners of the claims that were granted, by their numbers. */
  #owners: number[] = [];
  #claimIsLive = false;
  #windows: (GrantedWindow | undefined)[] = [];
  /** By queue: why the batch was refused, while the machine has yet to end its scan. */
  readonly #refused = new Map<number, string>();
  readonly #ended = new Map<string, "woken" | "cancelled">();
  #published: Published[][] = [];
  // What was seen in answering one request.
  #reason = "";
  #doorbells: { queue: number; tail: number }[] = [];
  #woken: { queue: number; cid: number }[] = [];
  #sights: Fact[] = [];

  constructor(link: Link) {
    this.#link = link;
  }

  get stepwise(): boolean {
    return this.#link.capabilities.scan === "stepwise";
  }

  exchanges(): Exchange[] {
    const exchanges = this.#exchanges;
    this.#exchanges = [];
    return exchanges;
  }

  reset(geometry: Geometry): Promise<Addresses> {
    return this.#located(this.#reset(geometry));
  }

  take(request: Request): Promise<Answer> {
    return this.#located(this.#take(request));
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

  async #reset(geometry: Geometry): Promise<Addresses> {
    this.#geometry = geometry;
    this.#exchanges = [];
    this.#device = new Device(geometry.flights, (request) => this.#ask(request));
    this.#owners = [];
    this.#claimIsLive = false;
    this.#windows = [];
    this.#refused.clear();
    this.#ended.clear();
    this.#published = Array.from({ length: geometry.queues }, () => []);
    const { lane, owners, windows, generations } = geometry;
    const answer = await this.#ask({
      op: "reset",
      lane,
      owners,
      windows,
      generations,
      cap: CAPABILITIES.toString(16),
      nsid: NAMESPACE.nsid,
      block: NAMESPACE.blockBytes,
      most: MOST_BYTES,
    });
    if (answer.outcome !== "done") throw misfit("outcome", answer.outcome, "done, after a reset");
    this.#addresses = new Addresses(frameCount(geometry), numberOf("physical", answer.physical));
    return this.#addresses;
  }

  async #take(request: Request): Promise<Answer> {
    this.#reason = "";
    this.#doorbells = [];
    this.#woken = [];
    this.#sights = [];
    const outcome = await this.#carryOut(request);
    const [doorbell = null, ...more] = this.#doorbells;
    if (more.length > 0) this.#see("doorbells written", "at most 1", `${1 + more.length}`);
    if (doorbell !== null) await this.#lookAhead(doorbell.queue);
    const woken = this.#woken;
    return { ...NOTHING, outcome, reason: this.#reason, doorbell, woken, sights: this.#sights };
  }

  state(): PlainState {
    return toldState({
      geometry: this.#geometry,
      addresses: this.#addresses,
      device: this.#device,
      published: this.#published,
      said: this.#said,
      ended: this.#ended,
    });
  }

  #carryOut(request: Request): Promise<Outcome> | Outcome {
    const { action } = request;
    switch (action) {
      case "kernelGrantsWindow":
        return this.#grantWindow(request);
      case "kernelGrantsClaim":
        return this.#grantClaim(request);
      case "providerWritesRegisters":
        return this.#writeRegisters(request);
      case "providerEnablesController":
        return this.#enable(request);
      case "providerDisablesController":
        return this.#write(this.#claimOf(request.owner), REGISTERS.cc, BigInt(request.cc));
      case "providerWritesEntry":
      case "providerWritesList":
      case "providerForgesCompletion": {
        const { owner, address, bytes } = request;
        return this.#do({ op: "store", owner, address: hex(address), bytes: hexOf(bytes) });
      }
      case "providerRingsDoorbell": {
        const { handle, offset, value } = request;
        return this.#write(handle, { offset, width: 4 }, BigInt(value));
      }
      case "providerSubmitsIntent": {
        const { handle, queue, cid, intent, window, generation } = request;
        const entries = this.#geometry.depth;
        const named = { claim: handle, queue, cid, intent, window, generation, entries };
        return this.#do({ op: "submit", ...named });
      }
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
        if (this.#device.phase !== "stopping") return "impossible";
        this.#device.stop();
        this.#published.forEach((published) => published.splice(0));
        return this.#do({ op: "status", csts: "0" });
      case "kernelTakesCompletion":
        return this.#takeCompletion(request.queue);
      case "providerAbandonsWait":
        return this.#do({ op: "abandonWait", queue: request.queue, cid: request.cid });
      case "providerReapsWaiter":
        return this.#ended.delete(`${request.queue}:${request.cid}`) ? "done" : "impossible";
      case "kernelRevokesWindow":
        return this.#do({ op: "revokeWindow", window: request.window });
      case "providerEndsClaim":
        return this.#endClaim(request.cause);
      case "kernelTimesOut":
        return this.#endClaim("timeout");
      case "kernelResetsController":
        return this.#do({ op: "resetController" });
      case "kernelUnmapsWindow":
        return this.#unmap(request.window);
      case "kernelInvalidatesIotlb":
        return this.#invalidate(request.window);
      case "kernelScrubsWindow":
        return this.#do({ op: "scrubWindow", window: request.window });
      case "kernelFreesClaim":
        return this.#do({ op: "freeClaim" });
    }
  }

  async #grantWindow({ window, owner, base, pages }: Of<"kernelGrantsWindow">): Promise<Outcome> {
    const outcome = await this.#do({ op: "grantWindow", window, owner, base: hex(base), pages });
    if (outcome !== "done") return outcome;
    const first = this.#addresses.pageAt(base);
    this.#windows[window] = { owner, first, pages, mapped: true };
    const physical = String(this.#said.physical ?? "").split(",");
    for (let i = 0; i < pages; i++) {
      this.#addresses.place(first + i, numberOf("physical", physical[i]));
      const bytes = await this.#load(owner, base + BigInt(i * PAGE), PAGE);
      const dirty = bytes?.findIndex((byte) => byte !== 0) ?? -1;
      const seen = bytes === null ? "not readable" : `a byte left at ${dirty}`;
      const blank = bytes !== null && dirty < 0;
      this.#see("page as granted", "all zeroes", blank ? "all zeroes" : seen);
    }
    return "done";
  }

  async #grantClaim({ owner, model }: Of<"kernelGrantsClaim">): Promise<Outcome> {
    const outcome = await this.#do({ op: "grantClaim", claim: this.#owners.length, owner, model });
    if (outcome === "done") {
      this.#owners.push(owner);
      this.#claimIsLive = true;
    }
    return outcome;
  }

  /** The number of the claim that an owner got last, or -1. */
  #claimOf(owner: number): number {
    return this.#owners.lastIndexOf(owner);
  }

  #write(
    claim: number,
    { offset, width }: { offset: number; width: number },
    value: bigint,
  ): Promise<Outcome> | Outcome {
    if (claim < 0) return "impossible";
    return this.#do({ op: "write", claim, offset: hex(offset), width, value: hex(value) });
  }

  async #writeRegisters(
    { owner, aqa, asq, acq, cc }: Of<"providerWritesRegisters">,
  ): Promise<Outcome> {
    const writes = [["aqa", BigInt(aqa)], ["asq", asq], ["acq", acq], ["cc", BigInt(cc)]] as const;
    for (const [name, value] of writes) {
      const outcome = await this.#write(this.#claimOf(owner), REGISTERS[name], value);
      if (outcome !== "done") return outcome;
    }
    return "done";
  }

  async #enable({ handle, cc, entries }: Of<"providerEnablesController">): Promise<Outcome> {
    const brokered = this.#geometry.model === "brokered";
    const outcome =
      await (brokered
        ? this.#do({ op: "enable", claim: handle, submission: entries, completion: entries })
        : this.#write(handle, REGISTERS.cc, BigInt(cc)));
    if (outcome !== "done" || this.#device.phase !== "on") return outcome;
    if (brokered) {
      const { submission, completion } = this.#device.adminEntries;
      this.#see("AQA, in entries", `${entries} and ${entries}`, `${submission} and ${completion}`);
    }
    return await this.#do({ op: "status", csts: "1" });
  }

  /** Reads one more entry. What is refused already is told when the scan ends, like all refusals. */
  async #scan(queue: number): Promise<Outcome> {
    if (this.#refused.has(queue)) return "done";
    const outcome = await this.#do({ op: "scan", queue });
    if (outcome !== "refused") return outcome;
    this.#refused.set(queue, this.#reason);
    return "done";
  }

  async #endScan(queue: number): Promise<Outcome> {
    const reason = this.#refused.get(queue);
    if (reason === undefined) return await this.#do({ op: "endScan", queue });
    this.#refused.delete(queue);
    this.#reason = reason;
    return "refused";
  }

  /** Once a doorbell is written, the controller may fetch: what it would find must be right by now. */
  async #lookAhead(queue: number): Promise<void> {
    const ring = this.#device.rings[queue]?.submission;
    if (!ring) return;
    const known = this.#published[queue];
    for (let slot = ring.head; slot !== ring.tail; slot = (slot + 1) % ring.entries) {
      if (known.some((published) => published.slot === slot)) continue;
      const entry = await this.#device.look(ring, slot);
      known.push({ slot, entry });
      // A command of this identifier is in flight again.
      if (entry !== null) this.#ended.delete(`${queue}:${entry.cid}`);
    }
  }

  async #fetch(queue: number): Promise<Outcome> {
    const ring = this.#device.rings[queue]?.submission;
    const idle = this.#device.flights.includes(null);
    if (!ring || ring.head === ring.tail || !idle) return "impossible";
    const { head } = ring;
    const fetched = await this.#device.fetch(queue);
    this.#published[queue] = this.#published[queue].filter(({ slot }) => slot !== head);
    if (fetched === null) this.#see("fetch", "an entry", "nothing: the address leads nowhere");
    return "done";
  }

  async #access({ flight, accesses }: Of<"controllerAccessesMemory">): Promise<Outcome> {
    const fetched = this.#device.flights[flight];
    if (fetched === null) return "impossible";
    for (let i = 0; i < accesses; i++) {
      const access = await this.#device.access(fetched);
      this.#see("access to memory", "done", access === null ? "leads nowhere" : "done");
      if (access?.kind !== "data") continue;
      // What landed must be seen in the page that the provider named.
      const named = this.#nameOf(access.address);
      if (named === null) continue;
      const seen = await this.#load(named.owner, named.address, access.bytes.length);
      const text = seen === null ? "not readable" : hexOf(seen);
      this.#see(`bytes at ${hex(named.address)}h`, hexOf(access.bytes), text);
    }
    return "done";
  }

  /** By whom, and by what name, a byte on the bus can be seen; `null` if nobody maps it. */
  #nameOf(address: bigint): { owner: number; address: bigint } | null {
    const frames = frameCount(this.#geometry);
    const frame = this.#addresses.pageAt(address) % frames;
    for (const window of this.#windows) {
      if (window === undefined || !window.mapped) continue;
      const { owner, first, pages } = window;
      if (frame < first || frame >= first + pages) continue;
      return { owner, address: nameOf(frame) + address % BigInt(PAGE) };
    }
    return null;
  }

  async #load(owner: number, address: bigint, length: number): Promise<Uint8Array | null> {
    const answer = await this.#ask({ op: "load", owner, address: hex(address), length });
    return bytesRead(answer, length);
  }

  async #complete({ flight, fails }: Of<"controllerCompletes">): Promise<Outcome> {
    if (this.#device.flights[flight] === null) return "impossible";
    this.#seePosted(await this.#device.post(flight, fails));
    return "done";
  }

  #seePosted(posted: boolean): void {
    this.#see("completion posted", "yes", posted ? "yes" : "no: the address leads nowhere");
  }

  async #takeCompletion(queue: number): Promise<Outcome> {
    const ring = this.#device.rings[queue]?.completion;
    if (ring === undefined || ring.due === 0) return "impossible";
    ring.due--;
    const outcome = await this.#do({ op: "interrupt", queue });
    if (outcome === "done" && this.#claimIsLive && this.#geometry.model === "validated") {
      await this.#ringHead(queue, ring);
    }
    this.#seePosted(await this.#device.postNext(ring));
    return outcome;
  }

  /** A correct provider takes what it was handed, and says so. */
  async #ringHead(queue: number, ring: CompletionRing): Promise<void> {
    const handed = (ring.handed + 1) % ring.entries;
    const answer = await this.#ask({
      op: "write",
      claim: this.#owners.length - 1,
      offset: hex(doorbellOffset({ kind: "completionHead", qid: queue }, 0)),
      width: 4,
      value: hex(handed),
    });
    if (answer.outcome === "done") ring.handed = handed;
  }

  async #endClaim(cause: string): Promise<Outcome> {
    const outcome = await this.#do({ op: "endClaim", claim: this.#owners.length - 1, cause });
    if (outcome === "done") this.#claimIsLive = false;
    return outcome;
  }

  /** Until its pages are unmapped, an IOTLB may come to know them at any moment: here it does. */
  async #unmap(window: number): Promise<Outcome> {
    if (this.#geometry.lane === "remapped") {
      for (const page of this.#pagesOf(window)) await this.#device.reaches(page);
    }
    const outcome = await this.#do({ op: "unmapWindow", window });
    const granted = this.#windows[window];
    if (outcome === "done" && granted !== undefined) granted.mapped = false;
    return outcome;
  }

  /** After the IOTLB was invalidated, nothing leads to the window any more. */
  async #invalidate(window: number): Promise<Outcome> {
    const outcome = await this.#do({ op: "invalidateWindow", window });
    if (outcome !== "done") return outcome;
    for (const page of this.#pagesOf(window)) {
      const reached = await this.#device.reaches(page);
      const seen = reached ? "done" : "leads nowhere";
      this.#see(`controller's access to ${hex(page)}h`, "leads nowhere", seen);
    }
    return outcome;
  }

  /** The addresses of a window's pages. */
  #pagesOf(window: number): bigint[] {
    const { first, pages } = this.#windows[window] ?? { first: 0, pages: 0 };
    return Array.from({ length: pages }, (_, page) => nameOf(first + page));
  }

  #see(name: string, expected: string, actual: string): void {
    this.#sights.push(fact(name, [expected], actual));
  }

  /** Asks for something, and takes the answer for that of the whole request. */
  async #do(request: WireRequest): Promise<Outcome> {
    const { outcome, reason } = await this.#ask(request);
    if (outcome !== "done" && outcome !== "refused" && outcome !== "impossible") {
      throw misfit("outcome", outcome, "done, refused or impossible");
    }
    if (outcome === "refused") {
      if (typeof reason !== "string") throw misfit("reason", reason, "why it was refused");
      this.#reason = reason;
    }
    return outcome;
  }

  async #ask(request: WireRequest): Promise<WireAnswer> {
    const answer = await this.#link.ask(request);
    this.#said = answer;
    this.#exchanges.push({ request, answer });
    for (const write of writesOf(answer)) {
      this.#device.write(write);
      const tail = tailWrite(write);
      if (tail !== null) this.#doorbells.push(tail);
    }
    for (const command of commandsOf("woken", answer)) {
      const [queue, cid] = command.split(":").map(Number);
      this.#woken.push({ queue, cid });
      this.#ended.set(command, "woken");
    }
    for (const command of commandsOf("cancelled", answer)) this.#ended.set(command, "cancelled");
    return answer;
  }
}

function hex(value: number | bigint): string {
  return value.toString(16);
}

/** The commands that a field of an answer names. */
function commandsOf(field: "woken" | "cancelled", answer: WireAnswer): string[] {
  const commands = String(answer[field] ?? "").split(",").filter((item) => item !== "");
  for (const command of commands) {
    if (!/^\d{1,5}:\d{1,5}$/.test(command)) {
      throw misfit(field, command, "commands as QUEUE:CID, with commas between them");
    }
  }
  return commands;
}
