import { assertEquals, assertStringIncludes } from "@std/assert";
import { language, machine, oneOf, record } from "../checker/mod.ts";
import { mermaid } from "./mermaid.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

Deno.test("a prefix: a lane for each actor, a message an action, a note for what changed", () => {
  assertEquals(
    mermaid(counter, toThree),
    `\
sequenceDiagram
  participant a0 as alice
  participant a1 as bob
  Note over a0,a1: initial state start=0
  a0->>a0: 1 aliceAdds by=1
  Note over a0: count: 0 → 1<br/>seen: {} → {1}<br/>table[0]: false → true<br/>owner: none → 1
  a0->>a0: 2 aliceAdds by=2
  Note over a0: count: 1 → 3<br/>seen: {1} → {1, 2}<br/>slots[0]: 0 → 1<br/>owner: 1 → 2
`,
  );
});

Deno.test("a lasso: its loop is one, with the closing step in it", () => {
  assertEquals(
    mermaid(counter, { ...forEver, obligation: 1 }),
    `\
sequenceDiagram
  participant a0 as alice
  participant a1 as bob
  Note over a0,a1: initial state start=0
  a0->>a0: 1 aliceAdds by=1 (owed from here on)
  Note over a0: count: 0 → 1<br/>seen: {} → {1}<br/>table[0]: false → true<br/>owner: none → 1
  loop for ever
    a1->>a1: 2 bobResets
    Note over a1: count: 1 → 0<br/>seen: {1} → {}<br/>owner: 1 → none
    a0->>a0: aliceAdds by=1
    Note over a0: count: 0 → 1<br/>seen: {} → {1}<br/>owner: none → 1
  end
`,
  );
});

Deno.test("a lasso that stands still has a loop in which nothing happens", () => {
  assertStringIncludes(
    mermaid(counter, { ...toThree, loop: 2 }),
    `
  loop for ever
    Note over a0,a1: nothing more happens
  end
`,
  );
});

Deno.test("a message goes to whom the mapping says", () => {
  const addressee = (action: string) => action === "aliceAdds" ? "bob" : undefined;
  const lines = mermaid(counter, forEver, { addressee }).split("\n").map((line) => line.trim());
  assertEquals(lines.filter((line) => line.includes("->>")), [
    "a0->>a1: 1 aliceAdds by=1",
    "a1->>a1: 2 bobResets",
    "a0->>a1: aliceAdds by=1",
  ]);
});

Deno.test("names that mean something to Mermaid or HTML are shown as they stand", () => {
  const schema = record({ word: oneOf("end", 'a;b#c<d>\n%%&"e') });
  const { action } = language<typeof schema, null>();
  const odd = machine({
    name: "odd",
    actors: ["end"],
    constants: null,
    state: schema,
    initial: action({ when: () => true, then: () => {} }),
    actions: { endSays: action({ when: () => true, then: () => {} }) },
    properties: {},
  });
  const steps = [{ action: null, params: {}, state: { word: 'a;b#c<d>\n%%&"e' } }];
  assertEquals(
    mermaid(odd, { steps }),
    `\
sequenceDiagram
  participant a0 as end
  Note over a0,a0: initial state<br/>word=a#59;b#35;c#60;d#62; #37;#37;#38;#34;e
`,
  );
});
