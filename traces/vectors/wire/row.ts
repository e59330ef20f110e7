/**
 * How rows of tables are written down.
 *
 * @module
 */

import type { Fields, WireRow } from "../wire.ts";
import { snake } from "./layouts.ts";

/** What follows from what is given. */
export function row(table: string, name: string, given: Fields, fields: Fields): WireRow {
  return { name: snake(`${table}_${name}`), table, given, answer: "done", fields };
}

/** What cannot be. */
export function refused(table: string, name: string, given: Fields): WireRow {
  return { name: snake(`${table}_${name}`), table, given, answer: "refused", fields: {} };
}

/** A number in hexadecimal. */
export const hex = (value: bigint | number) => value.toString(16);
