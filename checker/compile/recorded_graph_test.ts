import { assert, assertEquals, assertLess } from "@std/assert";
import { combinations } from "../direct.ts";
import { questionOf } from "../engine.ts";
import { ewd840 } from "../examples/ewd840.ts";
import { examples } from "../examples/mod.ts";
import { exploreGraph, type Graph, Obligation } from "../graph.ts";
import type { AnyMachine } from "../language.ts";
import { run } from "../search.ts";
import { readingOf } from "../views.ts";
import { checkCompiled, CompiledSearch } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { exploredAgain } from "./recorded_graph.ts";

function assertSameGraph(found: Graph, expected: Graph): void {
  const { complete, states, initialStates, counts } = found;
  assertEquals({ complete, states, initialStates, counts }, {
    complete: expected.complete,
    states: expected.states,
    initialStates: expected.initialStates,
    counts: expected.counts,
  });
  for (const rows of ["first", "targets", "choices"] as const) {
    assertEquals(found[rows], expected[rows]);
  }
  for (let id = 0; id < states; id++) assertEquals(found.stateAt(id), expected.stateAt(id));
  assertEquals(found.behaviourTo(states - 1), expected.behaviourTo(states - 1));
}

/** What the machine's own functions say of every state. */
function obligationsOf({ properties, constants }: AnyMachine, graph: Graph, name: string) {
  const property = properties[name];
  assert(property.kind === "leadsTo");
  const { layout } = graph.program;
  const words = new Uint32Array(layout.words);
  const state = readingOf(layout, words) as never;
  return combinations(property.params?.(constants) ?? {}).map((params) =>
    Uint8Array.from({ length: graph.states }, (_, id) => {
      graph.read(id, words);
      if (property.to(state, params as never, constants)) return Obligation.met;
      return property.from(state, params as never, constants) ? Obligation.arises : Obligation.none;
    })
  );
}

for (const { name, machine, published } of examples) {
  const subject = machine();
  const { lively } = questionOf(subject, {});
  if (published.distinct > 3000 || lively.length === 0) continue;

  Deno.test(`the recorded graph of ${name} is the one that direct execution finds`, async () => {
    const program = await compile(subject);
    const search = new CompiledSearch(program, questionOf(subject, {}));
    await run(search, {});
    const expected = await exploreGraph(subject);
    const graphs = [await search.graph({}), await exploredAgain(program, lively, {}, 0)];
    for (const graph of graphs) {
      assert("states" in graph);
      assertSameGraph(graph, expected);
      for (const property of lively) {
        for (const [choice, obligations] of obligationsOf(subject, expected, property).entries()) {
          const found = new Uint8Array(graph.states);
          graph.obligations!(property, choice, found);
          assertEquals(found, obligations, `${property} ${choice}`);
        }
      }
    }
  });
}

Deno.test("where memory is short, recording is given up rather than the search", async () => {
  const subject = ewd840(4);
  const { bytes, counts } = await checkCompiled(subject);
  const properties = Object.keys(subject.properties).filter((name) => name !== "RestIsDetected");
  const safe = await checkCompiled(subject, { properties });
  assertLess(safe.bytes + 10_000, bytes);
  const cut = await checkCompiled(subject, { maxBytes: safe.bytes + 10_000 });
  assertEquals([cut.complete, cut.counts], [true, counts]);
  assertEquals([cut.limit, cut.unsettled], ["memory", ["RestIsDetected"]]);
});
