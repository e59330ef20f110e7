/**
 * Attempts: what the machine forbids in a state, and a caller can try all the same.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import { namesQueueBase } from "../../spec/shapes.ts";
import type { MachineState } from "../conformance/machine_state.ts";
import type { Reachable } from "./reachable.ts";
import { isScanning } from "./suites.ts";

const ATTEMPTED: readonly string[] = [
  "kernelUnmapsWindow",
  "kernelInvalidatesIotlb",
  "kernelScrubsWindow",
  "kernelFreesClaim",
  "kernelGrantsClaim",
  "providerWritesRegisters",
];

/** The attempts of one suite, each state's once. */
export class Attempts {
  readonly #graph: Reachable;
  /** The choices of the actions in question. */
  readonly #numbers: readonly number[];
  readonly #tried = new Set<string>();

  constructor(graph: Reachable) {
    this.#graph = graph;
    const { choices } = graph.stepper;
    const seen = new Set<string>();
    this.#numbers = choices.flatMap((choice, number) => {
      const what = kindOf(choice);
      if (!ATTEMPTED.includes(choice.action) || seen.has(what)) return [];
      seen.add(what);
      return [number];
    });
  }

  /** What an implementation must refuse in a state; nothing if that was tried in it before. */
  in(words: Uint32Array, state: MachineState): number[] {
    const key = words.join();
    if (this.#tried.has(key)) return [];
    this.#tried.add(key);
    // What an implementation does with a batch that it has refused already is its own affair.
    if (isScanning(state)) return [];
    const { stepper } = this.#graph;
    return this.#numbers.filter((number) =>
      this.#isFair(stepper.choices[number], state) && !stepper.isEnabledWords(words, number)
    );
  }

  /** Whether every implementation must refuse it where the machine does. */
  #isFair({ action, params }: Choice, state: MachineState): boolean {
    switch (action) {
      case "kernelUnmapsWindow": {
        // A queue's creation hands the controller a ring of the kernel's, not the window that it names.
        const creates = state.queue.some(({ issue }) =>
          issue.some((one) => one.phase !== "idle" && namesQueueBase(one.shape))
        );
        if (creates) return false;
        // Of an owner without the claim, a window may be unmapped whatever the claim's queues do.
        const { phase, owner } = state.window[params.window as number];
        return phase !== "retiring" || owner === state.claim.owner;
      }
      case "kernelGrantsClaim":
        // A claim of the other model is another instance's affair.
        return params.model === this.#graph.constants.model || params.model === "undeclared";
      case "providerWritesRegisters":
        return state.claim.phase === "live" && state.controller.phase === "on";
      default:
        return true;
    }
  }
}

/** Attempts of one kind are alike: one of them will do. */
function kindOf({ action, params }: Choice): string {
  return action === "providerWritesRegisters" ? action : JSON.stringify([action, params]);
}
