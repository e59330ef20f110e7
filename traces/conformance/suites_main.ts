// `deno task suites`: writes the suites as bundles of ITF traces.

import { suitesCommand } from "./suites_command.ts";

if (import.meta.main) Deno.exitCode = await suitesCommand(Deno.args);
