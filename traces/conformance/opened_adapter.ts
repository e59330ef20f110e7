/**
 * The implementation behind the adapter interface, opened: told are not only the machine's variables, but
 * all that the implementation keeps.
 *
 * @module
 */

import { InProcessAdapter } from "./in_process.ts";
import { innerState } from "./inner_state.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { openedImplementation } from "./opened.ts";

/** The adapter. */
export class OpenedAdapter extends InProcessAdapter {
  /** Opens the implementation, or one with a mistake in it. */
  static async open(mutant?: Mutant): Promise<OpenedAdapter> {
    return new OpenedAdapter(await openedImplementation(mutant));
  }

  fingerprint(): string {
    return innerState(this.host);
  }
}
