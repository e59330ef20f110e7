/**
 * NVMe on the wire: what the bytes mean, and nothing else.
 *
 * Reading order: `submission_entry.ts` and `completion_entry.ts` (the two entries), `prp.ts` and
 * `sgl.ts` (how an entry names memory), `opcodes.ts` with `features.ts` (how much of it),
 * `queue_commands.ts` (queues that admin commands create), `registers.ts` and `doorbells.ts` (what a
 * driver writes outside memory), `identify.ts` and `status.ts` (what a controller says of itself).
 *
 * Clauses are those of the NVMe Base Specification, revision 2.1, unless another document is named;
 * earlier revisions number some of them otherwise.
 *
 * Nothing here decides what is allowed. That is the implementation's business.
 *
 * @module
 */

export * from "./bit_fields.ts";
export * from "./completion_entry.ts";
export * from "./doorbells.ts";
export * from "./features.ts";
export * from "./identify.ts";
export * from "./opcodes.ts";
export * from "./prp.ts";
export * from "./queue_commands.ts";
export * from "./registers.ts";
export * from "./sgl.ts";
export * from "./status.ts";
export * from "./submission_entry.ts";
