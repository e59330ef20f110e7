import { assertEquals } from "@std/assert";
import { bold, cyan, getColorEnabled, setColorEnabled, yellow } from "@std/fmt/colors";
import type { BehaviourStep } from "../checker/mod.ts";
import { render } from "./render.ts";
import { counter, forEver, toThree } from "./testing/counter.ts";

/** Runs `show` with colours or without, whatever the terminal that the test runs on. */
function colored(enabled: boolean, show: () => string): string {
  const before = getColorEnabled();
  setColorEnabled(enabled);
  try {
    return show();
  } finally {
    setColorEnabled(before);
  }
}

const plain = (show: () => string) => colored(false, show);

Deno.test("a prefix: one line an action, then only what changed", () => {
  assertEquals(
    plain(() => render(counter, toThree)),
    `\
  0  initial state start=0
  1  aliceAdds by=1
         count     0 → 1
         seen      {} → {1}
         table[0]  false → true
         owner     none → 1
  2  aliceAdds by=2
         count     1 → 3
         seen      {1} → {1, 2}
         slots[0]  0 → 1
         owner     1 → 2
`,
  );
});

Deno.test("an initial state shows what was set, a step that changes nothing says so", () => {
  const state = { ...toThree.steps[0].state, count: 1 };
  const steps: BehaviourStep[] = [
    { action: null, params: { start: 1 }, state },
    { action: "bobResets", params: {}, state },
  ];
  assertEquals(
    plain(() => render(counter, { steps })),
    `\
  0  initial state start=1
         count=1
  1  bobResets
         nothing changes
`,
  );
});

Deno.test("a lasso: the loop is drawn beside what is in it", () => {
  assertEquals(
    plain(() => render(counter, { ...forEver, obligation: 0 })),
    `\
  0     initial state start=0  (owed from here on)
  1 ╭─  aliceAdds by=1
    │       count     0 → 1
    │       seen      {} → {1}
    │       table[0]  false → true
    │       owner     none → 1
  2 │   bobResets
    │       count  1 → 0
    │       seen   {1} → {}
    │       owner  1 → none
    ╰─  aliceAdds by=1, back to state 1, for ever
            count  0 → 1
            seen   {} → {1}
            owner  none → 1
`,
  );
});

Deno.test("a lasso that stands still", () => {
  assertEquals(
    plain(() => render(counter, { steps: toThree.steps.slice(0, 2), loop: 1 })),
    `\
  0     initial state start=0
  1 ╭─  aliceAdds by=1
    │       count     0 → 1
    │       seen      {} → {1}
    │       table[0]  false → true
    │       owner     none → 1
    ╰─  nothing more happens, for ever
`,
  );
});

Deno.test("positions of different lengths stand below each other's last digit", () => {
  const { steps } = forEver;
  const many = Array.from({ length: 11 }, (_, i) => i === 0 ? steps[0] : steps[2 - i % 2]);
  const numbers = plain(() => render(counter, { steps: many })).match(/^ +\d+ /gm)!;
  assertEquals(numbers.map((number) => number.length), many.map(() => 5));
});

Deno.test("every action has its actor's colour", () => {
  colored(true, () => {
    const text = render(counter, forEver);
    assertEquals(text.split(cyan(bold("aliceAdds"))).length, 3);
    assertEquals(text.split(yellow(bold("bobResets"))).length, 2);
    return text;
  });
});
