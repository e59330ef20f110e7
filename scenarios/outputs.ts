/**
 * Where a command writes: standard output and error, files, folders. Whatever cannot be written is
 * found out before the run begins, and reported in a sentence.
 *
 * @module
 */

import { join, resolve } from "@std/path";
import { UsageError } from "./exit_codes.ts";
import { clearWay, isDevice, writeWhole } from "./whole_file.ts";

/** Somewhere text goes. */
export interface Output {
  write(text: string): void;
}

/** The reader of a pipe has gone: nothing more can be said there. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/**
 * Writes to an open file or stream, to the last byte.
 *
 * @throws {ReaderGone} if it is a pipe that nobody reads any more.
 * @throws {UsageError} if the text cannot be written, for instance because the disk is full.
 */
export class FileOutput implements Output {
  readonly #file: { writeSync(bytes: Uint8Array): number };
  readonly #name: string;

  constructor(file: { writeSync(bytes: Uint8Array): number }, name: string) {
    this.#file = file;
    this.#name = name;
  }

  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw new ReaderGone(this.#name);
      throw cannotWrite(this.#name, error);
    }
  }
}

/**
 * Makes ready to write a file: a report of an earlier run must not outlive a run that failed. What is
 * written stands there as a whole, or nothing does.
 *
 * @throws {UsageError} if it cannot be written.
 */
export function openFile(path: string): Output {
  try {
    if (isDevice(path)) return new FileOutput(Deno.openSync(path, { write: true }), path);
    clearWay(path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
  let whole = "";
  return {
    write(text) {
      whole += text;
      writeFile(path, new TextEncoder().encode(whole));
    },
  };
}

/**
 * Makes a folder where there is none, and makes sure that files can be written there.
 *
 * @throws {UsageError} if they cannot.
 */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
    const probe = join(path, `.writable-${crypto.randomUUID()}`);
    Deno.writeFileSync(probe, new Uint8Array());
    Deno.removeSync(probe);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Writes a file, as a whole or not at all.
 *
 * @throws {UsageError} if it cannot be written.
 */
export function writeFile(path: string, bytes: Uint8Array): void {
  try {
    writeWhole(path, bytes);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * A path as the user meant it: relative to where the command was called, although a task runs in
 * the project's own folder.
 */
export function userPath(path: string): string {
  const permitted = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  const folder = permitted.state === "granted" ? Deno.env.get("INIT_CWD") : undefined;
  return resolve(folder ?? Deno.cwd(), path);
}

/**
 * What the system says of a failure, without the call, the path and the advice that the runtime adds:
 * the message that quotes it names the path already.
 */
export function systemMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split(/: \w+ '|, run again/)[0];
}

function cannotWrite(path: string, error: unknown): UsageError {
  const cause = error instanceof Deno.errors.AlreadyExists
    ? "it is not a folder"
    : systemMessage(error);
  return new UsageError(`Cannot write to ${path}: ${cause}`, { cause: error });
}

/**
 * Refuses reports that would be written over each other, or nowhere.
 *
 * @param reports By name of the option: where the report goes, if it is asked for.
 * @throws {UsageError} if two go to the same place, or one to none.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { UsageError } from "./exit_codes.ts";
 * import { requirePlaces } from "./outputs.ts";
 *
 * requirePlaces({ json: "-", junit: "report.xml" });
 * assertThrows(() => requirePlaces({ json: "-", junit: "-" }), UsageError, "both --json and --junit");
 * ```
 */
export function requirePlaces(reports: { readonly [option: string]: string | undefined }): void {
  const taken = new Map<string, string>();
  for (const [option, place] of Object.entries(reports)) {
    if (place === undefined) continue;
    if (place === "") throw new UsageError(`Cannot write --${option} to "": it names no file`);
    const other = taken.get(place);
    if (other !== undefined) {
      const where = place === "-" ? "the standard output" : place;
      throw new UsageError(`Cannot write both --${other} and --${option} to ${where}`);
    }
    taken.set(place, option);
  }
}
