/**
 * Command shapes as what a brokered provider may ask for, and that as intents of the implementation.
 *
 * @module
 */

import type { Intent } from "../../spec/implementation/mod.ts";
import { CNS } from "../../spec/nvme/mod.ts";
import type { Shape } from "../../spec/vocabulary.ts";
import type { IntentKind } from "./adapter.ts";
import { IO_QUEUE } from "./entries.ts";
import { PAGE } from "./layout.ts";

/** What is asked for by a shape, on a queue. */
export function intentKind(shape: Shape, queue: number): IntentKind {
  switch (shape) {
    case "createCq":
      return "createCompletionQueue";
    case "createSq":
      return "createSubmissionQueue";
    case "deleteCq":
      return "deleteCompletionQueue";
    case "deleteSq":
      return "deleteSubmissionQueue";
    case "noData":
      // There is no admin command without data that a provider may ask for: one with data stands for it.
      return queue === 0 ? "identifyController" : "flush";
    default:
      if (queue !== 0) return shape === "write" ? "write" : "read";
      return shape === "write" ? "identifyNamespace" : "identifyController";
  }
}

/** The intent of a kind, on a buffer at the beginning or the end of a window's first page. */
export function intentOf(
  kind: IntentKind,
  window: { slot: number; generation: number },
  entries: number,
): Intent {
  const buffer = { window, offset: 0 };
  switch (kind) {
    case "identifyController":
      return { kind: "identify", cns: CNS.controller, nsid: 0, buffer };
    case "identifyNamespace":
      return { kind: "identify", cns: CNS.namespace, nsid: 1, buffer };
    case "flush":
      return { kind, nsid: 1 };
    case "read":
    case "write":
      // One block, at the end of the page.
      return { kind, nsid: 1, block: 0n, blocks: 1, buffer: { window, offset: PAGE - 512 } };
    case "createCompletionQueue":
      return { kind, qid: IO_QUEUE, entries, vector: null };
    case "createSubmissionQueue":
      return { kind, qid: IO_QUEUE, entries, cqid: IO_QUEUE };
    case "deleteSubmissionQueue":
    case "deleteCompletionQueue":
      return { kind, qid: IO_QUEUE };
  }
}
