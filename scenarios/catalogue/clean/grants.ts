/**
 * The hardened design, validated: claims and windows end, and are granted anew.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { hardened } from "../rows.ts";

export const grants = hardened({
  clean_remapped_ends: {
    title: "A claim ends while its commands are in flight.",
    place: "ends",
    pinned: { distinct: 1800, generated: 7821, depth: 41, lengths: {} },
  },
  clean_remapped_ends_without_data: {
    title: "The same with commands that use no window.",
    place: "endsWithoutData",
    idle: idle.noData,
    pinned: { distinct: 2952, generated: 15637, depth: 33, lengths: {} },
  },
  clean_remapped_revocations: {
    title: "A window that commands use is revoked.",
    place: "revocations",
    pinned: { distinct: 43340, generated: 287881, depth: 49, lengths: {} },
  },
  clean_remapped_ring_revocations: {
    title: "The window that holds the ring is revoked.",
    place: "ringRevocations",
    pinned: { distinct: 11080, generated: 63733, depth: 45, lengths: {} },
  },
  clean_remapped_ring_regrants: {
    title: "The window that holds the ring is revoked and granted anew.",
    place: "ringRegrants",
    pinned: { distinct: 6561, generated: 41616, depth: 50, lengths: {} },
  },
  clean_remapped_io_ring_regrants: {
    title: "The same while an I/O queue pair is created in that window.",
    place: "ioRingRegrants",
    idle: idle.theClaimLivesOn,
    pinned: { distinct: 217260, generated: 949997, depth: 78, lengths: {} },
  },
  clean_remapped_lifecycle: {
    title: "Grants, use, revocation, teardown and new grants, with two hostile owners.",
    place: "lifecycle",
    pinned: { distinct: 193492, generated: 1572920, depth: 59, lengths: {} },
    deepBounds: { lowPage: 1, highPage: 3 },
    deepPinned: { distinct: 1808188, generated: 17063103, depth: 63, lengths: {} },
  },
  clean_synthetic_lifecycle: {
    title: "The same in the synthetic namespace.",
    place: "lifecycle",
    lane: "synthetic",
    pinned: { distinct: 132377, generated: 1053908, depth: 56, lengths: {} },
  },
  clean_remapped_successions: {
    title: "Owners follow each other, with the same frames.",
    place: "successions",
    pinned: { distinct: 21632, generated: 164028, depth: 53, lengths: {} },
  },
  clean_remapped_generations: {
    title: "Owners follow each other until the generations are used up.",
    place: "generations",
    idle: idle.noData,
    pinned: { distinct: 7934, generated: 30849, depth: 42, lengths: {} },
  },
  clean_remapped_from_nothing: {
    title: "From nothing granted to a completed command.",
    place: "fromNothing",
    pinned: { distinct: 1997, generated: 7453, depth: 43, lengths: {} },
  },
  clean_remapped_old_handles: {
    title: "An owner that lost its claim rings with its old handle.",
    place: "oldHandles",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 240, generated: 1209, depth: 39, lengths: {} },
  },
  clean_remapped_abandoned_waits: {
    title: "Whoever waits gives up before the completion comes.",
    place: "abandonedWaits",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 368, generated: 1385, depth: 39, lengths: {} },
  },
});
