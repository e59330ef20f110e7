/**
 * The simulated controller of this project as the controller's side of the table of requests.
 *
 * @module
 */

import type { Choice } from "../../spec/implementation/mod.ts";
import { STATUS } from "../../spec/nvme/mod.ts";
import { cyclePosition } from "../abstraction/positions.ts";
import { IO_QUEUE } from "./entries.ts";
import type { InProcessHost } from "./in_process_host.ts";
import type { ControllerSide } from "./requests.ts";

/** The controller of one host. */
export class InProcessController implements ControllerSide<"done" | "impossible"> {
  readonly #host: InProcessHost;

  constructor(host: InProcessHost) {
    this.#host = host;
  }

  fetch(queue: number) {
    const place = this.#host.flights.indexOf(null);
    if (place < 0) return "impossible";
    const { controller } = this.#host.assembly;
    const before = controller.flights.length;
    const outcome = this.#choose((choice) => choice.kind === "fetch" && choice.sqid === queue);
    if (outcome !== "done") return outcome;
    const flight = controller.flights[before];
    this.#host.flights[place] = flight === undefined ? null : { flight, accesses: 0 };
    return "done";
  }

  access(flight: number, accesses: number) {
    const numbered = this.#host.flights[flight];
    for (let i = 0; i < accesses; i++) {
      const outcome = numbered === null ? "impossible" : this.#work(flight);
      if (outcome !== "done") return outcome;
      numbered!.accesses++;
    }
    return "done";
  }

  complete(flight: number, fails: boolean) {
    const numbered = this.#host.flights[flight];
    if (numbered === null) return "impossible";
    if (fails) numbered.flight.ended = { status: STATUS.invalidField, dw0: 0 };
    // A command that touches no memory has its effect now.
    if (numbered.accesses === 0 && numbered.flight.ended === null) this.#takeEffect(flight);
    const outcome = this.#choose((choice) =>
      choice.kind === "complete" && choice.flight === numbered.flight
    );
    if (outcome === "done") this.#host.flights[flight] = null;
    return outcome;
  }

  stop() {
    return this.#choose((choice) => choice.kind === "finishReset");
  }

  /** The machine's controller is ready as soon as it is enabled. */
  becomeReady(): void {
    this.#choose((choice) => choice.kind === "becomeReady");
  }

  #choose(wanted: (choice: Choice) => boolean) {
    const { controller } = this.#host.assembly;
    const choice = controller.choices().find(wanted);
    if (choice === undefined) return "impossible";
    controller.take(choice);
    if (choice.kind === "finishReset") this.#host.flights.fill(null);
    return "done";
  }

  #work(flight: number) {
    const numbered = this.#host.flights[flight];
    return this.#choose((choice) => choice.kind === "work" && choice.flight === numbered?.flight);
  }

  /** Does what a command does without data; for a queue that comes of it, notes where its ring stands. */
  #takeEffect(flight: number): void {
    const { submissions, completions } = this.#host.assembly.controller.device;
    const had = submissions.has(IO_QUEUE);
    this.#work(flight);
    const answering = completions.get(IO_QUEUE);
    if (had || !submissions.has(IO_QUEUE) || answering === undefined) return;
    const { tail, phase, size } = answering;
    this.#host.origins[IO_QUEUE] = cyclePosition({ head: tail, phase, size });
  }
}

/** What has come of a request that can be carried out or not. */
export function done(holds: boolean): "done" | "impossible" {
  return holds ? "done" : "impossible";
}
