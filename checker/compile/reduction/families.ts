/**
 * Families of cells: those that a symmetry may put in one another's place.
 *
 * @module
 */

import type { Domain, RecordDomain } from "../../domains.ts";

/**
 * The family of each cell, by number, with the index types named being interchangeable; -1 for a
 * cell that holds a member of such a type and so changes its value with it.
 */
export function familiesOf(schema: RecordDomain, permuted: readonly string[]): number[] {
  const names = new Map<string, number>();
  const found: number[] = [];
  const isPermuted = (over: { readonly name: string } | undefined) =>
    over !== undefined && permuted.includes(over.name);
  const add = (name: string) => {
    if (!names.has(name)) names.set(name, names.size);
    found.push(names.get(name)!);
  };
  const visit = (domain: Domain, name: string): void => {
    switch (domain.kind) {
      case "record":
        for (const [field, of] of Object.entries(domain.fields)) visit(of, `${name}.${field}`);
        return;
      case "array":
        for (let i = 0; i < domain.length; i++) {
          visit(domain.of, isPermuted(domain.over) ? `${name}[]` : `${name}[${i}]`);
        }
        return;
      case "subset":
        for (let i = 0; i < domain.size; i++) {
          add(isPermuted(domain.over) ? `${name}{}` : `${name}{${i}}`);
        }
        return;
      case "optional":
        visit(domain.of, name);
        return;
      case "index":
        if (isPermuted(domain)) found.push(-1);
        else add(name);
        return;
      case "flag":
      case "range":
      case "oneOf":
        add(name);
        return;
      default:
        domain satisfies never;
    }
  };
  visit(schema, "");
  return found;
}
