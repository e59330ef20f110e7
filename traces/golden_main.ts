/**
 * The entry of `deno task golden`.
 *
 * @module
 */

import { command } from "./golden_command.ts";
import { GOLDEN_FOLDER, library } from "./known_machines.ts";

Deno.exit(await command(Deno.args, library, GOLDEN_FOLDER));
