/**
 * The entry of `deno task vectors`.
 *
 * @module
 */

import { command } from "./command.ts";

Deno.exit(await command(Deno.args));
