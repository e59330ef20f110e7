/**
 * What the implementation keeps beyond what it tells of the machine's variables: the phases of its
 * sessions, queues, batches and retirements, in what detail whatever it does next may depend on.
 *
 * Lock step is keyed by it. Two hosts at the same state of the machine that differ in here are two
 * different hosts, and whatever is possible is tried on both.
 *
 * @module
 */

import type { Plain } from "../../checker/mod.ts";
import type { ControllerSession, Window } from "../../spec/implementation/mod.ts";
import { frameNumber } from "../abstraction.ts";
import type { InProcessHost } from "./in_process_host.ts";

/** The inner state as plain values. */
export function innerState(host: InProcessHost): Plain {
  const { kernel, controller } = host.assembly;
  return {
    session: kernel.session === null ? null : sessionOf(kernel.session),
    windows: host.windows.map((held) => held === null ? "none" : held.retirement?.phase ?? "held"),
    uses: host.windows.map((held) => {
      if (held === null) return 0;
      const window = held.retirement?.window ?? kernel.platform.ledger.windows.get(held.handle);
      return window?.uses ?? 0;
    }),
    pending: host.pending.map((pending) =>
      pending === null ? null : {
        phase: pending.scan?.phase ?? "authored",
        cursor: pending.scan?.cursor ?? 0,
        tail: pending.scan?.tail ?? 0,
        refused: pending.refused?.reason ?? "",
      }
    ),
    claim: kernel.ending?.phase ?? "none",
    iotlb: host.claims.map((_, owner) =>
      host.assembly.iommu?.cached(owner).map((frame) => frameName(host, frame)).sort() ?? []
    ),
    controller: {
      enabled: controller.enabled,
      ready: controller.ready,
      flights: controller.flights.map(({ sqid, entry, ended }) => ({
        sqid,
        cid: entry.cid,
        ended: ended !== null,
      })),
    },
  } as Plain;
}

function sessionOf(session: ControllerSession): { readonly [name: string]: Plain } {
  const { submissions, completions } = session.queues;
  return {
    owner: session.owner,
    phase: session.phase,
    isReady: session.isReady,
    mailbox: session.mailbox.length,
    batches: session.batches.size,
    lists: session.listPages.frames.length,
    submissions: [...submissions.values()].map((queue) => ({
      qid: queue.qid,
      status: queue.status,
      head: queue.head,
      tail: queue.tail,
      batch: queue.batch?.size ?? -1,
      windows: namesOf(queue.provider?.windows ?? []),
      issues: queue.issues.all.map((issue) => ({
        cid: issue.cid,
        claim: issue.claim.generation,
        windows: namesOf(issue.windows),
        list: issue.listFrame !== null,
        effect: issue.effect?.kind ?? "none",
        waiter: issue.waiter.phase,
      })),
    })),
    completions: [...completions.values()].map((queue) => ({
      qid: queue.qid,
      status: queue.status,
      head: queue.head,
      phase: queue.phase,
      copied: queue.copied,
      copiedPhase: queue.copiedPhase,
      consumed: queue.consumed,
      windows: namesOf(queue.provider?.windows ?? []),
    })),
  };
}

/**
 * What a frame is used for. Which of the free frames came to be used for it depends on who asked first,
 * and nothing depends on it.
 */
function frameName(host: InProcessHost, frame: number): string {
  const session = host.assembly.kernel.session;
  for (const { qid, kernel } of session?.queues.submissions.values() ?? []) {
    if (kernel.ring.frames.includes(frame)) return `sq ${qid}.${kernel.ring.frames.indexOf(frame)}`;
  }
  for (const { qid, kernel } of session?.queues.completions.values() ?? []) {
    if (kernel.ring.frames.includes(frame)) return `cq ${qid}.${kernel.ring.frames.indexOf(frame)}`;
  }
  const list = session?.listPages.frames.indexOf(frame) ?? -1;
  if (list >= 0) return `list ${list}`;
  const granted = frameNumber(host, frame);
  return granted > 0 ? `granted ${granted}` : `frame ${frame}`;
}

function namesOf(windows: readonly Window[]): string[] {
  return windows.map(({ handle }) => `${handle.slot}.${handle.generation}`);
}
