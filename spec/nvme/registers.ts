/**
 * The controller's registers: where they are, how wide, and what their bits mean.
 *
 * Source: NVMe Base Specification 2.1, 3.1.4 "Controller Properties".
 *
 * @module
 */

import { BitFields, type BitValues } from "./bit_fields.ts";

/** Where a register lies and how many bytes a whole access of it has. */
export interface Register {
  readonly offset: number;
  readonly width: 4 | 8;
}

/** The registers by name. Doorbells lie beyond them, from 1000h (`doorbells.ts`). */
export const REGISTERS = {
  /** Controller Capabilities (3.1.4.1), read only. */
  cap: { offset: 0x00, width: 8 },
  /** Version (3.1.4.2), read only. */
  vs: { offset: 0x08, width: 4 },
  /** Interrupt Mask Set and Clear (3.1.4.3, 3.1.4.4). */
  intms: { offset: 0x0c, width: 4 },
  intmc: { offset: 0x10, width: 4 },
  /** Controller Configuration (3.1.4.5). */
  cc: { offset: 0x14, width: 4 },
  /** Controller Status (3.1.4.6), read only. */
  csts: { offset: 0x1c, width: 4 },
  /** NVM Subsystem Reset (3.1.4.7): 4E564D65h resets. */
  nssr: { offset: 0x20, width: 4 },
  /** Admin Queue Attributes, Submission and Completion Queue Base Address (3.1.4.8 to 3.1.4.10). */
  aqa: { offset: 0x24, width: 4 },
  asq: { offset: 0x28, width: 8 },
  acq: { offset: 0x30, width: 8 },
  /** Controller Memory Buffer: moves an address range into the device. */
  cmbloc: { offset: 0x38, width: 4 },
  cmbsz: { offset: 0x3c, width: 4 },
  /** Boot partition: BPRSEL and BPMBL read data into memory with no queue and no doorbell. */
  bpinfo: { offset: 0x40, width: 4 },
  bprsel: { offset: 0x44, width: 4 },
  bpmbl: { offset: 0x48, width: 8 },
  cmbmsc: { offset: 0x50, width: 8 },
  cmbsts: { offset: 0x58, width: 4 },
  cmbebs: { offset: 0x5c, width: 4 },
  cmbswtp: { offset: 0x60, width: 4 },
  /** NVM Subsystem Shutdown: 4E726D6Ch or 41627274h shuts down every controller. */
  nssd: { offset: 0x64, width: 4 },
  /** Controller Ready Timeouts, read only. */
  crto: { offset: 0x68, width: 4 },
  /** Persistent Memory Region: PMRCTL enables it, PMRMSC moves an address range into the device. */
  pmrcap: { offset: 0xe00, width: 4 },
  pmrctl: { offset: 0xe04, width: 4 },
  pmrsts: { offset: 0xe08, width: 4 },
  pmrebs: { offset: 0xe0c, width: 4 },
  pmrswtp: { offset: 0xe10, width: 4 },
  pmrmscl: { offset: 0xe14, width: 4 },
  pmrmscu: { offset: 0xe18, width: 4 },
} as const satisfies Record<string, Register>;

export type RegisterName = keyof typeof REGISTERS;

/**
 * The register at an offset, if one begins exactly there.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { registerAt } from "./registers.ts";
 *
 * assert(registerAt(0x28) === "asq");
 * assert(registerAt(0x2c) === null);
 * ```
 */
export function registerAt(offset: number): RegisterName | null {
  return NAMES.get(offset) ?? null;
}

const NAMES: ReadonlyMap<number, RegisterName> = new Map(
  (Object.keys(REGISTERS) as RegisterName[]).map((name) => [REGISTERS[name].offset, name]),
);

/**
 * CAP: what the controller can do (3.1.4.1).
 *
 * | bits | field | meaning |
 * | --- | --- | --- |
 * | 15:0 | `mqes` | the largest queue, 0-based |
 * | 16 | `cqr` | queues must be contiguous: PC = 0 is not served |
 * | 18:17 | `ams` | arbitration mechanisms besides round robin |
 * | 31:24 | `to` | how long RDY may take to follow EN, in 500 ms |
 * | 35:32 | `dstrd` | doorbells are 4 << `dstrd` bytes apart |
 * | 36 | `nssrs` | NSSR is there |
 * | 44:37 | `css` | I/O command sets, a bit each |
 * | 45 | `bps` | boot partitions are there: BPRSEL transfers without a queue |
 * | 47:46 | `cps` | what a shutdown acts on: controller, domain or subsystem |
 * | 51:48, 55:52 | `mpsmin`, `mpsmax` | the smallest and largest page, as CC.MPS counts |
 * | 56 | `pmrs` | a Persistent Memory Region is there |
 * | 57 | `cmbs` | a Controller Memory Buffer is there |
 * | 58 | `nsss` | a subsystem shutdown is there |
 * | 60:59 | `crms` | ways to tell that the controller, and its media, are ready |
 * | 61 | `nsses` | the subsystem shutdown has enhancements |
 */
export const CAP = new BitFields("CAP", 64, {
  mqes: [0, 16],
  cqr: [16, 1],
  ams: [17, 2],
  reserved19: [19, 5],
  to: [24, 8],
  dstrd: [32, 4],
  nssrs: [36, 1],
  css: [37, 8],
  bps: [45, 1],
  cps: [46, 2],
  mpsmin: [48, 4],
  mpsmax: [52, 4],
  pmrs: [56, 1],
  cmbs: [57, 1],
  nsss: [58, 1],
  crms: [59, 2],
  nsses: [61, 1],
  reserved62: [62, 2],
});

/**
 * CC: how the controller is to run (3.1.4.5).
 *
 * | bits | field | meaning |
 * | --- | --- | --- |
 * | 0 | `en` | runs; from 0 to 1 latches the admin queues, from 1 to 0 resets the controller |
 * | 6:4 | `css` | I/O command set; 0 is the NVM one |
 * | 10:7 | `mps` | a memory page has 2^(12 + `mps`) bytes |
 * | 13:11 | `ams` | arbitration mechanism; 0 is round robin |
 * | 15:14 | `shn` | announces a shutdown; 1 is a normal, 2 an abrupt one |
 * | 19:16 | `iosqes` | an entry of an I/O submission queue has 2^`iosqes` bytes |
 * | 23:20 | `iocqes` | an entry of an I/O completion queue has 2^`iocqes` bytes |
 * | 24 | `crime` | ready without waiting for the media |
 */
export const CC = new BitFields("CC", 32, {
  en: [0, 1],
  reserved1: [1, 3],
  css: [4, 3],
  mps: [7, 4],
  ams: [11, 3],
  shn: [14, 2],
  iosqes: [16, 4],
  iocqes: [20, 4],
  crime: [24, 1],
  reserved25: [25, 7],
});

/**
 * CSTS: how it runs (3.1.4.6).
 *
 * | bits | field | meaning |
 * | --- | --- | --- |
 * | 0 | `rdy` | follows CC.EN |
 * | 1 | `cfs` | a fatal error: only a reset helps |
 * | 3:2 | `shst` | shutdown: 1 under way, 2 complete, which is not quiescence |
 * | 4 | `nssro` | the subsystem was reset |
 * | 5 | `pp` | processing is paused |
 * | 6 | `st` | the shutdown is the subsystem's, not the controller's |
 */
export const CSTS = new BitFields("CSTS", 32, {
  rdy: [0, 1],
  cfs: [1, 1],
  shst: [2, 2],
  nssro: [4, 1],
  pp: [5, 1],
  st: [6, 1],
  reserved7: [7, 25],
});

/**
 * AQA: sizes of the admin queues (3.1.4.8).
 *
 * | bits | field | meaning |
 * | --- | --- | --- |
 * | 11:0 | `asqs` | entries of the submission queue, 0-based |
 * | 27:16 | `acqs` | entries of the completion queue, 0-based |
 *
 * ASQ and ACQ (3.1.4.9, 3.1.4.10) are the bases of those queues, whole 64-bit addresses; their low 12
 * bits are reserved, because a base is a page.
 */
export const AQA = new BitFields("AQA", 32, {
  asqs: [0, 12],
  reserved12: [12, 4],
  acqs: [16, 12],
  reserved28: [28, 4],
});

/** CC's fields. */
export type ControllerConfiguration = BitValues<typeof CC["layout"]>;

/** CAP's fields. */
export type ControllerCapabilities = BitValues<typeof CAP["layout"]>;

/**
 * Bytes of a memory page under CC.MPS.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { CC, memoryPageBytes } from "./registers.ts";
 *
 * const cc = CC.decode(0x0046_0001n);
 * assert(memoryPageBytes(cc.mps) === 4096 && cc.iosqes === 6 && cc.iocqes === 4);
 * ```
 */
export function memoryPageBytes(mps: number): number {
  return 2 ** (12 + mps);
}

/** The largest value a 0-based size field may hold: AQA's fields have 12 bits. */
export const ADMIN_QUEUE_MOST_ENTRIES = 4096;

/** A ring of n slots holds n - 1 entries, so the smallest queue has two. */
export const QUEUE_LEAST_ENTRIES = 2;
