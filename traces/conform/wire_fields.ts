/**
 * Fields of a wire format as the protocol writes them.
 *
 * @module
 */

import type * as wire from "../../spec/nvme/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import { bytesOf, signedOf } from "./protocol.ts";

/** The wire formats as they are loaded: the project's own, or some with a mistake in them. */
export type Wire = typeof wire;

/** What a request is answered with, besides its outcome. */
export type Fields = { readonly [field: string]: string | number };

/** A request's fields, read as what they are. */
export class Given {
  readonly #request: Flat;

  constructor(request: Flat) {
    this.#request = request;
  }

  /** A number; text is one that need not be whole. 0 where nothing is said. */
  number(field: string): number {
    return Number(this.#request[field] ?? 0);
  }

  /** An address; one that does not fit 64 bits may be asked for, too. */
  address(field: string): bigint {
    return signedOf(field, this.#request[field] ?? "0");
  }

  text(field: string): string {
    return String(this.#request[field] ?? "");
  }

  bytes(): Uint8Array {
    return bytesOf("bytes", this.#request.bytes);
  }

  /** Hexadecimal numbers with commas between. */
  addresses(field: string): bigint[] {
    return this.text(field).split(",").filter(Boolean).map((each) => signedOf(field, each));
  }

  /** The named fields that there are, each as a number, or as an address where it is said to be one. */
  some<const Names extends readonly string[]>(
    names: Names,
    addresses: readonly string[] = [],
  ): { [name in Names[number]]?: never } {
    const named = names.filter((name) => this.#request[name] !== undefined);
    const values = named.map((name) => [
      name,
      addresses.includes(name) ? this.address(name) : this.number(name),
    ]);
    return Object.fromEntries(values);
  }
}

/** Fields as the protocol writes them: integers of 64 bits in hexadecimal. */
export function flat(fields: { readonly [field: string]: unknown }): Fields {
  const values = Object.entries(fields).map(([field, value]) => [
    field,
    typeof value === "bigint" ? value.toString(16) : typeof value === "boolean" ? +value : value,
  ]);
  return Object.fromEntries(values);
}
