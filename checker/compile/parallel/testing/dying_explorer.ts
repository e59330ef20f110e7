/**
 * An explorer that dies, in the way that its name says, when it is told something.
 *
 * @module
 */

import "../explorer.ts";
import type { Inquiry } from "../inquiry.ts";
import type { Order } from "../messages.ts";
import { Team } from "../team.ts";

/** When it dies: at once, when others wait for it, or when it has explored and is asked for more. */
export type Time = "at once" | "among others" | "afterwards";

interface WorkerScope {
  readonly name: string;
  onmessage: (event: MessageEvent<Order | Inquiry>) => void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
/** When it dies, and with what error; with none, if it dies without a word. */
const { time, error } = JSON.parse(scope.name) as { time: Time; error?: string };
const explores = scope.onmessage;

scope.onmessage = (event) => {
  if ("program" in event.data) {
    if (time === "afterwards") return explores(event);
    if (time === "among others") new Team(event.data.memory.team).join();
  }
  if (error === undefined) scope.close();
  else throw new RangeError(error);
};
