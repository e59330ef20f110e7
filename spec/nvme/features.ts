/**
 * Features: what Set Features and Get Features move for each.
 *
 * Most features live in CDW11 and the completion alone. A few come with a data structure, and one,
 * the Host Memory Buffer, carries the address of a list of addresses in CDW13 and CDW14.
 *
 * The feature's identifier is in bits 7:0 of CDW10. For Get Features, bits 10:8 select what is asked:
 * 0 the current value, 1 the default, 2 the saved one, 3 what is supported.
 *
 * Source: NVMe Base Specification 2.1, 5.1.25 "Set Features command".
 *
 * @module
 */

import type { SubmissionEntry } from "./submission_entry.ts";

/** Features that the implementation names. */
export const FEATURE = {
  arbitration: 0x01,
  powerManagement: 0x02,
  temperatureThreshold: 0x04,
  errorRecovery: 0x05,
  volatileWriteCache: 0x06,
  numberOfQueues: 0x07,
  interruptCoalescing: 0x08,
  interruptVectorConfiguration: 0x09,
  writeAtomicity: 0x0a,
  asynchronousEventConfiguration: 0x0b,
  hostMemoryBuffer: 0x0d,
  timestamp: 0x0e,
} as const;

/** Bytes of data by feature; 0 where there is none. */
const BYTES: { readonly [feature: number]: number } = {
  [FEATURE.arbitration]: 0,
  [FEATURE.powerManagement]: 0,
  0x03: 4096,
  [FEATURE.temperatureThreshold]: 0,
  [FEATURE.errorRecovery]: 0,
  [FEATURE.volatileWriteCache]: 0,
  [FEATURE.numberOfQueues]: 0,
  [FEATURE.interruptCoalescing]: 0,
  [FEATURE.interruptVectorConfiguration]: 0,
  [FEATURE.writeAtomicity]: 0,
  [FEATURE.asynchronousEventConfiguration]: 0,
  0x0c: 256,
  [FEATURE.timestamp]: 8,
  0x10: 0,
  0x16: 512,
};

/** Bits 7:0 of CDW10. */
export function featureOf(entry: SubmissionEntry): number {
  return entry.cdw10 & 0xff;
}

/**
 * Bytes of data that go with a feature, or `null` where that is not known.
 *
 * The Host Identifier (81h) has 16 bytes when bit 0 of CDW11 asks for the extended one, 8 otherwise.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { FEATURE, featureBytes } from "./features.ts";
 * import { submissionEntry } from "./submission_entry.ts";
 *
 * const entry = submissionEntry({ opc: 0x0a, cdw10: FEATURE.timestamp });
 * assert(featureBytes(FEATURE.timestamp, entry) === 8);
 * assert(featureBytes(FEATURE.hostMemoryBuffer, entry) === null);
 * ```
 */
export function featureBytes(feature: number, entry: SubmissionEntry): number | null {
  if (feature === 0x81) return (entry.cdw11 & 1) === 1 ? 16 : 8;
  return BYTES[feature] ?? null;
}
