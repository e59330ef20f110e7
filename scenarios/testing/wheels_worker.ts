import { serve } from "../worker.ts";
import { wheels } from "./wheels.ts";

serve(wheels);
