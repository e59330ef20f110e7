// A refusal leaves everything as it was: the helper that sees to it.

import { assertEquals } from "@std/assert";
import type { SubmissionEntry } from "../../nvme/mod.ts";
import type { RefusalReason } from "../refusal.ts";
import { OWNER, PAGE, reasonOf, type ValidatedHost } from "./hosts.ts";

/** Everything that a refusal must leave as it was. */
export function observe({ controller, memory, kernel, driver, wakes }: ValidatedHost) {
  const queues = kernel.session!.queues;
  return {
    tails: [...controller.device.submissions.values()].map((queue) => [queue.tail, queue.head]),
    invalid: controller.invalidDoorbells,
    queues: [...queues.submissions.values()].map((queue) => [
      queue.qid,
      queue.status,
      queue.tail,
      queue.issues.all.map((issue) => issue.cid),
      [...queue.kernel.ring.frames.map((frame) => memory.read(frame, 0, PAGE).join())],
    ]),
    completions: [...queues.completions.values()].map((queue) => [queue.qid, queue.status]),
    uses: kernel.platform.ledger.windowsOf(OWNER).windows.map((window) => window.uses),
    frames: Array.from(
      { length: memory.frames },
      (_, frame) => ({ ...kernel.platform.frames.at(frame) }),
    ),
    shadow: { ...driver.claim.shadow },
    wakes: wakes.length,
  };
}

/** Submits an entry, and sees it refused for this reason and nothing else happen. */
export function refuses(
  host: ValidatedHost,
  queue: "admin" | "io",
  entry: SubmissionEntry,
  reason: RefusalReason,
): void {
  host.driver.put(host.driver[queue], entry);
  const before = observe(host);
  const { total } = host.kernel.log;
  assertEquals(reasonOf(host.driver.ring(host.driver[queue])), reason);
  assertEquals(observe(host), before);
  assertEquals(host.kernel.log.total, total + 1);
  assertEquals(host.kernel.log.records.at(-1)!.refusal.reason, reason);
  host.controller.run();
  assertEquals(host.controller.flights.length, 0);
}
