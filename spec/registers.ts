/**
 * Registers: the provider writes ASQ, ACQ and CC through its selected-write claim.
 *
 * @module
 */

import { flag, index, range } from "../checker/mod.ts";
import { firstFrame } from "./addresses.ts";
import { answer, enableObjection } from "./checks.ts";
import { armAdminQueue, writeBases } from "./queues.ts";
import { action, ADMIN, type Constants, type Next, pagesWritten } from "./state.ts";

/** The provider writes the admin queue's bases, well or badly aligned, and the page size. */
export const providerWritesRegisters = action({
  params: (k) => ({
    asq: pagesWritten(k),
    acq: pagesWritten(k),
    shifted: flag(),
    bigPages: flag(),
  }),
  when: (s, { asq, acq, shifted, bigPages }, k) =>
    k.bounds.registers === 1 && s.claim.phase === "live" && s.claim.model === "validated" &&
    k.rules.registersMayChange(s) &&
    (s.registers.asq !== asq || s.registers.acq !== acq || s.registers.asqShifted !== shifted ||
      s.registers.bigPages !== bigPages),
  then: (n, { asq, acq, shifted, bigPages }, k) => {
    n.registers.asq = asq;
    n.registers.acq = acq;
    n.registers.asqShifted = shifted;
    n.registers.bigPages = bigPages;
    // The kernel's shadow follows the write. The controller's base does not, once EN = 1.
    if (n.queue.at(ADMIN).armed === "yes") {
      n.queue.at(ADMIN).sq = asq;
      n.queue.at(ADMIN).sqShifted = shifted;
    }
    k.rules.onMemoryWrite(n);
  },
});

/** Writes the bases that an honest driver would: the first pages of a window of its own. */
function writeOwnBases(n: Next, k: Constants, owner: number): void {
  for (let i = 0; i < k.bounds.windows; i++) {
    const w = k.bounds.windows - 1 - i;
    const window = n.window.at(w);
    if (window.owner === owner && window.phase === "live") writeBases(n, k, firstFrame(k, w));
  }
}

/**
 * The provider sets CC.EN. The kernel looks at the queue bases before the write may take effect;
 * if it has an objection, nothing happens but that the provider is told.
 */
export const providerEnablesController = action({
  params: (k) => ({
    owner: index("owner", k.bounds.owners),
    handle: range(0, k.bounds.generations - 1),
  }),
  when: (s, { owner, handle }, k) =>
    owner < k.bounds.activeOwners && s.handle.at(owner).has(handle) &&
    s.controller.phase === "off" && s.queue.at(ADMIN).scan.phase === "idle",
  then: (n, { owner, handle }, k) => {
    if (k.bounds.registers === 0) writeOwnBases(n, k, owner);
    const objection = enableObjection(n, k, handle);
    answer(n, k, ADMIN, objection);
    if (objection === "none") armAdminQueue(n, k);
  },
});

/** A provider that got the claim while the controller still runs clears CC.EN first. */
export const providerDisablesController = action({
  params: (k) => ({ owner: index("owner", k.bounds.owners) }),
  when: (s, { owner }, k) =>
    owner < k.bounds.activeOwners && s.claim.phase === "live" && s.claim.owner === owner &&
    s.controller.phase === "on" && s.queue.at(ADMIN).armed === "no",
  then: (n) => {
    n.controller.phase = "stopping";
  },
});
