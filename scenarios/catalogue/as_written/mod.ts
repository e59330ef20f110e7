/**
 * The document taken literally: each scenario shows what one finding claims.
 *
 * @module
 */

import { entries } from "./entries.ts";
import { grants } from "./grants.ts";
import { memory } from "./memory.ts";
import { overviews } from "./overviews.ts";

export const asWrittenScenarios = [...overviews, ...memory, ...entries, ...grants];
