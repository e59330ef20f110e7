/**
 * The implementation of this project behind the adapter interface.
 *
 * @module
 */

import type { PlainState } from "../../checker/mod.ts";
import type { AssemblyOptions } from "../../spec/implementation/mod.ts";
import { CAP, doorbellAt } from "../../spec/nvme/mod.ts";
import { abstraction } from "../abstraction.ts";
import type { Adapter, Answer, Request } from "./adapter.ts";
import type { Geometry } from "./geometry.ts";
import { InProcessController } from "./in_process_controller.ts";
import { type Implementation, type InProcessHost, waitKey } from "./in_process_host.ts";
import { type Carried, InProcessKernel } from "./in_process_kernel.ts";
import { Addresses, frameCount, PAGE } from "./layout.ts";
import { carryOut, type Sides } from "./requests.ts";

/** The most entries of a queue: more than any instance has in two pages. */
const QUEUE_ENTRIES = 512;

/** Makes an adapter of the implementation, or of one that was loaded from elsewhere. */
export function inProcessAdapter(implementation: Implementation): InProcessAdapter {
  return new InProcessAdapter(implementation);
}

/** The adapter. Every answer is there at once. */
export class InProcessAdapter implements Adapter {
  readonly stepwise = true;
  readonly #implementation: Implementation;
  #host: InProcessHost | null = null;
  #sides!: Sides<Carried>;

  constructor(implementation: Implementation) {
    this.#implementation = implementation;
  }

  /** @throws {Error} before the first reset. */
  get host(): InProcessHost {
    if (this.#host === null) throw new Error("Cannot use a host that was not set up");
    return this.#host;
  }

  reset(geometry: Geometry): Addresses {
    const { windows, owners, queues, depth, flights, generations } = geometry;
    const options: AssemblyOptions = {
      // Each queue pair needs rings, of up to two pages each, and copies of lists.
      frames: this.#implementation.HOST_FRAMES + frameCount(geometry) + queues * (4 + depth),
      limits: { windows, claims: 1, generations, queues, queueEntries: QUEUE_ENTRIES, refusals: 4 },
      capabilities: CAP.encode({ mqes: QUEUE_ENTRIES - 1, to: 15, css: 1 }),
      dawdles: true,
      onWake: ({ sqid, cid, completion }) => {
        host.ended.set(waitKey(sqid, cid), completion === null ? "cancelled" : "woken");
        if (completion !== null) host.woken.push({ queue: sqid, cid });
      },
    };
    const assembly = this.#implementation.assemble(geometry.lane, options);
    const { HOST_FRAMES, PHYSICAL_BASE } = this.#implementation;
    const addresses = new Addresses(
      frameCount(geometry),
      PHYSICAL_BASE + BigInt((HOST_FRAMES - 1) * PAGE),
    );
    const host: InProcessHost = {
      geometry,
      addresses,
      assembly,
      windows: Array(windows).fill(null),
      claims: Array.from({ length: owners }, () => new Map()),
      pending: Array(queues).fill(null),
      flights: Array(flights).fill(null),
      ended: new Map(),
      origins: Array(queues).fill(0),
      doorbell: null,
      woken: [],
    };
    const { controller } = assembly;
    const write = controller.write.bind(controller);
    controller.write = (offset, width, value) => {
      const doorbell = doorbellAt(offset, 0);
      if (doorbell?.kind === "submissionTail") {
        host.doorbell = { queue: doorbell.qid, tail: Number(value) };
      }
      write(offset, width, value);
    };
    this.#host = host;
    const played = new InProcessController(host);
    this.#sides = {
      kernel: new InProcessKernel(this.#implementation, host, played),
      controller: played,
    };
    return addresses;
  }

  take(request: Request): Answer {
    const { host } = this;
    host.doorbell = null;
    host.woken.length = 0;
    const outcome = carryOut(this.#sides, request);
    this.#forgetReissued();
    const refused = outcome instanceof this.#implementation.Refusal ? outcome : null;
    return {
      outcome: refused === null ? outcome as "done" | "impossible" : "refused",
      reason: refused?.reason ?? "",
      doorbell: host.doorbell,
      woken: [...host.woken],
      sights: [],
    };
  }

  state(): PlainState {
    return abstraction(this.host);
  }

  /** A command that is in flight again has no ended wait any more. */
  #forgetReissued(): void {
    const { session } = this.host.assembly.kernel;
    for (const queue of session?.queues.submissions.values() ?? []) {
      for (const { cid } of queue.issues.all) this.host.ended.delete(waitKey(queue.qid, cid));
    }
  }
}
