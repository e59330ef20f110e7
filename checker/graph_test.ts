import { assert, assertEquals } from "@std/assert";
import { check } from "./check.ts";
import { dieHard } from "./examples/die_hard.ts";
import { twoPhase } from "./examples/two_phase.ts";
import { exploreGraph } from "./graph.ts";
import { follow } from "./testing/agreement.ts";

Deno.test("a graph has the states and steps that a check counts", async () => {
  const subject = twoPhase(4);
  const { counts, actions } = await check(subject);
  const graph = await exploreGraph(subject);
  assertEquals([graph.complete, graph.limit], [true, undefined]);
  assertEquals([graph.states, graph.initialStates], [counts.distinct, 1]);
  assertEquals(graph.first.length, graph.states + 1);
  assertEquals(graph.targets.length, counts.generated - 1);
  for (const [name, { steps }] of Object.entries(actions)) {
    const taken = graph.choices.filter((choice) => graph.program.choices[choice].action === name);
    assertEquals(taken.length, steps, name);
  }
});

Deno.test("a graph shows how each of its states is reached", async () => {
  const subject = dieHard();
  const graph = await exploreGraph(subject);
  const lengths: number[] = [];
  for (let id = 0; id < graph.states; id++) {
    const behaviour = graph.behaviourTo(id);
    follow(subject, behaviour);
    assertEquals(behaviour.steps.at(-1)?.state, graph.stateAt(id));
    lengths.push(behaviour.steps.length);
  }
  assertEquals(lengths, lengths.toSorted((a, b) => a - b));
  assertEquals(lengths.at(-1), 8);
});

Deno.test("states that a limit left unexpanded have no steps", async () => {
  const graph = await exploreGraph(twoPhase(4), { maxStates: 50 });
  assertEquals([graph.complete, graph.limit], [false, "states"]);
  assert(graph.states > 50);
  assertEquals(graph.first.length, graph.states + 1);
  assertEquals(graph.first[graph.states], graph.targets.length);
  assertEquals(graph.first[graph.states - 1], graph.targets.length);
});
