/**
 * The entry of `deno task replay`.
 *
 * @module
 */

import { knownMachines } from "./known_machines.ts";
import { command } from "./replay_command.ts";

Deno.exit(await command(Deno.args, knownMachines));
