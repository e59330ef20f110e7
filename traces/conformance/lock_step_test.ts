import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ringfence } from "../../spec/machine.ts";
import * as implementation from "../../spec/implementation/mod.ts";
import type { Implementation } from "./in_process_host.ts";
import type { Answer, Outcome, Request } from "./adapter.ts";
import { inProcessAdapter } from "./in_process.ts";
import { type ActionCount, lockStep } from "./lock_step.ts";
import { lockStepPlaces } from "./lock_step_places.ts";
import { actionTable, addActions, lockStepText } from "./lock_step_text.ts";
import { mutant } from "./mutants/mutant.ts";
import { openedImplementation } from "./opened.ts";
import { OpenedAdapter } from "./opened_adapter.ts";
import { explorePlace, instanceOf } from "./suite_places.ts";

/** Places that are explored to their end; `deno task lockstep` has more of them. */
const WHOLE = [
  "validatedBounce",
  "brokered",
  "onePage",
  "syntheticPage",
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
  "oneWindowFromNothing",
  "chains",
  "doorbellBuffers",
  "oneCommandId",
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
  "brokeredLife",
  "fromNothing",
];

const opened = await openedImplementation();
const actions = new Map<string, ActionCount>();

for (const name of [...WHOLE, ...NEAREST]) {
  Deno.test(`machine and implementation agree in lock step: ${name}`, async () => {
    const place = lockStepPlaces.find((each) => each.name === name)!;
    const whole = WHOLE.includes(name);
    const { graph, constants } = await explorePlace({ ...place, states: whole ? undefined : 150 });
    const walk = await lockStep(graph, constants, new OpenedAdapter(opened));
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
class Liar extends OpenedAdapter {
  readonly #action: string;
  readonly #outcome: Outcome;

  constructor(opened: Implementation, action: string, outcome: Outcome) {
    super(opened);
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
    const walk = await lockStep(
      graph,
      constants,
      new Liar(opened, "kernelFreesClaim", outcome),
    );
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
    inProcessAdapter(implementation),
  );
  assertEquals([walk.disagreements, walk.exhaustive], [[], false]);
});

/** A kernel that keeps a number of its own, and what it makes of tails out of range and of others. */
function minding(name: string, title: string, onWrongTail: string, onTail: string) {
  const [field, check] = ["  #ready = false;\n", "if (!isSlot(value, queue.size)) "];
  const refusal = `${check}return new Refusal("tailOutOfRange", value);`;
  return mutant(
    name,
    title,
    [],
    [
      "session",
      field,
      `${field}  #wrong = 0;\n` +
      "  get wrong(): number {\n    return this.#wrong;\n  }\n" +
      "  set wrong(wrong: number) {\n    this.#wrong = wrong;\n  }\n",
    ],
    ["scan", refusal, `${check}${onWrongTail}\n    ${refusal}\n    ${onTail}`],
  );
}

/** Kernels with a bit that nobody sees until it is too late: what sets it seems to change nothing. */
const HIDDEN_BITS = [
  minding(
    "wrongTailRemembered",
    "After a tail out of range, no doorbell is served any more",
    "session.wrong = 1;",
    'if (session.wrong === 1) return new Refusal("notReady", qid);',
  ),
  minding(
    "wrongTailsCounted",
    "After two tails out of range, no doorbell is served any more",
    "session.wrong = Math.min(session.wrong + 1, 2);",
    'if (session.wrong === 2) return new Refusal("notReady", qid);',
  ),
];

for (const each of HIDDEN_BITS) {
  Deno.test(`what happens out of sight is found when something comes of it: ${each.name}`, async () => {
    const place = lockStepPlaces.find(({ name }) => name === "onePage")!;
    const { graph, constants } = await explorePlace(place);
    const walk = await lockStep(graph, constants, await OpenedAdapter.open(each));
    assertEquals(walk.disagreements.map(({ choice }) => choice?.action), ["providerRingsDoorbell"]);
    assertEquals(walk.exhaustive, false);
  });
}

Deno.test("who counts without end is not explored to the end, and that is said", async () => {
  const place = lockStepPlaces.find(({ name }) => name === "onePage")!;
  const { graph, constants } = await explorePlace(place);
  const counts = minding("counts", "Tails out of range are counted", "session.wrong++;", "");
  const adapter = await OpenedAdapter.open(counts);
  const walk = await lockStep(graph, constants, adapter, { pairs: 1000 });
  assertEquals([walk.disagreements, walk.exhaustive, walk.pairs], [[], false, 1000]);
  assertStringIncludes(lockStepText(place.name, walk), "cut");
});
