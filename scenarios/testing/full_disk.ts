/**
 * Commands that write where the disk is full.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { withFolder } from "./with_folder.ts";

const project = fromFileUrl(new URL("../../", import.meta.url));

/**
 * Tests that a command is refused where it cannot write, and leaves nothing behind. A limit on the size
 * of files stands for the disk: here as there, a write ends in the middle.
 *
 * @param written What the command writes.
 * @param words The entry and its arguments; `FOLDER` stands for an empty folder.
 */
export function testOnFullDisk(written: string, words: readonly string[]): void {
  Deno.test({
    name: `Where the disk is full, ${written} is refused and nothing is left of it`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withFolder(async (folder) => {
        const args = words.map((word) => word.replace("FOLDER", folder));
        const run = [Deno.execPath(), "run", "--no-prompt", "--allow-read", "--allow-write"];
        const { code, stderr } = await new Deno.Command("sh", {
          args: ["-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh", ...run, ...args],
          cwd: project,
        }).output();
        assertMatch(new TextDecoder().decode(stderr), /^Cannot write to \/.*: File too large/m);
        assertEquals([code, [...Deno.readDirSync(folder)]], [2, []]);
      }),
  });
}
