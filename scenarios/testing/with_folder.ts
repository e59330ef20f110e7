/**
 * A folder for a test.
 *
 * @module
 */

/** Gives the test an empty folder, and removes it with what the test left in it. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
