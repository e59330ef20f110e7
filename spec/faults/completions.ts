/**
 * Faults of completions: what is taken for one, and whom it wakes.
 *
 * @module
 */

import type { Faults } from "./fault.ts";

export const completions: Faults = {
  completionsDropped: {
    title: "The kernel takes completions for stale ones",
    breaks: "CommandsAreServed",
    replaces: { commandIsCurrent: () => false },
  },
  completionsLeftOver: {
    title: "The kernel arms a queue with a completion ring that it has not emptied",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionsStartEmpty: () => false },
  },
  phaseIgnored: {
    title: "The kernel does not look at the phase bit",
    breaks: "WokenCommandsWereCompleted",
    replaces: { completionIsNew: () => true },
  },
  unawaitedWakes: {
    title: "The kernel wakes for a completion that nobody waits for",
    breaks: "OnlyLiveCommandsAreWoken",
    replaces: { commandIsAwaited: () => true },
  },
  everyCompletionWakes: {
    title: "The kernel looks neither at the phase bit nor at who waits",
    breaks: "WaitersAreWokenOnce",
    replaces: { completionIsNew: () => true, commandIsAwaited: () => true },
  },
  statusIgnored: {
    title: "The kernel takes a failed queue creation for a queue",
    breaks: "DoorbellsReachLiveQueues",
    replaces: { completionSucceeded: () => true },
  },
  retiredWakes: {
    title: "The kernel wakes for a command validated under a claim that has ended",
    breaks: "OnlyLiveCommandsAreWoken",
    replaces: { commandIsCurrent: () => true },
  },
};
