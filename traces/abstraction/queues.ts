/**
 * Queues: their rings, the commands under way in them, and what the kernel keeps of them.
 *
 * @module
 */

import type { Plain } from "../../checker/mod.ts";
import {
  COMPLETION_ENTRY_BYTES,
  decodeCompletionEntry,
  decodeSubmissionEntry,
  SUBMISSION_ENTRY_BYTES,
} from "../../spec/nvme/mod.ts";
import { type InProcessHost, waitKey } from "../conformance/in_process_host.ts";
import { isOff } from "./controller.ts";
import type { Fields } from "./fields.ts";
import { published, ringPage } from "./on_bus.ts";
import { cyclePosition, relative } from "./positions.ts";

/** A queue, with the entries that the controller may still fetch and the completions still to be taken. */
export function queueOf(host: InProcessHost, qid: number): Fields {
  const queues = host.assembly.kernel.session?.queues;
  const submission = queues?.submissions.get(qid);
  const completion = queues?.completions.get(qid);
  const exists = submission !== undefined && submission.status !== "creating";
  const half = completion !== undefined && completion.status !== "creating";
  const pending = host.pending[qid];
  const fields: Fields = {
    armed: exists ? "yes" : half ? "half" : "no",
    tail: exists ? submission.tail : 0,
    scan: {
      phase: pending === null ? "idle" : pending.refused === null ? "scanning" : "refusing",
    },
    issue: issuesOf(host, qid),
    checked: checkedOf(host, qid),
  };
  const { controller } = host.assembly;
  // A controller that has stopped serves nobody, and what it has posted is still to be taken.
  const serves = controller.device.submissions.has(qid) || isOff(host);
  if (exists && serves && completion !== undefined) {
    const at = relative(host, qid, cyclePosition(completion), completion.size);
    fields.head = at % completion.size;
    fields.expects = at < completion.size;
    fields.cell = cellsOf(host, qid);
  } else {
    fields.head = 0;
    fields.expects = half;
  }
  if (exists && submission.provider !== null) {
    fields.sq = ringPage(host, submission.provider);
  }
  if (half && completion.provider != null) {
    fields.cq = ringPage(host, completion.provider);
  }
  return fields;
}

/** More command identifiers than any instance has; whoever compares looks at those that it has. */
const MOST_COMMANDS = 4;

function issuesOf(host: InProcessHost, qid: number): Plain[] {
  const issues = host.assembly.kernel.session?.queues.submissions.get(qid)?.issues;
  return Array.from({ length: MOST_COMMANDS }, (_, cid): Fields => {
    const issue = issues?.get(cid) ?? null;
    if (issue === null) return { phase: host.ended.get(waitKey(qid, cid)) ?? "idle" };
    const uses = issue.windows.map(({ handle }) => handle.slot).sort();
    return {
      phase: issue.waiter.phase,
      generation: issue.claim.generation,
      // A queue that is created is on a ring of the kernel's, whatever page of the provider's it names.
      ...(issue.effect === null ? { uses } : {}),
    };
  });
}

/** The entries that the controller may still fetch, as they stand in the kernel's ring. */
function checkedOf(host: InProcessHost, qid: number): Plain[] {
  const submission = host.assembly.kernel.session?.queues.submissions.get(qid);
  const device = host.assembly.controller.device.submissions.get(qid);
  return Array.from({ length: host.geometry.depth }, (_, slot) => {
    if (submission === undefined || device === undefined) return { published: false };
    const { size } = submission;
    const waiting = (slot - device.head + size) % size < (device.tail - device.head + size) % size;
    if (!waiting) return { published: false };
    const { frame, offset } = submission.kernel.ring.place(slot);
    const bytes = host.assembly.memory.read(frame, offset, SUBMISSION_ENTRY_BYTES);
    return { published: true, ...published(host, qid, decodeSubmissionEntry(bytes), false) };
  });
}

function cellsOf(host: InProcessHost, qid: number): Plain[] {
  const completion = host.assembly.kernel.session!.queues.completions.get(qid)!;
  const device = host.assembly.controller.device.completions.get(qid);
  const { ring } = completion.kernel;
  return Array.from({ length: completion.size }, (_, index): Fields => {
    const slot = (index + host.origins[qid]) % completion.size;
    const ahead = (slot - completion.head + completion.size) % completion.size;
    const { frame, offset } = ring.place(slot);
    const bytes = host.assembly.memory.read(frame, offset, COMPLETION_ENTRY_BYTES);
    const { cid, phase, sct, sc } = decodeCompletionEntry(bytes);
    const round = relative(host, qid, cyclePosition(completion), completion.size);
    const at = (round + ahead) % (2 * completion.size);
    // The phase that the controller gave it, if the rounds were counted from the queue's beginning.
    const expected = completion.phase ^ (completion.head + ahead >= completion.size ? 1 : 0);
    const posted = device === undefined
      ? phase === expected
      : ahead < (device.tail - completion.head + completion.size) % completion.size;
    if (!posted) return {};
    return {
      cid,
      error: sct !== 0 || sc !== 0,
      phase: (phase === expected) === (at < completion.size),
    };
  });
}
