import { assertEquals } from "@std/assert";
import type { Task } from "./scenario.ts";
import { wheelsTask } from "./testing/wheels.ts";
import { workersFor } from "./workers.ts";

const task = wheelsTask("wheels_stay_within_limit");
const small: Task = { ...task, pinned: { distinct: 9, generated: 16, depth: 5, lengths: {} } };
const large: Task = { ...task, pinned: { distinct: 2e6, generated: 9e6, depth: 9, lengths: {} } };
const unknown: Task = { ...task, pinned: { none: "other bounds" } };

Deno.test("workersFor() puts every core to a large scenario that runs alone, or with --deep", () => {
  for (const each of [large, unknown]) {
    assertEquals(workersFor(each, { deep: false }, 1, 4), 4);
    assertEquals(workersFor(each, { deep: false }, 7, 4), 1);
    assertEquals(workersFor(each, { deep: true }, 7, 4), 4);
  }
});

Deno.test("workersFor() leaves a small scenario to one thread, unless asked for more", () => {
  for (const deep of [false, true]) {
    assertEquals(workersFor(small, { deep }, 1, 4), 1);
    assertEquals(workersFor(small, { deep, workers: 2 }, 7, 4), 2);
  }
});
