/**
 * The wire formats' own tests, taken to a mutant without a process of its own: there are more mistakes
 * in a wire format than anybody would wait for processes.
 *
 * @module
 */

import { join, toFileUrl } from "@std/path";

/** A test as the wire formats' files declare them. */
interface Declared {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/**
 * Runs the tests of the wire formats in a mutant's folder.
 *
 * @returns the name of the first test that fails, or `null` if all pass.
 */
export async function firstFailedWireTest(root: string): Promise<string | null> {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(join(root, "nvme"))) {
    if (name.endsWith("_test.ts")) files.push(name);
  }
  const tests: Declared[] = [];
  const runner = Deno as { test: unknown };
  const declare = runner.test;
  // While the files are loaded, what they declare is kept instead of being left to a test runner.
  runner.test = (name: string, run: Declared["run"]) => {
    tests.push({ name, run });
  };
  try {
    for (const name of files.sort()) await import(toFileUrl(join(root, "nvme", name)).href);
  } catch {
    return "the tests can be loaded";
  } finally {
    runner.test = declare;
  }
  for (const { name, run } of tests) {
    try {
      await run();
    } catch {
      return name;
    }
  }
  return null;
}
