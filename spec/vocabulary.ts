/**
 * The words of the specification: lanes, models, command shapes, and the answers that the kernel
 * gives to a doorbell.
 *
 * @module
 */

/**
 * Where device-visible addresses come from.
 *
 * - `remapped`: the provider writes domain-scoped IOVAs, an IOMMU translates them.
 * - `synthetic`: the provider writes names of a synthetic namespace; trusted code translates them
 *   before the controller sees them.
 * - `bounce`: there is no IOMMU, device-visible equals host physical.
 */
export const LANES = ["remapped", "synthetic", "bounce"] as const;
export type Lane = typeof LANES[number];

/** Who authors device-visible addresses: the kernel (`brokered`, Model A) or the provider (`validated`, Model B). */
export const MODELS = ["brokered", "validated"] as const;
export type Model = typeof MODELS[number];

/**
 * What a command does to memory, by the pointers that carry addresses. `page` and `second` are the
 * entry's two abstract pointers: PRP1 and, where the shape has one, PRP2 (or MPTR for `metadata`).
 *
 * | shape | stands for | memory touched |
 * | --- | --- | --- |
 * | `noData` | Flush, Abort, a zeroed entry | none |
 * | `read` | Read, Identify: up to one page to memory | `page` is written |
 * | `write` | Write, Compare: up to one page from memory | `page` is read |
 * | `readTwoPages` | two pages, PRP2 is a page | `page`, `second` |
 * | `readOffset` | one page long, PRP1 with a dword-aligned offset, so two pages are touched | `page`, `second` |
 * | `readUnaligned` | PRP1 with bits 1:0 set | `page` |
 * | `readList` | more than two pages, PRP2 points to a PRP list | list at `second`, `page`, the listed page |
 * | `chain` | a list whose last entry points to another list | as `readList`, one hop further |
 * | `sgl` | PSDT other than 0 | `page`, `second` |
 * | `metadata` | MPTR in use | `page`, `second` |
 * | `vendor` | an opcode whose transfer length the kernel does not know: longer than it looks | as `readList`, though PRP2 looks like a page |
 * | `doorbellBuffer` | Doorbell Buffer Config | `page`, `second`; afterwards memory publishes |
 * | `createCq`, `createSq` | Create I/O Completion / Submission Queue; base in PRP1 | the queue's extent, later |
 * | `deleteSq`, `deleteCq` | Delete I/O Submission / Completion Queue | none |
 */
export const SHAPES = [
  "noData",
  "read",
  "write",
  "readTwoPages",
  "readOffset",
  "readUnaligned",
  "readList",
  "chain",
  "sgl",
  "metadata",
  "vendor",
  "doorbellBuffer",
  "createCq",
  "createSq",
  "deleteSq",
  "deleteCq",
] as const;
export type Shape = typeof SHAPES[number];

/**
 * Why the kernel refused a doorbell, an enable or an intent. `refused` stands for all the others
 * where an instance does not tell reasons apart.
 */
export const ANSWERS = [
  "none",
  "refused",
  "staleClaim",
  "unarmedQueue",
  "tailOutOfRange",
  "tailUnchanged",
  "ringOverrun",
  "hostPhysical",
  "outOfWindow",
  "foreignWindow",
  "unaligned",
  "extentOverrun",
  "deeperChain",
  "sgl",
  "metadata",
  "opcode",
  "commandInFlight",
  "queueOrder",
  "pageSize",
  "staleGeneration",
] as const;
export type Answer = typeof ANSWERS[number];
