/** However a thread dies, the search ends, and says so. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { RecordDomain } from "../../domains.ts";
import { checkWith, type Engine } from "../../engine.ts";
import { InternalError, MemoryError } from "../../errors.ts";
import type { Machine } from "../../language.ts";
import type { CheckResult } from "../../result.ts";
import { compile } from "../compiled.ts";
import { small } from "../testing/small_module.ts";
import { Locks } from "./locks.ts";
import { ParallelSearch, type Teamwork } from "./parallel_search.ts";
import type { Time } from "./testing/dying_explorer.ts";
import { startExplorers } from "./thread.ts";

/** Starts a thread that dies. */
function dying(time: Time, error?: string): () => Worker {
  const url = new URL("./testing/dying_explorer.ts", import.meta.url);
  return () => new Worker(url, { type: "module", name: JSON.stringify({ time, error }) });
}

/** Checks with three threads, of which one is as given. */
function checkWithOne(
  machine: Machine,
  start: () => Worker,
  teamwork: Teamwork,
): Promise<CheckResult> {
  const engine: Engine<RecordDomain, unknown> = async (machine, question) => {
    const threads = [...startExplorers(1, start), ...startExplorers(1)];
    return new ParallelSearch(await compile(machine), question, threads, {}, teamwork);
  };
  return checkWith(engine, machine, {});
}

const holding = await small({ when: "(s) => s.n < 9", then: "(s) => { s.n += 1; }" });
/** A machine with a violation some levels down. */
const violated = await small({
  then: "(s) => { s.n += 1; }",
  when: "(s) => s.n < 9",
  holds: "(s) => s.n < 5",
});

const times: readonly Time[] = ["at once", "among others", "afterwards"];

for (const time of times) {
  Deno.test(`a search ends where a thread dies ${time}`, async () => {
    const start = dying(time, "seeded");
    for (const together of [true, false]) {
      const search = checkWithOne(violated, start, { together });
      await assertRejects(() => search, InternalError, "a thread of the search died");
    }
  });

  Deno.test(`a search ends where a thread dies ${time} without a word`, async () => {
    const start = dying(time);
    for (const together of [true, false]) {
      const search = checkWithOne(violated, start, { together, patience: 500 });
      await assertRejects(() => search, InternalError, "has not been heard of");
    }
  });
}

Deno.test("a search ends where a thread cannot be loaded", async () => {
  const text = `data:text/javascript,throw new Error("seeded")`;
  const start = () => new Worker(text, { type: "module" });
  await assertRejects(
    () => checkWithOne(violated, start, { together: true }),
    InternalError,
    "a thread of the search died",
  );
});

Deno.test("a search that a thread leaves for want of memory is inconclusive", async () => {
  const start = dying("among others", "Array buffer allocation failed");
  const found = await checkWithOne(holding, start, { together: true });
  assertEquals([found.verdict, found.complete, found.limit], ["inconclusive", false, "memory"]);
});

Deno.test("threads that were started end where not all can be", () => {
  const ended: number[] = [];
  let started = 0;
  const start = () => {
    const number = started++;
    if (number === 2) throw new Error("Resource temporarily unavailable");
    return { terminate: () => ended.push(number) } as unknown as Worker;
  };
  assertThrows(() => startExplorers(3, start), MemoryError, "Cannot start thread 3 of 3");
  assertEquals(ended, [0, 1]);
});

Deno.test("a lock that is not given back is not waited for for ever", () => {
  const memory = Locks.memory(2);
  const [one, two] = [new Locks(memory), new Locks(memory, 10)];
  one.lock(1);
  const locked: number[] = [];
  assertThrows(() => two.each((lock) => locked.push(lock)), InternalError, "has not been heard of");
  assertEquals(locked, [0]);
});
