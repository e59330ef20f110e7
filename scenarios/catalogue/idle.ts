/**
 * What lies idle in more than one scenario, and why that is right.
 *
 * @module
 */

import type { Idle } from "../scenario.ts";

const NO_DATA = "Commands without data touch no memory.";
const NOTHING_REFUSED = "The provider writes nothing here that is refused.";
const EVERY_DOORBELL_REFUSED = "Every doorbell is refused: that is the point.";
const EVERY_COMMAND_REFUSED = "Every command here is refused.";

/** What becomes of a command that is accepted, up to its completion. */
const ACCEPTED = [
  "kernelPublishesBatch",
  "controllerFetchesEntry",
  "controllerAccessesMemory",
  "controllerCompletes",
] as const;

/** The same, and what becomes of its completion. */
const REFUSED = [...ACCEPTED, "kernelTakesCompletion", "providerReapsWaiter"] as const;

/** The same, and what comes before. */
const NOT_SCANNED = [
  "providerWritesEntry",
  "kernelScansEntry",
  "kernelRefusesBatch",
  ...REFUSED,
] as const;

export const nothingIsRefused: Idle = { actions: ["kernelRefusesBatch"], why: NOTHING_REFUSED };

/** A provider that keeps to the protocol. */
export const theProviderIsCorrect: Idle = {
  actions: ["kernelRefusesBatch"],
  witnesses: ["DoorbellsCanBeRefused"],
  why: NOTHING_REFUSED,
};

export const noData: Idle = { actions: ["controllerAccessesMemory"], why: NO_DATA };

export const noDataAndNothingRefused: Idle = {
  actions: ["kernelRefusesBatch", "controllerAccessesMemory"],
  why: `${NO_DATA} ${NOTHING_REFUSED}`,
};

/** The shadow of ASQ moves, to rings in which every entry is blank. */
export const blankEntries: Idle = {
  actions: ["providerWritesEntry", "controllerAccessesMemory"],
  why: NO_DATA,
};

export const blankEntriesAndNothingRefused: Idle = {
  actions: ["providerWritesEntry", "kernelRefusesBatch", "controllerAccessesMemory"],
  why: `${NO_DATA} ${NOTHING_REFUSED}`,
};

/** A kernel that takes completions finds none. */
export const everyDoorbellIsRefused: Idle = { actions: REFUSED, why: EVERY_DOORBELL_REFUSED };

/** The provider forges completions, which the kernel then takes; the controller posts none. */
export const everyDoorbellIsRefusedAsWritten: Idle = {
  actions: [...ACCEPTED, "providerRingsHead", "providerReapsWaiter"],
  why: EVERY_DOORBELL_REFUSED,
};

/** The doorbell itself is refused, before anything is read. */
export const nothingIsScanned: Idle = { actions: NOT_SCANNED, why: EVERY_DOORBELL_REFUSED };

/** Nor is there a queue in which the provider could forge a completion. */
export const nothingIsScannedAsWritten: Idle = {
  actions: [...NOT_SCANNED, "providerForgesCompletion", "providerRingsHead"],
  why: EVERY_DOORBELL_REFUSED,
};

export const everyCommandIsRefused: Idle = {
  actions: REFUSED,
  witnesses: ["CommandsCanComplete"],
  why: EVERY_COMMAND_REFUSED,
};

/** A finding is not asked about witnesses; nobody forges completions. */
export const everyCommandIsRefusedAsWritten: Idle = {
  actions: [...REFUSED, "providerRingsHead"],
  why: EVERY_COMMAND_REFUSED,
};

export const noClaimIsGranted: Idle = {
  actions: [
    ...NOT_SCANNED,
    "kernelGrantsClaim",
    "providerEnablesController",
    "providerRingsDoorbell",
  ],
  witnesses: ["CommandsCanComplete", "DoorbellsCanBeRefused"],
  why: "No claim is ever granted: that is the point.",
};

export const theClaimLivesOn: Idle = {
  actions: ["kernelGrantsClaim", "providerEnablesController", "controllerAccessesMemory"],
  why: `The claim lives on. ${NO_DATA}`,
};
