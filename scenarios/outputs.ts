/**
 * Where a command writes: standard output and error, files, folders. Whatever cannot be written is
 * found out before the run begins, and reported in a sentence.
 *
 * @module
 */

import { join, resolve } from "@std/path";
import { UsageError } from "./exit_codes.ts";

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
 * Opens a file to write, emptying it: a report of an earlier run must not outlive a run that failed.
 *
 * @throws {UsageError} if it cannot be opened.
 */
export function openFile(path: string): Output {
  try {
    return new FileOutput(Deno.openSync(path, { write: true, create: true, truncate: true }), path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
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
 * Writes a whole file.
 *
 * @throws {UsageError} if it cannot be written.
 */
export function writeFile(path: string, bytes: Uint8Array): void {
  try {
    Deno.writeFileSync(path, bytes);
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
