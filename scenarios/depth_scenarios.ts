/**
 * Depth sweeps: the same machine with queues of two, three and four entries, which hold one, two and three commands. They show how cost and states grow.
 *
 * @module
 */

import type { MachineScenario } from "./catalogue.ts";
import { places } from "./places.ts";

export const depthScenarios: readonly MachineScenario[] = [
  {
    name: "depth_2_remapped",
    title: "A queue of two entries, validated.",
    ...places.onePage,
    bounds: { ...places.onePage.bounds, depth: 2, commands: 1, disorder: 0 },
    design: "hardened",
    expect: { holds: true },
    idle: {
      actions: ["kernelRefusesBatch"],
      witnesses: ["DoorbellsCanBeRefused"],
      why: "The provider writes nothing here that is refused.",
    },
    pinned: { distinct: 144, generated: 233, depth: 39, lengths: {} },
  },
  {
    name: "depth_3_remapped",
    title: "A queue of three entries, validated.",
    ...places.onePage,
    bounds: { ...places.onePage.bounds, depth: 3, commands: 2, disorder: 0 },
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 156312, generated: 729001, depth: 81, lengths: {} },
  },
  {
    name: "depth_4_remapped",
    title: "A queue of four entries, validated.",
    ...places.onePage,
    bounds: { ...places.onePage.bounds, depth: 4, commands: 2, disorder: 0 },
    design: "hardened",
    expect: { holds: true },
    deepBounds: { ...places.onePage.bounds, depth: 5, commands: 2, disorder: 0 },
    deepPinned: { distinct: 9378720, generated: 68749921, depth: 127, lengths: {} },
    pinned: { distinct: 1250496, generated: 7499329, depth: 104, lengths: {} },
  },
  {
    name: "depth_2_bounce",
    title: "A queue of two entries, brokered.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 2, commands: 1, flights: 2 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 56, generated: 149, depth: 26, lengths: {} },
  },
  {
    name: "depth_3_bounce",
    title: "A queue of three entries, brokered.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 3, commands: 2, flights: 2 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 5424, generated: 26497, depth: 60, lengths: {} },
  },
  {
    name: "depth_4_bounce",
    title: "A queue of four entries, brokered.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 4, commands: 3, flights: 2 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    deepBounds: {
      ...places.brokered.bounds,
      registers: 0,
      depth: 5,
      commands: 4,
      flights: 2,
    },
    deepPinned: { distinct: 49993600, generated: 388472961, depth: 108, lengths: {} },
    pinned: { distinct: 499680, generated: 3255409, depth: 84, lengths: {} },
  },
];
