/**
 * Files with one odd value in them, for tests of what is said of such.
 *
 * @module
 */

/** Where a value stands in another. */
export type Path = readonly (string | number)[];

/** Every place in a value but the value itself. */
export function pathsOf(value: unknown, from: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...from, name];
    return [path, ...pathsOf(inner, path)];
  });
}

/** A copy of a value with another one in a place of it. */
export function withOdd(value: unknown, path: Path, odd: unknown): unknown {
  const copy = structuredClone(value);
  // deno-lint-ignore no-explicit-any
  const place: any = path.slice(0, -1).reduce((outer: any, name) => outer[name], copy);
  place[path.at(-1)!] = odd;
  return copy;
}
