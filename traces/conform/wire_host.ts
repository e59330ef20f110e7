/**
 * Wire formats behind the protocol: bytes into fields, fields into bytes, and what follows from fields.
 *
 * @module
 */

import type * as wire from "../../spec/nvme/mod.ts";
import type { WindowIndex } from "../../spec/implementation/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import { bytesOf, hexOf, signedOf } from "./protocol.ts";

/** The wire formats as they are loaded: the project's own, or some with a mistake in them. */
export type Wire = typeof wire;

/** What a request is answered with, besides its outcome. */
type Fields = { readonly [field: string]: string | number };

/** A request's fields, read as what they are. */
class Given {
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
function flat(fields: { readonly [field: string]: unknown }): Fields {
  const values = Object.entries(fields).map(([field, value]) => [
    field,
    typeof value === "bigint" ? value.toString(16) : typeof value === "boolean" ? +value : value,
  ]);
  return Object.fromEntries(values);
}

/** Reads an integer, the lowest byte first. */
function wordOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
}

function wordBytes(word: bigint, bits: number): Uint8Array {
  return Uint8Array.from(
    { length: bits / 8 },
    (_, at) => Number((word >> BigInt(8 * at)) & 0xffn),
  );
}

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
    const { op, format, table } = request;
    const given = new Given(request);
    const work = op === "decode"
      ? () => this.#decode(String(format), given.bytes())
      : op === "encode"
      ? () => this.#encode(String(format), given)
      : op === "tell"
      ? () => this.#tell(String(table), given)
      : null;
    if (work === null) return null;
    try {
      const fields = work();
      return fields === null ? { outcome: "impossible" } : { outcome: "done", ...fields };
    } catch (error) {
      if (error instanceof RangeError) return { outcome: "refused", reason: "range" };
      throw error;
    }
  }

  #decode(format: string, bytes: Uint8Array): Fields | null {
    const wire = this.#wire;
    const word = WORDS.get(format)?.(wire);
    if (word !== undefined) return flat(word.decode(wordOf(bytes)));
    switch (format) {
      case "submissionEntry":
        return flat({ ...wire.decodeSubmissionEntry(bytes) });
      case "completionEntry":
        return flat({ ...wire.decodeCompletionEntry(bytes) });
      case "sglDescriptor":
        return flat({ ...wire.decodeSglDescriptor(bytes) });
      case "prpList":
        return {
          entries: wire.decodePrpList(bytes).map((entry) => entry.toString(16)).join(),
        };
      case "createCompletionQueue": {
        const entry = wire.decodeSubmissionEntry(bytes);
        const { vector, ...queue } = wire.readCreateCompletionQueue(entry);
        return flat({ cid: entry.cid, ...queue, vector: vector ?? NO_VECTOR });
      }
      case "createSubmissionQueue": {
        const entry = wire.decodeSubmissionEntry(bytes);
        return flat({ cid: entry.cid, ...wire.readCreateSubmissionQueue(entry) });
      }
      case "controllerIdentity":
        return flat({ ...wire.decodeControllerIdentity(bytes) });
      case "namespaceIdentity":
        return flat({ ...wire.decodeNamespaceIdentity(bytes) });
      case "namespaceList":
        return {
          nsids: wire.decodeNamespaceList(bytes).map((nsid) => nsid.toString(16)).join(),
        };
      default:
        return null;
    }
  }

  #encode(format: string, given: Given): Fields | null {
    const bytes = this.#bytes(format, given);
    return bytes && { bytes: hexOf(bytes) };
  }

  #bytes(format: string, given: Given): Uint8Array | null {
    const wire = this.#wire;
    const word = WORDS.get(format)?.(wire);
    if (word !== undefined) {
      return wordBytes(word.encode(given.some(Object.keys(word.layout))), word.bits);
    }
    const queue = () => ({
      qid: given.number("qid"),
      entries: given.number("entries"),
      contiguous: given.number("contiguous") === 1,
      base: given.address("base"),
    });
    switch (format) {
      case "submissionEntry": {
        const fields = given.some(SUBMISSION_FIELDS, ["mptr", "prp1", "prp2"]);
        return wire.encodeSubmissionEntry(wire.submissionEntry(fields));
      }
      case "completionEntry":
        return wire.encodeCompletionEntry(wire.completionEntry(given.some(COMPLETION_FIELDS)));
      case "sglDescriptor": {
        const numbers = { length: 0, reserved: 0, subtype: 0, type: 0 };
        const address = given.address("address");
        return wire.encodeSglDescriptor({
          ...numbers,
          ...given.some(Object.keys(numbers)),
          address,
        });
      }
      case "prpList":
        return wire.encodePrpList(given.addresses("entries"));
      case "createCompletionQueue": {
        const vector = given.number("vector");
        return wire.encodeSubmissionEntry(wire.createCompletionQueue(given.number("cid"), {
          ...queue(),
          vector: vector === NO_VECTOR ? null : vector,
        }));
      }
      case "createSubmissionQueue":
        return wire.encodeSubmissionEntry(
          wire.createSubmissionQueue(given.number("cid"), {
            ...queue(),
            cqid: given.number("cqid"),
          }),
        );
      case "controllerIdentity":
        return wire.encodeControllerIdentity({
          serialNumber: given.text("serialNumber"),
          modelNumber: given.text("modelNumber"),
          firmwareRevision: given.text("firmwareRevision"),
          mdts: given.number("mdts"),
          nn: given.number("nn"),
        });
      case "namespaceIdentity":
        return wire.encodeNamespaceIdentity({
          nsze: given.address("nsze"),
          blockBytes: given.number("blockBytes"),
          metadataBytes: given.number("metadataBytes"),
        });
      case "namespaceList":
        return wire.encodeNamespaceList(given.addresses("nsids").map(Number));
      default:
        return null;
    }
  }

  #tell(table: string, given: Given): Fields | null {
    const wire = this.#wire;
    const pageBytes = given.number("pageBytes");
    switch (table) {
      case "opcode": {
        const [set, opc] = [commandSet(given), given.number("opc")];
        return flat({ name: wire.opcodeName(set, opc), vendor: wire.isVendorSpecific(set, opc) });
      }
      case "transfer": {
        const fields = given.some(["opc", "cdw10", "cdw11", "cdw12"]);
        const entry = wire.submissionEntry(fields);
        const transfer = wire.transferOf(commandSet(given), entry, given.number("blockBytes"));
        if (transfer?.kind !== "data") return { kind: transfer?.kind ?? "unknown" };
        return { kind: "data", direction: transfer.direction, length: transfer.bytes };
      }
      case "pointer": {
        const isSgl = wire.usesSgl(wire.submissionEntry({ psdt: given.number("psdt") }));
        return { kind: isSgl ? "sgl" : "prp" };
      }
      case "descriptor":
        return { name: wire.SGL_TYPES[given.number("type")] ?? "reserved" };
      case "pages": {
        const [prp1, length] = [given.address("prp1"), given.number("length")];
        const pages = wire.pagesTouched(prp1, length, pageBytes);
        const shape = wire.prpShape(prp1, length, pageBytes);
        const entries = shape.kind === "list" ? shape.entries : 0;
        return { pages, offset: wire.pageOffset(prp1, pageBytes), kind: shape.kind, entries };
      }
      case "shares": {
        const following = given.addresses("following");
        const prp1 = given.address("prp1");
        const shares = wire.pageShares(prp1, following, given.number("length"), pageBytes);
        const named = shares.map(({ address, length }) => `${address.toString(16)}:${length}`);
        return { shares: named.join() };
      }
      case "list":
        return { slots: wire.listSlots(given.address("pointer"), pageBytes) };
      case "alignment":
        return flat({ aligned: wire.isAligned(given.address("address"), given.number("to")) });
      case "doorbell": {
        const found = wire.doorbellAt(Number(given.address("offset")), given.number("dstrd"));
        return found === null ? { kind: "none" } : { ...found };
      }
      case "doorbellOffset": {
        const kind = given.text("kind") === "completionHead" ? "completionHead" : "submissionTail";
        const offset = wire.doorbellOffset(
          { kind, qid: given.number("qid") },
          given.number("dstrd"),
        );
        return { offset: offset.toString(16) };
      }
      case "register": {
        const name = wire.registerAt(Number(given.address("offset")));
        return name === null ? { name: "none" } : { name, width: wire.REGISTERS[name].width };
      }
      case "status": {
        const status = { sct: given.number("sct"), sc: given.number("sc") };
        return flat({ name: wire.statusName(status), succeeded: wire.succeeded(status) });
      }
      case "page":
        return { length: wire.memoryPageBytes(given.number("mps")) };
      case "deletion": {
        const entry = wire.submissionEntry({ cdw10: given.number("cdw10") });
        return { qid: wire.deletedQueue(entry) };
      }
      case "number":
        return this.#number(given.text("name"));
      case "word": {
        const layout = given.text("layout").split(",").map((field) => {
          const [name, low, width] = field.split(":");
          return [name, [Number(low), Number(width)]] as const;
        });
        new wire.BitFields("word", given.number("bits"), Object.fromEntries(layout));
        return {};
      }
      case "extent": {
        const index = new this.#windowIndex();
        for (const window of given.text("windows").split(",").filter(Boolean)) {
          const [base, length] = window.split(":").map((each) => signedOf("windows", each));
          index.insert({ base, length });
        }
        const covering = index.cover(given.address("base"), given.address("length"));
        return { covered: typeof covering === "string" ? covering : "yes" };
      }
      default:
        return null;
    }
  }

  /** A number that has a name, such as `OPC.identify`. */
  #number(name: string): Fields | null {
    const [set, member] = name.split(".");
    const numbers: unknown = Object.entries(this.#wire).find(([known]) => known === set)?.[1];
    const value: unknown = member === undefined || typeof numbers !== "object" || numbers === null
      ? numbers
      : Object.entries(numbers).find(([known]) => known === member)?.[1];
    return typeof value === "number" ? { value } : null;
  }
}

/** The interrupt vector of a completion queue that raises no interrupts. */
const NO_VECTOR = -1;

// deno-lint-ignore no-explicit-any
type AnyWord = wire.BitFields<any>;

/** Registers, by the names of their formats. */
const WORDS: ReadonlyMap<string, (using: Wire) => AnyWord> = new Map<
  string,
  (using: Wire) => AnyWord
>([
  ["cap", ({ CAP }) => CAP],
  ["cc", ({ CC }) => CC],
  ["csts", ({ CSTS }) => CSTS],
  ["aqa", ({ AQA }) => AQA],
]);

const SUBMISSION_FIELDS = [
  ...["opc", "fuse", "reserved10", "psdt", "cid", "nsid", "cdw2", "cdw3", "mptr", "prp1", "prp2"],
  ...["cdw10", "cdw11", "cdw12", "cdw13", "cdw14", "cdw15"],
] as const;

const COMPLETION_FIELDS = [
  ...["dw0", "dw1", "sqhd", "sqid", "cid", "phase", "sc", "sct", "crd", "more", "dnr"],
] as const;

function commandSet(given: Given): "admin" | "nvm" {
  return given.text("set") === "admin" ? "admin" : "nvm";
}
