/**
 * Where machine and implementation are allowed to part: steps that the machine takes and somebody else's
 * implementation need not take, and disabled steps whose guard says nothing about the kernel.
 *
 * The document does not say when, between a controller's rest and the end of its claim, a kernel gives
 * back what the controller used. The machine does so at the very end, and so does the implementation of
 * this project, to which nothing is allowed; others may do it earlier (`Adapter.lenient`). Each
 * allowance says why it is harmless. An allowed step is not followed any further; how often each was used
 * is counted and reported, so that none of them hides more than it should.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { isAdminOnly, namesQueueBase } from "../../spec/shapes.ts";
import { ADMIN } from "../../spec/state.ts";
import type { Shape } from "../../spec/vocabulary.ts";
import { frameNamed } from "../../spec/addresses.ts";
import type { Outcome } from "./adapter.ts";
import { type MachineConstants, type MachineState, mapperOf, ownerOf } from "./machine_state.ts";

/** A step of the machine that an implementation of somebody else's need not take. */
export interface Allowance {
  readonly name: string;
  readonly why: string;
  /** How it may be answered instead. */
  readonly instead: Outcome;
  /** The steps that it is about. */
  concerns(k: MachineConstants, state: MachineState, choice: Choice): boolean;
}

/** Steps that the machine takes and an implementation of somebody else's may decline. */
export const ALLOWANCES: readonly Allowance[] = [
  {
    name: "resetEndsCompletions",
    why:
      "Once its reset has begun, nobody looks at the completions of a claim that ends: they would " +
      "wake nobody.",
    instead: "impossible",
    concerns: (_, state, { action }) =>
      action === "kernelTakesCompletion" && state.claim.phase === "closing" &&
      state.controller.phase !== "on",
  },
  {
    name: "restEndsWaits",
    why:
      "Waiters are cancelled as soon as the controller rests, in the machine when the claim is freed.",
    instead: "impossible",
    concerns: (_, state, { action }) =>
      action === "providerAbandonsWait" && state.claim.phase === "closing" &&
      state.controller.phase === "off",
  },
];

/** A disabled step that is not worth trying: its guard is about somebody else than the kernel. */
export interface Untried {
  readonly why: string;
  holds(k: MachineConstants, state: MachineState, choice: Choice): boolean;
}

/** Disabled steps that say nothing when they are tried. */
export const UNTRIED: readonly Untried[] = [
  {
    why:
      "What providers store is limited to keep the state space small; the kernel limits nothing.",
    holds: (k, state, { action, params }) => {
      if (action === "providerForgesCompletion") return true;
      if (action !== "providerWritesEntry" && action !== "providerWritesList") return false;
      const frame = action === "providerWritesList"
        ? params.frame as number
        : frameNamed(k, state.queue[params.queue as number].sq);
      // What is no longer mapped, nobody may store to.
      return ownerOf(state, k, frame) < 0 || mapperOf(state, k, frame) >= 0;
    },
  },
  {
    why: "Which doorbells a provider tries is limited, too, and one doorbell is rung at a time.",
    holds: (_, state, { action, params }) =>
      (action === "providerRingsDoorbell" || action === "providerSubmitsIntent") &&
      state.queue[params.queue as number].scan.phase !== "scanning",
  },
  {
    why: "An instance of the machine is about claims of one model.",
    holds: (k, _, { action, params }) =>
      action === "kernelGrantsClaim" && params.model !== "undeclared" && params.model !== k.model,
  },
  {
    why: "Intents for the admin queue alone are no intents for another.",
    holds: (_, __, { action, params }) =>
      action === "providerSubmitsIntent" && params.queue !== ADMIN &&
      isAdminOnly(params.shape as Shape),
  },
  {
    why: "Only owners who act ask for anything.",
    holds: (k, state, { params }) =>
      "handle" in params &&
      ((params.owner as number) >= k.bounds.activeOwners ||
        !state.handle[params.owner as number].includes(params.handle as number)),
  },
  {
    why: "To publish and to refuse are one call, and which it is, is the answer.",
    holds: (_, state, { action, params }) => {
      if (action !== "kernelPublishesBatch" && action !== "kernelRefusesBatch") return false;
      const { phase, cursor, to } = state.queue[params.queue as number].scan;
      return phase === "refusing" || (phase === "scanning" && cursor === to);
    },
  },
  {
    why:
      "How many commands a controller works on at a time is limited to keep the state space small.",
    holds: (_, state, { action }) =>
      action === "controllerFetchesEntry" &&
      state.controller.flight.every(({ phase }) => phase === "busy"),
  },
  {
    why: "A command that is done with its pages may be asked for the rest of its work.",
    holds: (_, state, { action, params }) =>
      (action === "controllerCompletes" || action === "controllerAccessesMemory") &&
      state.controller.flight[params.flight as number].phase === "busy",
  },
  {
    why: "To write registers with the values that they have changes nothing.",
    holds: (_, state, { action, params }) => {
      const { asq, acq, asqShifted, bigPages } = state.registers;
      return action === "providerWritesRegisters" && state.claim.phase === "live" &&
        state.controller.phase === "off" && params.asq === asq && params.acq === acq &&
        params.shifted === asqShifted && params.bigPages === bigPages;
    },
  },
  {
    why: "To set CC.EN where it is set changes nothing.",
    holds: (k, state, { action }) =>
      action === "providerEnablesController" && k.bounds.registers === 1 &&
      state.controller.phase === "on",
  },
  {
    why: "Nobody registers anything with a claim that ends, and its owner is gone.",
    holds: (_, state, { action }) =>
      action === "providerWritesRegisters" && state.claim.phase !== "live",
  },
  {
    why: "When a kernel loses its patience is its own affair.",
    holds: (_, state, { action }) => action === "kernelTimesOut" && state.claim.phase === "live",
  },
  {
    why: "A scan that was refused reads nothing more, however often it is asked.",
    holds: (_, state, { action, params }) => {
      if (action !== "kernelScansEntry") return false;
      const { phase, overtaken } = state.queue[params.queue as number].scan;
      return phase === "refusing" || overtaken;
    },
  },
  {
    why: "A refused scan is over when it is refused; the machine takes one more step to say so.",
    holds: (_, state, { action }) =>
      (action === "kernelUnmapsWindow" || action === "kernelFreesClaim") &&
      state.queue.some(({ scan }) =>
        scan.phase === "refusing" || (scan.phase === "scanning" && scan.overtaken)
      ),
  },
  {
    why: "A scan on one owner's behalf is no reason to keep another owner's window.",
    holds: (_, state, { action, params }) =>
      action === "kernelUnmapsWindow" &&
      (state.claim.phase === "free" ||
        state.window[params.window as number].owner !== state.claim.owner),
  },
  {
    why:
      "A queue's creation hands the controller a ring of the kernel's, not the window that it names.",
    holds: (_, state, { action, params }) =>
      action === "kernelUnmapsWindow" &&
      state.queue.some(({ issue }) =>
        issue.some(({ shape, uses }) =>
          namesQueueBase(shape) && uses.includes(params.window as number)
        )
      ),
  },
  {
    why: "What rests may be asked to take completions, in vain.",
    holds: (_, state, { action }) =>
      action === "providerReapsWaiter" && state.claim.phase === "closing" &&
      state.controller.phase === "off",
  },
];
