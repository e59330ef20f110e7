/**
 * Variables of the machine, by name, as far as a host tells them.
 *
 * @module
 */

import type { Plain } from "../../checker/mod.ts";

/** Some of a record's fields, with their values. Those that are left out are not compared. */
export type Fields = { [name: string]: Plain };
