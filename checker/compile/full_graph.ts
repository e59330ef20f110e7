/**
 * The whole graph of a compiled machine, its states as direct execution packs them.
 *
 * @module
 */

import { repack } from "../codec.ts";
import { type Graph, graphOf } from "../graph.ts";
import type { Limits, Watch } from "../search.ts";
import type { GeneratedProgram } from "./generated_program.ts";

/**
 * Explores a compiled machine and keeps every edge. Whoever reads the graph's states finds them in
 * the full layout, which views are made for.
 *
 * @param held Bytes held besides, which count towards the limit and the graph's bytes.
 */
export async function fullGraphOf(
  program: GeneratedProgram,
  options: Limits & Watch,
  held: number,
): Promise<Graph> {
  const graph = await graphOf(program, options, held);
  const { layout, fullLayout, choices } = program.data;
  const words = new Uint32Array(layout.words);
  const store: Pick<Graph["store"], "read"> = {
    read(id, into) {
      graph.store.read(id, words);
      repack(layout, words, 0, fullLayout, into, 0);
    },
  };
  return {
    ...graph,
    program: { layout: fullLayout, choices } as Graph["program"],
    store: store as Graph["store"],
  };
}
