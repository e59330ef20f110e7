/**
 * The points at which generated code notes how a test came out.
 *
 * @module
 */

import { printExpression } from "./print.ts";
import type { Expression } from "./representation.ts";
import { nowhere, printSite, type Site } from "./subset_error.ts";
import { type WrittenTest, WrittenTests } from "./written_tests.ts";

/**
 * A conjunct or a branch, and how its test came out. One that constants or domains decide wherever
 * it is asked comes out as they say, whether or not anything comes to it; one that they leave out
 * comes out in no way.
 */
export interface CoveragePoint {
  readonly kind: "conjunct" | "branch";
  /** The action whose guard it is in. A branch may serve several; it has none. */
  readonly action?: string;
  /** Where the test stands; of a choice `? :`, where what is chosen if it is true stands. */
  readonly site: Site;
  /** The test as the representation has it; one that is decided, as it is written. */
  readonly text: string;
  /** Whether constants or domains decide it or leave it out, so that nothing was to be watched. */
  readonly decided: boolean;
  readonly everTrue: boolean;
  readonly everFalse: boolean;
}

/** The points of a machine while code is generated, and what was seen of them since. */
export class Coverage {
  /** The tests of the text, which are listed while it is read. */
  readonly written = new WrittenTests();
  readonly #points: Pick<CoveragePoint, "kind" | "action" | "site" | "text">[] = [];
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
    if (this.#closed || site === nowhere) return code;
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

  /** Every point: what was watched, then what is decided, each in the order of the text. */
  get points(): CoveragePoint[] {
    const written = new Map<string, WrittenTest>();
    for (const test of this.written.all) {
      const known = written.get(keyOf(test));
      const decided = new Set([...known?.decided ?? [], ...test.decided]);
      written.set(keyOf(test), { ...test, decided });
    }
    const watched = this.#points.map((point, i): CoveragePoint => {
      // One that is watched where one thing is asked may be decided where another is.
      const decided = written.get(keyOf(point))?.decided;
      const everTrue = (this.#seen[i] & 1) !== 0 || decided?.has(true) === true;
      const everFalse = (this.#seen[i] & 2) !== 0 || decided?.has(false) === true;
      return { ...point, decided: false, everTrue, everFalse };
    });
    const decided = [...written.values()].map(({ decided, ...test }): CoveragePoint => ({
      ...test,
      decided: true,
      everTrue: decided.has(true),
      everFalse: decided.has(false),
    }));
    return [...watched, ...leftOver(decided, watched, this.written.takenApart)];
  }
}

/**
 * Those of the points that constants decide which are counted in no other way: a test may be watched
 * as a conjunct where a guard makes it and as a branch elsewhere, or taken apart into conjuncts.
 */
export function leftOver(
  decided: readonly CoveragePoint[],
  watched: readonly CoveragePoint[],
  takenApart: Iterable<string>,
): CoveragePoint[] {
  const counted = new Set(takenApart);
  for (const { kind, action, site } of watched) {
    counted.add(kind === "branch" ? printSite(site) : `${action} ${printSite(site)}`);
    // A conjunct of a guard is often written as an `if` that refuses.
    counted.add(`branch ${printSite(site)}`);
  }
  return decided.filter(({ kind, action, site }) => {
    const place = printSite(site);
    return !counted.has(place) && !counted.has(`${action} ${place}`) &&
      !counted.has(`${kind} ${place}`);
  });
}

/** A place of the text, for one action where it is a conjunct. */
export function keyOf(
  { kind, action, site }: Pick<CoveragePoint, "kind" | "action" | "site">,
): string {
  return `${kind} ${action} ${printSite(site)}`;
}
