/**
 * What each command shape asks of memory, in the order in which the controller does it.
 *
 * @module
 */

import type { Shape } from "./vocabulary.ts";

/** What one memory access of a command is for. */
export type Access = "none" | "first" | "second" | "list" | "chain" | "listed";

/** Whether the entry's second pointer (PRP2 or MPTR) is in use. */
export function usesSecond(shape: Shape): boolean {
  return shape === "readTwoPages" || shape === "readOffset" || usesList(shape) ||
    shape === "sgl" || shape === "metadata" || shape === "vendor" || shape === "doorbellBuffer";
}

/** Whether PRP2 points to a PRP list. */
export function usesList(shape: Shape): boolean {
  return shape === "readList" || shape === "chain";
}

/** Whether the controller takes PRP2 for a list, whatever the kernel takes it for. */
export function fetchesList(shape: Shape): boolean {
  return usesList(shape) || shape === "vendor";
}

/** Whether PRP1 is the base of a queue, whose extent the controller uses after the command. */
export function namesQueueBase(shape: Shape): boolean {
  return shape === "createSq" || shape === "createCq";
}

/** Whether the command changes which queues there are. Only the admin queue takes such commands. */
export function managesQueues(shape: Shape): boolean {
  return namesQueueBase(shape) || shape === "deleteSq" || shape === "deleteCq";
}

/** Whether the opcode means this in the admin queue only. */
export function isAdminOnly(shape: Shape): boolean {
  return managesQueues(shape) || shape === "doorbellBuffer";
}

/** Whether PRP1 is the address of data. */
export function carriesData(shape: Shape): boolean {
  return shape !== "noData" && !managesQueues(shape);
}

/** How many memory accesses the controller makes for the command itself. */
export function accessCount(shape: Shape): number {
  if (!carriesData(shape)) return 0;
  if (shape === "chain") return 4;
  if (fetchesList(shape)) return 3;
  return usesSecond(shape) ? 2 : 1;
}

/**
 * What access number `part` is for. A list is fetched first; in a chain the page that it names is
 * another list, which is fetched before the page that that one names.
 */
export function accessAt(shape: Shape, part: number): Access {
  if (part >= accessCount(shape)) return "none";
  if (fetchesList(shape)) {
    if (part === 0) return "list";
    if (part === 1) return "first";
    return shape === "chain" && part === 2 ? "chain" : "listed";
  }
  return part === 0 ? "first" : "second";
}

/** Whether the access writes memory. A list is only read, and so is the data of a `write`. */
export function accessWrites(shape: Shape, part: number): boolean {
  const access = accessAt(shape, part);
  return shape !== "write" && access !== "list" && access !== "chain";
}
