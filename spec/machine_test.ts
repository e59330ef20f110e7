/**
 * What the machine promises of itself: where it starts, what it refuses, what it leaves out.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { check, Stepper } from "../checker/mod.ts";
import { SMALL } from "./bounds.ts";
import { SpecificationError } from "./errors.ts";
import { type Instance, ringfence } from "./machine.ts";

const instance: Instance = {
  lane: "remapped",
  model: "validated",
  design: "hardened",
  bounds: { ...SMALL, lowPage: 2, highPage: 2, blankEntries: 0 },
  shapes: ["read"],
};

/** Whether the states reached from nothing include the one in which an instance starts. */
function isReachedFromNothing(started: Instance): boolean {
  const [target] = new Stepper(ringfence(started)).initial();
  // Nothing is submitted on the way, so shapes and pages do not matter, only who acts.
  const bounds = { ...started.bounds, start: 1, activeOwners: 2, teardowns: 1, regrants: 1 };
  const stepper = new Stepper(ringfence({ ...started, bounds }));
  const wanted = JSON.stringify(target);
  const seen = new Set<string>();
  let level = stepper.initial();
  while (level.length > 0 && !seen.has(wanted)) {
    const next = [];
    for (const state of level) {
      const text = JSON.stringify(state);
      if (seen.has(text)) continue;
      seen.add(text);
      for (const choice of stepper.enabled(state)) {
        const setsUp = /Grants|EndsClaim|FreesClaim|Enables/.test(choice.action);
        if (setsUp) next.push(stepper.apply(state, choice));
      }
    }
    level = next;
  }
  return seen.has(wanted);
}

Deno.test("The state in service is reached from nothing", () => {
  assert(isReachedFromNothing(instance));
});

Deno.test("The state in service of a second owner is reached from nothing", () => {
  assert(isReachedFromNothing({ ...instance, bounds: { ...instance.bounds, start: 2 } }));
});

Deno.test("What makes no instance is refused by name", () => {
  const refused = (change: Partial<Record<keyof Instance, unknown>>, message: string) =>
    assertThrows(
      () => ringfence({ ...instance, ...change } as Instance),
      SpecificationError,
      message,
    );
  refused({ lane: "tunnel" }, `Cannot take the lane "tunnel"`);
  refused({ model: "trusted" }, `Cannot take the model "trusted"`);
  refused({ design: "without:hope" }, `Cannot take the design "without:hope"`);
  refused({ design: "without:toString" }, `Cannot take the design "without:toString"`);
  refused({ fault: "cosmicRay" }, `Cannot take the fault "cosmicRay"`);
  refused({ shapes: ["write", "copy"] }, `Cannot take the shape "copy"`);
  refused({ shapes: [] }, "Cannot let providers write no shapes");
  refused({ attack: "rudeness" }, `Cannot take the attack "rudeness"`);
  refused({ bounds: { ...SMALL, depth: 1 } }, `Cannot set the bound "depth" to 1`);
  refused({ bounds: { ...SMALL, depth: "3" } }, `Cannot set the bound "depth" to "3"`);
  refused({ bounds: { ...SMALL, toString: 1 } }, `Cannot set the bound "toString": there is none`);
  refused({ bounds: { ...SMALL, highPage: 10 } }, "Cannot let providers write pages 0 to 10");
  refused({ bounds: { ...SMALL, activeOwners: 3 } }, "Cannot let 3 owners act");
});

Deno.test("A queue of more pages than a window has is refused", () => {
  const bounds = { ...SMALL, queuePages: 2, windowPages: 1, highPage: 3 };
  assertThrows(() => ringfence({ ...instance, bounds }), SpecificationError, "queues 2 pages");
});

Deno.test("Without an IOMMU a validated claim is never granted", async () => {
  const bounds = { ...instance.bounds, start: 1 };
  const { actions } = await check(ringfence({ ...instance, lane: "bounce", bounds }));
  assertEquals(actions.kernelGrantsClaim.steps, 0);
});
