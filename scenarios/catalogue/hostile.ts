/**
 * The document's seven hostile cases, each refused for what it is: no doorbell written, no waiter
 * woken. Six of them are refused in the document taken literally, too.
 *
 * @module
 */

import * as idle from "./idle.ts";
import { asWritten, hardened, type MachineScenario, type Row, type Table } from "./rows.ts";

/** A hostile case, and what is different of it in the document taken literally if it is refused. */
interface HostileRow extends Row {
  readonly asWritten?: Required<Pick<Row, "idle" | "pinned">>;
}

/** The scenarios of each case: of the hardened design, and of the document taken literally. */
function refused(table: Table<HostileRow>): readonly MachineScenario[] {
  return Object.entries(table).flatMap(([name, { asWritten: literally, ...row }]) => [
    ...hardened({ [name]: row }),
    ...literally === undefined ? [] : asWritten({
      [`${name}_as_written`]: {
        ...row,
        ...literally,
        title: row.title.replace(/\.$/, ", in the document taken literally."),
        // The document refuses no tail: with broken ones it would be another attack.
        bounds: { ...row.bounds, disorder: 0 },
      },
    }),
  ]);
}

export const hostile = refused({
  hostile_out_of_window: {
    title: "A PRP1 that lies in no window.",
    place: "onePage",
    bounds: { lowPage: 0, highPage: 0, reasons: 1 },
    attack: "outOfWindow",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 12, generated: 30, depth: 6, lengths: {} },
    asWritten: {
      idle: idle.everyDoorbellIsRefusedAsWritten,
      pinned: { distinct: 48, generated: 97, depth: 13, lengths: {} },
    },
  },
  hostile_host_physical: {
    title: "A PRP1 that is a host-physical number: the host's frame, or the provider's own.",
    place: "onePage",
    bounds: { lowPage: 5, highPage: 6, reasons: 1 },
    attack: "hostPhysical",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 22, generated: 71, depth: 6, lengths: {} },
    asWritten: {
      idle: idle.everyDoorbellIsRefusedAsWritten,
      pinned: { distinct: 104, generated: 313, depth: 13, lengths: {} },
    },
  },
  hostile_cross_owner_alias: {
    title: "A PRP1 that is valid in the other owner's window.",
    place: "onePage",
    bounds: { lowPage: 3, highPage: 4, reasons: 1 },
    attack: "foreignWindow",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 22, generated: 71, depth: 6, lengths: {} },
    asWritten: {
      idle: idle.everyDoorbellIsRefusedAsWritten,
      pinned: { distinct: 104, generated: 313, depth: 13, lengths: {} },
    },
  },
  hostile_region_overrun: {
    title: "A queue base at the edge of a window, whose extent runs past its end.",
    place: "ioQueueExtents",
    bounds: { lowPage: 2, highPage: 2, reasons: 1 },
    attack: "extentOverrun",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 24, generated: 107, depth: 7, lengths: {} },
  },
  hostile_unaligned: {
    title: "A PRP1 that is not dword-aligned.",
    place: "onePage",
    bounds: { reasons: 1 },
    shapes: ["readUnaligned"],
    attack: "unaligned",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 12, generated: 30, depth: 6, lengths: {} },
    asWritten: {
      idle: idle.everyDoorbellIsRefusedAsWritten,
      pinned: { distinct: 48, generated: 97, depth: 13, lengths: {} },
    },
  },
  hostile_deeper_prp_chain: {
    title: "A PRP list that goes on in another list.",
    place: "chains",
    bounds: { reasons: 1 },
    attack: "deeperChain",
    idle: idle.everyDoorbellIsRefused,
    pinned: { distinct: 672, generated: 4845, depth: 8, lengths: {} },
    asWritten: {
      idle: idle.everyDoorbellIsRefusedAsWritten,
      pinned: { distinct: 3912, generated: 29481, depth: 15, lengths: {} },
    },
  },
  hostile_stale_generation: {
    title: "A handle of a claim that has been granted anew since.",
    place: "oldHandles",
    bounds: { activeOwners: 1, blankEntries: 1, reasons: 1 },
    attack: "staleClaim",
    idle: idle.nothingIsScanned,
    pinned: { distinct: 2, generated: 7, depth: 2, lengths: {} },
    asWritten: {
      idle: idle.nothingIsScannedAsWritten,
      pinned: { distinct: 2, generated: 3, depth: 2, lengths: {} },
    },
  },
});
