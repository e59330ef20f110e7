/**
 * What lies idle in more than one scenario, and why that is right.
 *
 * @module
 */

import type { Idle } from "../scenario.ts";

const NO_DATA = "Commands without data touch no memory.";
const NOTHING_REFUSED = "The provider writes nothing here that is refused.";
const EVERY_DOORBELL_REFUSED = "Every doorbell is refused: that is the point.";

/** What becomes of a command that is accepted, up to its completion. */
const ACCEPTED = [
  "kernelPublishesBatch",
  "controllerFetchesEntry",
  "controllerAccessesMemory",
  "controllerCompletes",
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

export const entriesAreHonest: Idle = {
  actions: ["kernelRefusesBatch"],
  why: "No entry here is refused after its scan began.",
};

/** A kernel that takes completions finds none. */
export const everyDoorbellIsRefused: Idle = {
  actions: [...ACCEPTED, "kernelTakesCompletion", "providerReapsWaiter"],
  why: EVERY_DOORBELL_REFUSED,
};

/** The provider forges completions, which the kernel then takes; the controller posts none. */
export const everyDoorbellIsRefusedAsWritten: Idle = {
  actions: [...ACCEPTED, "providerRingsHead", "providerReapsWaiter"],
  why: EVERY_DOORBELL_REFUSED,
};

export const everyCommandIsRefused: Idle = {
  actions: [...ACCEPTED, "kernelTakesCompletion", "providerReapsWaiter"],
  witnesses: ["CommandsCanComplete"],
  why: "Every command here is refused.",
};

export const theClaimLivesOn: Idle = {
  actions: ["kernelGrantsClaim", "providerEnablesController", "controllerAccessesMemory"],
  why: "The claim lives on, and commands without data touch no memory.",
};
