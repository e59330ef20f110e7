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
  /** Persistent Memory Region address: moves an address range into the device. */
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

/** CAP: what the controller can do. `mqes` is 0-based; `to` counts 500 ms; `mpsmin` as in CC.MPS. */
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

/** CC: how the controller is to run. A page has 2^(12 + `mps`) bytes, an entry 2^`iosqes`. */
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

/** CSTS: how it runs. `rdy` follows CC.EN; `shst` 2 says shut down, which is not quiescence. */
export const CSTS = new BitFields("CSTS", 32, {
  rdy: [0, 1],
  cfs: [1, 1],
  shst: [2, 2],
  nssro: [4, 1],
  pp: [5, 1],
  st: [6, 1],
  reserved7: [7, 25],
});

/** AQA: sizes of the admin queues, 0-based. */
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
