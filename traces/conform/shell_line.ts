/**
 * Lines that somebody can paste into the shell that the command was started from.
 *
 * @module
 */

import { fromFileUrl, relative } from "@std/path";

/** This project. */
const PROJECT = fromFileUrl(new URL("../../", import.meta.url));

/**
 * A word as a POSIX shell reads it whole: as it is where nothing in it means anything to a shell,
 * otherwise in quotes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shellWord } from "./shell_line.ts";
 *
 * assertEquals(shellWord("./ringfence"), "./ringfence");
 * assertEquals(shellWord("my adapter"), "'my adapter'");
 * assertEquals(shellWord("it's"), `'it'\\''s'`);
 * ```
 */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * How this project's tasks are started from a folder. Outside the project its configuration has to be
 * named; and whoever has Deno from npm alone has no `deno` to call.
 *
 * @param folder an absolute path.
 * @param runtime the program that runs this one.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { resolve } from "@std/path";
 * import { taskIn } from "./shell_line.ts";
 *
 * const here = import.meta.dirname!;
 * assertEquals(taskIn(here, "/usr/bin/deno"), "deno task");
 * assertEquals(taskIn(here, "/cache/node_modules/deno/deno"), "npx -y deno@2 task");
 * assert(taskIn(resolve("/"), "/usr/bin/deno").endsWith("deno.json"));
 * ```
 */
export function taskIn(folder: string, runtime: string = Deno.execPath()): string {
  const way = relative(PROJECT, folder);
  const outside = way.startsWith("..") || way === folder;
  const program = runtime.includes("node_modules") ? "npx -y deno@2" : "deno";
  return outside
    ? `${program} task --config ${shellWord(`${PROJECT}deno.json`)}`
    : `${program} task`;
}
