/**
 * What a doorbell costs. Run with `deno task bench`, after the benchmarks of the checker.
 *
 * Nanoseconds a doorbell, from the provider's write to the controller's register, against what may
 * matter and what may not: entries published and pages that each names (should grow in proportion),
 * windows granted, memory, size of the queue (should not matter, or as a logarithm). Ratios are against the first row of each
 * table. Times are of this machine and this run; what must hold on every machine, bytes read a
 * doorbell, is a test (`cost_test.ts`).
 *
 * @module
 */

import {
  CAP,
  createCompletionQueue,
  createSubmissionQueue,
  encodePrpList,
  submissionEntry,
} from "../nvme/mod.ts";
import { assemble } from "./assembly.ts";
import { Refusal } from "./refusal.ts";
import { ValidatedDriver } from "./validated_driver.ts";

/** One measurement's conditions. */
export interface Conditions {
  /** Entries that each doorbell publishes. */
  readonly entries: number;
  /** Pages that each entry names, by a list if there are more than two. */
  readonly pages: number;
  /** Windows of the owner, the one with the queues included. */
  readonly windows: number;
  /** Frames of memory. */
  readonly frames: number;
  /** Entries of the I/O queue. */
  readonly queue: number;
}

const USUAL: Conditions = { entries: 8, pages: 1, windows: 16, frames: 2048, queue: 64 };

const OWNER = 1;
const PAGE = 4096;
const BLOCK = 512;
const BASE = 0x1000_0000n;
/** Where the other windows lie: apart, so that no two adjoin. */
const windowBase = (window: number) => 0x1_0000_0000n + BigInt(2 * window * PAGE);

/** Where the I/O rings and the data lie in the driver's window, whatever the queue's size. */
const RINGS = { submission: 0x2000, completion: 0x2_2000 };
const LIST = 0x2_f000;
const DATA = 0x3_0000;
const DRIVER_PAGES = 64;

function granted<T>(answer: T | Refusal | null): T {
  if (answer instanceof Refusal) throw new Error(`Cannot measure: ${answer.message}`);
  return answer as T;
}

/**
 * Median nanoseconds a doorbell, over `rounds` doorbells after as many that only warm up. What the
 * controller does between two of them is not counted.
 */
export function nanosecondsPerDoorbell(conditions: Conditions, rounds: number): number {
  const { entries, pages, windows, frames, queue } = conditions;
  const { kernel, controller } = assemble("remapped", {
    frames,
    capabilities: CAP.encode({ mqes: 2047 }),
    limits: { windows: windows + 1, queueEntries: 2048 },
  });
  const window = granted(kernel.grantWindow(OWNER, BASE, DRIVER_PAGES));
  for (let i = 1; i < windows; i++) granted(kernel.grantWindow(OWNER, windowBase(i), 1));
  const claim = granted(kernel.claim(OWNER, "validated"));
  const driver = new ValidatedDriver(claim, window.memory, BASE);
  granted(driver.enable());
  controller.run();
  const io = { ...driver.io, ...RINGS, entries: queue };
  const shape = { qid: 1, entries: queue, contiguous: true };
  for (
    const entry of [
      createCompletionQueue(0, { ...shape, base: driver.address(io.completion), vector: null }),
      createSubmissionQueue(0, { ...shape, base: driver.address(io.submission), cqid: 1 }),
    ]
  ) {
    granted(driver.submit(driver.admin, entry));
    controller.run();
    kernel.poll();
    driver.take(driver.admin);
  }

  const more = Array.from({ length: pages - 1 }, () => driver.address(DATA));
  window.memory.store(LIST, encodePrpList(more));
  const second = driver.address(pages === 2 ? DATA : LIST);

  const times: number[] = [];
  for (let round = 0; round < 2 * rounds; round++) {
    for (let i = 0; i < entries; i++) {
      const target = (round * entries + i) % windows;
      const prp1 = target === 0 ? driver.address(DATA) : windowBase(target);
      const cdw12 = pages * PAGE / BLOCK - 1;
      driver.put(io, submissionEntry({ opc: 0x02, nsid: 1, prp1, prp2: second, cdw12 }));
    }
    const before = performance.now();
    const refusal = driver.ring(io);
    const after = performance.now();
    granted(refusal);
    if (round >= rounds) times.push(after - before);
    controller.run();
    kernel.poll();
    driver.take(io);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] * 1e6;
}

/** One table: a condition varied, the others as usual. */
export function table(
  name: keyof Conditions,
  values: readonly number[],
  rounds: number,
  usual: Conditions = USUAL,
): string[] {
  const lines = [`${name.padStart(8)}  ns a doorbell  ratio`];
  let first = 0;
  for (const value of values) {
    const time = nanosecondsPerDoorbell({ ...usual, [name]: value }, rounds);
    if (first === 0) first = time;
    const ratio = (time / first).toFixed(2);
    lines.push(
      `${String(value).padStart(8)}  ${time.toFixed(0).padStart(13)}  ${ratio.padStart(5)}`,
    );
  }
  return lines;
}

if (import.meta.main) {
  const rounds = 500;
  // The first table would otherwise pay for compilation.
  nanosecondsPerDoorbell(USUAL, 8 * rounds);
  const tables = [
    table("entries", [1, 2, 4, 8, 16, 32, 64, 128], rounds, { ...USUAL, queue: 256 }),
    table("pages", [1, 2, 4, 8, 16, 32], rounds),
    table("windows", [1, 4, 16, 64, 256, 1024], rounds),
    table("frames", [2048, 8192, 32768], rounds),
    table("queue", [16, 64, 256, 1024], rounds),
  ];
  console.log(tables.map((lines) => lines.join("\n")).join("\n\n"));
}
