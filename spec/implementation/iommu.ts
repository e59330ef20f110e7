/**
 * An IOMMU: a domain for each owner, page tables, and an IOTLB that keeps what it has seen until it
 * is told not to.
 *
 * @module
 */

/** What a mapping lets the device do. */
export type Permission = "read" | "write" | "readWrite";

/** A page as a domain maps it. */
interface Mapping {
  readonly frame: number;
  readonly permission: Permission;
}

/** The frame and offset behind a device address. */
export interface Translation {
  readonly frame: number;
  readonly offset: number;
}

/**
 * The IOMMU in front of one device.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { Iommu } from "./iommu.ts";
 *
 * const iommu = new Iommu(4096);
 * iommu.map(1, 0x8000n, 5, "readWrite");
 * iommu.attach(1);
 * assert(iommu.translate(0x8010n, "write")?.frame === 5);
 * iommu.unmap(1, 0x8000n);
 * assert(iommu.translate(0x8010n, "write")?.frame === 5, "the IOTLB is stale");
 * iommu.invalidate(1);
 * assert(iommu.translate(0x8010n, "write") === null);
 * ```
 */
export class Iommu {
  readonly #pageBytes: bigint;
  readonly #tables = new Map<number, Map<bigint, Mapping>>();
  /** Entries seen, by domain. A real IOTLB may drop them at any time; this one never does. */
  readonly #cached = new Map<number, Map<bigint, Mapping>>();
  #attached: number | null = null;

  constructor(pageBytes: number) {
    this.#pageBytes = BigInt(pageBytes);
  }

  /** The domain that translates the device's accesses, or `null`: none, and every access faults. */
  get attached(): number | null {
    return this.#attached;
  }

  attach(domain: number | null): void {
    this.#attached = domain;
  }

  /** Maps one page of a domain's address space to a frame. */
  map(domain: number, address: bigint, frame: number, permission: Permission): void {
    entriesOf(this.#tables, domain).set(address / this.#pageBytes, { frame, permission });
  }

  /** Takes a page out of the tables. Until the next {@link invalidate} the device may still reach it. */
  unmap(domain: number, address: bigint): void {
    entriesOf(this.#tables, domain).delete(address / this.#pageBytes);
  }

  /** Makes the IOTLB forget a domain. */
  invalidate(domain: number): void {
    this.#cached.delete(domain);
  }

  /** The frames that a domain's tables map. */
  mapped(domain: number): number[] {
    return [...entriesOf(this.#tables, domain).values()].map((mapping) => mapping.frame);
  }

  /** The frames that the device may reach through a domain: by its tables, or by a stale entry. */
  reachable(domain: number): number[] {
    return [...new Set([...this.mapped(domain), ...this.cached(domain)])];
  }

  /** The frames that the IOTLB leads to, whether the tables still do or not. */
  cached(domain: number): number[] {
    return [...entriesOf(this.#cached, domain).values()].map((mapping) => mapping.frame);
  }

  /** The frame behind a device address, or `null` for a fault. */
  translate(address: bigint, access: "read" | "write"): Translation | null {
    if (this.#attached === null) return null;
    const page = address / this.#pageBytes;
    const cached = entriesOf(this.#cached, this.#attached);
    const mapping = cached.get(page) ?? entriesOf(this.#tables, this.#attached).get(page);
    if (mapping === undefined) return null;
    if (mapping.permission !== "readWrite" && mapping.permission !== access) return null;
    cached.set(page, mapping);
    return { frame: mapping.frame, offset: Number(address % this.#pageBytes) };
  }
}

function entriesOf(
  tables: Map<number, Map<bigint, Mapping>>,
  domain: number,
): Map<bigint, Mapping> {
  let entries = tables.get(domain);
  if (entries === undefined) tables.set(domain, entries = new Map());
  return entries;
}
