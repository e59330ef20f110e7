/**
 * Measures a scenario's machine, in a worker.
 *
 * @module
 */

import { answer } from "../checker/bench/measure.ts";
import { machineFor } from "./bench_machine.ts";

answer(machineFor);
