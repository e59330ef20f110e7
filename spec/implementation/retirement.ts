/**
 * Retirement: how a grant ends.
 *
 * The order is what makes it safe. From the first moment on, nothing new is accepted. Batches that are
 * under way end. What the controller may still use is waited for; of a claim that ends, the controller
 * is reset, and only RDY = 0 says that it has stopped: neither an empty queue nor a shutdown does. Then
 * pages are unmapped, then the IOTLB forgets them, then they are scrubbed, then they are free. To scrub
 * any earlier is to scrub what is still being written.
 *
 * @module
 */

import type { Window } from "./ledger.ts";
import type { Platform } from "./platform.ts";
import type { ControllerSession } from "./session.ts";

/** How far a window's retirement has come. */
export type WindowPhase = "retiring" | "unmapped" | "invalidated" | "scrubbed" | "free";

/**
 * A window on its way out. It may have to wait: for batches under way, and for commands in flight. A
 * kernel that has waited long enough ends the claim instead, which resets the controller.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { assemble } from "./assembly.ts";
 *
 * const { kernel } = assemble("remapped");
 * const window = kernel.grantWindow(1, 0x10_0000n, 4);
 * assert("handle" in window);
 * const retirement = kernel.revokeWindow(window.handle);
 * assert("advance" in retirement);
 * assert(retirement.advance() === "unmapped");
 * assert(retirement.advance() === "invalidated");
 * assert(retirement.run(), "scrubbed, and free");
 * ```
 */
export class WindowRetirement {
  readonly window: Window;
  readonly #platform: Platform;
  /** The session that may use the window, if there is one. */
  readonly #session: ControllerSession | null;
  #phase: WindowPhase = "retiring";

  /** Takes the window out of the accepted set. */
  constructor(platform: Platform, window: Window, session: ControllerSession | null) {
    this.#platform = platform;
    this.window = window;
    this.#session = session;
    platform.ledger.retireWindow(window);
    platform.frames.retire(window.frames);
  }

  get phase(): WindowPhase {
    return this.#phase;
  }

  /** Takes the next step, if it can be taken, and says where the retirement stands. */
  advance(): WindowPhase {
    const { addressing, frames, ledger } = this.#platform;
    const { window } = this;
    switch (this.#phase) {
      case "retiring":
        if (!this.#isQuiet()) break;
        addressing.unmapWindow(window.owner, window);
        window.mapped = false;
        this.#phase = "unmapped";
        break;
      case "unmapped":
        addressing.invalidate(window.owner);
        this.#phase = "invalidated";
        break;
      case "invalidated":
        frames.scrub(window.frames);
        this.#phase = "scrubbed";
        break;
      case "scrubbed":
        frames.release(window.frames);
        ledger.closeWindow(window);
        this.#phase = "free";
        break;
      case "free":
        break;
    }
    return this.#phase;
  }

  /** Takes every step that can be taken now, and says whether the window is free. */
  run(): boolean {
    let before: WindowPhase;
    do before = this.#phase; while (this.advance() !== before);
    return this.#phase === "free";
  }

  /** Whether no batch may still look at the window, and the controller no longer reaches into it. */
  #isQuiet(): boolean {
    if (this.#session === null) return true;
    const rests = this.#session.settle();
    return this.#session.batches.size === 0 && (rests || this.window.uses === 0);
  }
}

/** How far a claim's retirement has come. */
export type ClaimPhase = "closing" | "resetting" | "stopped" | "free";

/** A claim on its way out, and its owner's windows with it. */
export class ClaimRetirement {
  readonly session: ControllerSession;
  readonly windows: readonly WindowRetirement[];
  readonly #onFree: () => void;
  #phase: ClaimPhase = "closing";

  /** Ends the claim: from here on its handle is good for nothing. */
  constructor(
    session: ControllerSession,
    windows: readonly WindowRetirement[],
    onFree: () => void,
  ) {
    this.session = session;
    this.windows = windows;
    this.#onFree = onFree;
    session.platform.ledger.claims.retire(session.claim);
  }

  get phase(): ClaimPhase {
    return this.#phase;
  }

  /** Takes the claim's own next step, if it can be taken. Its windows take theirs by themselves. */
  advance(): ClaimPhase {
    const { session } = this;
    switch (this.#phase) {
      case "closing":
        session.beginReset();
        this.#phase = "resetting";
        break;
      case "resetting":
        if (session.settle()) this.#phase = "stopped";
        break;
      case "stopped":
        if (session.batches.size > 0 || this.windows.some(({ phase }) => phase !== "free")) break;
        session.release();
        session.platform.addressing.attach(null);
        session.platform.ledger.claims.close(session.claim);
        this.#onFree();
        this.#phase = "free";
        break;
      case "free":
        break;
    }
    return this.#phase;
  }

  /**
   * Takes every step that can be taken now, and says whether claim and windows are free. If not, it is
   * a batch or the controller that is waited for.
   */
  run(): boolean {
    let before: ClaimPhase;
    do {
      before = this.#phase;
      for (const window of this.windows) window.run();
      this.advance();
    } while (this.#phase !== before);
    return this.#phase === "free";
  }
}
