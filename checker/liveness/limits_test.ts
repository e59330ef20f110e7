import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { check } from "../check.ts";
import { checkCompiled } from "../compile/mod.ts";
import { range, record } from "../domains.ts";
import { ewd840 } from "../examples/ewd840.ts";
import { peterson } from "../examples/peterson.ts";
import { exploreGraph } from "../graph.ts";
import { language, machine, weakly } from "../language.ts";
import type { Progress } from "../result.ts";
import type { AllowanceOptions } from "./allowance.ts";
import { checkLiveness } from "./liveness.ts";

const engines = { check, checkCompiled };

/** How many states the ring has. */
const length = 50_000;
const schema = record({ at: range(0, length - 1) });
const { action, leadsTo } = language<typeof schema, null>();

/**
 * A ring of states round which a runner goes for ever, and a claim that makes every stage of the
 * liveness pass look at each of them. `asked` is told of each question whether it is met.
 */
function ring(asked: () => void = () => {}) {
  return machine({
    name: "ring",
    actors: ["runner"],
    constants: null,
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: {
      runnerGoesOn: action({
        fairness: weakly(),
        when: () => true,
        then: (s) => {
          s.at = (s.at + 1) % length;
        },
      }),
    },
    properties: {
      ComesToRest: leadsTo({
        from: (s) => s.at === 0,
        to: () => {
          asked();
          return false;
        },
      }),
      StartsAgain: leadsTo({ from: () => true, to: (s) => s.at === 0 }),
    },
  });
}

const names = ["ComesToRest", "StartsAgain"];
const graph = await exploreGraph(ring());

/** An `AbortSignal` that is aborted once it has been looked at so often. */
function abortedAfter(looks: number) {
  let looked = 0;
  const signal = {
    get aborted() {
      return ++looked > looks;
    },
  } as AbortSignal;
  return { signal, looked: () => looked };
}

Deno.test("every stage of the liveness pass can be interrupted", async () => {
  const patient = abortedAfter(Infinity);
  const whole = await checkLiveness(ring(), graph, names, { signal: patient.signal });
  assertEquals(whole.violations.map(({ property }) => property), ["ComesToRest"]);
  assertEquals([whole.unsettled, whole.limit], [[], undefined]);
  // Two properties, and for each: obligations, region, stops, components; for one also the loop and
  // the census; and the shortest ways once. A look for each 1024 states that a stage goes through.
  const least = 11 * Math.floor(length / 1024);
  assertGreater(patient.looked(), least);
  for (let looks = 0; looks < least; looks += 17) {
    const { signal, looked } = abortedAfter(looks);
    const { violations, unsettled, limit } = await checkLiveness(ring(), graph, names, { signal });
    assertEquals([limit, looked() <= looks + 2], ["interrupted", true]);
    // What was found before stands; the rest is open.
    assertEquals([...violations.map(({ property }) => property), ...unsettled], names);
    assertGreater(unsettled.length, 0);
  }
});

Deno.test("the limit on time ends the liveness pass", async () => {
  let questions = 0;
  const begun = performance.now();
  const slow = ring(() => {
    // From here on time is up, however fast this machine is.
    if (++questions === 5000) { while (performance.now() < begun + 50); }
  });
  const options = { begun, maxMilliseconds: 50 };
  const { unsettled, limit } = await checkLiveness(slow, graph, names, options);
  assertEquals([unsettled, limit], [names, "time"]);
  assert(questions < 5000 + 1024 + 1, `${questions} questions`);
});

Deno.test("the limit on memory counts the graph and whatever the liveness pass keeps", async () => {
  const ended = async (options: AllowanceOptions) => {
    const { unsettled, limit, bytes } = await checkLiveness(ring(), graph, names, options);
    return { unsettled, limit, bytes };
  };
  const { bytes } = await ended({});
  // Ways, obligations, region, parts, the search for components, what is left of them, the walk that closes the loop.
  assertEquals(bytes - graph.bytes, length * (4 * (2 + 3 + 1 + 6 + 1 + 2) + 1));
  assertEquals(await ended({ maxBytes: bytes }), { unsettled: [], limit: undefined, bytes });
  const short = await ended({ maxBytes: bytes - 1 });
  assertEquals([short.unsettled, short.limit], [names, "memory"]);
  assertLess(short.bytes, bytes);
});

for (const [name, engine] of Object.entries(engines)) {
  Deno.test(`${name}() is inconclusive where a limit ends its look at liveness`, async () => {
    const subject = ewd840(4);
    const { bytes, counts, verdict } = await engine(subject);
    assertEquals(verdict, "holds");
    const properties = Object.keys(subject.properties).filter((name) => name !== "RestIsDetected");
    const safe = await engine(subject, { properties });
    assertLess(safe.bytes, bytes);
    for (const maxBytes of [safe.bytes + 1000, (safe.bytes + bytes) >> 1, bytes - 1]) {
      const cut = await engine(subject, { maxBytes });
      assertEquals([cut.verdict, cut.limit], ["inconclusive", "memory"], `${maxBytes}`);
      assert(cut.unsettled.includes("RestIsDetected"));
      if (!cut.complete) continue;
      // What was covered: every state, and all that is not liveness.
      assertEquals([cut.counts, cut.unsettled], [counts, ["RestIsDetected"]]);
      assertEquals(Object.keys(cut.witnesses), Object.keys(safe.witnesses));
    }
    assertEquals((await engine(subject, { maxBytes: bytes })).verdict, "holds");
  });

  Deno.test(`${name}() tells which property it examines, and can be interrupted there`, async () => {
    const seen: Progress[] = [];
    const controller = new AbortController();
    const onProgress = (progress: Progress) => seen.push(progress);
    const whole = await engine(peterson(), { onProgress });
    const { distinct, generated, depth } = whole.counts;
    const told = seen.filter(({ property }) => property !== undefined);
    assertEquals(
      told.map((at) => [at.property, at.distinct, at.generated, at.depth, at.frontier]),
      [["WhoWantsToEnterEnters", distinct, generated, depth, 0]],
    );
    const cut = await engine(peterson(), {
      signal: controller.signal,
      onProgress: ({ property }) => property !== undefined && controller.abort(),
    });
    assertEquals(
      [cut.verdict, cut.limit, cut.complete, cut.unsettled],
      ["inconclusive", "interrupted", true, ["WhoWantsToEnterEnters"]],
    );
  });
}
