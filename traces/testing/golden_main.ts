import { library } from "../../scenarios/testing/wheels.ts";
import { command } from "../golden_command.ts";

Deno.exit(await command(library, Deno.args[0]));
