/**
 * Requirements: every sentence of the design document that requires something, paraphrased, with
 * what stands for it in this specification.
 *
 * The document is "NVMe Userspace Provider: Conditional Model B Doorbell/Notify DMA Validator".
 * `section` is the heading under which the sentence stands. Properties are those of `properties.ts`,
 * faults those of `faults.ts`; scenarios are named as `deno task check` names them. A test in
 * `scenarios/` fails if one of them does not exist, if a requirement has none, or if a property or a
 * fault stands for no requirement.
 *
 * | file | sections of the document |
 * | --- | --- |
 * | `requirements/scanning.ts` | the models, and what is scanned |
 * | `requirements/invariants.ts` | Invariants |
 * | `requirements/service.ts` | cost, the brokered path, the hostile cases |
 *
 * @module
 */

import { invariants } from "./requirements/invariants.ts";
import type { Requirement } from "./requirements/requirement.ts";
import { scanning } from "./requirements/scanning.ts";
import { service } from "./requirements/service.ts";

export type { Requirement } from "./requirements/requirement.ts";

/** The requirements, in the document's order. */
export const requirements: readonly Requirement[] = [...scanning, ...invariants, ...service];
