/**
 * Mutants: implementations with one mistake each. The source is copied, changed in one place, and
 * loaded from the copy; the implementation itself knows nothing of it.
 *
 * @module
 */

import { join, toFileUrl } from "@std/path";
import type { Wire } from "../../conform/wire_fields.ts";
import type { Implementation } from "../in_process_host.ts";

/** One place of the source, and what stands there instead. */
export interface Patch {
  /** A file of `spec/implementation/` without its suffix, or of `spec/nvme/`, with that before it. */
  readonly file: string;
  /** Text that occurs exactly once in it. */
  readonly find: string;
  readonly replace: string;
}

/** An implementation with a mistake. */
export interface Mutant {
  readonly name: string;
  /** The mistake, as a sentence about the kernel. */
  readonly title: string;
  readonly patches: readonly Patch[];
  /** The places whose suites find it. Where none is named, the byte suites do. */
  readonly places: readonly string[];
}

/** Makes a mutant of one patch. */
export function mutant(
  name: string,
  title: string,
  places: readonly string[],
  ...patches: readonly (readonly [file: string, find: string, replace: string])[]
): Mutant {
  return {
    name,
    title,
    places,
    patches: patches.map(([file, find, replace]) => ({ file, find, replace })),
  };
}

const SPEC = new URL("../../../spec/", import.meta.url);

/** Where the implementation is, and what it needs. */
const ROOMS = ["implementation", "nvme"];

/** An implementation as it is loaded, with the wire formats that go with it. */
export interface LoadedMutant {
  readonly implementation: Implementation;
  readonly wire: Wire;
}

/**
 * Writes a mutant's source into a new folder in `folder`.
 *
 * @returns the folder of the mutant alone.
 * @throws {Error} if the source has changed, so that a patch no longer fits in exactly one place.
 */
export async function writeMutant(folder: string, mutant: Mutant): Promise<string> {
  return await writeTexts(folder, mutatedTexts(await source, mutant));
}

/** Writes an implementation's source by path into a new folder in `folder`, and returns that one. */
export async function writeTexts(
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<string> {
  const root = await Deno.makeTempDir({ dir: folder });
  for (const room of ROOMS) await Deno.mkdir(join(root, room));
  for (const [path, text] of texts) await Deno.writeTextFile(join(root, path), text);
  return root;
}

/** The source, read once: what is edited meanwhile is no part of the run. */
const source = implementationTexts();

/** Whether a mutant's mistakes are all in the wire formats. */
export function isWireMutant({ patches }: Mutant): boolean {
  return patches.every(({ file }) => file.startsWith("nvme/"));
}

/** Loads the implementation that was written into a folder. */
export async function loadMutant(root: string): Promise<LoadedMutant> {
  const implementation = await import(toFileUrl(join(root, "implementation/mod.ts")).href);
  return { implementation, wire: await loadWire(root) };
}

/** Loads the wire formats alone. */
export async function loadWire(root: string): Promise<Wire> {
  return await import(toFileUrl(join(root, "nvme/mod.ts")).href);
}

/**
 * The source by path, with a mutant's mistake in it.
 *
 * @throws {Error} if a patch does not fit in exactly one place.
 */
export function mutatedTexts(
  source: ReadonlyMap<string, string>,
  { name, patches }: Mutant,
): Map<string, string> {
  const texts = new Map(source);
  for (const { file, find, replace } of patches) {
    const path = file.startsWith("nvme/") ? `${file}.ts` : `implementation/${file}.ts`;
    const parts = texts.get(path)?.split(find) ?? [];
    if (parts.length !== 2) {
      throw new Error(
        `Cannot make the mutant ${name}: "${find}" occurs ${parts.length - 1} times in ${path}`,
      );
    }
    texts.set(path, parts.join(replace));
  }
  return texts;
}

/** The implementation's source by path. */
export async function implementationTexts(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const room of ROOMS) {
    for await (const { name, isFile } of Deno.readDir(new URL(`${room}/`, SPEC))) {
      if (!isFile || !name.endsWith(".ts") || name.endsWith("_test.ts")) continue;
      texts.set(`${room}/${name}`, await Deno.readTextFile(new URL(`${room}/${name}`, SPEC)));
    }
  }
  texts.set("vocabulary.ts", await Deno.readTextFile(new URL("vocabulary.ts", SPEC)));
  return texts;
}
