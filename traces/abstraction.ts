/**
 * The abstraction: what the implementation's state is to the machine.
 *
 * Every variable of the machine is read off the implementation's ledger, queues, memory, controller and
 * IOMMU, or is left out. Nothing here knows what the machine would do. Left out, each for its reason:
 *
 * | variable | why |
 * | --- | --- |
 * | `queue.*.checked` of slots that no doorbell published | a scan's copies are private to it until it ends |
 * | `queue.*.checked.*.second` of lists, `listed` of others | the kernel's copy of the list replaces the list page; the rest is not read |
 * | `queue.*.checked.*Generation`, `queue.*.ringGeneration`, `queue.*.issue.*.ringGeneration` | the implementation remembers the windows themselves |
 * | `queue.*.issue.*.uses` of creations | the controller is handed a ring of the kernel's, and no page of the window named |
 * | `queue.*.answer` | the answer is compared as such (`conformance/`) |
 * | `queue.*.scan.cursor, to, generation, reads` | private to the scan |
 * | `queue.*.cell` that were taken | read once, never again |
 * | `queue.*.sq`, `cq` and `registers` of brokered claims | there are none of the provider's |
 * | `frame.*.cell` | completion rings of the provider's are copies, of no consequence |
 * | `iommu` in lanes without one | there is none |
 * | `overtaken`, `ringer`, `published`, `stale`, `ringStale`, `wakes`, `completed`, `validated`, `owner` of queues and flights | ghosts: properties read them, nobody else |
 *
 * What each variable is read off stands in `abstraction/`: `grants.ts`, `frames.ts`, `queues.ts` and
 * `controller.ts`; `on_bus.ts` says what entries and addresses stand for, and `positions.ts` how
 * positions in completion rings are counted.
 *
 * @module
 */

import type { PlainState } from "../checker/mod.ts";
import { controllerOf } from "./abstraction/controller.ts";
import { framesOf, iommuOf } from "./abstraction/frames.ts";
import { claimOf, registersOf, windowOf } from "./abstraction/grants.ts";
import { queueOf } from "./abstraction/queues.ts";
import type { InProcessHost } from "./conformance/in_process_host.ts";

/** The machine's variables, as far as a host tells them. */
export function abstraction(host: InProcessHost): PlainState {
  return {
    claim: claimOf(host),
    handle: host.claims.map((held) => [...held.keys()].sort()),
    window: host.windows.map((_, slot) => windowOf(host, slot)),
    frame: framesOf(host),
    ...(host.assembly.iommu === null ? {} : { iommu: iommuOf(host) }),
    ...(host.geometry.model === "brokered" ? {} : { registers: registersOf(host) }),
    queue: host.pending.map((_, queue) => queueOf(host, queue)),
    controller: controllerOf(host),
  } as PlainState;
}
