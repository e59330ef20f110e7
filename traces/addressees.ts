/**
 * To whom each action of the machine of grants and doorbells is addressed, for diagrams: a doorbell
 * is rung at the kernel, a batch published to the controller. What is not listed its actor does
 * alone, such as writing to its own memory.
 *
 * @module
 */

const addressees: { readonly [action: string]: string } = {
  providerWritesRegisters: "kernel",
  providerEnablesController: "kernel",
  providerDisablesController: "kernel",
  providerRingsDoorbell: "kernel",
  providerRingsHead: "kernel",
  providerSubmitsIntent: "kernel",
  providerEndsClaim: "kernel",
  kernelGrantsWindow: "provider",
  kernelGrantsClaim: "provider",
  kernelRevokesWindow: "provider",
  kernelRefusesBatch: "provider",
  kernelPublishesBatch: "controller",
  kernelResetsController: "controller",
  controllerCompletes: "kernel",
};

/**
 * The actor that an action is addressed to, if it is another than the one who acts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { addressee } from "./addressees.ts";
 *
 * assertEquals(addressee("providerRingsDoorbell"), "kernel");
 * assertEquals(addressee("providerWritesEntry"), undefined);
 * ```
 */
export function addressee(action: string): string | undefined {
  return Object.hasOwn(addressees, action) ? addressees[action] : undefined;
}

/** The actions that are addressed to somebody. */
export const addressedActions: readonly string[] = Object.keys(addressees);
