import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { exitCodes } from "../../scenarios/exit_codes.ts";

/** Runs an entry and returns its exit code and what it wrote. */
async function run(entry: string, ...args: string[]) {
  const path = fromFileUrl(new URL(entry, import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", path, ...args],
  }).output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}

const entries = {
  "./lock_step_main.ts": "Usage: deno task lockstep",
  "./mutants_main.ts": "Usage: deno task mutants",
  "../golden_main.ts": "Usage: deno task golden",
};

for (const [entry, usage] of Object.entries(entries)) {
  Deno.test(`${entry} says how it is used, and refuses an option that there is not`, async () => {
    const help = await run(entry, "--help");
    assertEquals(help.code, exitCodes.asExpected.code);
    assertStringIncludes(help.said, usage);
    const refused = await run(entry, "--bogus");
    assertEquals(refused.code, exitCodes.badInput.code);
    assertStringIncludes(refused.said, 'Cannot use the option "--bogus": there is none');
  });
}

Deno.test("a mutant that there is not is refused, beside one that there is", async () => {
  const { code, said } = await run("./mutants_main.ts", "scan/", "nosuch");
  assertEquals(code, exitCodes.badInput.code);
  assertStringIncludes(said, 'Cannot take the mutant "nosuch": there is none');
});
