/**
 * What an implementation has to offer to be held to the machine.
 *
 * There is one request for each action of the machine, with concrete addresses and bytes, and one
 * answer: what became of it, and what an observer could see. The implementation in this project and a
 * process at the other end of a pipe are two implementations of this one interface. Requests are flat:
 * strings, numbers, whole 64-bit numbers and bytes, nothing nested, so that a harness in C needs no
 * library to read one.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import type { Fact } from "./facts.ts";
import type { Geometry } from "./geometry.ts";
import type { Addresses } from "./layout.ts";
import type { Model } from "../../spec/vocabulary.ts";

/** Why a claim ends. */
export type EndCause = "release" | "reset" | "death";

/**
 * A request. Owners, windows, queues and flights are numbers from 0; command identifiers are those of
 * the entries. Addresses are device-visible: what the provider itself would write. A `handle` is the
 * generation of the claim that the owner calls through, whether it is still good or not.
 */
export type Request =
  /** Grant `pages` pages at `base` of the owner's address space, in ledger slot `window`. */
  | {
    readonly action: "kernelGrantsWindow";
    readonly window: number;
    readonly owner: number;
    readonly base: bigint;
    readonly pages: number;
  }
  | {
    readonly action: "kernelGrantsClaim";
    readonly owner: number;
    readonly model: Model | "undeclared";
  }
  /** Write AQA, ASQ, ACQ and CC (with EN = 0), in this order, up to the first that is refused. */
  | {
    readonly action: "providerWritesRegisters";
    readonly owner: number;
    readonly aqa: number;
    readonly asq: bigint;
    readonly acq: bigint;
    readonly cc: number;
  }
  /** Write CC with EN = 1; brokered: ask for admin queues of `entries` entries. */
  | {
    readonly action: "providerEnablesController";
    readonly owner: number;
    readonly handle: number;
    readonly cc: number;
    readonly entries: number;
  }
  /** Write CC with EN = 0. */
  | { readonly action: "providerDisablesController"; readonly owner: number; readonly cc: number }
  /** A plain store of the owner's own into its memory. No kernel code runs. */
  | {
    readonly action: "providerWritesEntry" | "providerWritesList" | "providerForgesCompletion";
    readonly owner: number;
    readonly address: bigint;
    readonly bytes: Uint8Array;
  }
  /** Write `value` to the submission tail doorbell at register offset `offset`. The scan only begins. */
  | {
    readonly action: "providerRingsDoorbell";
    readonly owner: number;
    readonly handle: number;
    readonly queue: number;
    readonly offset: number;
    readonly value: number;
  }
  /** Brokered: submit an intent on a buffer, up to but not including its publication. */
  | {
    readonly action: "providerSubmitsIntent";
    readonly owner: number;
    readonly handle: number;
    readonly queue: number;
    readonly cid: number;
    readonly intent: IntentKind;
    /** The capability of the buffer: a slot of the window ledger, and its generation. */
    readonly window: number;
    readonly generation: number;
  }
  /** Read one more entry of the batch, with the list that it names. */
  | { readonly action: "kernelScansEntry"; readonly queue: number }
  /** End the scan: publish everything, or refuse everything. Both name the same call. */
  | {
    readonly action: "kernelPublishesBatch" | "kernelRefusesBatch";
    readonly queue: number;
  }
  /** Let the controller fetch the next entry; into the first flight that is idle. */
  | { readonly action: "controllerFetchesEntry"; readonly queue: number }
  /** Let it make `accesses` of the memory accesses of a command. */
  | {
    readonly action: "controllerAccessesMemory";
    readonly flight: number;
    readonly accesses: number;
  }
  /** Let it complete the command; `fails`: with an error, and without what the command was to change. */
  | { readonly action: "controllerCompletes"; readonly flight: number; readonly fails: boolean }
  /** CSTS.RDY follows CC.EN to 0. */
  | { readonly action: "controllerStops" }
  /** Take one completion off the ring, and wake who waits for it. */
  | { readonly action: "kernelTakesCompletion"; readonly queue: number }
  | { readonly action: "providerAbandonsWait"; readonly queue: number; readonly cid: number }
  /** Whoever waited takes note that the wait is over. */
  | { readonly action: "providerReapsWaiter"; readonly queue: number; readonly cid: number }
  | { readonly action: "kernelRevokesWindow"; readonly window: number }
  | { readonly action: "providerEndsClaim"; readonly cause: EndCause }
  | { readonly action: "kernelTimesOut" }
  | { readonly action: "kernelResetsController" }
  | { readonly action: "kernelUnmapsWindow"; readonly window: number }
  | { readonly action: "kernelInvalidatesIotlb"; readonly window: number }
  | { readonly action: "kernelScrubsWindow"; readonly window: number }
  | { readonly action: "kernelFreesClaim" };

/** What a brokered provider may ask for. Queues are created with the identifier 1. */
export type IntentKind =
  | "identifyController"
  | "identifyNamespace"
  | "flush"
  | "read"
  | "write"
  | "createCompletionQueue"
  | "createSubmissionQueue"
  | "deleteSubmissionQueue"
  | "deleteCompletionQueue";

/** A command, by its queue and identifier. */
export interface CommandName {
  readonly queue: number;
  readonly cid: number;
}

/**
 * What became of a request. `done`: it was carried out. `refused`: the kernel said no, and recorded
 * that. `impossible`: there is nothing to do it with or to (no scan under way, nothing to fetch, a page
 * that is not mapped, a window that is still in use); whoever asked may ask again later.
 */
export type Outcome = "done" | "refused" | "impossible";

/** The answer to a request. Refused and impossible requests change nothing but the record of refusals. */
export interface Answer {
  readonly outcome: Outcome;
  /** The reason of a refusal, stable in name; otherwise empty. */
  readonly reason: string;
  /** The tail doorbell that reached the controller, if one did. */
  readonly doorbell: { readonly queue: number; readonly tail: number } | null;
  /** The waiters that were woken by a completion, each as often as it was. */
  readonly woken: readonly CommandName[];
  /** What else was seen that is right or wrong whatever the machine does: a page that is not blank. */
  readonly sights: readonly Fact[];
}

/** The answer to a request that nothing came of. */
export const NOTHING: Answer = {
  outcome: "impossible",
  reason: "",
  doorbell: null,
  woken: [],
  sights: [],
};

/** What goes over a line between two programs: no nesting, so that nobody needs a JSON library. */
export type Flat = { readonly [field: string]: string | number };

/** What another program was asked, and what it answered. */
export interface Exchange {
  readonly request: Flat;
  readonly answer: Flat;
}

/** A value now, or when the other side has answered. */
export type Awaitable<T> = T | Promise<T>;

/** An implementation under test. */
export interface Adapter {
  /**
   * Whether it may decline what others may decline (`allowances.ts`). The implementation of this project
   * takes every step that the machine takes.
   */
  readonly lenient?: boolean;
  /** Whether a scan can be run entry by entry. If not, a doorbell is scanned and answered at once. */
  readonly stepwise: boolean;
  /**
   * Sets up a host in which nothing is granted, with the controller disabled. Where its frames lie, the
   * addresses say, once the frames are granted.
   */
  reset(geometry: Geometry): Awaitable<Addresses>;
  /** Carries out a request. */
  take(request: Request): Awaitable<Answer>;
  /**
   * The variables of the machine as far as this implementation can tell them (`abstraction.ts`); `null`
   * from one that cannot.
   */
  state(): Awaitable<PlainState | null>;
  /** Where another program is behind it: what was asked and answered since this was last called. */
  exchanges?(): Exchange[];
  /**
   * Text that differs wherever the implementation's own state does, but for what nothing that it does
   * later depends on. Lock step is exhaustive if this is so, and no further.
   */
  fingerprint?(): Awaitable<string>;
}
