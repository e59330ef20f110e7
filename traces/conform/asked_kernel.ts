/**
 * The kernel at the other end of a link as the kernel's side of the table of requests: each becomes
 * requests of the protocol.
 *
 * @module
 */

import { doorbellOffset, REGISTERS } from "../../spec/nvme/mod.ts";
import type { Awaitable, EndCause, Outcome } from "../conformance/adapter.ts";
import { frameCount, nameOf, PAGE } from "../conformance/layout.ts";
import type { KernelSide, RequestOf } from "../conformance/requests.ts";
import { type Conversation, hex } from "./conversation.ts";
import type { CompletionRing } from "./device.ts";
import { hexOf, numberOf } from "./protocol.ts";

/** A window as it was granted last. */
interface GrantedWindow {
  readonly owner: number;
  readonly first: number;
  readonly pages: number;
  mapped: boolean;
}

/** The kernel of one host. */
export class AskedKernel implements KernelSide<Awaitable<Outcome>> {
  readonly #talk: Conversation;
  /** The owners of the claims that were granted, by their numbers. */
  readonly #owners: number[] = [];
  #claimIsLive = false;
  readonly #windows: (GrantedWindow | undefined)[] = [];
  /** By queue: why the batch was refused, while the machine has yet to end its scan. */
  readonly #refused = new Map<number, string>();

  constructor(talk: Conversation) {
    this.#talk = talk;
  }

  async grantWindow(
    { window, owner, base, pages }: RequestOf<"kernelGrantsWindow">,
  ): Promise<Outcome> {
    const outcome = await this.#talk.do({
      op: "grantWindow",
      window,
      owner,
      base: hex(base),
      pages,
    });
    if (outcome !== "done") return outcome;
    const first = this.#talk.addresses.pageAt(base);
    this.#windows[window] = { owner, first, pages, mapped: true };
    const physical = String(this.#talk.said.physical ?? "").split(",");
    for (let i = 0; i < pages; i++) {
      this.#talk.addresses.place(first + i, numberOf("physical", physical[i]));
      const address = base + BigInt(i * PAGE);
      const bytes = await this.#talk.load(owner, address, PAGE);
      const dirty = bytes?.findIndex((byte) => byte !== 0) ?? -1;
      const seen = bytes === null
        ? "not readable"
        : `${hex(bytes[dirty] ?? 0)}h at ${hex(address + BigInt(dirty))}h`;
      const blank = bytes !== null && dirty < 0;
      this.#talk.see(`page ${hex(address)}h as granted`, "all zeroes", blank ? "all zeroes" : seen);
    }
    return "done";
  }

  async grantClaim({ owner, model }: RequestOf<"kernelGrantsClaim">): Promise<Outcome> {
    const outcome = await this.#talk.do({
      op: "grantClaim",
      claim: this.#owners.length,
      owner,
      model,
    });
    if (outcome === "done") {
      this.#owners.push(owner);
      this.#claimIsLive = true;
    }
    return outcome;
  }

  async writeRegisters(
    { owner, aqa, asq, acq, cc }: RequestOf<"providerWritesRegisters">,
  ): Promise<Outcome> {
    const writes = [["aqa", BigInt(aqa)], ["asq", asq], ["acq", acq], ["cc", BigInt(cc)]] as const;
    for (const [name, value] of writes) {
      const outcome = await this.#write(this.#claimOf(owner), REGISTERS[name], value);
      if (outcome !== "done") return outcome;
    }
    return "done";
  }

  async enable({ handle, cc, entries }: RequestOf<"providerEnablesController">): Promise<Outcome> {
    const brokered = this.#talk.geometry.model === "brokered";
    const outcome =
      await (brokered
        ? this.#talk.do({ op: "enable", claim: handle, submission: entries, completion: entries })
        : this.#write(handle, REGISTERS.cc, BigInt(cc)));
    if (outcome !== "done" || this.#talk.device.phase !== "on") return outcome;
    if (brokered) {
      const { submission, completion } = this.#talk.device.adminEntries;
      this.#talk.see(
        "AQA, in entries",
        `${entries} and ${entries}`,
        `${submission} and ${completion}`,
      );
    }
    return await this.#talk.do({ op: "status", csts: "1" });
  }

  disable(owner: number, cc: number) {
    return this.#write(this.#claimOf(owner), REGISTERS.cc, BigInt(cc));
  }

  store(owner: number, address: bigint, bytes: Uint8Array) {
    return this.#talk.do({ op: "store", owner, address: hex(address), bytes: hexOf(bytes) });
  }

  ring({ handle, offset, value }: RequestOf<"providerRingsDoorbell">) {
    return this.#write(handle, { offset, width: 4 }, BigInt(value));
  }

  submit({ handle, queue, cid, intent, window, generation }: RequestOf<"providerSubmitsIntent">) {
    const entries = this.#talk.geometry.depth;
    const named = { claim: handle, queue, cid, intent, window, generation, entries };
    return this.#talk.do({ op: "submit", ...named });
  }

  /** Reads one more entry. What is refused already is told when the scan ends, like all refusals. */
  async scan(queue: number): Promise<Outcome> {
    if (this.#refused.has(queue)) return "done";
    const outcome = await this.#talk.do({ op: "scan", queue });
    if (outcome !== "refused") return outcome;
    this.#refused.set(queue, this.#talk.reason);
    return "done";
  }

  async endScan(queue: number): Promise<Outcome> {
    const reason = this.#refused.get(queue);
    if (reason === undefined) return await this.#talk.do({ op: "endScan", queue });
    this.#refused.delete(queue);
    this.#talk.reason = reason;
    return "refused";
  }

  async takeCompletion(queue: number): Promise<Outcome> {
    const ring = this.#talk.device.rings[queue]?.completion;
    if (ring === undefined || ring.due === 0) return "impossible";
    ring.due--;
    const outcome = await this.#talk.do({ op: "interrupt", queue });
    if (outcome === "done" && this.#claimIsLive && this.#talk.geometry.model === "validated") {
      await this.#ringHead(queue, ring);
    }
    this.#talk.seePosted(await this.#talk.device.postNext(ring));
    return outcome;
  }

  abandonWait(queue: number, cid: number) {
    return this.#talk.do({ op: "abandonWait", queue, cid });
  }

  reapWaiter(queue: number, cid: number) {
    return this.#talk.ended.delete(`${queue}:${cid}`) ? "done" : "impossible";
  }

  revokeWindow(window: number) {
    return this.#talk.do({ op: "revokeWindow", window });
  }

  /** Until its pages are unmapped, an IOTLB may come to know them at any moment: here it does. */
  async unmapWindow(window: number): Promise<Outcome> {
    if (this.#talk.geometry.lane === "remapped") {
      for (const page of this.#pagesOf(window)) await this.#talk.device.reaches(page);
    }
    const outcome = await this.#talk.do({ op: "unmapWindow", window });
    const granted = this.#windows[window];
    if (outcome === "done" && granted !== undefined) granted.mapped = false;
    return outcome;
  }

  /** After the IOTLB was invalidated, nothing leads to the window any more. */
  async invalidateWindow(window: number): Promise<Outcome> {
    const outcome = await this.#talk.do({ op: "invalidateWindow", window });
    if (outcome !== "done") return outcome;
    for (const page of this.#pagesOf(window)) {
      const reached = await this.#talk.device.reaches(page);
      const seen = reached ? "done" : "leads nowhere";
      this.#talk.see(`controller's access to ${hex(page)}h`, "leads nowhere", seen);
    }
    return outcome;
  }

  scrubWindow(window: number) {
    return this.#talk.do({ op: "scrubWindow", window });
  }

  async endClaim(cause: EndCause | "timeout"): Promise<Outcome> {
    const outcome = await this.#talk.do({ op: "endClaim", claim: this.#owners.length - 1, cause });
    if (outcome === "done") this.#claimIsLive = false;
    return outcome;
  }

  resetController() {
    return this.#talk.do({ op: "resetController" });
  }

  freeClaim() {
    return this.#talk.do({ op: "freeClaim" });
  }

  /** By whom, and by what name, a byte on the bus can be seen; `null` if nobody maps it. */
  nameOf(address: bigint): { owner: number; address: bigint } | null {
    const frames = frameCount(this.#talk.geometry);
    const frame = this.#talk.addresses.pageAt(address) % frames;
    for (const window of this.#windows) {
      if (window === undefined || !window.mapped) continue;
      const { owner, first, pages } = window;
      if (frame < first || frame >= first + pages) continue;
      return { owner, address: nameOf(frame) + address % BigInt(PAGE) };
    }
    return null;
  }

  /** The number of the claim that an owner got last, or -1. */
  #claimOf(owner: number): number {
    return this.#owners.lastIndexOf(owner);
  }

  #write(
    claim: number,
    { offset, width }: { offset: number; width: number },
    value: bigint,
  ): Awaitable<Outcome> {
    if (claim < 0) return "impossible";
    return this.#talk.do({ op: "write", claim, offset: hex(offset), width, value: hex(value) });
  }

  /** A correct provider takes what it was handed, and says so. */
  async #ringHead(queue: number, ring: CompletionRing): Promise<void> {
    const handed = (ring.handed + 1) % ring.entries;
    const answer = await this.#talk.ask({
      op: "write",
      claim: this.#owners.length - 1,
      offset: hex(doorbellOffset({ kind: "completionHead", qid: queue }, 0)),
      width: 4,
      value: hex(handed),
    });
    if (answer.outcome === "done") ring.handed = handed;
  }

  /** The addresses of a window's pages. */
  #pagesOf(window: number): bigint[] {
    const { first, pages } = this.#windows[window] ?? { first: 0, pages: 0 };
    return Array.from({ length: pages }, (_, page) => nameOf(first + page));
  }
}
