/**
 * How windows and claims end, step by step, as requests of the protocol.
 *
 * @module
 */

import type {
  BrokeredClaim,
  ClaimRetirement,
  GrantedWindow,
  Kernel,
  Refusal,
  ValidatedClaim,
  WindowRetirement,
} from "../../spec/implementation/mod.ts";
import type { Flat } from "../conformance/adapter.ts";
import type { Implementation } from "../conformance/in_process_host.ts";

/** A window of the machine's, as it was granted last. */
export interface HostWindow {
  readonly owner: number;
  readonly base: bigint;
  readonly granted: GrantedWindow;
  retirement: WindowRetirement | null;
}

/** What a request came to: `null` where it is done and there is no more to say. */
export type Outcome = Flat | Refusal | null;

/** The answer to what cannot be done now. */
export const IMPOSSIBLE: Flat = { outcome: "impossible" };

/** What a host knows of windows and claims by the numbers that the harness gives them. */
export interface Granted {
  readonly windows: ReadonlyMap<number, HostWindow>;
  readonly claims: ReadonlyMap<number, ValidatedClaim | BrokeredClaim>;
}

/** A host's answers to these requests. */
export class KernelTeardown {
  readonly #implementation: Implementation;
  readonly #kernel: Kernel;
  readonly #granted: Granted;
  /** That of the claim that ends. */
  #retirement: ClaimRetirement | null = null;

  constructor(using: Implementation, kernel: Kernel, granted: Granted) {
    this.#implementation = using;
    this.#kernel = kernel;
    this.#granted = granted;
  }

  /** Takes note of a claim that its provider has ended by itself: by a reset of the controller. */
  notice(): void {
    const { ending } = this.#kernel;
    if (ending !== null && ending !== this.#retirement) this.#adopt(ending);
  }

  /** Answers one of these requests; `undefined` where it is none. */
  answer(request: Flat): Outcome | undefined {
    const window = this.#granted.windows.get(request.window as number);
    const retirement = window?.retirement ?? null;
    switch (request.op) {
      case "revokeWindow": {
        if (window === undefined) return IMPOSSIBLE;
        const revoked = this.#kernel.revokeWindow(window.granted.handle);
        if (this.#isRefusal(revoked)) return revoked;
        window.retirement = revoked;
        return null;
      }
      case "unmapWindow":
        return done(retirement?.phase === "retiring" && retirement.advance() === "unmapped");
      case "invalidateWindow":
        return done(retirement?.phase === "unmapped" && retirement.advance() === "invalidated");
      case "scrubWindow": {
        if (retirement === null) return IMPOSSIBLE;
        // Without an IOMMU there is nothing to invalidate, and nothing is asked for.
        const direct = this.#kernel.lane !== "remapped";
        if (direct && retirement.phase === "unmapped") retirement.advance();
        return done(retirement.phase === "invalidated" && retirement.run());
      }
      case "endClaim": {
        const claim = this.#granted.claims.get(request.claim as number);
        if (claim === undefined) return IMPOSSIBLE;
        const retired = this.#kernel.endClaim(claim.session);
        if (this.#isRefusal(retired)) return retired;
        const waits = this.#adopt(retired);
        if (request.cause === "reset") retired.advance();
        return { outcome: "done", waits: waits.join() };
      }
      case "resetController":
        // A controller that was never enabled has nothing to reset.
        if (this.#retirement?.phase !== "closing") return IMPOSSIBLE;
        if (this.#retirement.session.phase !== "enabled") return IMPOSSIBLE;
        this.#retirement.advance();
        return null;
      case "freeClaim": {
        const retired = this.#retirement;
        if (retired === null) return IMPOSSIBLE;
        // What resets the controller is a step of its own.
        if (retired.phase === "closing" && retired.session.phase === "enabled") return IMPOSSIBLE;
        let before;
        do before = retired.phase; while (retired.advance() !== before);
        if (retired.phase !== "free") return IMPOSSIBLE;
        this.#retirement = null;
        return null;
      }
      default:
        return undefined;
    }
  }

  /** Takes note of a claim's retirement, and of its windows', which are named. */
  #adopt(retired: ClaimRetirement): number[] {
    this.#retirement = retired;
    const waits: number[] = [];
    for (const part of retired.windows) {
      for (const [number, known] of this.#granted.windows) {
        if (known.granted.handle !== part.window.handle) continue;
        known.retirement = part;
        waits.push(number);
      }
    }
    return waits.sort((a, b) => a - b);
  }

  #isRefusal(answer: unknown): answer is Refusal {
    return answer instanceof this.#implementation.Refusal;
  }
}

function done(holds: boolean): Outcome {
  return holds ? null : IMPOSSIBLE;
}
