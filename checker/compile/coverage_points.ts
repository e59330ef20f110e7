/**
 * The points at which generated code notes how a test came out.
 *
 * @module
 */

import { printExpression } from "./print.ts";
import type { Expression } from "./representation.ts";
import type { Site } from "./subset_error.ts";

/** A conjunct or a branch, and how its test came out. */
export interface CoveragePoint {
  readonly kind: "conjunct" | "branch";
  /** The action whose guard it is in. A branch may serve several; it has none. */
  readonly action?: string;
  /** Where the test stands; of a choice `? :`, where what is chosen if it is true stands. */
  readonly site: Site;
  /** The test as the representation has it. */
  readonly text: string;
  readonly everTrue: boolean;
  readonly everFalse: boolean;
}

/** The points of a machine while code is generated, and what was seen of them since. */
export class Coverage {
  readonly #points: Omit<CoveragePoint, "everTrue" | "everFalse">[] = [];
  readonly #numbers = new Map<string, number>();
  #seen = new Uint8Array(64);
  #closed = false;

  /** Watches nothing that is generated from here on. */
  close(): void {
    this.#closed = true;
  }

  /** Code that notes how a test comes out, and is the test's value. */
  wrap(
    kind: CoveragePoint["kind"],
    action: string | undefined,
    site: Site,
    test: Expression,
    code: string,
  ): string {
    if (this.#closed) return code;
    const key = keyOf({ kind, action, site });
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#points.push({ kind, action, site, text: printExpression(test) }) - 1;
      this.#numbers.set(key, number);
    }
    return `cover(${number}, ${code})`;
  }

  /** What generated code calls. */
  note(number: number, value: boolean): boolean {
    if (number >= this.#seen.length) {
      const seen = new Uint8Array(this.#points.length);
      seen.set(this.#seen);
      this.#seen = seen;
    }
    this.#seen[number] |= value ? 1 : 2;
    return value;
  }

  /** Every point, in the order of the text. */
  get points(): CoveragePoint[] {
    return this.#points.map((point, i) => ({
      ...point,
      everTrue: (this.#seen[i] & 1) !== 0,
      everFalse: (this.#seen[i] & 2) !== 0,
    }));
  }
}

/** A place of the text, for one action where it is a conjunct. */
export function keyOf(
  { kind, action, site }: Pick<CoveragePoint, "kind" | "action" | "site">,
): string {
  return `${kind} ${action} ${printSite(site)}`;
}

/** A site as an error message has it. */
export function printSite({ file, line, column }: Site): string {
  return `${file}:${line}:${column}`;
}
