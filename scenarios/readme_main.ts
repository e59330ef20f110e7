/**
 * The entry of `deno task readme`: rewrites the parts of the documents that follow from data.
 *
 * @module
 */

import { limits, machineOf, scenarios } from "./catalogue.ts";
import { documents, goldenNames, partsOf, withParts } from "./readme.ts";

const parts = partsOf({ scenarios, limits, machine: machineOf }, goldenNames());
for (const path of documents) {
  const place = new URL(`../${path}`, import.meta.url);
  Deno.writeTextFileSync(place, withParts(Deno.readTextFileSync(place), parts));
}
