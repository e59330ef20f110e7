/**
 * What is granted: the claim, the windows, and the registers as the claim's provider reads them.
 *
 * @module
 */

import type { InProcessHost } from "../conformance/in_process_host.ts";
import type { Fields } from "./fields.ts";

/** The claim of the controller, in the phase of the session that holds it. */
export function claimOf({ assembly: { kernel }, claims }: InProcessHost): Fields {
  const { phase, generation } = kernel.platform.ledger.claims.slot(0);
  const { session } = kernel;
  const holder = claims.flatMap((held) => [...held.values()])
    .find(({ claim }) => claim.session === session);
  return {
    phase: session === null ? "free" : session.isLive ? "live" : "closing",
    owner: session?.owner ?? 0,
    model: session === null ? "undeclared" : holder?.claim.model ?? "undeclared",
    generation,
    spent: phase === "spent",
  };
}

/** A generation advances in the machine when the grant is revoked, in the ledger when its slot is freed. */
export function windowOf({ assembly, windows, geometry }: InProcessHost, slot: number): Fields {
  const { phase, generation } = assembly.kernel.platform.ledger.windows.slot(slot);
  const retirement = windows[slot]?.retirement ?? null;
  const last = generation + 1 >= geometry.generations;
  const free = phase === "free" || phase === "spent";
  return {
    phase: free ? "free" : phase === "live" ? "live" : retirement?.phase ?? "unknown",
    owner: free ? 0 : windows[slot]?.owner ?? -1,
    generation: phase === "retiring" && !last ? generation + 1 : generation,
    spent: phase === "spent" || (phase === "retiring" && last),
  };
}

/** The registers as the provider's shadow of them has them. */
export function registersOf(host: InProcessHost): Fields {
  const { session } = host.assembly.kernel;
  const claim = host.claims.flatMap((held) => [...held.values()])
    .find((held) => held.claim.session === session)?.claim;
  const shadow = claim?.model === "validated" ? claim.shadow : null;
  const { addresses } = host;
  return {
    asq: addresses.pageAt(shadow?.asq ?? 0n),
    acq: addresses.pageAt(shadow?.acq ?? 0n),
    asqShifted: ((shadow?.asq ?? 0n) & 0xfffn) !== 0n,
    // CC.MPS is bits 10:7.
    bigPages: (((shadow?.cc ?? 0n) >> 7n) & 0xfn) !== 0n,
  };
}
