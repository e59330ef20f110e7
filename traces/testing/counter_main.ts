import { command } from "../replay_command.ts";
import { catalogue } from "./counter_catalogue.ts";

Deno.exit(await command(Deno.args, catalogue));
