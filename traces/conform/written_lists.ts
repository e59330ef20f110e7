/**
 * PRP lists as they stood when a kernel was asked to scan the entries that point to them: what a
 * provider writes later, or never wrote, is what many divergences are about.
 *
 * @module
 */

import {
  decodePrpList,
  decodeSubmissionEntry,
  listSlots,
  PRP_ENTRY_BYTES,
  prpShape,
  REGISTERS,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
  transferOf,
} from "../../spec/nvme/mod.ts";
import type { Exchange, Flat } from "../conformance/adapter.ts";
import { setOf } from "../conformance/entries.ts";
import { PAGE } from "../conformance/layout.ts";
import { tailWrite } from "./answer_fields.ts";
import { NAMESPACE } from "./device.ts";
import { bytesOf, numberOf } from "./protocol.ts";

/** The most entries of a list that are shown. */
const MOST_SHOWN = 4;

/** An entry that a provider wrote. */
interface Written {
  readonly owner: string | number;
  readonly queue: number;
  readonly entry: SubmissionEntry;
  /** What was shown of its list. */
  shown: string;
}

/** The entry that bytes are, or `null` where there are too few or too many. */
export function entryIn({ bytes }: Flat): SubmissionEntry | null {
  if (typeof bytes !== "string" || bytes.length !== 2 * SUBMISSION_ENTRY_BYTES) return null;
  return decodeSubmissionEntry(bytesOf("bytes", bytes));
}

/** What providers have written into their memory, followed request by request. */
export class WrittenLists {
  readonly #atomic: boolean;
  /** Bytes of a page and of a block, as the host was set up. */
  #sizes: { readonly page: number; readonly block: number } = {
    page: PAGE,
    block: NAMESPACE.blockBytes,
  };
  /** By owner and address: a byte that was written. */
  readonly #bytes = new Map<string, number>();
  /** By owner and address. */
  readonly #entries = new Map<string, Written>();

  /** @param exchanges All that will be followed: whether scans are atomic shows in them. */
  constructor(exchanges: readonly (readonly Exchange[])[]) {
    this.#atomic = !exchanges.flat().some(({ request }) => request.op === "scan");
  }

  /**
   * Follows a request.
   *
   * @param queue The queue that its step is about, if it is about one.
   * @returns the lists that a scan it makes may read, a line each; those that were shown as they are
   *   still are left out.
   */
  follow({ request, answer }: Exchange, queue: number | undefined): string[] {
    const { owner, address } = request;
    switch (request.op) {
      case "reset": {
        const { page = PAGE, block = NAMESPACE.blockBytes } = request;
        this.#sizes = { page: Number(page), block: Number(block) };
        return [];
      }
      case "store": {
        const at = numberOf("address", address);
        this.#write(owner, at, bytesOf("bytes", request.bytes));
        const entry = entryIn(request);
        if (entry === null || queue === undefined) return [];
        this.#entries.set(`${owner} ${at}`, { owner, queue, entry, shown: "" });
        return [];
      }
      case "load":
        // What a controller wrote there, too.
        if (typeof answer.bytes === "string") {
          this.#write(owner, numberOf("address", address), bytesOf("bytes", answer.bytes));
        }
        return [];
      case "grantWindow":
        this.#forget(
          owner,
          numberOf("base", request.base),
          Number(request.pages) * this.#sizes.page,
        );
        return [];
      case "scan":
        return this.#read(Number(request.queue));
      case "write": {
        const offset = Number(numberOf("offset", request.offset));
        if (!this.#atomic || offset <= REGISTERS.acq.offset) return [];
        const rung = tailWrite({ offset, value: numberOf("value", request.value) });
        return rung === null ? [] : this.#read(rung.queue);
      }
      default:
        return [];
    }
  }

  #write(owner: string | number, at: bigint, bytes: Uint8Array): void {
    bytes.forEach((byte, i) => {
      const place = `${owner} ${at + BigInt(i)}`;
      if (byte !== 0 || this.#bytes.has(place)) this.#bytes.set(place, byte);
    });
  }

  /** Pages that are granted anew are blank. */
  #forget(owner: string | number, base: bigint, length: number): void {
    for (let i = 0; i < length; i++) {
      const place = `${owner} ${base + BigInt(i)}`;
      this.#bytes.delete(place);
      this.#entries.delete(place);
    }
  }

  #read(queue: number): string[] {
    const lines: string[] = [];
    for (const written of this.#entries.values()) {
      if (written.queue !== queue) continue;
      const text = this.#listText(written);
      if (text === null || text === written.shown) continue;
      written.shown = text;
      lines.push(text);
    }
    return lines;
  }

  /** The list of an entry, or `null` if it has none. */
  #listText({ owner, queue, entry }: Written): string | null {
    const { page, block } = this.#sizes;
    const transfer = transferOf(setOf(queue), entry, block);
    if (transfer?.kind !== "data" || transfer.bytes < 1) return null;
    const shape = prpShape(entry.prp1, transfer.bytes, page);
    if (shape.kind !== "list") return null;
    const count = Math.min(shape.entries, listSlots(entry.prp2, page));
    const bytes = Uint8Array.from(
      { length: count * PRP_ENTRY_BYTES },
      (_, i) => this.#bytes.get(`${owner} ${entry.prp2 + BigInt(i)}`) ?? 0,
    );
    const head = `list at prp2=${entry.prp2.toString(16)}h, now: `;
    if (bytes.every((byte) => byte === 0)) return `${head}the provider has written nothing there`;
    const entries = decodePrpList(bytes).map((each) => `${each.toString(16)}h`);
    const rest = count > MOST_SHOWN ? ` … (${count} entries)` : "";
    return `${head}${entries.slice(0, MOST_SHOWN).join(" ")}${rest}`;
  }
}
