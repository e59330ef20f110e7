/**
 * The harness: it takes one step of the machine at a time to an adapter, as a provider, as a
 * controller, and as whoever calls the kernel, and says where what comes back is not what the machine
 * did.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { busPage, frameNamed, windowOfFrame } from "../../spec/addresses.ts";
import { REGISTERS } from "../../spec/nvme/mod.ts";
import { distance, slotAfter } from "../../spec/rings.ts";
import { accessAt } from "../../spec/shapes.ts";
import { ADMIN, type Constants, IO, type State } from "../../spec/state.ts";
import { batchIsUnchanged } from "../../spec/submission.ts";
import type { Shape } from "../../spec/vocabulary.ts";
import type { Link } from "./adapter_process.ts";
import {
  Addresses,
  CAPABILITIES,
  cidOf,
  configuration,
  entryBytes,
  intentOf,
  listWrite,
  MOST_BYTES,
  NAMESPACE,
  PAGE,
  providerAddress,
  queueEntries,
} from "./concrete.ts";
import { Device, type Fetched, tailWrite, writesOf } from "./device.ts";
import { entryReasons, intentReasons, orEnded } from "./expectation.ts";
import { Facts, type Mismatch } from "./facts.ts";
import type { MachineFlight, MachineState } from "../conformance/machine_state.ts";
import { type Answer, bytesOf, type Exchange, hexOf, numberOf, type Request } from "./protocol.ts";

/** What a request must come to. */
interface Expected {
  readonly outcome: "done" | "refused";
  /** The reasons that a refusal may have. */
  readonly reasons?: Iterable<string>;
  /** The tail doorbell that reaches the controller. */
  readonly doorbell?: { readonly queue: number; readonly tail: number };
  /** What happens to CC.EN. */
  readonly enable?: "set" | "cleared";
  /** Commands whose waiters are woken, as `queue:cid`. */
  readonly woken?: readonly string[];
}

const DONE: Expected = { outcome: "done" };

/** The number of a claim that is asked for and not to be granted. */
const UNUSED = 1000;

/** Takes steps of one instance of the machine to an adapter. */
export class Harness {
  readonly #link: Link;
  readonly #k: Constants;
  #addresses!: Addresses;
  #device!: Device;
  #exchanges: Exchange[] = [];
  /** In an atomic adapter's place: the doorbell or intent whose scan the machine runs step by step. */
  readonly #held = new Map<number, { request: Request; reasons: Set<string> }>();
  /** Queues whose scan the adapter has refused already, while the machine has yet to end it. */
  readonly #refused = new Set<number>();
  /** Completions handed to the provider, by queue. */
  #handed: number[] = [];
  /** Commands of which the adapter said that their waiters were cancelled. */
  #cancelled = new Set<string>();

  constructor(link: Link, k: Constants) {
    this.#link = link;
    this.#k = k;
  }

  /** Whether scans are run whole. */
  get atomic(): boolean {
    return this.#link.capabilities.scan === "atomic";
  }

  /** What was asked and answered since it was last asked for. */
  exchanges(): Exchange[] {
    const exchanges = this.#exchanges;
    this.#exchanges = [];
    return exchanges;
  }

  /** Brings the adapter to the machine's initial state, whatever it was in before. */
  async begin(initial: MachineState): Promise<Mismatch | null> {
    const k = this.#k;
    const { bounds } = k;
    this.#exchanges = [];
    this.#addresses = new Addresses(k);
    this.#device = new Device(bounds.flights, (request) => this.#ask(request));
    this.#held.clear();
    this.#refused.clear();
    this.#handed = Array.from({ length: k.queues }, () => 0);
    this.#cancelled = new Set();
    const answer = await this.#ask({
      op: "reset",
      lane: k.lane,
      owners: bounds.owners,
      windows: bounds.windows,
      generations: bounds.generations,
      cap: CAPABILITIES.toString(16),
      nsid: NAMESPACE.nsid,
      block: NAMESPACE.blockBytes,
      most: MOST_BYTES,
    });
    const facts = new Facts();
    facts.add("outcome", ["done"], answer.outcome);
    if (facts.differ) return facts.mismatch(this.exchanges());
    this.#addresses.place(0, numberOf("physical", answer.physical));
    return await this.#toStart(initial);
  }

  /** The grants of a machine that starts in service. */
  async #toStart(initial: MachineState): Promise<Mismatch | null> {
    const { bounds, model } = this.#k;
    if (bounds.start === 1) return null;
    const { owner, generation: claim } = initial.claim;
    const steps: (() => Promise<Mismatch | null>)[] = [];
    if (bounds.start === 2) {
      // The other owner held the claim first, and lost it.
      steps.push(
        () => this.#kernel({ op: "grantClaim", claim: 0, owner: 1 - owner, model }, DONE),
        () => this.#kernel({ op: "endClaim", claim: 0, cause: "release" }, DONE),
        () => this.#kernel({ op: "freeClaim" }, DONE),
      );
    }
    initial.window.forEach((window, w) => {
      if (window.phase === "live") steps.push(() => this.#grantWindow(w, window.owner));
    });
    steps.push(() => this.#kernel({ op: "grantClaim", claim, owner, model }, DONE));
    if (initial.controller.phase === "on") {
      steps.push(() => this.#enable(claim, initial, { outcome: "done", enable: "set" }));
    } else if (model === "validated") {
      steps.push(() => this.#writeBases(claim, initial));
    }
    for (const step of steps) {
      const mismatch = await step();
      if (mismatch !== null) return mismatch;
    }
    return null;
  }

  /** Takes one step. `null` if the adapter did what the machine did. */
  async take(
    { action, params }: Choice,
    before: MachineState,
    after: MachineState,
  ): Promise<Mismatch | null> {
    this.#exchanges = [];
    const mismatch = await this.#step(action, params as unknown as Parameters, before, after);
    return mismatch ?? this.#heldState(after);
  }

  /**
   * Asks for something that the machine does not allow here. `null` if the adapter did not do it.
   */
  async attempt(choice: Choice, before: MachineState): Promise<Mismatch | null> {
    this.#exchanges = [];
    const request = this.#attempted(choice, before);
    const answer = await this.#ask(request);
    const facts = new Facts();
    facts.add("outcome", ["refused", "impossible"], answer.outcome);
    this.#addWrites(facts, answer, { outcome: "refused" });
    if (facts.differ) return facts.mismatch(this.exchanges());
    return this.#heldState(before);
  }

  #attempted({ action, params }: Choice, before: MachineState): Request {
    const p = params as unknown as Parameters;
    switch (action) {
      case "kernelUnmapsWindow":
        return { op: "unmapWindow", window: p.window };
      case "kernelInvalidatesIotlb":
        return { op: "invalidateWindow", window: p.window };
      case "kernelScrubsWindow":
        return { op: "scrubWindow", window: p.window };
      case "kernelFreesClaim":
        return { op: "freeClaim" };
      case "kernelGrantsClaim":
        // A name that no granted claim has.
        return { op: "grantClaim", claim: UNUSED, owner: p.owner, model: p.model };
      case "providerWritesRegisters":
        return this.#write(before.claim.generation, REGISTERS.asq, this.#addresses.of(p.asq));
      default:
        throw new RangeError(`Cannot attempt ${action}: no request stands for it`);
    }
  }

  #step(action: string, p: Parameters, before: MachineState, after: MachineState) {
    switch (action) {
      case "kernelGrantsWindow":
        return this.#grantWindow(p.window, p.owner);
      case "kernelGrantsClaim":
        return this.#kernel(
          { op: "grantClaim", claim: before.claim.generation, owner: p.owner, model: p.model },
          DONE,
        );
      case "providerWritesRegisters":
        return this.#writeBases(before.claim.generation, after);
      case "providerEnablesController":
        return this.#enables(p.handle, after);
      case "providerWritesEntry":
        return this.#store(before, before.queue[p.queue].sq, p.slot * 64, this.#entry(p));
      case "providerWritesList": {
        const { address, bytes } = listWrite(0n, this.#addresses.of(p.page));
        return this.#store(before, p.frame, Number(address), bytes);
      }
      case "providerRingsDoorbell":
        return this.#ring(p, before, after);
      case "providerSubmitsIntent":
        return this.#submit(p, before, after);
      case "kernelScansEntry":
        return this.#scan(p.queue, before, after);
      case "kernelPublishesBatch":
      case "kernelRefusesBatch":
        return this.#endScan(p.queue, before, after);
      case "controllerFetchesEntry":
        return this.#fetch(p.queue, before, after);
      case "controllerAccessesMemory":
        return this.#access(p.flight, before);
      case "controllerCompletes":
        return this.#complete(p.flight, p.fails, before);
      case "controllerStops":
        this.#device.stop();
        return this.#kernel({ op: "status", csts: "0" }, DONE);
      case "kernelTakesCompletion":
        return this.#takeCompletion(p.queue, before, after);
      case "providerAbandonsWait":
        return this.#kernel(
          { op: "abandonWait", queue: p.queue, cid: cidOf(p.cid) },
          DONE,
        );
      case "providerReapsWaiter":
        return Promise.resolve(null);
      case "kernelRevokesWindow":
        return this.#kernel({ op: "revokeWindow", window: p.window }, DONE);
      case "providerEndsClaim":
        return this.#endClaim(p.cause, before, after);
      case "kernelTimesOut":
        return this.#endClaim("timeout", before, after);
      case "kernelResetsController":
        return this.#kernel({ op: "resetController" }, { outcome: "done", enable: "cleared" });
      case "kernelUnmapsWindow":
        return this.#unmap(p.window);
      case "kernelInvalidatesIotlb":
        return this.#invalidate(p.window);
      case "kernelScrubsWindow":
        return this.#kernel({ op: "scrubWindow", window: p.window }, DONE);
      case "kernelFreesClaim":
        return this.#freeClaim(before);
      default:
        throw new RangeError(`Cannot take ${action}: no request stands for it`);
    }
  }

  async #grantWindow(window: number, owner: number): Promise<Mismatch | null> {
    const pages = this.#k.bounds.windowPages;
    const frame = 1 + window * pages;
    const base = providerAddress(frame);
    const request = { op: "grantWindow", window, owner, base: base.toString(16), pages };
    const mismatch = await this.#kernel(request, DONE);
    if (mismatch !== null) return mismatch;
    const physical = String(this.#last.answer.physical ?? "").split(",");
    for (let i = 0; i < pages; i++) {
      this.#addresses.place(frame + i, numberOf("physical", physical[i]));
      const bytes = await this.#load(owner, base + BigInt(i) * PAGE, Number(PAGE));
      const facts = new Facts();
      const dirty = bytes?.findIndex((byte) => byte !== 0);
      facts.add(
        "page as granted",
        ["all zeroes"],
        dirty === undefined ? "not readable" : dirty < 0 ? "all zeroes" : `a byte left at ${dirty}`,
      );
      if (facts.differ) return facts.mismatch(this.exchanges());
    }
    return null;
  }

  /** Writes ASQ and ACQ as the provider has them. */
  async #writeBases(claim: number, { registers }: MachineState): Promise<Mismatch | null> {
    const asq = this.#addresses.of(registers.asq) + (registers.asqShifted ? 4n : 0n);
    const acq = this.#addresses.of(registers.acq);
    return await this.#kernel(this.#write(claim, REGISTERS.asq, asq), DONE) ??
      await this.#kernel(this.#write(claim, REGISTERS.acq, acq), DONE);
  }

  #enables(claim: number, after: MachineState): Promise<Mismatch | null> {
    const { answer } = after.queue[ADMIN];
    return this.#enable(
      claim,
      after,
      answer === "none"
        ? { outcome: "done", enable: "set" }
        : { outcome: "refused", reasons: orEnded(after, answer) },
    );
  }

  async #enable(claim: number, state: MachineState, expected: Expected): Promise<Mismatch | null> {
    const { submission, completion } = queueEntries(this.#k, ADMIN);
    const { model, bounds } = this.#k;
    let request: Request = { op: "enable", claim, submission, completion };
    if (model === "validated") {
      const { asq, acq } = state.registers;
      const sizes = BigInt((submission - 1) | ((completion - 1) << 16));
      // A stale handle is refused here already; what counts is what becomes of CC.
      await this.#ask(this.#write(claim, REGISTERS.aqa, sizes));
      if (bounds.registers === 0) {
        await this.#ask(this.#write(claim, REGISTERS.asq, this.#addresses.of(asq)));
        await this.#ask(this.#write(claim, REGISTERS.acq, this.#addresses.of(acq)));
      }
      request = this.#write(claim, REGISTERS.cc, configuration(state.registers.bigPages));
    }
    const mismatch = await this.#kernel(request, expected);
    if (mismatch !== null || expected.outcome !== "done") return mismatch;
    this.#handed.fill(0);
    const facts = new Facts();
    const entries = this.#device.adminEntries;
    facts.add(
      "AQA, in entries",
      [`${submission} and ${completion}`],
      `${entries.submission} and ${entries.completion}`,
    );
    if (facts.differ) return facts.mismatch(this.exchanges());
    return await this.#kernel({ op: "status", csts: "1" }, DONE);
  }

  #write(claim: number, { offset, width }: { offset: number; width: number }, value: bigint) {
    return { op: "write", claim, offset: offset.toString(16), width, value: value.toString(16) };
  }

  /** A store of the provider's into a page that it maps. */
  async #store(
    state: MachineState,
    page: number,
    at: number,
    bytes: Uint8Array,
  ): Promise<Mismatch | null> {
    const owner = this.#ownerOf(state, page);
    const address = (providerAddress(page) + BigInt(at)).toString(16);
    return await this.#kernel({ op: "store", owner, address, bytes: hexOf(bytes) }, DONE);
  }

  async #load(owner: number, address: bigint, length: number): Promise<Uint8Array | null> {
    const answer = await this.#ask({ op: "load", owner, address: address.toString(16), length });
    return answer.outcome === "done" ? bytesOf("bytes", answer.bytes) : null;
  }

  /** The owner that maps a page, or -1. */
  #ownerOf({ window }: MachineState, page: number): number {
    const w = windowOfFrame(this.#k, frameNamed(this.#k, page));
    return w >= 0 && (window[w].phase === "live" || window[w].phase === "retiring")
      ? window[w].owner
      : -1;
  }

  #entry(e: { queue: number; shape: Shape; cid: number; page: number; second: number }) {
    const [page, second] = [e.page, e.second].map((page) => this.#addresses.of(page));
    return entryBytes(this.#k, e.queue, e.shape, e.cid, page, second);
  }

  async #ring(p: Parameters, before: MachineState, after: MachineState): Promise<Mismatch | null> {
    const { queue, handle, tail } = p;
    const { sq } = before.queue[queue];
    const scans = after.queue[queue].scan.phase === "scanning";
    if (scans && this.#ownerOf(before, sq) >= 0) {
      // A slot that the machine has forgotten may hold anything: it is written as the machine has it.
      const from = before.queue[queue].tail;
      for (let i = 0; i < distance(this.#k, from, tail); i++) {
        const slot = slotAfter(this.#k, from, i);
        const e = { queue, ...before.frame[frameNamed(this.#k, sq)].slot[slot] };
        const mismatch = await this.#store(before, sq, slot * 64, this.#entry(e));
        if (mismatch !== null) return mismatch;
      }
    }
    const doorbell = { offset: 0x1000 + 8 * queue, width: 4 };
    return await this.#begin(queue, this.#write(handle, doorbell, BigInt(tail)), before, after);
  }

  async #submit(p: Parameters, before: MachineState, after: MachineState) {
    const { handle, queue, shape, cid, window } = p;
    const request = {
      op: "submit",
      claim: handle,
      queue,
      cid: cidOf(cid),
      intent: intentOf(queue, shape),
      window,
    };
    const reasons = intentReasons(before, this.#k, p);
    return await this.#begin(queue, request, before, after, reasons);
  }

  /** A doorbell or an intent: refused at once, or the beginning of a batch. */
  async #begin(
    queue: number,
    request: Request,
    before: MachineState,
    after: MachineState,
    reasons?: Iterable<string>,
  ): Promise<Mismatch | null> {
    const { scan, answer } = after.queue[queue];
    if (scan.phase === "idle") {
      const possible = [...reasons ?? [answer]].flatMap((reason) => orEnded(before, reason));
      return await this.#kernel(request, { outcome: "refused", reasons: possible });
    }
    if (!this.atomic) return await this.#kernel(request, DONE);
    this.#held.set(queue, { request, reasons: new Set() });
    return null;
  }

  async #scan(queue: number, before: MachineState, after: MachineState): Promise<Mismatch | null> {
    const slot = before.queue[queue].scan.cursor;
    const refuses = after.queue[queue].scan.phase === "refusing";
    const found = refuses ? entryReasons(before, after, this.#k, queue, slot) : new Set<string>();
    const reasons = [...found].flatMap((reason) => orEnded(after, reason));
    const held = this.#held.get(queue);
    if (held !== undefined) {
      for (const reason of reasons) held.reasons.add(reason);
      return null;
    }
    if (this.#refused.has(queue)) return null;
    // What cannot be published any more may be refused now, or once it has been read.
    const doomed = !batchIsUnchanged(before as unknown as State, this.#k, queue);
    const answer = await this.#ask({ op: "scan", queue });
    const facts = new Facts();
    if (doomed && answer.outcome === "refused") {
      facts.add("reason", [...reasons, ...orEnded(before, "staleGeneration")], answer.reason);
    } else {
      facts.add("outcome", [refuses ? "refused" : "done"], answer.outcome);
      if (refuses) facts.add("reason", reasons, answer.reason);
    }
    this.#addWrites(facts, answer, { outcome: "refused" });
    if (answer.outcome === "refused") this.#refused.add(queue);
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  async #endScan(queue: number, before: MachineState, after: MachineState) {
    if (this.#refused.delete(queue)) return null;
    const held = this.#held.get(queue);
    this.#held.delete(queue);
    const request = held?.request ?? { op: "endScan", queue };
    const { tail, answer } = after.queue[queue];
    const from = before.queue[queue].tail;
    if (from !== tail) {
      return await this.#kernel(request, { outcome: "done", doorbell: { queue, tail } }) ??
        await this.#lookAhead(queue, from, after);
    }
    const reasons = held !== undefined && held.reasons.size > 0
      ? held.reasons
      : orEnded(before, answer);
    return await this.#kernel(request, { outcome: "refused", reasons });
  }

  /** Once a doorbell is written, the controller may fetch: what it would find must be right by now. */
  async #lookAhead(queue: number, from: number, after: MachineState): Promise<Mismatch | null> {
    const facts = new Facts();
    const { tail, checked } = after.queue[queue];
    for (let i = 0; i < distance(this.#k, from, tail); i++) {
      const slot = slotAfter(this.#k, from, i);
      const { page, second, ...entry } = checked[slot];
      const found = await this.#device.look(queue, slot);
      if (found === null) {
        facts.add(`entry in slot ${slot}`, ["an entry"], "nothing: the address leads nowhere");
        continue;
      }
      this.#addEntry(facts, { queue, entry: found }, {
        ...entry,
        page: busPage(this.#k, page),
        second: busPage(this.#k, second),
      });
    }
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  /** What the controller fetches must be what the machine's controller fetched. */
  async #fetch(queue: number, before: MachineState, after: MachineState): Promise<Mismatch | null> {
    const at = before.controller.flight.findIndex(({ phase }) => phase === "idle");
    const fetched = await this.#device.fetch(queue, before.controller.queue[queue].head);
    const flight = after.controller.flight[at];
    const facts = new Facts();
    if (fetched === null) facts.add("fetch", ["an entry"], "nothing: the address leads nowhere");
    else this.#addEntry(facts, fetched, flight);
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  #addEntry(
    facts: Facts,
    { queue, entry }: Pick<Fetched, "queue" | "entry">,
    flight: Pick<MachineFlight, "shape" | "cid" | "page" | "second">,
  ): void {
    const { shape, cid } = flight;
    const wanted = entryBytes(this.#k, queue, shape, cid, 0n, 0n);
    facts.add("opcode fetched", [hex(wanted[0])], hex(entry.opc));
    facts.add("cid fetched", [hex(cidOf(cid))], hex(entry.cid));
    if (accessAt(shape, 0) === "none") return;
    facts.add("page of PRP1", [this.#device_(flight.page)], hex(entry.prp1 - entry.prp1 % PAGE));
    if (shape === "readTwoPages" || shape === "readOffset") {
      facts.add("PRP2", [this.#device_(flight.second)], hex(entry.prp2));
    }
  }

  /** The device-visible address of a bus page, as text. */
  #device_(page: number): string {
    return hex(this.#addresses.of(page));
  }

  async #access(at: number, before: MachineState): Promise<Mismatch | null> {
    const flight = before.controller.flight[at];
    const fetched = this.#device.flights[at]!;
    const kind = accessAt(flight.shape, flight.part);
    const facts = new Facts();
    if (kind === "list") {
      const listed = await this.#device.readList(fetched);
      const pages = listed?.map((page) => hex(page)).join(" ") ?? "nothing: not a list in reach";
      const page = this.#device_(flight.listed);
      facts.add("list fetched", [`${page} ${page}`], pages);
      return facts.differ ? facts.mismatch(this.exchanges()) : null;
    }
    const page = kind === "first" ? flight.page : kind === "second" ? flight.second : flight.listed;
    const named = page % this.#k.frames;
    const accesses = kind === "listed" ? 2 : 1;
    for (let i = 0; i < accesses; i++) {
      const access = await this.#device.moveData(fetched);
      facts.add("access to memory", ["done"], access === null ? "leads nowhere" : "done");
      const owner = this.#ownerOf(before, named);
      if (access === null || owner < 0 || this.#k.lane === "bounce") continue;
      // What landed must be seen in the page that the provider named.
      const address = providerAddress(named) + access.address % PAGE;
      const seen = await this.#load(owner, address, access.bytes.length);
      const text = seen === null ? "not readable" : hexOf(seen);
      facts.add(`bytes at ${hex(address)}`, [hexOf(access.bytes)], text);
    }
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  async #complete(at: number, fails: boolean, before: MachineState): Promise<Mismatch | null> {
    const { queue } = before.controller.flight[at];
    const { head } = before.controller.queue[queue];
    const posted = await this.#device.post(at, head, fails);
    const facts = new Facts();
    facts.add("completion posted", ["yes"], posted ? "yes" : "no: the address leads nowhere");
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  async #takeCompletion(
    queue: number,
    before: MachineState,
    after: MachineState,
  ): Promise<Mismatch | null> {
    const woken = before.queue[queue].issue.flatMap(({ phase }, c) =>
      phase === "waiting" && after.queue[queue].issue[c].phase === "woken"
        ? [`${queue}:${cidOf(c)}`]
        : []
    );
    const mismatch = await this.#kernel({ op: "interrupt", queue }, { outcome: "done", woken });
    if (mismatch !== null) return mismatch;
    const { cid } = before.queue[queue].cell[before.queue[queue].head];
    const taken = ["waiting", "abandoned"].includes(before.queue[queue].issue[cid].phase);
    if (!taken || before.claim.phase !== "live" || this.#k.model === "brokered") return null;
    // A correct provider takes what it was handed, and says so.
    const entries = queueEntries(this.#k, queue).completion;
    this.#handed[queue] = (this.#handed[queue] + 1) % entries;
    const doorbell = { offset: 0x1004 + 8 * queue, width: 4 };
    await this.#ask(this.#write(before.claim.generation, doorbell, BigInt(this.#handed[queue])));
    const created = queue === ADMIN && after.queue[IO]?.armed === "half" &&
      before.queue[IO].armed === "no";
    if (created) this.#handed[IO] = 0;
    return null;
  }

  async #endClaim(cause: string, before: MachineState, after: MachineState) {
    const stops = before.controller.phase === "on" && after.controller.phase === "stopping";
    this.#cancelled = new Set();
    return await this.#kernel(
      { op: "endClaim", claim: before.claim.generation, cause },
      { outcome: "done", enable: stops ? "cleared" : undefined },
    );
  }

  /** Until its pages are unmapped, an IOTLB may come to know them at any moment: here it does. */
  async #unmap(window: number): Promise<Mismatch | null> {
    if (this.#k.lane === "remapped") {
      for (const page of this.#pagesOf(window)) await this.#device.reaches(page);
    }
    return await this.#kernel({ op: "unmapWindow", window }, DONE);
  }

  /** After the IOTLB was invalidated, nothing leads to the window any more. */
  async #invalidate(window: number): Promise<Mismatch | null> {
    const mismatch = await this.#kernel({ op: "invalidateWindow", window }, DONE);
    if (mismatch !== null) return mismatch;
    const facts = new Facts();
    for (const page of this.#pagesOf(window)) {
      const reached = await this.#device.reaches(page);
      facts.add(
        `controller's access to ${hex(page)}`,
        ["leads nowhere"],
        reached ? "done" : "leads nowhere",
      );
    }
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  /** The addresses of a window's pages. */
  #pagesOf(window: number): bigint[] {
    const { windowPages } = this.#k.bounds;
    return Array.from(
      { length: windowPages },
      (_, i) => providerAddress(1 + window * windowPages + i),
    );
  }

  /** By the time the claim is free, everybody who waited has been told. */
  async #freeClaim(before: MachineState): Promise<Mismatch | null> {
    const mismatch = await this.#kernel({ op: "freeClaim" }, DONE);
    if (mismatch !== null) return mismatch;
    const waiting = before.queue.flatMap(({ issue }, queue) =>
      issue.flatMap(({ phase }, c) => phase === "waiting" ? [`${queue}:${cidOf(c)}`] : [])
    );
    const facts = new Facts();
    facts.add("cancelled since the claim ended", [waiters(waiting)], waiters([...this.#cancelled]));
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  /** Asks the kernel for something, and compares. */
  async #kernel(request: Request, expected: Expected): Promise<Mismatch | null> {
    const answer = await this.#ask(request);
    const facts = new Facts();
    facts.add("outcome", [expected.outcome], answer.outcome);
    if (expected.outcome === "refused") facts.add("reason", expected.reasons ?? [], answer.reason);
    this.#addWrites(facts, answer, expected);
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  #addWrites(facts: Facts, answer: Answer, expected: Expected): void {
    const writes = writesOf(answer);
    const tails = writes.flatMap((write) => tailWrite(write) ?? []);
    const { doorbell, woken } = expected;
    facts.add(
      "doorbell",
      [doorbell === undefined ? "not written" : tailText(doorbell)],
      tails.length === 0 ? "not written" : tails.map(tailText).join(", "),
    );
    facts.add("CC.EN", [expected.enable ?? "untouched"], this.#enableOf(writes));
    facts.add("woken", [waiters(woken ?? [])], waiters(listOf(answer.woken)));
  }

  /** What a request's register writes do to CC.EN. */
  #enableOf(writes: readonly { offset: number; value: bigint }[]): string {
    const last = writes.findLast(({ offset }) => offset === REGISTERS.cc.offset);
    if (last === undefined) return "untouched";
    return (last.value & 1n) === 1n ? "set" : "cleared";
  }

  /** Where the adapter offers its abstract state, that must be the machine's. */
  #heldState(after: MachineState): Mismatch | null {
    const last = this.#exchanges.at(-1);
    if (last === undefined) return null;
    const facts = new Facts();
    const add = (field: string, expected: string | number) => {
      const actual = last.answer[field];
      if (actual !== undefined) facts.add(`state: ${field}`, [String(expected)], actual);
    };
    add("claim", after.claim.phase);
    after.window.forEach(({ phase }, w) => add(`window${w}`, phase));
    // What a queue is while its claim ends differs: some forget it at the reset, some with the claim.
    if (after.claim.phase === "live" && after.controller.phase === "on" && this.#held.size === 0) {
      after.queue.forEach(({ armed, tail }, q) => {
        add(`armed${q}`, armed);
        if (armed === "yes") add(`tail${q}`, tail);
      });
    }
    return facts.differ ? facts.mismatch(this.exchanges()) : null;
  }

  get #last(): Exchange {
    return this.#exchanges[this.#exchanges.length - 1];
  }

  async #ask(request: Request): Promise<Answer> {
    const answer = await this.#link.ask(request);
    this.#exchanges.push({ request, answer });
    for (const write of writesOf(answer)) this.#device.write(write);
    for (const command of listOf(answer.cancelled)) this.#cancelled.add(command);
    return answer;
  }
}

/** The parameters of every action, by name. */
interface Parameters {
  readonly owner: number;
  readonly window: number;
  readonly queue: number;
  readonly slot: number;
  readonly cid: number;
  readonly shape: Shape;
  readonly page: number;
  readonly second: number;
  readonly frame: number;
  readonly flight: number;
  readonly handle: number;
  readonly fails: boolean;
  readonly tail: number;
  readonly asq: number;
  readonly cause: string;
  readonly model: string;
}

const hex = (value: number | bigint) => `${value.toString(16)}h`;

const tailText = ({ queue, tail }: { queue: number; tail: number }) => `queue ${queue}: ${tail}`;

function listOf(field: string | number | undefined): string[] {
  return String(field ?? "").split(",").filter((item) => item !== "");
}

function waiters(commands: readonly string[]): string {
  return commands.length === 0 ? "nobody" : [...commands].sort().join(", ");
}
