/**
 * Faults of privacy: what the controller reads or writes is in the provider's pages.
 *
 * @module
 */

import { ingredients } from "../designs.ts";
import type { Faults } from "./fault.ts";

export const sharing: Faults = {
  entriesShared: {
    title: "The controller fetches entries from the provider's ring",
    breaks: "OnlyValidatedEntriesAreFetched",
    replaces: { entriesAreCopied: () => false },
  },
  listsShared: {
    title: "The controller reads PRP lists from the provider's pages",
    breaks: "OnlyValidatedListsAreUsed",
    replaces: { listsAreCopied: () => false },
  },
  translatedInPlace: {
    title: "Trusted code translates synthetic names in the provider's own ring",
    breaks: "MemoryShowsNoHostPhysical",
    replaces: { entriesAreCopied: () => false },
  },
  sharedRingMoved: {
    title: "The controller fetches from the provider's ring, and the shadow of ASQ follows writes",
    breaks: "ScannedRingIsTheFetchedRing",
    replaces: { entriesAreCopied: () => false, ...ingredients.latchedRegisters },
  },
  sharedRingsNotQuiesced: {
    title: "Rings are the provider's, and its windows go while the controller uses them",
    breaks: "EntryFetchesStayInGrants",
    replaces: {
      entriesAreCopied: () => false,
      completionsAreTheKernels: () => false,
      dmaIsQuiet: () => true,
    },
  },
  completionsShared: {
    title: "The controller posts completions where the provider can write",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionsAreTheKernels: () => false },
  },
};
