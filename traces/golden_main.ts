/**
 * The entry of `deno task golden`.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { command } from "./golden_command.ts";
import { library } from "./known_machines.ts";

Deno.exit(await command(library, fromFileUrl(new URL("golden", import.meta.url))));
