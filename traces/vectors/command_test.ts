import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { exitCodes } from "../../scenarios/exit_codes.ts";

const main = fromFileUrl(new URL("./main.ts", import.meta.url));
const folder = fromFileUrl(new URL("./", import.meta.url));

async function vectors(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", "--allow-run", main, ...args],
    cwd: folder,
  }).output();
  const [said, complaint] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, said, complaint };
}

Deno.test("vectors checks that a file is well formed, and prints what is not", async () => {
  const { code, said } = await vectors("doorbells_v1.json");
  assertEquals(code, exitCodes.asExpected.code, said);
  const [count] = said.split(" ");
  assertEquals(said, `${count} vectors, all well formed\n`);
  const other = await vectors("../../deno.json");
  assertEquals(other.code, exitCodes.differs.code);
  assertStringIncludes(other.said, "format is not ringfence-vectors\n");
});

Deno.test("vectors checks sequences, too, and says which steps are wrong", async () => {
  const { code, said } = await vectors("sequences_v1.json");
  assertEquals(code, exitCodes.asExpected.code, said);
  assertEquals(said, `${said.split(" ")[0]} sequences, all well formed\n`);
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const text = await Deno.readTextFile(join(folder, "sequences_v1.json"));
    await Deno.writeTextFile(path, text.replace('"op":"grantClaim"', '"op":"takeClaim"'));
    const other = await vectors(path);
    assertEquals(other.code, exitCodes.differs.code);
    assertStringIncludes(other.said, 'steps[3]: the request "takeClaim" is not known');
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("vectors checks wire vectors, and holds an adapter to them", async () => {
  const { code, said } = await vectors("wire_v1.json");
  assertEquals(code, exitCodes.asExpected.code, said);
  assertEquals(said, `${said.split(" ")[0]} wire vectors, all well formed\n`);
  const adapter = fromFileUrl(new URL("../conform/typescript_adapter.ts", import.meta.url));
  const held = await vectors("wire_v1.json", "--", Deno.execPath(), "run", adapter);
  assertEquals(held.code, exitCodes.asExpected.code, held.said);
  const count = said.split(" ")[0];
  assertEquals(
    held.said,
    `spec/implementation answers ${count} of ${count} wire vectors as they demand\n`,
  );
});

Deno.test("vectors waits as long as it is told to", async () => {
  const hanging = ["doorbells_v1.json", "--", "sh", "-c", "exec sleep 60"];
  const { code, said } = await vectors("--timeout", "50", ...hanging);
  assertEquals(code, exitCodes.differs.code, said);
  assertStringIncludes(said, "gave no answer within 50 ms, at request 1 (hello)");
});

const refused: { readonly [said: string]: readonly string[] } = {
  "Cannot check 0 files": [],
  "Cannot check 2 files": ["a.json", "b.json"],
  'Cannot check "none.json": No such file or directory': ["none.json"],
  'Cannot check ".": Is a directory': ["."],
  'Cannot check "README.md": it is not JSON': ["README.md"],
  'Cannot use the option "--held": there is none': ["--held", "doorbells_v1.json"],
  'Cannot use "soon" as --timeout': ["--timeout", "soon", "doorbells_v1.json", "--", "true"],
  'Cannot use "0" as --timeout': ["--timeout", "0", "doorbells_v1.json"],
  'Cannot start an adapter: nothing follows "--"': ["doorbells_v1.json", "--"],
  'Cannot start the adapter "./none"': ["doorbells_v1.json", "--", "./none"],
};

for (const [said, args] of Object.entries(refused)) {
  Deno.test(`vectors ${args.join(" ")} is refused`, async () => {
    const { code, complaint } = await vectors(...args);
    assertEquals(code, exitCodes.badInput.code);
    assertStringIncludes(complaint, said);
  });
}
