/**
 * Files that are there as a whole or not at all: on a disk that fills up, a truncated report or trace
 * would pass for a finished one.
 *
 * @module
 */

import { dirname, join } from "@std/path";

/**
 * Writes a file, in one step as far as a reader can see: beside it first, then renamed to it. If that
 * fails, nothing is left of the attempt, and what was at `path` before is there still.
 *
 * A link stays a link to what is written. A device or pipe is written to as it is.
 *
 * @throws {Error} what the system says: the disk is full, the folder cannot be written to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeWhole } from "./whole_file.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * writeWhole(`${folder}/report`, new TextEncoder().encode("all is said"));
 * assertEquals(Deno.readTextFileSync(`${folder}/report`), "all is said");
 * assertEquals([...Deno.readDirSync(folder)].length, 1);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  if (isDevice(path)) return Deno.writeFileSync(path, bytes);
  const before = statOf(path);
  const target = before === null ? path : Deno.realPathSync(path);
  const options = { createNew: true, mode: before?.isFile ? before.mode! & 0o777 : undefined };
  const beside = join(dirname(target), `.${crypto.randomUUID()}.part`);
  try {
    Deno.writeFileSync(beside, bytes, options);
    Deno.renameSync(beside, target);
  } catch (error) {
    try {
      Deno.removeSync(beside);
    } catch {
      // It was never made.
    }
    throw error;
  }
}

/**
 * Makes sure that a file can be written, before the work whose result is to stand there; and takes away
 * that of an earlier run, which must not outlive a run that fails.
 *
 * @throws {Error} what the system says if it cannot be written.
 */
export function clearWay(path: string): void {
  writeWhole(path, new Uint8Array());
  Deno.removeSync(Deno.realPathSync(path));
}

/** Whether something is there that is neither file nor folder: what is written to it goes elsewhere. */
export function isDevice(path: string): boolean {
  const found = statOf(path);
  return found !== null && !found.isFile && !found.isDirectory;
}

function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
