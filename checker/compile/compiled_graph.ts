/**
 * The whole graph of a compiled machine.
 *
 * @module
 */

import { type Graph, graphOf } from "../graph.ts";
import type { Limits, Watch } from "../search.ts";
import type { CompiledProgram } from "./compiled.ts";
import { parameterNumbers } from "./emit_machine.ts";

/**
 * Explores a compiled machine and keeps every edge.
 *
 * @param held Bytes held besides, which count towards the limit and the graph's bytes.
 */
export async function compiledGraphOf(
  program: CompiledProgram,
  options: Limits & Watch,
  held: number,
): Promise<Graph> {
  return {
    ...await graphOf(program, options, held),
    sidesOf(name, choice) {
      const property = program.text.properties.find((each) => each.name === name);
      const parameters = property?.kind === "leadsTo" ? property.from.parameters : [];
      const numbers = parameterNumbers(parameters, choice);
      const { [`${name}.from`]: from, [`${name}.to`]: to } = program.predicates;
      return {
        from: (words) => from(words, 0, ...numbers),
        to: (words) => to(words, 0, ...numbers),
      };
    },
  };
}
