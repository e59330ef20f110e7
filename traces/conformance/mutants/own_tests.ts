/**
 * The implementation's own tests, taken to a mutant that no suite has found: what no adapter can show
 * they may see.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";

const CONFIGURATION = fromFileUrl(new URL("../../../deno.json", import.meta.url));

/** Tests that are about time, or take too much of it. */
const LEFT_OUT = ["hostile_test.ts", "doorbell_bench_test.ts", "example_test.ts"];

/** How long the tests may take together before a mutant is taken to run for ever. */
const PATIENCE = 60_000;

/**
 * Runs the tests in a mutant's folder, those of the changed files first.
 *
 * @returns the name of the first test that fails, or `null` if all pass.
 */
export async function firstFailedTest(
  root: string,
  changed: readonly string[],
): Promise<string | null> {
  const files: string[] = [];
  for (const room of ["implementation", "nvme"]) {
    for await (const { name } of Deno.readDir(join(root, room))) {
      if (!name.endsWith("_test.ts") || LEFT_OUT.includes(name)) continue;
      files.push(room === "nvme" ? `nvme/${name}` : name);
    }
  }
  const isWire = changed.some((file) => file.startsWith("nvme/"));
  const nearness = (name: string) => {
    if (changed.some((file) => name === `${file}_test.ts`)) return 0;
    return name.startsWith("nvme/") === isWire ? 1 : 2;
  };
  files.sort((a, b) => nearness(a) - nearness(b) || (a < b ? -1 : 1));
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "--no-check", "--no-prompt", "--no-lock", "--config", CONFIGURATION],
      ...["--allow-read", "--fail-fast", "--reporter=tap"],
      ...files.map((name) => join(root, name.startsWith("nvme/") ? "" : "implementation", name)),
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const { success, signal, stdout } = await command.output();
  if (success) return null;
  if (signal !== null) return "the tests end at all";
  const failed = /^\s*not ok \d+ - (.*)$/m.exec(new TextDecoder().decode(stdout));
  return failed?.[1] ?? "the tests can be loaded";
}
