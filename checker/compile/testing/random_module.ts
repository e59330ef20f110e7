/**
 * Random machines as modules, so that the text that runs is the text that is compiled.
 *
 * @module
 */

import type { RecordDomain } from "../../domains.ts";
import type { Machine } from "../../language.ts";
import { type MachineText, schemaText } from "../../testing/machine_text.ts";

const checker = new URL("../../", import.meta.url).href;

/** The module whose export `machine` is the machine that a text describes. */
export function moduleOf(text: MachineText): string {
  return `
    import {
      clear, copy, language, machine as make, same, strongly, weakly,
    } from "${checker}language.ts";
    import { array, flag, index, oneOf, optional, range, record, subset } from "${checker}domains.ts";
    const { action, invariant, step, everyStep, witness, leadsTo } = language();
    ${text.helpers}
    const constants = ${text.constants};
    const initial = ${text.initial};
    const actions = ${text.actions};
    const properties = ${text.properties};
    const final = ${text.final};
    export const machine = make({
      name: "random", actors: ["any"], state: ${schemaText(text.schema)},
      constants, initial, actions, properties, final, source: import.meta.url,
      symmetric: ${JSON.stringify(text.symmetric)},
    });`;
}

/** Loads a module's text. Its URL holds all of it. */
export async function load(module: string): Promise<Machine<RecordDomain, unknown>> {
  const { machine } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  return machine;
}
