/**
 * How much of everything a host has.
 *
 * @module
 */

import type { Lane, Model } from "../../spec/vocabulary.ts";

/** What a host is set up with. Everything is counted as the machine's bounds count it. */
export interface Geometry {
  readonly lane: Lane;
  readonly model: Model;
  /** Owners, numbered from 0. */
  readonly owners: number;
  /** Slots of the window ledger, and pages of each window. */
  readonly windows: number;
  readonly windowPages: number;
  /** Entries of every ring. */
  readonly depth: number;
  /** Queue pairs: 1 (admin) or 2 (admin and one for I/O). Their identifiers are 0 and 1. */
  readonly queues: number;
  /** How many generations a slot of the ledger lives through. */
  readonly generations: number;
  /** Commands that the controller works on at the same time. */
  readonly flights: number;
  /** Bytes of a page. */
  readonly pageBytes: number;
}
