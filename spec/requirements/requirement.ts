/**
 * What a requirement is, and how they are written down: under the headings of the document.
 *
 * @module
 */

/** One sentence that requires something. */
export interface Requirement {
  readonly id: string;
  readonly section: string;
  /** What it asks for, in our words. */
  readonly asks: string;
  readonly properties: readonly string[];
  readonly faults: readonly string[];
  readonly scenarios: readonly string[];
  /** Where the specification goes further, or stops short, and why. */
  readonly note?: string;
}

/** The requirements that stand under each heading, in the order in which they are written. */
export function sections(
  requirements: { readonly [section: string]: readonly Omit<Requirement, "section">[] },
): readonly Requirement[] {
  return Object.entries(requirements).flatMap(([section, rows]) =>
    rows.map((row) => ({ ...row, section }))
  );
}
