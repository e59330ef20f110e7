/**
 * Building the C implementation for a test, where there is a C compiler.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";

const sources = fromFileUrl(new URL("../../c11/", import.meta.url));

/** Whether there is a C compiler. */
export function hasCompiler(): boolean {
  try {
    return new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/**
 * A test that needs the C implementation built. Without a compiler it says so aloud, in its name and on
 * the standard error, and is ignored.
 *
 * @param defines Macros to define, such as `DEFECT_NO_SCRUB`.
 */
export function compiledTest(
  name: string,
  defines: readonly string[],
  test: (adapter: string) => Promise<void>,
): void {
  const ignore = !hasCompiler();
  if (ignore) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${name}: skipped: no C compiler\n`));
  }
  Deno.test({
    name: ignore ? `${name} (skipped: no C compiler)` : name,
    ignore,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const adapter = join(folder, "adapter");
        const { success, stderr } = await new Deno.Command("cc", {
          args: [
            ...["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-o", adapter],
            ...defines.map((define) => `-D${define}`),
            ...["ringfence.c", "adapter.c"].map((file) => join(sources, file)),
          ],
          stdout: "null",
        }).output();
        if (!success) throw new Error(new TextDecoder().decode(stderr));
        await test(adapter);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
