/**
 * The entry of `deno task conform`.
 *
 * @module
 */

import { command } from "./command.ts";

Deno.exit(await command(Deno.args));
