/**
 * The committed vectors are what the cases say, and the implementation gives the answers they demand.
 */

import { assert, assertEquals } from "@std/assert";
import { directLink } from "../conform/testing/direct_link.ts";
import { vectorFile, vectorText } from "./cases.ts";
import { problemsOf, type VectorFile } from "./format.ts";
import { runVector } from "./run.ts";
import { pathsOf, withOdd } from "./testing.ts";

const path = new URL("./doorbells_v1.json", import.meta.url);

Deno.test("The committed file is made from the cases", () => {
  assert(Deno.readTextFileSync(path) === vectorText(vectorFile), "it is stale");
});

Deno.test("The committed file is well formed", () => {
  assertEquals(problemsOf(JSON.parse(Deno.readTextFileSync(path))), []);
});

Deno.test("The implementation answers every vector as it demands", async () => {
  const adapter = directLink();
  for (const vector of vectorFile.vectors) {
    assertEquals([vector.name, await runVector(adapter, vectorFile, vector)], [vector.name, null]);
  }
});

Deno.test("A vector that demands another answer is found out", async () => {
  const adapter = directLink();
  for (const vector of vectorFile.vectors) {
    const wrong = vector.answer === "done"
      ? { ...vector, answer: "refused" as const, reason: "opcode" }
      : { ...vector, answer: "done" as const, reason: "" };
    assert(await runVector(adapter, vectorFile, wrong) !== null, vector.name);
  }
});

const damage: { readonly [problem: string]: (file: VectorFile) => unknown } = {
  "format is not ringfence-vectors": () => null,
  "version is 2": (file) => ({ ...file, version: 2 }),
  "entries is not 2 to 64": (file) => ({ ...file, entries: 1 }),
  "vectors is not a list": (file) => ({ ...file, vectors: [] }),
  "the name is used twice": (file) => ({ ...file, vectors: [file.vectors[0], file.vectors[0]] }),
  "name is no snake_case": (file) => withFirst(file, { name: "One Page" }),
  "windows, memory or inFlight is no list": (file) => withFirst(file, { windows: undefined }),
  "windows[0] is not whole pages": (file) =>
    withFirst(file, { windows: [{ ...file.vectors[0].windows[0], base: "100001" }] }),
  "windows[0] is neither live nor retiring": (file) =>
    withFirst(file, { windows: [{ ...file.vectors[0].windows[0], phase: "free" }] }),
  "memory[0] has no address": (file) =>
    withFirst(file, { memory: [{ owner: 1, address: "0x100000", bytes: "00" }] }),
  "memory[0] lies in no window": (file) =>
    withFirst(file, { memory: [{ owner: 1, address: "103fff", bytes: "0000" }] }),
  "claim has no owner or phase": (file) => withFirst(file, { claim: { owner: 1 } }),
  "claim has no owner": (file) => withFirst(file, { claim: { owner: 3, phase: "live" } }),
  "windows[0] has no owner": (file) =>
    withFirst(file, { windows: [{ ...file.vectors[0].windows[0], owner: -1 }] }),
  "windows[1] is not whole pages": (file) =>
    withFirst(file, {
      windows: [file.vectors[0].windows[0], {
        owner: 2,
        base: "fffffffffffff000",
        pages: 2,
        phase: "live",
      }],
    }),
  "two windows of an owner overlap": (file) =>
    withFirst(file, { windows: Array(2).fill(file.vectors[0].windows[0]) }),
  "there are more than 4 windows": (file) =>
    withFirst(file, { windows: Array(5).fill(file.vectors[0].windows[0]) }),
  "memory[0] has no address, or no whole bytes": (file) =>
    withFirst(file, { memory: [{ owner: 1, address: "100000", bytes: 12 }] }),
  "maxTransferBytes is not": (file) => ({ ...file, maxTransferBytes: -1 }),
  "asq is no hexadecimal number": (file) => withFirst(file, { asq: 5 }),
  "acq is no base that was checked": (file) => withFirst(file, { acq: "200000" }),
  "asq is no base that was checked": (file) => withFirst(file, { asq: "100040" }),
  "a command is in flight twice": (file) => withFirst(file, { oldTail: 2, inFlight: [7, 7] }),
  "oldTail is no slot": (file) => withFirst(file, { oldTail: 8 }),
  "newTail is no whole number": (file) => withFirst(file, { newTail: -1 }),
  "inFlight does not fit": (file) => withFirst(file, { inFlight: [1] }),
  "no such cid": (file) => withFirst(file, { oldTail: 1, inFlight: [65536] }),
  "the reason busy is not known": (file) => withFirst(file, { answer: "refused", reason: "busy" }),
  "answer and reason do not go together": (file) => withFirst(file, { reason: "sgl" }),
};

function withFirst(file: VectorFile, changes: object): unknown {
  return { ...file, vectors: [{ ...file.vectors[0], ...changes }, ...file.vectors.slice(1)] };
}

/** Values that fit nowhere in such a file. */
const ODD = [null, undefined, -1, 1.5, 2 ** 70, "", "One X", [], [null], {}, true];

Deno.test("problemsOf() throws at nothing, wherever in a file an odd value stands", () => {
  const few = { file: { ...vectorFile, vectors: vectorFile.vectors.slice(0, 2) } };
  const paths = pathsOf(few);
  assert(paths.length > 40);
  for (const path of paths) {
    for (const odd of ODD) {
      const { file } = withOdd(few, path, odd) as typeof few;
      const problems = problemsOf(file);
      const last = path.at(-1);
      const isList = ["memory", "inFlight"].includes(String(last));
      const fits = isList && Array.isArray(odd) && odd.length === 0 ||
        last === "reason" && odd === "";
      assertEquals(problems.length === 0, fits, `${path.join(".")} = ${JSON.stringify(odd)}`);
    }
  }
});

for (const [problem, change] of Object.entries(damage)) {
  Deno.test(`problemsOf() says that ${problem}`, () => {
    const problems = problemsOf(change(vectorFile));
    assert(problems.some((one) => one.includes(problem)), problems.join("; "));
  });
}
