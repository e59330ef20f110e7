import { assertEquals } from "@std/assert";
import {
  encodePrpList,
  encodeSubmissionEntry,
  OPC,
  type SubmissionEntry,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import type { Exchange, Flat } from "../conformance/adapter.ts";
import { hexOf } from "./protocol.ts";
import { WrittenLists } from "./written_lists.ts";

const done = { outcome: "done" };

function asked(request: Flat, answer: Flat = done): Exchange {
  return { request, answer };
}

function store(address: bigint, bytes: Uint8Array, owner = 0): Exchange {
  return asked({ op: "store", owner, address: address.toString(16), bytes: hexOf(bytes) });
}

/** A read of 16 KiB: from 102000h, with a list of three entries at 102800h. */
const read = submissionEntry({
  opc: OPC.read,
  nsid: 1,
  prp1: 0x10_2000n,
  prp2: 0x10_2800n,
  cdw12: 31,
});

const written = (entry: SubmissionEntry) => store(0x10_1000n, encodeSubmissionEntry(entry));
const list = (first: bigint) => encodePrpList([first, 0x10_4000n, 0x10_5000n]);
const scan = (queue: number) => asked({ op: "scan", queue });
const ring = asked({ op: "write", claim: 0, offset: "1008", width: 4, value: "1" });

/** What is said at each request, all of them about the I/O queue. */
function said(exchanges: readonly Exchange[]): string[][] {
  const lists = new WrittenLists([exchanges]);
  return exchanges.map((exchange) => lists.follow(exchange, 1));
}

const NOTHING = "list at prp2=102800h, now: the provider has written nothing there";

Deno.test("a list is shown as it is at the scan, and again when it is another", () => {
  const came = said([
    written(read),
    ring,
    scan(0),
    scan(1),
    scan(1),
    store(0x10_2800n, list(0x10_3000n)),
    scan(1),
  ]);
  assertEquals(came.slice(0, 6), [[], [], [], [NOTHING], [], []]);
  assertEquals(came[6], ["list at prp2=102800h, now: 103000h 104000h 105000h"]);
});

Deno.test("where scans are whole, a list is shown at the doorbell", () => {
  assertEquals(said([written(read), ring]), [[], [NOTHING]]);
  const head = asked({ op: "write", claim: 0, offset: "100c", width: 4, value: "1" });
  const enable = asked({ op: "write", claim: 0, offset: "14", width: 4, value: "460001" });
  assertEquals(said([written(read), head, enable]), [[], [], []]);
});

Deno.test("a list is its owner's, and gone when its pages are granted anew", () => {
  const bytes = list(0x10_3000n);
  assertEquals(said([store(0x10_2800n, bytes, 1), written(read), ring]).at(-1), [NOTHING]);
  const grant = (base: string) => asked({ op: "grantWindow", window: 0, owner: 0, base, pages: 1 });
  const before = [store(0x10_2800n, bytes), written(read)];
  assertEquals(said([...before, grant("102000"), ring]).at(-1), [NOTHING]);
  assertEquals(said([...before, grant("103000"), ring]).at(-1)?.[0].endsWith("105000h"), true);
  assertEquals(said([...before, grant("101000"), ring]).at(-1), []);
});

Deno.test("what a controller has left in a list is seen where a provider reads it", () => {
  const request = { op: "load", owner: 0, address: "102ffc", length: 4 };
  const last = { ...read, prp2: 0x10_2ff8n };
  const came = said([written(last), asked(request, { ...done, bytes: "da7a0001" }), ring]);
  // The list's room ends with its page.
  assertEquals(came.at(-1), ["list at prp2=102ff8h, now: 1007ada00000000h"]);
  assertEquals(said([written(last), asked(request, { outcome: "impossible" }), ring]).at(-1), [
    NOTHING.replace("2800", "2ff8"),
  ]);
});

Deno.test("a list is of the pages and blocks that the host was set up with", () => {
  const set = (sizes: Flat) => asked({ op: "reset", ...sizes });
  const bytes = list(0x10_3000n);
  const shown = (sizes: Flat, entry = read) =>
    said([set(sizes), written(entry), store(0x10_2800n, bytes), ring]).at(-1);
  assertEquals(shown({}), ["list at prp2=102800h, now: 103000h 104000h 105000h"]);
  // In pages of 8 KiB, 16 KiB need no list; 24 KiB need one of two entries.
  assertEquals(shown({ page: 8192 }), []);
  assertEquals(shown({ page: 8192 }, { ...read, cdw12: 47 }), [
    "list at prp2=102800h, now: 103000h 104000h",
  ]);
  // As many blocks of 4 KiB are 32 pages.
  assertEquals(shown({ block: 4096 }), [
    "list at prp2=102800h, now: 103000h 104000h 105000h 0h … (31 entries)",
  ]);
  const granted = asked({ op: "grantWindow", window: 0, owner: 0, base: "101000", pages: 1 });
  const before = [store(0x10_2800n, bytes), written({ ...read, cdw12: 47 })];
  // A window of one page of 8 KiB reaches over the list.
  assertEquals(said([set({ page: 8192 }), ...before, granted, ring]).at(-1), []);
  const rewritten = written({ ...read, cdw12: 47 });
  assertEquals(said([set({ page: 8192 }), ...before, granted, rewritten, ring]).at(-1), [NOTHING]);
});

Deno.test("a long list is cut, and a command without one has none", () => {
  // 32 pages, the first of which PRP1 names.
  const long = { ...read, cdw12: 255 };
  const came = said([written(long), store(0x10_2800n, list(1n << 12n)), ring]).at(-1);
  assertEquals(came, [
    "list at prp2=102800h, now: 1000h 104000h 105000h 0h … (31 entries)",
  ]);
  for (const each of [{ cdw12: 0 }, { cdw12: 15 }, { opc: OPC.flush }, { opc: 0xc0 }]) {
    assertEquals(said([written({ ...read, ...each }), ring]).at(-1), [], JSON.stringify(each));
  }
});
