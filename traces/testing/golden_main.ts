import { library } from "../../scenarios/testing/wheels.ts";
import { command } from "../golden_command.ts";

// The folder first, then the command line.
Deno.exit(await command(Deno.args.slice(1), library, Deno.args[0]));
