/**
 * Where the machine's pages lie in concrete addresses.
 *
 * The machine counts pages. A name `p` of the provider's address space is the address
 * `NAMES + p * PAGE`; the host-physical number of frame `f` is the address that the implementation under
 * test told. Inside a page, submission slots begin at 0, a PRP list at {@link LIST_OFFSET}, and small
 * transfers end at the page's end, so that none of them is in the way of another.
 *
 * @module
 */

import { SUBMISSION_ENTRY_BYTES } from "../../spec/nvme/mod.ts";
import type { Geometry } from "./geometry.ts";

/** Bytes of a page. */
export const PAGE = 4096;

/** Where page 0 of every provider's address space lies: a page that no window holds. */
export const NAMES = 0x10_0000n;

/** Where a list begins in the page that holds it, and where its last slot is. */
export const LIST_OFFSET = 2048;
export const LAST_LIST_SLOT = PAGE - 8;

/** Where a page that was just granted is marked as its owner's, so that scrubbing it can be seen. */
export const MARK_OFFSET = 3000;

/** How many frames the machine counts for a geometry: the host's one, and those of the windows. */
export function frameCount({ windows, windowPages }: Pick<Geometry, "windows" | "windowPages">) {
  return 1 + windows * windowPages;
}

/** The name by which a provider's address space knows a page. */
export function nameOf(page: number): bigint {
  return NAMES + BigInt(page * PAGE);
}

/**
 * The addresses of one host.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Addresses } from "./layout.ts";
 *
 * // The host's frame and two more: pages 3 to 5 are their host-physical numbers.
 * const addresses = new Addresses(3, 0x7000_0000n);
 * addresses.place(2, 0x7123_4000n);
 * assertEquals([2, 3, 5].map((page) => addresses.of(page)), [0x10_2000n, 0x7000_0000n, 0x7123_4000n]);
 * assertEquals(addresses.pageAt(0x7123_4fffn), 5);
 * ```
 */
export class Addresses {
  readonly #frames: number;
  readonly #physical: bigint[];

  /** @param host The address of the host's frame. Until they are placed, the others follow it. */
  constructor(frames: number, host: bigint) {
    this.#frames = frames;
    this.#physical = Array.from({ length: frames }, (_, frame) => host + BigInt(frame * PAGE));
  }

  /** Takes note of where a frame of the machine's lies in the host's memory. */
  place(frame: number, physical: bigint): void {
    this.#physical[frame] = physical;
  }

  /** The address of a page number. */
  of(page: number): bigint {
    return page < this.#frames ? nameOf(page) : this.#physical[page - this.#frames];
  }

  /** The address of a slot of a submission ring that begins at a page. */
  slot(page: number, slot: number): bigint {
    return this.of(page) + BigInt(slot * SUBMISSION_ENTRY_BYTES);
  }

  /**
   * The page number that an address lies in: 0, which no window holds, for every address that is
   * neither the name nor the host-physical number of a page.
   */
  pageAt(address: bigint): number {
    for (let page = 0; page < 2 * this.#frames; page++) {
      const base = this.of(page);
      if (address >= base && address < base + BigInt(PAGE)) return page;
    }
    return 0;
  }
}
