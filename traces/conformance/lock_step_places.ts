/**
 * Where machine and implementation are explored together.
 *
 * Small places are explored to their end. The smallest of them have little but one thing each, so that
 * together they have every action of the machine, enabled and disabled; the others are those of the
 * suites. Of what is too large for that, the nearest states are explored.
 *
 * @module
 */

import { type Place, places } from "../../scenarios/places.ts";
import { type SuitePlace, suitePlaces } from "./suite_places.ts";

/** A place, and whether lock step goes to its end. */
export interface LockStepPlace extends SuitePlace {
  readonly small: boolean;
}

const ONE_WINDOW = { windows: 1, lowPage: 2, highPage: 2, disorder: 0 };

function smallest(
  name: string,
  title: string,
  { bounds, ...place }: Place,
  changed: Partial<Place["bounds"]>,
): LockStepPlace {
  return {
    name,
    title,
    ...place,
    bounds: { ...bounds, ...changed },
    states: undefined,
    small: true,
  };
}

/** Places with as little as there can be around one thing. */
export const smallestPlaces: readonly LockStepPlace[] = [
  smallest("syntheticPage", "honest addresses, as names", {
    ...places.onePage,
    lane: "synthetic",
  }, {}),
  smallest("oneList", "a PRP list in the only window", places.lists, ONE_WINDOW),
  smallest("unmappedLists", "lists are written until their page is unmapped", places.lists, {
    ...ONE_WINDOW,
    revokes: 1,
  }),
  smallest("oneCompletionQueue", "an I/O completion queue is created", {
    ...places.ioQueues,
    shapes: ["createCq"],
  }, { ...ONE_WINDOW, blankEntries: 0 }),
  smallest("ownRing", "the only window, with the ring in it, is revoked", {
    ...places.ringRevocations,
  }, ONE_WINDOW),
  smallest("oneWindowFromNothing", "nothing is granted at the start, and there is one window", {
    ...places.fromNothing,
  }, { windows: 1 }),
  smallest("abandonedEnds", "whoever waited gives up, and claims end", places.ends, {
    ...ONE_WINDOW,
    abandons: 1,
  }),
  smallest("oneWindowsLife", "the only window, until its generations are used up", {
    ...places.generations,
  }, { ...ONE_WINDOW, activeOwners: 1 }),
  smallest("brokeredEnds", "brokered claims end, and whoever waited gives up", {
    ...places.brokeredEnds,
    shapes: ["read"],
  }, { windows: 1, abandons: 1 }),
  smallest("brokeredLife", "brokered, until the generations are used up", {
    ...places.brokeredLifecycle,
  }, { windows: 1, windowPages: 1, lowPage: 0, highPage: 0, activeOwners: 1, revokes: 0 }),
  smallest("queueChanges", "brokered, I/O queues are created and deleted in any order", {
    ...places.brokeredIoQueues,
    shapes: ["createCq", "createSq", "deleteSq", "deleteCq"],
  }, { windows: 1, windowPages: 1, lowPage: 0, highPage: 0, teardowns: 0 }),
];

/** Places of the suites that are small as they are. */
const SMALL = [
  "validatedBounce",
  "brokered",
  "onePage",
  "oldHandles",
  "abandonedWaits",
  "registers",
  "doorbellBuffers",
  "chains",
  "oneCommandId",
  "mixedBatches",
  "carriers",
  "vendors",
  "ends",
  "endsWithoutData",
  "fromNothing",
  "brokeredRevocations",
];

/** All of them, small ones first. */
export const lockStepPlaces: readonly LockStepPlace[] = [
  ...smallestPlaces,
  ...suitePlaces.map((place) => ({ ...place, small: SMALL.includes(place.name) })),
].toSorted((one, other) => Number(other.small) - Number(one.small));
