/**
 * Every machine of this project that a trace can be replayed against.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { examples } from "../checker/examples/mod.ts";
import { parseArguments } from "../scenarios/arguments.ts";
import { limits, machineOf, scenarios } from "../scenarios/catalogue.ts";
import type { Instance } from "../scenarios/scenario.ts";
import { type Choice, select } from "../scenarios/select.ts";
import { quote } from "./errors.ts";
import { isObject } from "./itf_value.ts";
import type { Subject } from "./subject.ts";
import type { Catalogue } from "./subject_of.ts";

/** The scenarios of this project, to choose from. */
export const library: Choice = { scenarios, limits, machine: machineOf };

/** The folder in which the scenarios' golden traces are kept. */
export const GOLDEN_FOLDER = fromFileUrl(new URL("golden", import.meta.url));

/** The machine of grants and doorbells at any bounds, its scenarios, and the checker's examples. */
export const knownMachines: Catalogue = {
  machines: { ringfence: (instance) => machineOf(instanceFrom(instance)) },
  scenarios: [
    ...scenarios.map(({ name }) => ({ name, subject: () => scenarioNamed(name) })),
    ...examples.map(({ name, machine }) => ({
      name,
      subject: () => ({ machine: machine(), scenario: name }),
    })),
  ],
};

function scenarioNamed(name: string): Subject {
  const [{ instance }] = select(parseArguments([name]), library);
  return { machine: machineOf(instance), scenario: name, instance };
}

/**
 * The instance that JSON describes. Whether there is such a lane, design or bound is for the machine
 * to say; here only its form is looked at.
 */
function instanceFrom(json: unknown): Instance {
  if (!isObject(json)) throw new Error(`Cannot read ${quote(json)} as an instance`);
  const { lane, model, design, fault = "", attack = "none", bounds, shapes } = json;
  for (const [name, value] of Object.entries({ lane, model, design, fault, attack })) {
    if (typeof value !== "string") refuse(name, value, "text");
  }
  if (!Array.isArray(shapes)) refuse("shapes", shapes, "a list");
  if (!isObject(bounds)) refuse("bounds", bounds, "an object");
  const missing = Object.keys(limits).find((name) => !Object.hasOwn(bounds, name));
  if (missing !== undefined) refuse(`bounds.${missing}`, undefined, "a number");
  return json as unknown as Instance;
}

function refuse(name: string, value: unknown, expected: string): never {
  throw new Error(`Cannot take ${quote(value)} for the instance's ${name}: expected ${expected}`);
}
