/**
 * Faults: for every check that the kernel makes, a kernel that does not make it.
 *
 * Each replaces rules of a design from outside, and names the property that has to notice.
 *
 * | file | faults of |
 * | --- | --- |
 * | `faults/grants.ts` | grants and registers |
 * | `faults/doorbells.ts` | doorbells, scans and batches |
 * | `faults/entries.ts` | pointers, opcodes, and the queues that commands change |
 * | `faults/sharing.ts` | privacy |
 * | `faults/completions.ts` | completions |
 * | `faults/teardown.ts` | teardown |
 *
 * @module
 */

import { completions } from "./faults/completions.ts";
import { doorbells } from "./faults/doorbells.ts";
import { entries } from "./faults/entries.ts";
import type { Faults } from "./faults/fault.ts";
import { grants } from "./faults/grants.ts";
import { sharing } from "./faults/sharing.ts";
import { teardown } from "./faults/teardown.ts";

export type { Fault } from "./faults/fault.ts";

/** The faults by name. */
export const faults: Faults = {
  ...grants,
  ...doorbells,
  ...entries,
  ...sharing,
  ...completions,
  ...teardown,
};
