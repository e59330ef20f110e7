/**
 * Bytes into fields, and fields into bytes, by the name of a format.
 *
 * @module
 */

import type * as wire from "../../spec/nvme/mod.ts";
import { type Fields, flat, type Given, type Wire } from "./wire_fields.ts";

/** The fields of bytes, or `null` if there is no such format. */
export function decoded(wire: Wire, format: string, bytes: Uint8Array): Fields | null {
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

/** The bytes of fields, or `null` if there is no such format. */
export function encoded(wire: Wire, format: string, given: Given): Uint8Array | null {
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
