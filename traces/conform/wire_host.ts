/**
 * Wire formats behind the protocol: bytes into fields, fields into bytes, and what follows from fields.
 *
 * @module
 */

import type { WindowIndex } from "../../spec/implementation/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { hexOf } from "./protocol.ts";
import { type Fields, Given, type Wire } from "./wire_fields.ts";
import { decoded, encoded } from "./wire_formats.ts";
import { tableAnswer } from "./wire_tables.ts";

/** A host's answers about wire formats. */
export class WireHost {
  readonly #wire: Wire;
  readonly #windowIndex: typeof WindowIndex;

  constructor(using: Wire, windowIndex: typeof WindowIndex) {
    this.#wire = using;
    this.#windowIndex = windowIndex;
  }

  /** Answers `decode`, `encode` and `tell`; `null` to any other request. */
  answer(request: Flat): Flat | null {
    const { op } = request;
    if (op !== "decode" && op !== "encode" && op !== "tell") return null;
    try {
      const fields = this.#fields(op, request);
      return fields === null ? { outcome: "impossible" } : { outcome: "done", ...fields };
    } catch (error) {
      if (error instanceof RangeError) return { outcome: "refused", reason: "range" };
      // Bytes that are none, or text in place of a number.
      if (error instanceof AdapterFault) return { outcome: "impossible" };
      throw error;
    }
  }

  #fields(op: "decode" | "encode" | "tell", request: Flat): Fields | null {
    const given = new Given(request);
    const [format, table] = [String(request.format), String(request.table)];
    switch (op) {
      case "decode":
        return decoded(this.#wire, format, given.bytes());
      case "encode": {
        const bytes = encoded(this.#wire, format, given);
        return bytes && { bytes: hexOf(bytes) };
      }
      case "tell":
        return tableAnswer(this.#wire, this.#windowIndex, table, given);
    }
  }
}
