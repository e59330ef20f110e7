/**
 * Status codes that the implementation and the simulated controller use.
 *
 * Source: NVMe Base Specification 2.1, 4.2.3 "Status Field Definition".
 *
 * @module
 */

/** A status: code type and code. */
export interface Status {
  readonly sct: number;
  readonly sc: number;
}

/** Statuses by name. */
export const STATUS = {
  success: { sct: 0, sc: 0x00 },
  invalidOpcode: { sct: 0, sc: 0x01 },
  invalidField: { sct: 0, sc: 0x02 },
  dataTransferError: { sct: 0, sc: 0x04 },
  invalidNamespace: { sct: 0, sc: 0x0b },
  lbaOutOfRange: { sct: 0, sc: 0x80 },
  invalidCompletionQueue: { sct: 1, sc: 0x00 },
  invalidQueueIdentifier: { sct: 1, sc: 0x01 },
  invalidQueueSize: { sct: 1, sc: 0x02 },
  asynchronousEventLimit: { sct: 1, sc: 0x05 },
  invalidQueueDeletion: { sct: 1, sc: 0x0c },
  compareFailure: { sct: 2, sc: 0x85 },
} as const satisfies Record<string, Status>;

/**
 * A status in words.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { STATUS, statusName } from "./status.ts";
 *
 * assert(statusName(STATUS.lbaOutOfRange) === "lbaOutOfRange");
 * assert(statusName({ sct: 7, sc: 1 }) === "status 7/01h");
 * ```
 */
export function statusName(status: Status): string {
  for (const [name, { sct, sc }] of Object.entries(STATUS)) {
    if (sct === status.sct && sc === status.sc) return name;
  }
  return `status ${status.sct}/${status.sc.toString(16).padStart(2, "0")}h`;
}
