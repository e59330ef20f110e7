/**
 * Machines as text, which can be run and can be parsed.
 *
 * @module
 */

import type { Domain, RecordDomain } from "../domains.ts";

/** A machine in text. Each part is an expression; they use the names of the specification language and of its domains. */
export interface MachineText {
  /** The schema, not as text: `schemaText` makes it one. */
  readonly schema: RecordDomain;
  /** Function declarations that the other parts call. */
  readonly helpers: string;
  readonly constants: string;
  readonly initial: string;
  readonly actions: string;
  readonly properties: string;
  readonly final: string | undefined;
  /** Names of index types that it declares symmetric. */
  readonly symmetric?: readonly string[];
}

/** A domain as the expression that makes it. */
export function schemaText(domain: Domain): string {
  switch (domain.kind) {
    case "flag":
      return "flag()";
    case "range":
      return `range(${domain.low}, ${domain.high})`;
    case "index":
      return `index(${JSON.stringify(domain.name)}, ${domain.size})`;
    case "oneOf":
      return `oneOf(${domain.values.map((value) => JSON.stringify(value)).join(", ")})`;
    case "optional":
      return `optional(${schemaText(domain.of)})`;
    case "subset":
      return `subset(${domain.over === undefined ? domain.size : schemaText(domain.over)})`;
    case "array": {
      const length = domain.over === undefined ? domain.length : schemaText(domain.over);
      return `array(${length}, ${schemaText(domain.of)})`;
    }
    case "record":
      return `record({ ${
        Object.entries(domain.fields).map(([name, of]) => `${name}: ${schemaText(of)}`).join(", ")
      } })`;
  }
}
