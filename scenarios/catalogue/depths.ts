/**
 * Depth sweeps: the same machine with queues of two, three and four entries, which hold one, two and
 * three commands. They show how cost and states grow.
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
});
