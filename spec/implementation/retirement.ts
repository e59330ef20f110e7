/**
 * Retirement: how a grant ends.
 *
 * The order is what makes it safe. From the first step on, nothing new is accepted. Scans that are
 * under way end. If the controller may still use what is retired, it is reset, and only RDY = 0 says
 * that it has stopped: neither an empty queue nor a shutdown does. Then pages are unmapped, the IOTLB
 * forgets them, then they are scrubbed, then they are free. Scrubbing any earlier would scrub what is
 * still being written.
 *
 * | phase | what the next step does |
 * | --- | --- |
 * | `quiescing` | waits for the scans that were under way |
 * | `resetting` | clears EN, where commands or queues still use what is retired |
 * | `waiting` | waits for RDY = 0; cancels what was in flight |
 * | `unmapping` | takes pages from the device's tables and from the provider's |
 * | `invalidating` | makes the IOTLB forget them |
 * | `scrubbing` | puts zeros into the frames |
 * | `freeing` | frees the frames and closes the grants |
 *
 * @module
 */

import type { Window } from "./ledger.ts";
import type { Platform } from "./platform.ts";
import type { DoorbellScan } from "./scan.ts";
import type { ControllerSession } from "./session.ts";

export type RetirementPhase =
  | "quiescing"
  | "resetting"
  | "waiting"
  | "unmapping"
  | "invalidating"
  | "scrubbing"
  | "freeing"
  | "ended";

/** What is being retired: windows of one owner, and the claim, if it ends with them. */
export interface Retired {
  readonly owner: number;
  readonly windows: readonly Window[];
  /** The session that may use the windows, if there is one. */
  readonly session: ControllerSession | null;
  /** Whether the session's claim ends, too. */
  readonly endsClaim: boolean;
}

/** A grant on its way out. Step it with {@link advance} until it has ended. */
export class Retirement {
  readonly retired: Retired;
  readonly #platform: Platform;
  readonly #scans: readonly DoorbellScan[];
  readonly #onEnd: () => void;
  #phase: RetirementPhase = "quiescing";

  /** Marks what is retired: from here on it is accepted nowhere. */
  constructor(platform: Platform, retired: Retired, onEnd: () => void = () => {}) {
    this.#platform = platform;
    this.retired = retired;
    this.#onEnd = onEnd;
    this.#scans = [...retired.session?.scans ?? []];
    if (retired.endsClaim) platform.ledger.claims.retire(retired.session!.claim);
    for (const window of retired.windows) platform.ledger.retireWindow(window);
  }

  get phase(): RetirementPhase {
    return this.#phase;
  }

  /** Takes the next step, if it can be taken, and says where the retirement stands. */
  advance(): RetirementPhase {
    this.#phase = this.#next();
    return this.#phase;
  }

  /**
   * Takes every step that can be taken now.
   *
   * @returns whether the retirement has ended. If not, it waits for a scan, or for the controller.
   */
  run(): boolean {
    let before: RetirementPhase;
    do before = this.#phase; while (this.advance() !== before);
    return this.#phase === "ended";
  }

  #next(): RetirementPhase {
    const { owner, windows, session } = this.retired;
    const frames = windows.flatMap((window) => window.frames);
    switch (this.#phase) {
      case "quiescing":
        if (this.#scans.some((scan) => session!.scans.has(scan))) return "quiescing";
        return this.#needsReset() ? "resetting" : "unmapping";
      case "resetting":
        session!.beginReset();
        return "waiting";
      case "waiting":
        return session!.settle() ? "unmapping" : "waiting";
      case "unmapping":
        for (const window of windows) {
          this.#platform.addressing.unmapWindow(owner, window);
          window.mapped = false;
        }
        if (this.retired.endsClaim) this.#platform.addressing.attach(null);
        return "invalidating";
      case "invalidating":
        this.#platform.addressing.invalidate(owner);
        this.#platform.frames.retire(frames);
        return "scrubbing";
      case "scrubbing":
        this.#platform.frames.scrub(frames);
        return "freeing";
      case "freeing":
        this.#platform.frames.release(frames);
        for (const window of windows) this.#platform.ledger.windows.close(window.handle);
        if (this.retired.endsClaim) this.#platform.ledger.claims.close(session!.claim);
        this.#onEnd();
        return "ended";
      case "ended":
        return "ended";
    }
  }

  /** Whether the controller may still reach what is retired, for any command or queue. */
  #needsReset(): boolean {
    const { windows, session, endsClaim } = this.retired;
    if (session === null || session.phase === "disabled") return false;
    return endsClaim || session.phase === "stopping" || windows.some((window) => window.uses > 0);
  }
}
