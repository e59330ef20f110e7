/**
 * The same model for SPIN (G. Holzmann, "The Model Checker SPIN", 1997), as a yardstick.
 *
 * Two-phase commit is written in Promela the way that suits SPIN best: one process, one `d_step` an
 * action, so that no interleaving point or program counter is added and the states are the same
 * ones. It checks no property; the machine that it is compared with does.
 *
 * @module
 */

/** What SPIN's verifier found, and how long it took. */
export interface SpinRun {
  /** States stored. */
  readonly distinct: number;
  /** Wall-clock time of the verifier alone: not of `spin -a`, not of the compiler. */
  readonly milliseconds: number;
  /** Memory in use at the end, in bytes, as the verifier says. */
  readonly bytes: number;
}

/** How the verifier is compiled: every state, as fast as it goes. */
export const COMPILE = ["-O3", "-DSAFETY", "-DNOREDUCE"];

/**
 * Two-phase commit with so many managers, in Promela.
 *
 * @example
 * ```ts
 * import { twoPhaseInPromela } from "./spin.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * assertStringIncludes(twoPhaseInPromela(3), "d_step { tm == 0 && heard == 7 ->");
 * ```
 */
export function twoPhaseInPromela(managers: number): string {
  const lines = [
    "/* rm: 0 working, 1 prepared, 2 committed, 3 aborted. tm: 0 init, 1 committed, 2 aborted. */",
    `byte rm[${managers}];`,
    "byte tm;",
    "short heard, sent;",
    "bool sentCommit, sentAbort;",
    "active proctype everyone() {",
    "end: do",
    `:: d_step { tm == 0 && heard == ${2 ** managers - 1} -> tm = 1; sentCommit = true }`,
    ":: d_step { tm == 0 -> tm = 2; sentAbort = true }",
  ];
  for (let i = 0; i < managers; i++) {
    lines.push(
      `:: d_step { tm == 0 && (sent & ${1 << i}) -> heard = heard | ${1 << i} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 1; sent = sent | ${1 << i} }`,
      `:: d_step { rm[${i}] == 0 -> rm[${i}] = 3 }`,
      `:: d_step { sentCommit -> rm[${i}] = 2 }`,
      `:: d_step { sentAbort -> rm[${i}] = 3 }`,
    );
  }
  return [...lines, "od", "}", ""].join("\n");
}

/**
 * Has SPIN explore a model.
 *
 * @returns nothing where `spin` or a C compiler is not installed.
 * @throws {Error} if either refuses the model, or the verifier does not come to its end.
 */
export async function runSpin(promela: string): Promise<SpinRun | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "ringfence-spin-" });
  try {
    await Deno.writeTextFile(`${folder}/model.pml`, promela);
    const made = await output("spin", ["-a", "model.pml"], folder) !== undefined &&
      await output("cc", [...COMPILE, "-o", "verifier", "pan.c"], folder) !== undefined;
    if (!made) return undefined;
    const begun = performance.now();
    const text = await output(`${folder}/verifier`, ["-m1000"], folder);
    const milliseconds = performance.now() - begun;
    return text === undefined ? undefined : { ...verdictOf(text), milliseconds };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * What a verifier's report says.
 *
 * @throws {Error} if it tells of an error, or of a search that was cut short.
 *
 * @example
 * ```ts
 * import { verdictOf } from "./spin.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const report = "State-vector 28 byte, depth reached 16, errors: 0\n" +
 *   "     8832 states, stored\n  128.000\ttotal actual memory usage\n";
 * assertEquals(verdictOf(report), { distinct: 8832, bytes: 128 * 2 ** 20 });
 * ```
 */
export function verdictOf(report: string): { distinct: number; bytes: number } {
  const errors = report.match(/errors: (\d+)/)?.[1];
  const distinct = report.match(/([\d.e+]+) states, stored/)?.[1];
  const mebibytes = report.match(/([\d.]+)\s+total actual memory usage/)?.[1];
  const isWhole = errors === "0" && !/max search depth|out of memory/.test(report);
  if (!isWhole || distinct === undefined || mebibytes === undefined) {
    throw new Error(`Cannot compare with SPIN, whose verifier did not finish:\n${report}`);
  }
  return { distinct: Number(distinct), bytes: Number(mebibytes) * 2 ** 20 };
}

/** What a command prints, or nothing if there is no such command. */
async function output(name: string, args: string[], cwd: string): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(name, { args, cwd }).output();
    const text = new TextDecoder().decode(stdout);
    if (code === 0) return text;
    throw new Error(`Cannot run ${name}: ${text}${new TextDecoder().decode(stderr)}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
