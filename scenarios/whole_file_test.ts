/** Files that are there as a whole or not at all, on a disk that is full, too. */

import { assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { testOnFullDisk } from "./testing/full_disk.ts";
import { withFolder } from "./testing/with_folder.ts";
import { clearWay, writeWhole } from "./whole_file.ts";

const main = fromFileUrl(new URL("./main.ts", import.meta.url));
const text = new TextEncoder();
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

const inFolder = (test: (folder: string) => void) => () =>
  withFolder((folder) => Promise.resolve(test(folder)));

Deno.test(
  "writeWhole() replaces a file, and leaves nothing beside it",
  inFolder((folder) => {
    const path = join(folder, "report");
    writeWhole(path, text.encode("an older, longer report"));
    writeWhole(path, text.encode("new"));
    assertEquals(Deno.readTextFileSync(path), "new");
    assertEquals(namesIn(folder), ["report"]);
  }),
);

Deno.test(
  "writeWhole() leaves nothing where it cannot write, and a folder as it was",
  inFolder((folder) => {
    const path = join(folder, "taken");
    Deno.mkdirSync(path);
    assertThrows(() => writeWhole(path, text.encode("x")), Deno.errors.IsADirectory);
    assertThrows(() => writeWhole(join(folder, "none", "x"), text.encode("x")));
    assertEquals(namesIn(folder), ["taken"]);
    assertEquals(namesIn(path), []);
  }),
);

Deno.test({
  name: "writeWhole() writes through links, and into devices",
  ignore: Deno.build.os === "windows",
  fn: inFolder((folder) => {
    const [path, link] = [join(folder, "report"), join(folder, "link")];
    Deno.writeTextFileSync(path, "old", { mode: 0o600 });
    Deno.symlinkSync(path, link);
    writeWhole(link, text.encode("new"));
    assertEquals(Deno.readTextFileSync(path), "new");
    assertEquals(Deno.lstatSync(link).isSymlink, true);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    writeWhole("/dev/null", text.encode("nobody reads this"));
    assertEquals(Deno.statSync("/dev/null").isFile, false);
  }),
});

Deno.test(
  "clearWay() takes away the report of an earlier run",
  inFolder((folder) => {
    const path = join(folder, "report");
    clearWay(path);
    Deno.writeTextFileSync(path, "old");
    clearWay(path);
    assertEquals(namesIn(folder), []);
    assertThrows(() => clearWay(join(path, "below", "x")));
  }),
);

testOnFullDisk("a JSON report", [main, "clean_bounce_brokered", "--json", "FOLDER/report"]);
testOnFullDisk("a JUnit report", [main, "clean_bounce_*", "--junit", "FOLDER/report"]);
testOnFullDisk("a trace", [main, "as_written_entry_rewritten", "--traces", "FOLDER"]);
