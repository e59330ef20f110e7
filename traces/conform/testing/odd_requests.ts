/**
 * Requests that no kernel can be asked, for tests of adapters: numbers of nothing, fields that are
 * missing, text that is no number.
 *
 * @module
 */

import type { Request } from "../protocol.ts";

/** A host to ask them of. */
export const RESET: Request = {
  op: "reset",
  lane: "remapped",
  owners: 2,
  windows: 2,
  generations: 2,
  cap: "1000200f0003ff",
  nsid: 1,
  block: 512,
  most: 131072,
};

/** What such a host has, so that the odd requests are refused for nothing else. */
export const SETUP: readonly Request[] = [
  RESET,
  { op: "grantWindow", window: 0, owner: 0, base: "101000", pages: 2 },
  { op: "grantClaim", claim: 0, owner: 0, model: "validated" },
];

/** Each is answered `impossible`, and changes nothing. */
export const MALFORMED: readonly Request[] = [
  { ...RESET, lane: "none" },
  { ...RESET, windows: -1 },
  { ...RESET, windows: 2 ** 31 },
  { ...RESET, cap: "" },
  { op: "reset", lane: "remapped" },
  { op: "grantWindow", window: 1, owner: 0, base: "zz", pages: 1 },
  { op: "grantWindow", window: 1, owner: 0, base: "103000" },
  { op: "grantWindow", window: 1, owner: -1, base: "103000", pages: 1 },
  { op: "grantClaim", claim: 1, model: "validated" },
  { op: "grantClaim", claim: 1, owner: 0 },
  { op: "grantClaim", claim: 1, owner: 0, model: "none" },
  { op: "store", owner: 0, address: "101000", bytes: "0" },
  { op: "store", owner: 0, address: "101000" },
  { op: "store", owner: 0, address: "101000", bytes: "zz" },
  { op: "store", owner: -1, address: "101000", bytes: "00" },
  { op: "store", owner: 0, address: "", bytes: "00" },
  { op: "load", owner: 0, address: "101000", length: -1 },
  { op: "load", owner: 0, address: "101000" },
  { op: "load", address: "101000", length: 1 },
  { op: "dmaRead", address: "101000", length: -1 },
  { op: "dmaRead", address: "-1", length: 1 },
  { op: "dmaWrite", address: "101000", bytes: "f" },
  { op: "write", claim: -1, offset: "14", width: 4, value: "0" },
  { op: "write", claim: 0, offset: "zz", width: 4, value: "0" },
  { op: "write", claim: 0, offset: "14", width: 4 },
  { op: "write", claim: 0, offset: "14", width: 4, value: "zz" },
  { op: "scan" },
  { op: "scan", queue: 0 },
  { op: "scan", queue: 99 },
  { op: "scan", queue: -1 },
  { op: "endScan", queue: 99 },
  { op: "endScan", queue: -5 },
  { op: "status", csts: "zz" },
  { op: "status" },
  { op: "interrupt", queue: 99 },
  { op: "interrupt", queue: -1 },
  { op: "interrupt" },
  { op: "abandonWait", queue: 99, cid: 1 },
  { op: "abandonWait", queue: 0, cid: 65536 },
  { op: "abandonWait", queue: 0, cid: -1 },
  ...["revokeWindow", "unmapWindow", "invalidateWindow", "scrubWindow"].flatMap((op): Request[] => [
    { op, window: 99 },
    { op, window: -1 },
    { op },
  ]),
  { op: "endClaim", claim: -1, cause: "reset" },
  { op: "endClaim", cause: "reset" },
];
