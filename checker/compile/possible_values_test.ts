import { assert, assertEquals } from "@std/assert";
import { array, flag, index, oneOf, optional, range, record, subset } from "../domains.ts";
import { codeAt } from "../codec.ts";
import { examples } from "../examples/mod.ts";
import { exploreGraph } from "../graph.ts";
import { clear, language, machine } from "../language.ts";
import { layoutOf } from "../layout.ts";
import { compile } from "./compiled.ts";
import { lowerMachine } from "./lower_machine.ts";
import { possibleValues } from "./possible_values.ts";
import { loadSource } from "./source.ts";

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
