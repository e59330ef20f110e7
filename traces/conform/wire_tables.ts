/**
 * What follows from an opcode, an offset, a length: the tables of wire vectors.
 *
 * @module
 */

import type { WindowIndex } from "../../spec/implementation/mod.ts";
import { signedOf } from "./protocol.ts";
import { type Fields, flat, type Given, type Wire } from "./wire_fields.ts";

/**
 * What follows from what is given, or `null` if there is no such table.
 *
 * @param windowIndex The windows of an owner, for the table of extents.
 */
export function tableAnswer(
  wire: Wire,
  windowIndex: typeof WindowIndex,
  table: string,
  given: Given,
): Fields | null {
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
      return numberNamed(wire, given.text("name"));
    case "word": {
      const layout = given.text("layout").split(",").map((field) => {
        const [name, low, width] = field.split(":");
        return [name, [Number(low), Number(width)]] as const;
      });
      new wire.BitFields("word", given.number("bits"), Object.fromEntries(layout));
      return {};
    }
    case "extent": {
      const index = new windowIndex();
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
function numberNamed(wire: Wire, name: string): Fields | null {
  const [set, member] = name.split(".");
  const numbers: unknown = Object.entries(wire).find(([known]) => known === set)?.[1];
  const value: unknown = member === undefined || typeof numbers !== "object" || numbers === null
    ? numbers
    : Object.entries(numbers).find(([known]) => known === member)?.[1];
  return typeof value === "number" ? { value } : null;
}

function commandSet(given: Given): "admin" | "nvm" {
  return given.text("set") === "admin" ? "admin" : "nvm";
}
