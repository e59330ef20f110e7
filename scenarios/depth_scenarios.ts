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
    pinned: { distinct: 1250496, generated: 7499329, depth: 104, lengths: {} },
  },
  {
    name: "depth_2_bounce",
    title: "A queue of two entries, brokered, with teardown.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 2, commands: 1, teardowns: 1 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 464, generated: 1869, depth: 30, lengths: {} },
  },
  {
    name: "depth_3_bounce",
    title: "A queue of three entries, brokered, with teardown.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 3, commands: 2, teardowns: 1 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 22512, generated: 136993, depth: 62, lengths: {} },
  },
  {
    name: "depth_4_bounce",
    title: "A queue of four entries, brokered, with teardown.",
    ...places.brokered,
    bounds: { ...places.brokered.bounds, registers: 0, depth: 4, commands: 3, teardowns: 1 },
    shapes: ["read"],
    design: "hardened",
    expect: { holds: true },
    pinned: { distinct: 1294484, generated: 9894433, depth: 86, lengths: {} },
  },
];
