/**
 * What each worker of `deno task check` runs.
 *
 * @module
 */

import { machineOf } from "./catalogue.ts";
import { serve } from "./worker.ts";

serve(machineOf);
