/**
 * Faults: for every check of the kernel, the hardened design without it, and what then fails.
 *
 * @module
 */

import { batches } from "./batches.ts";
import { completions } from "./completions.ts";
import { doorbells } from "./doorbells.ts";
import { grants } from "./grants.ts";
import { pointers } from "./pointers.ts";
import { queues } from "./queues.ts";
import { registers } from "./registers.ts";
import { scans } from "./scans.ts";
import { service } from "./service.ts";
import { sharing } from "./sharing.ts";
import { teardown } from "./teardown.ts";

export const faultScenarios = [
  ...grants,
  ...registers,
  ...doorbells,
  ...scans,
  ...pointers,
  ...queues,
  ...batches,
  ...sharing,
  ...completions,
  ...teardown,
  ...service,
];
