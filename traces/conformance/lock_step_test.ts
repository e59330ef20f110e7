import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ringfence } from "../../spec/machine.ts";
import * as implementation from "../../spec/implementation/mod.ts";
import type { Answer, Outcome, Request } from "./adapter.ts";
import { InProcessAdapter, inProcessAdapter } from "./in_process.ts";
import { type ActionCount, lockStep } from "./lock_step.ts";
import { lockStepPlaces } from "./lock_step_places.ts";
import { actionTable, addActions, lockStepText } from "./lock_step_text.ts";
import { explorePlace, instanceOf } from "./suite_places.ts";

/** Places that are explored to their end; `deno task lockstep` has more of them. */
const WHOLE = [
  "validatedBounce",
  "brokered",
  "onePage",
  "oldHandles",
  "abandonedWaits",
  "registers",
  "vendors",
  "oneList",
  "unmappedLists",
  "oneCompletionQueue",
  "queueChanges",
  "brokeredRevocations",
  "brokeredEnds",
  "brokeredLife",
  "fromNothing",
];
/** Places of which only the nearest states are explored here, so that the test stays quick. */
const NEAREST = [
  "ends",
  "revocations",
  "lifecycle",
  "pageSizes",
  "ioQueues",
  "brokeredIoQueues",
  "abandonedEnds",
];

const actions = new Map<string, ActionCount>();

for (const name of [...WHOLE, ...NEAREST]) {
  Deno.test(`machine and implementation agree in lock step: ${name}`, async () => {
    const place = lockStepPlaces.find((each) => each.name === name)!;
    const whole = WHOLE.includes(name);
    const { graph, constants } = await explorePlace({ ...place, states: whole ? undefined : 150 });
    const walk = await lockStep(graph, constants, inProcessAdapter(implementation));
    assertEquals(walk.disagreements, []);
    assertEquals([...walk.allowed], [], "nothing is allowed to the implementation of this project");
    assertEquals(walk.unsteady, 0);
    assertEquals(walk.exhaustive, whole);
    assertEquals(walk.reached, walk.states);
    assert(walk.agreed >= walk.steps && walk.pairs >= walk.states && walk.declined > 0);
    if (whole) addActions(actions, walk);
  });
}

Deno.test("to the end, every action is taken where it is enabled, and tried where it is not", () => {
  const known = lockStepPlaces.flatMap((place) =>
    Object.keys(ringfence(instanceOf(place)).actions)
  );
  assertEquals([...actions.keys()].sort(), [...new Set(known)].sort());
  for (const [action, { enabled, disabled }] of actions) {
    assert(enabled > 0, `${action} is never enabled`);
    assert(disabled > 0, `${action} is never tried in vain`);
  }
  assertEquals(actionTable(actions).trim().split("\n").length, 1 + actions.size);
});

/** The implementation, but for one answer to one request. */
class Liar extends InProcessAdapter {
  readonly #action: string;
  readonly #outcome: Outcome;

  constructor(action: string, outcome: Outcome) {
    super(implementation);
    this.#action = action;
    this.#outcome = outcome;
  }

  override take(request: Request): Answer {
    const answer = super.take(request);
    return request.action === this.#action ? { ...answer, outcome: this.#outcome } : answer;
  }
}

for (const [outcome, enabled] of [["done", false], ["impossible", true]] as const) {
  Deno.test(`what is ${enabled ? "declined" : "done"} and should not be is a disagreement`, async () => {
    const place = lockStepPlaces.find(({ name }) => name === "brokeredEnds")!;
    const { graph, constants } = await explorePlace(place);
    const walk = await lockStep(graph, constants, new Liar("kernelFreesClaim", outcome));
    assertEquals(walk.exhaustive, false);
    assertEquals(walk.disagreements.map((each) => each.enabled), [enabled]);
    assertStringIncludes(lockStepText(place.name, walk), "given up");
    assertStringIncludes(lockStepText(place.name, walk), "DISAGREES at kernelFreesClaim: outcome");
  });
}

Deno.test("without a fingerprint, what was reached of an implementation is anybody's guess", async () => {
  const place = lockStepPlaces.find(({ name }) => name === "validatedBounce")!;
  const { graph, constants } = await explorePlace(place);
  const walk = await lockStep(
    graph,
    constants,
    Object.assign(inProcessAdapter(implementation), { fingerprint: undefined }),
  );
  assertEquals([walk.disagreements, walk.exhaustive], [[], false]);
});
