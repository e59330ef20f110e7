import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { UsageError } from "./exit_codes.ts";
import { FileOutput, makeFolder, openFile, ReaderGone, userPath, writeFile } from "./outputs.ts";

function inFolder(test: (folder: string) => void): () => void {
  return () => {
    const folder = Deno.makeTempDirSync();
    try {
      test(folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

function failing(error: Error): FileOutput {
  return new FileOutput({
    writeSync() {
      throw error;
    },
  }, "there");
}

Deno.test("FileOutput writes to the last byte, however little is taken at a time", () => {
  const taken: number[] = [];
  const slow = {
    writeSync(bytes: Uint8Array) {
      taken.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  };
  new FileOutput(slow, "there").write("täglich neu");
  assertEquals(new TextDecoder().decode(new Uint8Array(taken)), "täglich neu");
});

Deno.test("FileOutput tells a reader that is gone from a disk that is full", () => {
  assertThrows(() => failing(new Deno.errors.BrokenPipe("gone")).write("x"), ReaderGone);
  assertThrows(
    () => failing(new Error("No space left on device (os error 28)")).write("x"),
    UsageError,
    "Cannot write to there: No space left on device",
  );
});

Deno.test(
  "openFile() empties the file, or says why it cannot be written",
  inFolder((folder) => {
    const path = join(folder, "report");
    Deno.writeTextFileSync(path, "an older, longer report");
    openFile(path).write("new");
    assertEquals(Deno.readTextFileSync(path), "new");
    openFile(join(folder, "first")).write("made");
    assertEquals(Deno.readTextFileSync(join(folder, "first")), "made");
    assertThrows(() => openFile(folder), UsageError, `Cannot write to ${folder}: `);
    assertThrows(() => openFile(join(path, "below")), UsageError, "Not a directory");
  }),
);

Deno.test(
  "makeFolder() makes a folder and leaves nothing in it",
  inFolder((folder) => {
    const path = join(folder, "a", "b");
    makeFolder(path);
    makeFolder(path);
    assertEquals([...Deno.readDirSync(path)], []);
  }),
);

Deno.test(
  "makeFolder() refuses what is not a folder",
  inFolder((folder) => {
    const path = join(folder, "file");
    writeFile(path, new Uint8Array(1));
    assertThrows(() => makeFolder(path), UsageError, `Cannot write to ${path}: it is not a folder`);
    assertThrows(() => writeFile(folder, new Uint8Array()), UsageError, "Cannot write to");
  }),
);

Deno.test("userPath() is relative to where the command was called", () => {
  const before = Deno.env.get("INIT_CWD");
  const folder = Deno.makeTempDirSync();
  try {
    Deno.env.set("INIT_CWD", folder);
    assertEquals(userPath("report"), join(folder, "report"));
    assertEquals(userPath(join(folder, "x")), join(folder, "x"));
    Deno.env.delete("INIT_CWD");
    assertEquals(userPath("report"), join(Deno.cwd(), "report"));
  } finally {
    if (before === undefined) Deno.env.delete("INIT_CWD");
    else Deno.env.set("INIT_CWD", before);
    Deno.removeSync(folder);
  }
  assert(!userPath("x").includes(folder));
});
