/**
 * Small machines in a few lines of text, to ask the compiler about one construct at a time.
 *
 * @module
 */

import type { RecordDomain } from "../../domains.ts";
import type { Machine } from "../../language.ts";
import { load } from "./random_module.ts";

const checker = new URL("../../", import.meta.url).href;

/** What a small machine does. All are expressions or declarations in the subset, or just outside. */
export interface SmallMachine {
  /** Declarations at module level. */
  readonly above?: string;
  readonly schema?: string;
  readonly constants?: string;
  readonly initial?: string;
  readonly params?: string;
  readonly when?: string;
  readonly then?: string;
  readonly holds?: string;
  /** What a claim about what follows what is made of. */
  readonly leads?: string;
  readonly symmetric?: string;
}

/** The text of a small machine. The line numbers of its parts are those of {@link lines}. */
export function smallModule(parts: SmallMachine): string {
  const { above = "", schema = "record({ n: range(0, 9), list: array(3, range(0, 9)) })" } = parts;
  const { constants = "{}", params = "() => ({})", when = "() => true" } = parts;
  const claims = parts.leads === undefined ? "" : `, Leads: leadsTo(${parts.leads})`;
  const { initial = "() => {}", then = "() => {}", holds = "() => true", symmetric = "[]" } = parts;
  return [
    `import { clear, copy, language, machine as make, same } from "${checker}language.ts";`,
    `import { array, flag, index, oneOf, optional, range, record, subset } from "${checker}domains.ts";`,
    `const { action, invariant, leadsTo } = language();`,
    above,
    `const schema = ${schema};`,
    `export const machine = make({`,
    `name: "small", actors: ["any"], state: schema, constants: ${constants},`,
    `initial: action({ when: () => true, then: ${initial} }),`,
    `actions: { anyActs: action({`,
    `params: ${params},`,
    `when: ${when},`,
    `then: ${then},`,
    `}) },`,
    `properties: { Holds: invariant(${holds})${claims} },`,
    `symmetric: ${symmetric}, source: import.meta.url });`,
  ].join("\n");
}

/** Which line of {@link smallModule} a part begins on, where `above` is one line or none. */
export const lines = { above: 4, params: 10, when: 11, then: 12, holds: 14 };

/** Loads a small machine. */
export function small(parts: SmallMachine): Promise<Machine<RecordDomain, unknown>> {
  return load(smallModule(parts));
}
