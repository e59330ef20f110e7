import { assertEquals, assertThrows } from "@std/assert";
import {
  array,
  flag,
  index,
  oneOf,
  optional,
  range,
  type Reading,
  record,
  subset,
} from "./domains.ts";
import { MachineError } from "./errors.ts";
import {
  type Action,
  compose,
  copy,
  language,
  machine,
  same,
  strongly,
  weakly,
} from "./language.ts";

const rms = index("rm", 3);
const schema = record({
  count: range(0, 3),
  phase: oneOf("open", "shut", "gone"),
  leader: optional(rms),
  ready: subset(rms),
  slots: array(2, record({ used: flag(), by: rms })),
});
type Schema = typeof schema;
type State = Reading<Schema>;

/** Constants with a rule that designs replace. */
interface Constants {
  readonly limit: number;
  readonly rules: { mayCount(s: State): boolean };
}

const { action, everyStep, invariant, step, leadsTo } = language<Schema, Constants>();
const constants: Constants = { limit: 3, rules: { mayCount: (s) => s.count < 3 } };
const nothing = action({ when: () => true, then: () => {} });

/** A machine of the given actions, properties and symmetry, all else being in order. */
function withParts(parts: {
  actions?: Record<string, Action<Schema, Constants>>;
  properties?: Parameters<typeof machine<Schema, Constants>>[0]["properties"];
  symmetric?: string[];
}) {
  return machine<Schema, Constants>({
    name: "parts",
    actors: ["user"],
    constants,
    state: schema,
    initial: nothing,
    actions: {},
    properties: {},
    ...parts,
  });
}

// The functions below are never called: what they hold is that they do not compile. An
// `@ts-expect-error` over a line that does compile is itself an error.

export function misspeltNames() {
  // @ts-expect-error A field that the schema lacks.
  invariant((s) => s.cuont === 0);
  // @ts-expect-error A field that the elements lack.
  invariant((s) => s.slots.at(0).unsed);
  // @ts-expect-error A constant that there is not.
  invariant((s, k) => s.count < k.limits);
  // @ts-expect-error A parameter that the action does not declare.
  action({ params: () => ({ rm: rms }), when: (_s, p) => p.mr === 0, then: () => {} });
  // @ts-expect-error A rule that the constants lack.
  invariant((s, k) => k.rules.mayCuont(s));
}

export function valuesOutsideDomains() {
  // @ts-expect-error A name that is none of the domain's, compared.
  invariant((s) => s.phase !== "closed");
  action({
    when: () => true,
    then: (s) => {
      // @ts-expect-error A name that is none of the domain's, written.
      s.phase = "closed";
      // @ts-expect-error Nothing, where there must be something.
      s.count = null;
      // @ts-expect-error A number for a truth value.
      s.slots.at(0).used = 1;
    },
  });
  action({
    params: () => ({ to: oneOf("open", "closed") }),
    when: () => true,
    then: (s, p) => {
      // @ts-expect-error The parameter has a name that the field has not.
      s.phase = p.to;
    },
  });
  // @ts-expect-error Perhaps nothing, where there must be something.
  invariant((s) => s.ready.has(s.leader));
}

export function writingWhereOneReads() {
  action({
    when: (s) => {
      // @ts-expect-error A guard assigns.
      s.count = 1;
      // @ts-expect-error A guard adds to a set.
      s.ready.add(1);
      // @ts-expect-error A guard assigns to an element's field.
      s.slots.at(0).used = true;
      return true;
    },
    then: (s) => {
      const { slots } = s;
      // @ts-expect-error An effect replaces a composite; it is to be copied into.
      s.slots = slots;
    },
  });
}

export function missingCases() {
  // @ts-expect-error A state is missing, and so the result of the function.
  invariant((s) => {
    switch (s.phase) {
      case "open":
        return true;
      case "shut":
        return false;
    }
  });
  // @ts-expect-error The same with the result declared.
  const open = (s: State): boolean => {
    switch (s.phase) {
      case "open":
        return true;
      case "gone":
        return false;
    }
  };
  return open;
}

export function missingParts() {
  // @ts-expect-error A rule is missing.
  const incomplete: Constants = { limit: 3, rules: {} };
  machine<Schema, Constants>({
    name: "incomplete",
    actors: ["user"],
    // @ts-expect-error A bound is missing.
    constants: { rules: constants.rules },
    state: schema,
    initial: nothing,
    actions: {},
    properties: {},
  });
  // @ts-expect-error The guard gives no truth value.
  action({ when: (s) => s.count, then: () => {} });
  // @ts-expect-error A property observes an action with parameters that it has not.
  step([nothing], (_before, _after, p) => p.rm === 0);
  // @ts-expect-error The obligation has no second half.
  leadsTo({ from: () => true });
  return incomplete;
}

export function copiesBetweenKinds() {
  action({
    when: (s) => same(s.slots.at(0), s.slots.at(1)),
    then: (s) => {
      copy(s.slots.at(0), s.slots.at(1));
      // @ts-expect-error An array is no record.
      copy(s.slots.at(0), s.slots);
    },
  });
}

Deno.test("a switch that misses no case needs no default", () => {
  const open = invariant((s) => {
    switch (s.phase) {
      case "open":
        return true;
      case "shut":
      case "gone":
        return false;
    }
  });
  assertEquals(open.holds({ phase: "shut" } as State, constants), false);
});

Deno.test("an action belongs to an actor", () => {
  withParts({ actions: { userActs: nothing } });
  for (const name of ["kernelActs", "user", "useracts", "actsUser"]) {
    assertThrows(() => withParts({ actions: { [name]: nothing } }), MachineError, `"${name}"`);
  }
});

Deno.test("a step property observes actions of its machine", () => {
  const other = action({ when: () => true, then: () => {} });
  const properties = { Observed: step([other], () => true) };
  withParts({ actions: { userActs: other }, properties });
  assertThrows(
    () => withParts({ actions: { userActs: nothing }, properties }),
    MachineError,
    '"Observed"',
  );
  // One of those observed is enough; a property of every step observes whatever there is.
  const one = { Observed: step([nothing, other], () => true) };
  assertThrows(
    () => withParts({ actions: { userActs: nothing }, properties: one }),
    MachineError,
    '"Observed"',
  );
  withParts({ actions: { userActs: nothing }, properties: { Observed: everyStep(() => true) } });
});

Deno.test("fairness names parameters that the action has", () => {
  const fair = (...each: string[]) => ({
    userActs: action({
      params: () => ({ rm: rms }),
      fairness: each.length === 1 ? weakly(...each) : strongly(...each),
      when: () => true,
      then: () => {},
    }),
  });
  withParts({ actions: fair("rm") });
  withParts({ actions: fair() });
  assertThrows(
    () => withParts({ actions: fair("owner") }),
    MachineError,
    'Cannot be fair to "userActs" for each "owner"',
  );
  assertThrows(() => withParts({ actions: fair("rm", "owner") }), MachineError, '"owner"');
});

Deno.test("symmetry names index types that the machine uses", () => {
  withParts({ symmetric: ["rm"] });
  assertThrows(() => withParts({ symmetric: ["rms"] }), MachineError, '"rms"');
  const params = () => ({ frame: index("frame", 2) });
  const userActs = action({ params, when: () => true, then: () => {} });
  withParts({ actions: { userActs }, symmetric: ["frame"] });
});

Deno.test("an index type has one size", () => {
  const params = () => ({ rm: index("rm", 4) });
  const userActs = action({ params, when: () => true, then: () => {} });
  assertThrows(() => withParts({ actions: { userActs } }), MachineError, '"rm" with 3 and with 4');
});

Deno.test("no property may be called Deadlock", () => {
  const properties = { Deadlock: invariant(() => true) };
  assertThrows(() => withParts({ properties }), MachineError, '"Deadlock"');
});

Deno.test("parts with different names compose, others do not", () => {
  assertEquals(compose({ a: 1 }, { b: 2 }), { a: 1, b: 2 });
  assertThrows(() => compose({ a: 1 }, { b: 2 }, { a: 3 }), MachineError, '"a" is defined twice');
});
