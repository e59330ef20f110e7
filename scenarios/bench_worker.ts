/**
 * Measures a scenario's machine, in a worker.
 *
 * @module
 */

import { answer } from "../checker/bench/measure.ts";
import { type InstanceTask, machineFor } from "./bench_machine.ts";

answer<InstanceTask>(machineFor);
