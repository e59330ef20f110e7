import { assert, assertEquals, assertThrows } from "@std/assert";
import { array, flag, index, oneOf, optional, range, record, subset } from "../domains.ts";
import { check } from "../check.ts";
import { codeAt } from "../codec.ts";
import { examples } from "../examples/mod.ts";
import { exploreGraph } from "../graph.ts";
import { type AnyMachine, clear, language, machine } from "../language.ts";
import { InternalError } from "../errors.ts";
import { layoutOf } from "../layout.ts";
import { checkCompiled } from "./check_compiled.ts";
import { compile } from "./compiled.ts";
import { emitMachine, evaluateSource } from "./emit_machine.ts";
import { lowerMachine } from "./lower_machine.ts";
import { possibleValues } from "./possible_values.ts";
import { loadSource } from "./source.ts";
import { small, type SmallMachine } from "./testing/small_module.ts";

const owners = index("owner", 3);
const schema = record({
  mode: oneOf("off", "on", "broken", "unused"),
  base: range(0, 9),
  level: range(0, 9),
  holder: optional(owners),
  marks: array(3, flag()),
  members: subset(4),
  fixed: subset(4),
});
const { action } = language<typeof schema, { readonly base: number }>();

const lamp = machine({
  name: "lamp",
  actors: ["user"],
  constants: { base: 4 },
  state: schema,
  initial: action({
    when: () => true,
    then: (n, _, k) => {
      // Passed through by the initial effect alone.
      n.level = 7;
      n.mode = "on";
      n.base = k.base;
      n.level = 1;
      n.fixed.add(2);
    },
  }),
  actions: {
    userSwitches: action({
      when: (s) => s.mode === "on" || s.level > 3,
      then: (n) => {
        n.mode = n.mode === "on" ? "off" : "on";
        n.members.add(1);
      },
    }),
    userTurnsUp: action({
      when: (s) => s.level < 3,
      then: (n) => {
        n.level += 1;
        n.marks.set(n.level - 1, true);
      },
    }),
    userTakes: action({
      params: () => ({ owner: owners }),
      when: (s, { owner }) => s.holder === null && owner !== 1,
      then: (n, { owner }) => {
        n.holder = owner;
      },
    }),
    userBreaks: action({
      when: (s) => s.base === 5,
      then: (n) => {
        n.mode = "broken";
      },
    }),
    userClears: action({
      when: (s) => s.members.size > 0,
      then: (n) => {
        clear(n.members);
      },
    }),
  },
  properties: {},
  source: import.meta.url,
});

Deno.test("possibleValues() finds what variables can hold, and no more than it must", async () => {
  const layout = layoutOf(schema);
  const text = lowerMachine(lamp, await loadSource(import.meta.url));
  const possible = possibleValues(layout, text)!;
  const spans = possible.spans(layout);
  const found = Object.fromEntries(layout.leaves.map(({ path }, i) => [path, spans[i]]));
  assertEquals(found, {
    mode: { least: 0, width: 1 },
    base: { least: 4, width: 0 },
    level: { least: 0, width: 2 },
    holder: { least: 0, width: 2 },
    "marks[0]": { least: 0, width: 0 },
    "marks[1]": { least: 0, width: 1 },
    "marks[2]": { least: 0, width: 1 },
    members: { least: 0, width: 2 },
    fixed: { least: 4, width: 0 },
  });
});

async function possibleValuesOf(machine: AnyMachine) {
  const text = lowerMachine(machine, await loadSource(machine.source!));
  return possibleValues(layoutOf(machine.state), text)!;
}

/** What is easily given too few bits, as small machines that claim what is false. */
const narrow: { readonly [what: string]: SmallMachine } = {
  "one element of an array changes, and another has a larger value for ever": {
    initial: "(n) => { n.list.set(0, 5); }",
    then: "(n) => { n.list.set(1, n.list.at(1) === 0 ? 1 : 0); }",
    holds: "(s) => s.list.at(1) === 0",
  },
  "a value outside a wide domain only seems possible": {
    schema: "record({ n: range(0, 9), left: range(0, 9), wide: range(0, 1000) })",
    initial: "(n) => { n.n = 3; n.left = 3; n.wide = 3; }",
    when: "(s) => s.left > 0",
    then: "(n) => { n.wide = n.n - 1; n.n -= 1; n.left -= 1; }",
    holds: "(s) => s.wide !== 1",
  },
  "one of two members leaves a set, and the other is asked for": {
    schema: "record({ m: subset(3), list: array(3, range(0, 9)) })",
    params: "() => ({ i: range(0, 1) })",
    initial: "(n) => { n.m.add(0); n.m.add(1); }",
    then: "(n, { i }) => { n.m.delete(i); if (n.m.has(1)) { n.list.set(0, 5); } }",
    holds: "(s) => s.list.at(0) !== 5",
  },
  "one of two sets gets a member, and the other is asked for it": {
    schema: "record({ sets: array(2, subset(2)), list: array(3, range(0, 9)) })",
    params: "() => ({ i: range(0, 1) })",
    then: "(n, { i }) => { n.sets.at(i).add(1); if (!n.sets.at(1).has(1)) { n.list.set(0, 5); } }",
    holds: "(s) => s.list.at(0) !== 5",
  },
  "a copy of what only seems possible": {
    schema: "record({ n: range(0, 9), left: range(0, 9), " +
      "from: record({ x: range(-1, 9) }), to: record({ x: range(0, 1000) }) })",
    initial: "(n) => { n.n = 3; n.left = 3; n.to.x = 3; }",
    when: "(s) => s.left > 0",
    then: "(n) => { n.from.x = n.n - 1; copy(n.to, n.from); n.n -= 1; n.left -= 1; }",
    holds: "(s) => s.to.x !== 1",
  },
};

for (const [what, parts] of Object.entries(narrow)) {
  Deno.test(`compiled and direct runs agree where ${what}`, async () => {
    const machine = await small(parts);
    const [direct, compiled] = [await check(machine), await checkCompiled(machine)];
    assertEquals(compiled.counts, direct.counts);
    assertEquals(compiled.violations[0].behaviour, direct.violations[0].behaviour);
  });
}

Deno.test("a value that was not foreseen is an error, and spills into no other variable", async () => {
  const wrongly = possibleValuesOf(await small({ then: "(n) => { n.n = 1; }" }));
  const writes = {
    "a constant": "(n) => { n.n = 5; }",
    "a variable": "(n) => { n.n = n.n + 1; }",
    "an element": "(n) => { n.list.set(n.n, 3); }",
    "a constant element": "(n) => { n.list.set(1, 3); }",
  };
  for (const [what, then] of Object.entries(writes)) {
    const machine = await small({ then });
    const text = lowerMachine(machine, await loadSource(machine.source!));
    const full = layoutOf(machine.state);
    const layout = layoutOf(machine.state, (await wrongly).spans(full));
    const { source, types } = emitMachine(layout, full, text);
    const { expand } = evaluateSource(source, layout, types);
    const states = new Uint32Array(layout.words);
    const expandAll = () => {
      for (let i = 0; i < 3; i++) expand(states, 0, states, new Uint32Array(1), 0);
    };
    assertThrows(expandAll, InternalError, "was not to have it", what);
  }
});

for (const { name, machine, published } of examples) {
  if (published.distinct > 100_000) continue;

  Deno.test(`No reachable state of ${name} is outside its possible values`, async () => {
    const { program, states, read } = await exploreGraph(machine());
    const { layout } = program;
    const spans = possibleValues(layout, (await compile(machine())).text)!.spans(layout);
    const state = new Uint32Array(layout.words);
    for (let id = 0; id < states; id++) {
      read(id, state);
      layout.leaves.forEach((leaf, i) => {
        const bits = codeAt(leaf, state) - spans[i].least;
        assert(bits >= 0 && bits < 2 ** spans[i].width, leaf.path);
      });
    }
  });
}
