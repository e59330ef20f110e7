/**
 * Clean scenarios: the hardened design, at every place. All properties hold.
 *
 * @module
 */

import { grants } from "./grants.ts";
import { lanes } from "./lanes.ts";
import { submission } from "./submission.ts";

export const cleanScenarios = [...submission, ...grants, ...lanes];
