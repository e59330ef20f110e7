/**
 * Properties: what must be true. Each names the sentence of the document that it formalises.
 *
 * A memory access is an event, so what is claimed of accesses is claimed of steps: of every step in
 * which the controller or the kernel touches memory, judged in the state in which it does so.
 *
 * @module
 */

import { index, range, same } from "../checker/mod.ts";
import {
  busPage,
  frameNamed,
  isHostPhysical,
  ownerMaps,
  pageAfter,
  windowOfFrame,
} from "./addresses.ts";
import { kernelTakesCompletion } from "./completions.ts";
import {
  accessedFrame,
  controllerAccessesMemory,
  controllerCompletes,
  controllerFetchesEntry,
  fetchedFrame,
  freeFlight,
  postedFrame,
} from "./controller.ts";
import { kernelGrantsWindow } from "./grants.ts";
import {
  providerForgesCompletion,
  providerWritesEntry,
  providerWritesList,
  ringFrame,
} from "./memory.ts";
import { providerEnablesController } from "./registers.ts";
import { distance, slotAfter } from "./rings.ts";
import { kernelFreesClaim } from "./teardown.ts";
import { accessAt, carriesData, namesQueueBase, usesList, usesSecond } from "./shapes.ts";
import {
  ADMIN,
  type Checked,
  type Constants,
  invariant,
  leadsTo,
  type State,
  step,
  witness,
} from "./state.ts";
import {
  kernelPublishesBatch,
  kernelRefusesBatch,
  kernelScansEntry,
  listedAt,
  providerRingsDoorbell,
} from "./submission.ts";

/**
 * Whether a frame is in a window granted to an owner: a live one, or one that was revoked and is not
 * taken away yet.
 */
function isGrantedTo(s: State, k: Constants, frame: number, owner: number): boolean {
  return frame >= 0 && ownerMaps(s, k, owner, frame);
}

/** Whether a frame is the host's, or in a window granted to somebody else. */
function isForeign(s: State, k: Constants, frame: number, owner: number): boolean {
  const w = windowOfFrame(k, frame);
  if (w < 0) return true;
  return s.window.at(w).phase !== "free" && s.window.at(w).owner !== owner;
}

// ---------------------------------------------------------------------------------------------
// Memory accesses of the controller.

/**
 * "Every scanned device-visible address, and the full extent of the region it names [...] must lie
 * wholly within a DMA window granted to the owning provider": every fetch of an entry touches only
 * frames granted to the owner of the queue.
 */
export const EntryFetchesStayInGrants = step(
  [controllerFetchesEntry],
  (before, _, { queue }, k) => {
    const frame = fetchedFrame(before, k, queue);
    return frame < 0 || isGrantedTo(before, k, frame, before.controller.queue.at(queue).owner);
  },
);

/** The same of every list fetch and every transfer of data. */
export const TransfersStayInGrants = step(
  [controllerAccessesMemory],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = accessedFrame(before, k, f);
    return frame < 0 || isGrantedTo(before, k, frame, f.owner);
  },
);

/** The same of every completion that the controller posts. */
export const CompletionPostsStayInGrants = step(
  [controllerCompletes],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = postedFrame(before, k, f.queue);
    return frame < 0 || isGrantedTo(before, k, frame, f.owner);
  },
);

/**
 * "no aliasing into a different owner's DMA region, no host-physical address, no out-of-any-window
 * address": nothing that the controller does for one owner touches another owner's frames, or the
 * host's.
 */
export const NoTransferReachesForeignFrames = step(
  [controllerAccessesMemory],
  (before, _, { flight }, k) => {
    const f = before.controller.flight.at(flight);
    const frame = accessedFrame(before, k, f);
    return frame < 0 || !isForeign(before, k, frame, f.owner);
  },
);

/** Whether a page number names a frame granted to the claim's owner. */
function nameIsGranted(s: State, k: Constants, page: number): boolean {
  return isGrantedTo(s, k, frameNamed(k, page), s.claim.owner);
}

/** The second page as the controller uses it: with larger pages it just follows the first. */
function secondAsUsed(s: State, k: Constants, e: Checked): number {
  return s.controller.bigPages && e.shape === "readTwoPages" ? pageAfter(k, e.page, 1) : e.second;
}

/** Whether each pointer of a validated entry, to its full extent, names frames of the claim's owner. */
function pointersAreGranted(s: State, k: Constants, e: Checked): boolean {
  if (carriesData(e.shape) && !nameIsGranted(s, k, e.page)) return false;
  if (usesSecond(e.shape) && !nameIsGranted(s, k, secondAsUsed(s, k, e))) return false;
  if (usesList(e.shape) && !nameIsGranted(s, k, e.listed)) return false;
  if (e.shape === "chain" && !nameIsGranted(s, k, listedAt(s, k, e.listed))) return false;
  if (e.shape === "vendor" && !nameIsGranted(s, k, listedAt(s, k, e.second))) return false;
  if (namesQueueBase(e.shape)) {
    return extentIsGranted(s, k, e.page);
  }
  return true;
}

/** Whether a queue's extent lies wholly in one window of the claim's owner. */
function extentIsGranted(s: State, k: Constants, base: number): boolean {
  const window = windowOfFrame(k, frameNamed(k, base));
  for (let i = 0; i < k.bounds.queuePages; i++) {
    const page = pageAfter(k, base, i);
    if (!nameIsGranted(s, k, page)) return false;
    if (windowOfFrame(k, frameNamed(k, page)) !== window) return false;
  }
  return true;
}

/**
 * Bounds and owner-scoping, where the validator promises them: what is published names only frames
 * granted to the owner of the claim, whatever an IOMMU behind it would still stop.
 */
export const PublishedPointersAreGranted = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const from = before.queue.at(queue).tail;
    const count = distance(k, from, after.queue.at(queue).tail);
    for (let i = 0; i < k.bounds.depth; i++) {
      if (i < count) {
        const e = after.queue.at(queue).checked.at(slotAfter(k, from, i));
        if (!pointersAreGranted(before, k, e)) return false;
      }
    }
    return true;
  },
);

/** "Unaligned [...] PRP addresses [...] fail closed": PRP1 is dword-aligned. */
export const PublishedPointersAreAligned = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const from = before.queue.at(queue).tail;
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = after.queue.at(queue).checked.at(slotAfter(k, from, i));
      if (i < distance(k, from, after.queue.at(queue).tail) && e.shape === "readUnaligned") {
        return false;
      }
    }
    return true;
  },
);

/** "queue size x entry size for a queue base": the admin queues lie wholly in the owner's windows. */
export const EnabledQueuesLieInGrants = step(
  [providerEnablesController],
  (before, after, _, k) =>
    before.controller.phase === after.controller.phase || k.model === "brokered" ||
    (extentIsGranted(after, k, after.registers.asq) &&
      extentIsGranted(after, k, after.registers.acq)),
);

// ---------------------------------------------------------------------------------------------
// What the controller executes is what the kernel validated.

/**
 * "There is no window in which the controller can fetch an unvalidated descriptor": what it fetches
 * was published, and is as the kernel read it.
 */
export const OnlyValidatedEntriesAreFetched = step(
  [controllerFetchesEntry],
  (before, after, { queue }, k) => {
    const copied = before.queue.at(queue).checked.at(before.controller.queue.at(queue).head);
    const fetched = after.controller.flight.at(freeFlight(before, k));
    return copied.published && fetched.shape === copied.shape && fetched.cid === copied.cid &&
      fetched.page === busPage(k, copied.page) &&
      (!usesSecond(copied.shape) || fetched.second === busPage(k, copied.second));
  },
);

/** The same for PRP lists: the list that is used is the list that was read in the scan. */
export const OnlyValidatedListsAreUsed = step(
  [controllerAccessesMemory],
  (before, after, { flight }) => {
    const f = before.controller.flight.at(flight);
    return accessAt(f.shape, f.part) !== "list" ||
      after.controller.flight.at(flight).listed === f.validated;
  },
);

/** The kernel scans the memory that the controller fetches from, where the two are to be the same. */
export const ScannedRingIsTheFetchedRing = invariant((s, k) => {
  if (k.rules.entriesAreCopied(k)) return true;
  const known = s.queue.at(ADMIN);
  const device = s.controller.queue.at(ADMIN);
  if (known.armed !== "yes" || device.state !== "live") return true;
  return device.sq === busPage(k, known.sq);
});

/** "Unaligned queue-base [...] addresses fail closed": a base has its controller's alignment. */
export const QueueBasesArePageAligned = invariant((s) => !s.queue.at(ADMIN).sqShifted);

/** The kernel's doorbell and the controller's ring speak of the same slots. */
export const KernelAndControllerAgreeOnRings = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    const known = s.queue.at(q);
    const device = s.controller.queue.at(q);
    if (known.armed === "yes" && device.state === "live") {
      if (known.tail !== device.tail) return false;
    }
  }
  return true;
});

// ---------------------------------------------------------------------------------------------
// Doorbells.

/** Whether the window of an address, if it lies in one, is live. */
function windowIsLive(s: State, k: Constants, page: number): boolean {
  const w = windowOfFrame(k, frameNamed(k, page));
  return w < 0 || s.window.at(w).phase === "live";
}

/** Whether the windows that an entry's pointers lie in are live. */
function windowsAreLive(s: State, k: Constants, e: Checked): boolean {
  if ((carriesData(e.shape) || namesQueueBase(e.shape)) && !windowIsLive(s, k, e.page)) {
    return false;
  }
  if (usesSecond(e.shape) && !windowIsLive(s, k, e.second)) return false;
  return !usesList(e.shape) || windowIsLive(s, k, e.listed);
}

/**
 * "The validator binds its accept decision to the live grant generation of the owner's DMA window
 * and doorbell claim": at the moment of acceptance, not only when the scan began.
 */
export const AcceptedDoorbellsAreLive = step(
  [kernelPublishesBatch],
  (before, after, { queue }, k) => {
    const known = before.queue.at(queue);
    if (before.claim.phase !== "live" || known.scan.overtaken) return false;
    if (k.model === "validated" && !windowIsLive(before, k, known.sq)) return false;
    const count = distance(k, known.tail, after.queue.at(queue).tail);
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = known.checked.at(slotAfter(k, known.tail, i));
      if (i < count && (e.stale || !windowsAreLive(before, k, e))) return false;
    }
    return true;
  },
);

/** "The validator resolves owner from the doorbell claim's grant identity": the holder rings. */
export const OnlyTheHolderRings = step(
  [kernelPublishesBatch],
  (before, _, { queue }) => {
    const scan = before.queue.at(queue).scan;
    return scan.ringer === before.claim.owner && scan.presented === before.claim.generation;
  },
);

/** "before the doorbell write is allowed to take effect": a ring by itself reaches no controller. */
export const RingingWaitsForTheScan = step(
  [providerRingsDoorbell],
  (before, after) => same(before.controller, after.controller),
);

/**
 * "A rejected scan does not write the doorbell [...]; the device never sees the descriptor batch":
 * controller, queues, waiters and grants are as before.
 */
export const RefusalsChangeNothing = step(
  [kernelRefusesBatch],
  (before, after, { queue }) =>
    same(before.controller, after.controller) && same(before.claim, after.claim) &&
    same(before.frame, after.frame) && same(before.iommu, after.iommu) &&
    same(before.queue.at(queue).issue, after.queue.at(queue).issue),
);

/** "returns a fail-closed error [...] and records the rejection". */
export const RefusalsAreRecorded = step(
  [kernelRefusesBatch],
  (_, after, { queue }) => after.queue.at(queue).answer !== "none",
);

/** A doorbell is all or nothing: no valid prefix of a bad batch is published. */
export const DoorbellsAreAllOrNothing = step(
  [kernelScansEntry, kernelRefusesBatch],
  (before, after, { queue }) => before.queue.at(queue).tail === after.queue.at(queue).tail,
);

/** "Its cost is O(descriptors newly published by this doorbell)": only those are read, each once. */
export const ScansReadOnlyNewEntries = step(
  [kernelScansEntry],
  (before, after, { queue }, k) => {
    const known = before.queue.at(queue);
    const count = distance(k, known.tail, known.scan.to);
    return distance(k, known.tail, known.scan.cursor) < count &&
      after.queue.at(queue).scan.reads <= count;
  },
);

/** Nothing is published that this scan has not read. */
export const EveryPublishedEntryWasScanned = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => {
    const known = before.queue.at(queue);
    return k.model === "brokered" ||
      known.scan.reads >= distance(k, known.tail, known.scan.to);
  },
);

/** "not on every provider memory write": stores between doorbells run no kernel code. */
export const MemoryWritesCostNothing = step(
  [providerWritesEntry, providerWritesList, providerForgesCompletion],
  (before, after) => same(before.queue, after.queue) && same(before.claim, after.claim),
);

/** "It does not gain a generic memory-read authority": a scan reads only pages of the owner's. */
export const ScansReadOnlyTheOwnersPages = step(
  [kernelScansEntry],
  (before, after, { queue }, k) => {
    const owner = before.claim.owner;
    const known = before.queue.at(queue);
    if (!isGrantedTo(before, k, frameNamed(k, known.sq), owner)) return false;
    const read = after.queue.at(queue).checked.at(known.scan.cursor);
    return !read.listRead || isGrantedTo(before, k, frameNamed(k, read.second), owner);
  },
);

// ---------------------------------------------------------------------------------------------
// Rings.

/** A tail is a slot of the ring. */
export const TailsStayInRange = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => before.queue.at(queue).scan.to < k.bounds.depth,
);

/** A ring of n entries holds at most n - 1 commands: a tail never overtakes the head. */
export const RingsAreNeverOverrun = step(
  [kernelPublishesBatch],
  (before, _, { queue }, k) => {
    const device = before.controller.queue.at(queue);
    if (device.state !== "live") return true;
    return distance(k, device.head, device.tail) +
        distance(k, before.queue.at(queue).tail, before.queue.at(queue).scan.to) < k.bounds.depth;
  },
);

/** A queue comes and goes for the kernel when a completion says so, not when it is asked for. */
export const QueuesChangeOnCompletions = step(
  [kernelPublishesBatch],
  (before, after, _, k) => {
    for (let q = 0; q < k.queues; q++) {
      if (before.queue.at(q).armed !== after.queue.at(q).armed) return false;
    }
    return true;
  },
);

/** A queue is deleted when nobody waits for a command of it: nobody is left stranded. */
export const DeletionsStrandNobody = step(
  [controllerCompletes],
  (before, after, _, k) => {
    const q = k.queues - 1;
    if (before.controller.queue.at(q).state !== "live") return true;
    if (after.controller.queue.at(q).state === "live") return true;
    for (let c = 0; c < k.bounds.commands; c++) {
      if (after.queue.at(q).issue.at(c).phase === "waiting") return false;
    }
    return true;
  },
);

/** A doorbell is written only for a queue that the controller has. */
export const DoorbellsReachLiveQueues = step(
  [kernelPublishesBatch],
  (before, _, { queue }) => before.controller.queue.at(queue).state === "live",
);

/** A doorbell that publishes nothing is not written: its value would be invalid. */
export const EveryDoorbellMovesTheTail = step(
  [kernelPublishesBatch],
  (before, after, { queue }) => before.queue.at(queue).tail !== after.queue.at(queue).tail,
);

/** How many commands of a queue with this id the controller has, published or in flight. */
function inFlight(s: State, k: Constants, queue: number, cid: number): number {
  let count = 0;
  for (let j = 0; j < k.bounds.flights; j++) {
    const f = s.controller.flight.at(j);
    if (f.phase === "busy" && f.queue === queue && f.cid === cid) count += 1;
  }
  for (let i = 0; i < k.bounds.depth; i++) {
    const e = s.queue.at(queue).checked.at(i);
    if (e.published && e.cid === cid) count += 1;
  }
  return count;
}

/** No command id is in flight twice: its completions could not be told apart. */
export const CommandIdsAreUnique = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (inFlight(s, k, q, c) > 1) return false;
    }
  }
  return true;
});

// ---------------------------------------------------------------------------------------------
// Completions.

/** A completion wakes its waiter once. */
export const WaitersAreWokenOnce = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (s.queue.at(q).issue.at(c).wakes > 1) return false;
    }
  }
  return true;
});

/**
 * "a completion whose submission was never validated (or was validated under a now-retired
 * generation) does not wake a waiter".
 */
export const OnlyLiveCommandsAreWoken = step(
  [kernelTakesCompletion],
  (before, after, { queue }, k) => {
    for (let c = 0; c < k.bounds.commands; c++) {
      const was = before.queue.at(queue).issue.at(c);
      const is = after.queue.at(queue).issue.at(c);
      if (is.phase === "woken" && was.phase !== "woken") {
        if (was.phase !== "waiting" || was.stale || before.claim.phase !== "live") return false;
        if (was.generation !== before.claim.generation) return false;
      }
    }
    return true;
  },
);

/** A waiter is woken because the controller completed its command, and for no other reason. */
export const WokenCommandsWereCompleted = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    for (let c = 0; c < k.bounds.commands; c++) {
      const issue = s.queue.at(q).issue.at(c);
      if (issue.phase === "woken" && !issue.completed) return false;
    }
  }
  return true;
});

// ---------------------------------------------------------------------------------------------
// Grants and teardown.

/** "in-flight doorbell scans are quiesced [...]": once a teardown has ended nothing of it is left. */
export const NothingOutlivesItsGrant = invariant((s, k) => {
  for (let j = 0; j < k.bounds.flights; j++) {
    if (s.controller.flight.at(j).stale) return false;
  }
  for (let q = 0; q < k.queues; q++) {
    for (let i = 0; i < k.bounds.depth; i++) {
      const e = s.queue.at(q).checked.at(i);
      if (e.published && e.stale) return false;
    }
    for (let c = 0; c < k.bounds.commands; c++) {
      const issue = s.queue.at(q).issue.at(c);
      if (issue.phase === "waiting" && issue.stale) return false;
    }
  }
  return true;
});

/** "the owner's windows are removed from the validator's accepted set" before its teardown ends. */
export const TeardownsLeaveNoWindows = step([kernelFreesClaim], (before, _, __, k) => {
  for (let w = 0; w < k.bounds.windows; w++) {
    const window = before.window.at(w);
    if (window.phase !== "free" && window.owner === before.claim.owner) return false;
  }
  return true;
});

/** Free frames are out of the controller's reach, through tables and IOTLB alike. */
export const FreeFramesAreUnreachable = invariant((s, k) => {
  if (k.lane !== "remapped") return true;
  for (let f = 1; f < k.frames; f++) {
    if (s.window.at(windowOfFrame(k, f)).phase === "free") {
      for (let o = 0; o < k.bounds.owners; o++) {
        if (s.iommu.reach.at(o).has(f)) return false;
      }
    }
  }
  return true;
});

/** "backing pages are scrubbed before frame reuse": nobody else's bytes are in a granted frame. */
export const FramesAreCleanWhenGranted = step(
  [kernelGrantsWindow],
  (before, _, { window }, k) => {
    for (let f = 1; f < k.frames; f++) {
      if (windowOfFrame(k, f) === window && before.frame.at(f).holds !== null) return false;
    }
    return true;
  },
);

/** No owner reads another's bytes in its own memory. */
export const NoOwnerSeesAnothersBytes = invariant((s, k) => {
  for (let f = 1; f < k.frames; f++) {
    const window = s.window.at(windowOfFrame(k, f));
    const holds = s.frame.at(f).holds;
    if (window.phase === "live" && holds !== null && holds !== window.owner) return false;
  }
  return true;
});

/** "A DeviceMmio doorbell claim must declare which model is active". */
export const ClaimsDeclareTheirModel = invariant(
  (s) => s.claim.phase === "free" || s.claim.model !== "undeclared",
);

/** "no-IOMMU claims must not accept provider-authored raw device addresses". */
export const BounceLanesAreBrokered = invariant(
  (s, k) => k.lane !== "bounce" || s.claim.model !== "validated",
);

/** "never a host physical address": no register shows a provider a number that it did not write. */
export const RegistersShowNoHostPhysical = invariant((s, k) => {
  if (s.claim.phase === "free") return true;
  const shown = k.rules.registerReadBack(s);
  if (!isHostPhysical(k, shown)) return true;
  return k.model === "validated" && shown === s.registers.asq;
});

/** The same of memory: the kernel stores no host-physical number where a provider reads. */
export const MemoryShowsNoHostPhysical = step(
  [kernelPublishesBatch],
  (before, after, _, k) => {
    for (let f = 1; f < k.frames; f++) {
      for (let i = 0; i < k.bounds.depth; i++) {
        const was = before.frame.at(f).slot.at(i).page;
        const is = after.frame.at(f).slot.at(i).page;
        if (is !== was && isHostPhysical(k, is)) return false;
      }
      const listed = after.frame.at(f).listed;
      if (listed !== before.frame.at(f).listed && isHostPhysical(k, listed)) return false;
    }
    return true;
  },
);

// ---------------------------------------------------------------------------------------------
// The document's hostile cases: every doorbell is refused, for the reason that the case is about.

/** "no doorbell write". */
export const NoDoorbellIsWritten = step(
  [kernelPublishesBatch],
  (_, __, ___, k) => k.attack === "none",
);

/** "no waiter wake". */
export const NoWaiterIsWoken = invariant((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (isServed(s, k, q)) return false;
  }
  return true;
});

/** The attack is made, and refused for what it is. */
export const TheAttackIsRefused = witness((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (s.queue.at(q).answer === k.attack) return true;
  }
  return false;
});

// ---------------------------------------------------------------------------------------------
// Something good is possible.

/** Whether some command of a queue has been completed and its waiter woken. */
function isServed(s: State, k: Constants, queue: number): boolean {
  for (let c = 0; c < k.bounds.commands; c++) {
    if (s.queue.at(queue).issue.at(c).phase === "woken") return true;
  }
  return false;
}

/** A command can be submitted, executed and completed, and its waiter is woken. */
export const CommandsCanComplete = witness((s, k) => isServed(s, k, ADMIN));

/** The same on an I/O queue that the provider created. */
export const IoCommandsCanComplete = witness((s, k) => isServed(s, k, k.queues - 1));

/** A read with an offset in PRP1, as every real driver issues it, can complete. */
export const OffsetsCanBeServed = witness((s, k) => {
  for (let c = 0; c < k.bounds.commands; c++) {
    const issue = s.queue.at(ADMIN).issue.at(c);
    if (issue.phase === "woken" && issue.shape === "readOffset") return true;
  }
  return false;
});

/** A provider that was refused is not locked out: it can still submit and complete. */
export const RefusedProvidersCanBeServed = witness((s, k) =>
  s.queue.at(ADMIN).wasRefused && isServed(s, k, ADMIN)
);

/** A doorbell can be refused. */
export const DoorbellsCanBeRefused = witness((s, k) => {
  for (let q = 0; q < k.queues; q++) {
    if (s.queue.at(q).answer !== "none") return true;
  }
  return false;
});

/** A teardown can end, and the claim be free again. */
export const TeardownsCanEnd = witness((s) => s.claim.phase === "free" && s.claim.generation > 0);

/** The next owner of the claim can be served. */
export const TheNextOwnerCanBeServed = witness((s, k) =>
  s.claim.phase === "live" && s.claim.owner === 1 && isServed(s, k, ADMIN)
);

// ---------------------------------------------------------------------------------------------
// What must happen in the end, as long as the kernel's own steps are taken.

const eachQueue = (k: Constants) => ({ queue: range(0, k.queues - 1) });
const eachCommand = (k: Constants) => ({
  queue: range(0, k.queues - 1),
  cid: index("command", k.bounds.commands),
});

/** A rung doorbell is answered. */
export const DoorbellsAreAnswered = leadsTo({
  params: eachQueue,
  from: (s, { queue }) => s.queue.at(queue).scan.phase !== "idle",
  to: (s, { queue }) => s.queue.at(queue).scan.phase === "idle",
});

/** A waiter is woken or cancelled, however slow the controller is. */
export const WaitersAreReleased = leadsTo({
  params: eachCommand,
  from: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  to: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase !== "waiting",
});

/** What a correct provider has written into the next slot of its ring, it can submit. */
export const EntriesAreSubmitted = leadsTo({
  from: (s, _, k) => {
    const known = s.queue.at(ADMIN);
    const f = ringFrame(s, k, ADMIN);
    return f >= 0 && s.frame.at(f).slot.at(known.tail).shape !== "noData";
  },
  to: (s, _, k) => {
    for (let c = 0; c < k.bounds.commands; c++) {
      if (s.queue.at(ADMIN).issue.at(c).phase === "waiting") return true;
    }
    return false;
  },
});

/** What was submitted is served, where the controller does its part. */
export const CommandsAreServed = leadsTo({
  params: eachCommand,
  from: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "waiting",
  to: (s, { queue, cid }) => s.queue.at(queue).issue.at(cid).phase === "woken",
});

/** A teardown ends, also when the controller is slow. */
export const TeardownsEnd = leadsTo({
  from: (s) => s.claim.phase === "closing",
  to: (s) => s.claim.phase !== "closing",
});

/** A revoked window becomes free. */
export const RevocationsEnd = leadsTo({
  params: (k) => ({ window: range(0, k.bounds.windows - 1) }),
  from: (s, { window }) => s.window.at(window).phase === "retiring",
  to: (s, { window }) => s.window.at(window).phase === "free",
});
