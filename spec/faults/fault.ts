/**
 * What a fault is.
 *
 * @module
 */

import type { Rules } from "../rules.ts";

/** A kernel that lacks one check. */
export interface Fault {
  /** What it does wrong, as a sentence about the kernel. */
  readonly title: string;
  /** The property that fails. */
  readonly breaks: string;
  readonly replaces: Partial<Rules>;
}

/** Faults by name. */
export type Faults = { readonly [name: string]: Fault };
