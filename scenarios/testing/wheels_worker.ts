import { serve } from "../worker.ts";
import { wheels } from "./wheels_machine.ts";

serve(wheels);
