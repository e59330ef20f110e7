import { assert, assertEquals } from "@std/assert";
import { type Job, type JobResult, type PoolOptions, runPool } from "./pool.ts";
import type { Instance } from "./scenario.ts";
import { library, wheelsTask } from "./testing/wheels.ts";

const small = wheelsTask("wheels_stay_within_limit").instance;

function job(change: Partial<Instance>, limits: Job["limits"] = {}): Job {
  return { instance: { ...small, ...change }, limits };
}

async function results(
  jobs: readonly Job[],
  options: Partial<PoolOptions> = {},
): Promise<JobResult[]> {
  const signal = new AbortController().signal;
  return await Array.fromAsync(
    runPool(jobs, { worker: library.worker, size: 2, signal, ...options }),
  );
}

function distinct(result: JobResult): number | string {
  return result.kind === "result" ? result.result.counts.distinct : result.kind;
}

Deno.test("runPool() gives results in the order of the jobs, whatever the number of workers", async () => {
  // The first is by far the largest, so that with several workers the others are done before it.
  const jobs = [9, 1, 2, 3, 4].map((limit) => job({ bounds: { wheels: 4, limit } }));
  for (const size of [1, 2, 5, 9]) {
    const found = (await results(jobs, { size })).map(distinct);
    assertEquals(found, [10 ** 4, 2 ** 4, 3 ** 4, 4 ** 4, 5 ** 4]);
  }
});

Deno.test("runPool() of no jobs is over at once", async () => {
  assertEquals(await results([]), []);
});

Deno.test("runPool() tells a failing machine from the others, and goes on", async () => {
  const found = await results([job({ design: "broken" }), job({})], { size: 1 });
  assertEquals(found.map(distinct), ["error", 9]);
  assert(found[0].kind === "error" && found[0].message.includes("handTurns"));
});

Deno.test("runPool() gives no more work to a worker that has failed", async () => {
  const worker = new URL("./testing/failing_worker.ts", import.meta.url);
  const found = await results([job({}), job({})], { size: 1, worker });
  assertEquals(found, Array(2).fill({ kind: "error", message: "out of order" }));
});

Deno.test("runPool() tells of progress and ends", async () => {
  const seen: string[] = [];
  await results([job({})], {
    onProgress: (number) => seen.push(`at ${number}`),
    onDone: (number) => seen.push(`done ${number}`),
  });
  assertEquals(seen, ["at 0", "done 0"]);
});

Deno.test("runPool() asks running jobs for what they have covered and begins no others", async () => {
  const controller = new AbortController();
  const jobs = [job({ bounds: { wheels: 7, limit: 15 } }), job({})];
  const found = await results(jobs, {
    size: 1,
    signal: controller.signal,
    onProgress: (_, progress) => {
      if (progress !== undefined) controller.abort();
    },
  });
  assert(found[0].kind === "result");
  assertEquals(found[0].result.limit, "interrupted");
  assert(found[0].result.counts.distinct > 1);
  assertEquals(found[1], { kind: "stopped" });
});

Deno.test("runPool() does not wait for a worker that does not answer", async () => {
  const controller = new AbortController();
  const found = await results([job({ bounds: { wheels: 7, limit: 15 } })], {
    signal: controller.signal,
    // No time at all to answer: what it last said is all there is.
    grace: 0,
    onProgress: (_, progress) => {
      if (progress !== undefined) controller.abort();
    },
  });
  assert(found[0].kind === "stopped" && found[0].progress!.distinct > 1);
});

Deno.test("runPool() whose results nobody wants any more ends its workers", async () => {
  const jobs = [job({}), job({ bounds: { wheels: 7, limit: 15 } })];
  const signal = new AbortController().signal;
  for await (const one of runPool(jobs, { worker: library.worker, size: 2, signal })) {
    assertEquals(distinct(one), 9);
    break;
  }
});
