/**
 * Grants: the kernel grants windows and the controller's doorbell claim.
 *
 * @module
 */

import { index, oneOf, range } from "../checker/mod.ts";
import { firstFrame } from "./addresses.ts";
import { armAdminQueue, writeBases } from "./queues.ts";
import { action, type Constants, type Next } from "./state.ts";

/** The domain in which an owner's windows are mapped. */
export function domainOf(k: Constants, owner: number): number {
  return k.bounds.sharedDomain === 1 ? 0 : owner;
}

/**
 * Puts a window into the ledger as an owner's. The owner's bytes are taken to be in it at once:
 * it may write its memory whenever it likes.
 */
export function grantWindow(n: Next, k: Constants, window: number, owner: number): void {
  const granted = n.window.at(window);
  granted.phase = "live";
  granted.owner = owner;
  for (let i = 0; i < k.bounds.windowPages; i++) {
    const f = firstFrame(k, window) + i;
    const frame = n.frame.at(f);
    if (frame.holds === null) frame.holds = owner;
    n.iommu.mapped.at(domainOf(k, owner)).add(f);
    n.iommu.reach.at(domainOf(k, owner)).add(f);
  }
}

/** Gives an owner the claim, and attaches the controller to its domain. */
export function grantClaim(n: Next, k: Constants, owner: number): void {
  n.claim.phase = "live";
  n.claim.owner = owner;
  n.handle.at(owner).add(n.claim.generation);
  n.iommu.attached = domainOf(k, owner);
}

/**
 * Where the machine starts: see `Bounds.start`. The states in service are ones that the actions
 * reach from nothing; starting there keeps traces short.
 */
export const initial = action({
  when: () => true,
  then: (n, _, k) => {
    if (k.bounds.start === 1) return;
    const holder = k.bounds.start === 2 ? 1 : 0;
    for (let w = 0; w < k.bounds.windows; w++) {
      // The holder's window comes first; the other owner has the second one.
      grantWindow(n, k, w, w === 1 ? 1 - holder : holder);
    }
    if (k.bounds.start === 2) {
      n.handle.at(0).add(0);
      n.claim.generation = 1;
    }
    n.claim.model = k.model;
    grantClaim(n, k, holder);
    writeBases(n, k, firstFrame(k, 0));
    if (k.bounds.registers === 0) armAdminQueue(n, k);
  },
});

/** The kernel grants a free window, but not to an owner whose teardown is under way. */
export const kernelGrantsWindow = action({
  params: (k) => ({
    window: range(0, k.bounds.windows - 1),
    owner: index("owner", k.bounds.owners),
  }),
  when: (s, { window, owner }) =>
    s.window.at(window).phase === "free" && !s.window.at(window).spent &&
    !(s.claim.phase === "closing" && s.claim.owner === owner),
  then: (n, { window, owner }, k) => grantWindow(n, k, window, owner),
});

/** The kernel grants the claim, if what it declares may be granted in this lane. */
export const kernelGrantsClaim = action({
  params: (k) => ({
    owner: index("owner", k.bounds.owners),
    model: oneOf("undeclared", "brokered", "validated"),
  }),
  when: (s, { model }, k) =>
    s.claim.phase === "free" && !s.claim.spent && k.rules.claimIsAdmissible(k, model),
  then: (n, { owner, model }, k) => {
    n.claim.model = model;
    grantClaim(n, k, owner);
  },
});
