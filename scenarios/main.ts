/**
 * The entry of `deno task check`: puts the machine, its scenarios and the forms of traces together.
 *
 * @module
 */

import { traceForms } from "../traces/forms.ts";
import { limits, machineOf, scenarios } from "./catalogue.ts";
import { command } from "./command.ts";

Deno.exit(
  await command(Deno.args, {
    scenarios,
    limits,
    machine: machineOf,
    worker: new URL("./machine_worker.ts", import.meta.url),
    traces: traceForms,
  }),
);
