/**
 * The checks and steps of the kernel that a design, an ablation or a fault replaces.
 *
 * The machine's text calls these by name and never asks which design it is in. `designs.ts` gives
 * each its meaning in `hardened` and in `asWritten`, `faults.ts` breaks them one at a time. A check
 * says what must be so for the kernel to go on; a rule that returns an `Answer` gives `"none"` if it
 * has no objection.
 *
 * Rules read what a kernel can know and nothing else: its ledger, its own copies of what it published,
 * memory that it may read, the completions that it has taken off its rings. Of the controller they see
 * registers (`controller.phase` is CC.EN and CSTS.RDY, a queue's base is ASQ), never what it has
 * fetched or works on; and no ghost. A command is done when the kernel has read its completion, or when
 * a reset has ended, and not before.
 *
 * @module
 */

import type { Constants, Next, State } from "./state.ts";
import type { Answer, Shape } from "./vocabulary.ts";

/** A claim as the kernel is asked to grant it. */
export type DeclaredModel = "undeclared" | "brokered" | "validated";

/** Everything about the kernel that can be replaced from outside. */
export interface Rules {
  // Grants.
  /** A claim is granted only if it declares a model that the lane allows. */
  claimIsAdmissible(k: Constants, model: DeclaredModel): boolean;
  /** The generation after another one. */
  nextGeneration(k: Constants, generation: number): number;
  /** A grant of this generation is the last one: none follows it. */
  generationsEndAt(k: Constants, generation: number): boolean;

  // Addresses.
  /** The window in whose range an address lies, or -1. */
  windowAt(k: Constants, page: number): number;
  /** The window belongs to the owner of the claim being rung. */
  windowIsTheOwners(s: State, window: number): boolean;
  /** The window is live. */
  windowIsLive(s: State, window: number): boolean;

  // Registers and the enable.
  /** ASQ, ACQ and CC.MPS may be written now. */
  registersMayChange(s: State): boolean;
  /** What a read of ASQ returns to the provider. */
  registerReadBack(s: State): number;
  /** CC.MPS is the page size that the kernel counts in. */
  pageSizeIsRight(bigPages: boolean): boolean;
  /** The queue base's alignment is right. */
  baseIsAligned(shifted: boolean): boolean;
  /** How many pages of a queue's extent are checked. */
  checkedQueuePages(k: Constants): number;
  /** Whether ASQ, and whether ACQ, is checked at all when the controller is enabled. */
  submissionBaseIsChecked(): boolean;
  completionBaseIsChecked(): boolean;

  // The doorbell.
  /** The handle that is presented names the claim as it is now. */
  handleIsCurrent(s: State, generation: number): boolean;
  /** The queue is one that the kernel armed, and that is not about to go; asked again at the end. */
  queueIsArmed(s: State, k: Constants, queue: number): boolean;
  /** The pages that the kernel is about to read the entries from are the owner's. */
  ringIsGranted(s: State, k: Constants, queue: number): boolean;
  /** The window is still the one in which the queue's ring was found when it was checked. */
  ringGenerationIsCurrent(s: State, queue: number, window: number): boolean;
  /** The generation that a new queue's ring is held to; `checked` is its window's in the scan. */
  generationToHoldTo(s: State, k: Constants, sq: number, checked: number): number;
  tailIsInRange(k: Constants, tail: number): boolean;
  tailMoves(s: State, queue: number, tail: number): boolean;
  /** The batch is no larger than the number of free slots. */
  ringHasRoom(s: State, k: Constants, queue: number, tail: number): boolean;
  /** The slot at which a scan begins. */
  scanBegins(s: State, queue: number): number;
  /** How often an entry is read in a scan. */
  readsPerEntry(): number;
  /** What reaches the controller when a doorbell is rung, before the scan. */
  onRing(n: Next, queue: number, tail: number): void;
  /** What the kernel does when a provider writes memory. */
  onMemoryWrite(n: Next): void;

  // One entry.
  opcodeIsAllowed(shape: Shape): boolean;
  sglIsAbsent(shape: Shape): boolean;
  metadataIsAbsent(shape: Shape): boolean;
  chainIsAbsent(shape: Shape): boolean;
  pointerIsAligned(shape: Shape): boolean;
  /** Whether PRP1, PRP2, the list page and the listed page are checked. */
  firstIsChecked(): boolean;
  secondIsChecked(shape: Shape): boolean;
  listIsChecked(): boolean;
  /** A list is read only where its page was found to be the owner's. */
  listMayBeRead(s: State, k: Constants, page: number): boolean;
  listedIsChecked(): boolean;
  /** No command with this id is waited for. */
  commandIdIsFree(s: State, k: Constants, queue: number, cid: number, slot: number): boolean;
  /**
   * A queue is created after its completion queue and deleted before it, and not while commands of
   * it are due or a batch of it is under way: nothing is taken from whoever rang first.
   */
  queueOrderIsRight(s: State, k: Constants, shape: Shape): boolean;
  /** How many pages of a created queue's extent are checked. */
  checkedCreatedPages(k: Constants): number;

  // The end of a scan.
  /** The claim is the one that the scan began under. */
  claimIsUnchanged(s: State, k: Constants, queue: number): boolean;
  /** Every window that the batch names is the one that the scan saw. */
  windowsAreUnchanged(s: State, k: Constants, queue: number): boolean;
  /** How many entries of a refused batch are published all the same. */
  publishedOnRefusal(s: State, k: Constants, queue: number): number;
  /** What is told and recorded of a refusal. */
  answerToRefusal(answer: Answer): Answer;
  /** A scan that a revocation has overtaken is refused. */
  overtakenIsRefused(): boolean;
  /** Anything else that is done to the entries of an accepted batch. */
  handOver(n: Next, k: Constants, queue: number): void;
  /** Queue creation and deletion take effect in the kernel when published, not when completed. */
  queuesChangeWhenPublished(k: Constants): boolean;

  // What the controller reads.
  /** The controller fetches entries from the kernel's copies of what it validated. */
  entriesAreCopied(k: Constants): boolean;
  /** The controller reads PRP lists from the kernel's copies of what it validated. */
  listsAreCopied(k: Constants): boolean;

  // Completions.
  /** The controller posts completions to the kernel's ring, not to the provider's. */
  completionsAreTheKernels(k: Constants): boolean;
  /** The kernel's completion ring is emptied when its queue is armed. */
  completionsStartEmpty(): boolean;
  /** The cell's phase bit marks it as new. */
  completionIsNew(s: State, k: Constants, queue: number): boolean;
  /** The status says that the command has done what it was asked for. */
  completionSucceeded(error: boolean): boolean;
  /** Someone waits for the command. */
  commandIsAwaited(s: State, queue: number, cid: number): boolean;
  /** The command was validated under the claim as it is now. */
  commandIsCurrent(s: State, queue: number, cid: number): boolean;

  // Teardown.
  /** Scans have ended before the window is taken away. */
  scansAreQuiet(s: State, k: Constants, window: number): boolean;
  /** The controller no longer uses the window, as far as the kernel can know. */
  dmaIsQuiet(s: State, k: Constants, window: number): boolean;
  /** The kernel resets the controller when a claim ends. */
  teardownResets(k: Constants): boolean;
  /** The controller has come to rest before its claim is free. */
  resetHasEnded(s: State, k: Constants): boolean;
  /** Removes a window's mappings. */
  unmap(n: Next, k: Constants, window: number): void;
  /** The kernel invalidates the IOTLB. */
  invalidates(k: Constants): boolean;
  /** No translation of the window is left, so it may be scrubbed. */
  translationIsGone(s: State, k: Constants, window: number): boolean;
  /** Makes a window's frames clean. */
  scrub(n: Next, k: Constants, window: number): void;
  /** The owner's windows are gone before its claim is granted anew. */
  windowsAreGone(s: State, k: Constants): boolean;
  /** Lets everybody know who still waits. */
  cancelWaiters(n: Next, k: Constants): void;

  // Brokered.
  /** The buffer capability is live and the submitter's. */
  capabilityIsLive(s: State, k: Constants, owner: number, window: number): boolean;
}
