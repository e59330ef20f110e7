import { command } from "../command.ts";
import { library } from "./wheels.ts";

Deno.exit(await command(Deno.args, library));
