/**
 * Depth sweeps: the same machine with queues of two to five entries. They show how cost and states
 * grow.
 *
 * @module
 */

import * as idle from "./idle.ts";
import { hardened } from "./rows.ts";

export const depths = hardened({
  depth_2_remapped: {
    title: "A queue of two entries, validated.",
    place: "onePage",
    bounds: { depth: 2, commands: 1, disorder: 0 },
    idle: idle.theProviderIsCorrect,
    pinned: { distinct: 144, generated: 233, depth: 39, lengths: {} },
  },
  depth_3_remapped: {
    title: "A queue of three entries, validated.",
    place: "onePage",
    bounds: { depth: 3, commands: 2, disorder: 0 },
    pinned: { distinct: 156312, generated: 729001, depth: 81, lengths: {} },
  },
  depth_4_remapped: {
    title: "A queue of four entries, validated.",
    place: "onePage",
    bounds: { depth: 4, commands: 2, disorder: 0 },
    pinned: { distinct: 1250496, generated: 7499329, depth: 104, lengths: {} },
    deepBounds: { depth: 5, commands: 2, disorder: 0 },
    deepPinned: { distinct: 9378720, generated: 68749921, depth: 127, lengths: {} },
  },
  depth_4_remapped_full: {
    title: "A queue of four entries, validated, that is filled; safety alone.",
    place: "onePage",
    bounds: { depth: 4, commands: 3, disorder: 0 },
    properties: "safety",
    deep: true,
    pinned: { distinct: 217274112, generated: 2036115073, depth: 109, lengths: {} },
  },
  depth_2_bounce: {
    title: "A queue of two entries, brokered.",
    place: "brokered",
    bounds: { registers: 0, depth: 2, commands: 1, flights: 2 },
    shapes: ["read"],
    pinned: { distinct: 56, generated: 149, depth: 26, lengths: {} },
  },
  depth_3_bounce: {
    title: "A queue of three entries, brokered.",
    place: "brokered",
    bounds: { registers: 0, depth: 3, commands: 2, flights: 2 },
    shapes: ["read"],
    pinned: { distinct: 5424, generated: 26497, depth: 60, lengths: {} },
  },
  depth_4_bounce: {
    title: "A queue of four entries, brokered.",
    place: "brokered",
    bounds: { registers: 0, depth: 4, commands: 3, flights: 2 },
    shapes: ["read"],
    pinned: { distinct: 499680, generated: 3255409, depth: 84, lengths: {} },
    deepBounds: { registers: 0, depth: 5, commands: 4, flights: 2 },
    deepPinned: { distinct: 49993600, generated: 388472961, depth: 108, lengths: {} },
  },
  depth_5_bounce: {
    title: "A queue of five entries, brokered, up to the names of commands; safety alone.",
    place: "brokered",
    bounds: { registers: 0, depth: 5, commands: 3, flights: 2 },
    shapes: ["read"],
    properties: "safety",
    symmetry: true,
    // Of 1,873,800 states: `--engine direct` explores them all.
    pinned: { distinct: 312440, generated: 2035621, depth: 102, lengths: {} },
    // The instance of `depth_4_bounce` at its raised bounds, with its 49,993,600 states.
    deepBounds: { registers: 0, depth: 5, commands: 4, flights: 2 },
    deepPinned: { distinct: 2101240, generated: 16349321, depth: 108, lengths: {} },
  },
});
