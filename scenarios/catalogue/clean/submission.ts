/**
 * The hardened design, validated: what providers write, and how they ring.
 *
 * @module
 */

import * as idle from "../idle.ts";
import { hardened } from "../rows.ts";

export const submission = hardened({
  clean_remapped_addresses: {
    title: "Every kind of address in PRP1, behind an IOMMU.",
    place: "addresses",
    pinned: { distinct: 8640, generated: 75969, depth: 39, lengths: {} },
  },
  clean_synthetic_addresses: {
    title: "Every kind of address in PRP1, in a namespace that trusted code translates.",
    place: "addresses",
    lane: "synthetic",
    pinned: { distinct: 8640, generated: 75969, depth: 39, lengths: {} },
  },
  clean_remapped_transfers: {
    title: "Transfers of two pages, by PRP2 and by an offset in PRP1.",
    place: "transfers",
    pinned: { distinct: 38544, generated: 453553, depth: 39, lengths: {} },
  },
  clean_synthetic_transfers: {
    title: "The same in the synthetic namespace.",
    place: "transfers",
    lane: "synthetic",
    pinned: { distinct: 38544, generated: 453553, depth: 39, lengths: {} },
  },
  clean_remapped_lists: {
    title: "Transfers by a PRP list, which is rewritten at any moment.",
    place: "lists",
    pinned: { distinct: 17922, generated: 145853, depth: 51, lengths: {} },
  },
  clean_synthetic_lists: {
    title: "The same in the synthetic namespace.",
    place: "lists",
    lane: "synthetic",
    pinned: { distinct: 17922, generated: 145853, depth: 51, lengths: {} },
  },
  clean_remapped_carriers: {
    title: "SGLs, metadata pointers and unaligned pointers are refused.",
    place: "carriers",
    pinned: { distinct: 25584, generated: 339665, depth: 39, lengths: {} },
  },
  clean_remapped_vendors: {
    title: "Opcodes whose transfer length nobody knows are refused.",
    place: "vendors",
    idle: idle.everyCommandIsRefused,
    pinned: { distinct: 306, generated: 2257, depth: 7, lengths: {} },
  },
  clean_remapped_doorbell_buffers: {
    title: "Doorbell Buffer Config is refused.",
    place: "doorbellBuffers",
    pinned: { distinct: 624, generated: 2545, depth: 39, lengths: {} },
  },
  clean_remapped_chains: {
    title: "Chains of PRP lists are refused.",
    place: "chains",
    idle: idle.everyCommandIsRefused,
    pinned: { distinct: 546, generated: 3825, depth: 8, lengths: {} },
  },
  clean_remapped_registers: {
    title: "Every value of the queue-base registers and of the page size.",
    place: "registers",
    idle: idle.blankEntriesAndNothingRefused,
    pinned: { distinct: 256, generated: 20777, depth: 28, lengths: {} },
  },
  clean_remapped_page_sizes: {
    title: "Transfers of two pages with every value of CC.MPS.",
    place: "pageSizes",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 19072, generated: 122577, depth: 45, lengths: {} },
  },
  clean_remapped_one_page: {
    title: "Honest addresses, hostile timing.",
    place: "onePage",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 240, generated: 777, depth: 39, lengths: {} },
  },
  clean_remapped_foreign_lists: {
    title: "The same, while the other owner writes lists too.",
    place: "foreignLists",
    pinned: { distinct: 161298, generated: 1742797, depth: 53, lengths: {} },
  },
  clean_remapped_two_commands: {
    title: "More command ids than the ring has room for.",
    place: "twoCommands",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 6720, generated: 32065, depth: 58, lengths: {} },
  },
  clean_remapped_one_command_id: {
    title: "Room for two commands, and one command id.",
    place: "oneCommandId",
    pinned: { distinct: 1272, generated: 4165, depth: 58, lengths: {} },
  },
  clean_remapped_two_flights: {
    title: "Two commands in flight, which complete in any order.",
    place: "twoFlights",
    pinned: { distinct: 196056, generated: 923689, depth: 81, lengths: {} },
  },
  clean_remapped_refusals: {
    title: "A provider that was refused is served all the same.",
    place: "refusals",
    pinned: { distinct: 1356, generated: 5755, depth: 40, lengths: {} },
  },
  clean_synthetic_one_page: {
    title: "Honest addresses, hostile timing, in the synthetic namespace.",
    place: "onePage",
    lane: "synthetic",
    idle: idle.nothingIsRefused,
    pinned: { distinct: 240, generated: 777, depth: 39, lengths: {} },
  },
  clean_remapped_mixed_batches: {
    title: "Batches of good and bad entries.",
    place: "mixedBatches",
    idle: idle.noData,
    pinned: { distinct: 1776, generated: 6241, depth: 45, lengths: {} },
  },
});
