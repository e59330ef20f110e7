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

/** They end the program at the first access out of bounds and the first undefined behaviour. */
const SANITIZERS = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"];

/** Whether the C compiler can build with the sanitizers, and what it builds can run. */
function hasSanitizers(): boolean {
  if (!hasCompiler()) return false;
  const folder = Deno.makeTempDirSync();
  try {
    const [source, program] = [join(folder, "probe.c"), join(folder, "probe")];
    Deno.writeTextFileSync(source, "int main(void) { return 0; }\n");
    const build = ["cc", ...SANITIZERS, "-o", program, source];
    return [build, [program]].every(([command, ...args]) =>
      new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
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
  const lacks = hasCompiler() ? null : "no C compiler";
  builtTest(name, defines.map((define) => `-D${define}`), lacks, test);
}

/** A test as {@link compiledTest} makes one, with the sanitizers in, where the compiler has them. */
export function sanitizedTest(name: string, test: (adapter: string) => Promise<void>): void {
  const lacks = hasSanitizers() ? null : "no C compiler with sanitizers";
  builtTest(name, SANITIZERS, lacks, test);
}

/** A test of the C implementation as it is built with some options, unless something is lacking. */
function builtTest(
  name: string,
  options: readonly string[],
  lacks: string | null,
  test: (adapter: string) => Promise<void>,
): void {
  if (lacks !== null) {
    Deno.stderr.writeSync(new TextEncoder().encode(`${name}: skipped: ${lacks}\n`));
  }
  Deno.test({
    name: lacks === null ? name : `${name} (skipped: ${lacks})`,
    ignore: lacks !== null,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        const adapter = join(folder, "adapter");
        const { success, stderr } = await new Deno.Command("cc", {
          args: [
            ...["-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-o", adapter, ...options],
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
