/**
 * The committed wire vectors are what is written down, the implementation answers them as they demand, and
 * a file that is not well formed is told why.
 */

import { assert, assertEquals } from "@std/assert";
import { directLink } from "../conform/testing/direct_link.ts";
import { pathsOf, withOdd } from "./testing.ts";
import { problemsOfWire, type WireFile } from "./wire.ts";
import { wireFile, wireText } from "./wire/mod.ts";
import { FORMATS, TABLES } from "./wire_fields.ts";
import { beyond, runWireCase, wireCases } from "./wire_run.ts";

const path = new URL("./wire_v1.json", import.meta.url);

Deno.test("The committed file of wire vectors is made from what is written down", () => {
  assert(Deno.readTextFileSync(path) === wireText(wireFile), "it is stale");
});

Deno.test("The committed file of wire vectors is well formed", () => {
  assertEquals(problemsOfWire(JSON.parse(Deno.readTextFileSync(path))), []);
});

Deno.test("The implementation answers every wire vector as it demands", async () => {
  const adapter = directLink();
  for (const each of wireCases(wireFile)) {
    assertEquals(beyond(adapter.capabilities, each), null, each.name);
    assertEquals([each.name, await runWireCase(adapter, each)], [each.name, null]);
  }
});

Deno.test("A wire vector that demands something else is found out, each of its values", async () => {
  const adapter = directLink();
  const other = (value: string | number) => typeof value === "number" ? value + 1 : `${value}1`;
  const departs = async (file: Partial<WireFile>, name: string) => {
    const [each] = wireCases({ ...wireFile, vectors: [], rows: [], ...file });
    assert(await runWireCase(adapter, each) !== null, name);
  };
  for (const vector of wireFile.vectors) {
    if (vector.answer === "refused") {
      const done = { ...vector, answer: "done" } as const;
      await departs({ vectors: [done] }, vector.name);
      continue;
    }
    const longer = { ...vector, way: "encode", length: vector.length + 1 } as const;
    if (vector.way !== "decode") await departs({ vectors: [longer] }, vector.name);
    if (vector.way === "encode") continue;
    for (const [field, value] of Object.entries(vector.fields)) {
      const fields = { ...vector.fields, [field]: other(value) };
      await departs({ vectors: [{ ...vector, way: "decode", fields }] }, vector.name);
    }
  }
  for (const row of wireFile.rows) {
    const turned = row.answer === "done" ? "refused" : "done";
    await departs({ rows: [{ ...row, answer: turned }] }, row.name);
    for (const [field, value] of Object.entries(row.fields)) {
      await departs({ rows: [{ ...row, fields: { [field]: other(value) } }] }, row.name);
    }
  }
});

Deno.test("Every format goes both ways, and every table has rows", () => {
  for (const format of Object.keys(FORMATS)) {
    assert(wireFile.vectors.some((each) => each.format === format && each.way === "both"), format);
  }
  for (const table of Object.keys(TABLES)) {
    assert(wireFile.rows.some((each) => each.table === table), table);
  }
});

Deno.test("An adapter that offers no wire formats is held to none", () => {
  const capabilities = { ...directLink().capabilities, features: ["read"] };
  for (const each of wireCases(wireFile)) {
    assertEquals(beyond(capabilities, each), "the adapter does not offer wire");
  }
  const whole = wireCases(wireFile).filter((each) =>
    beyond({ ...capabilities, features: ["wire"] }, each) === null
  );
  assert(whole.length > 600 && whole.length < wireCases(wireFile).length);
});

Deno.test("What is no format and no table is answered with impossible", async () => {
  const { ask } = directLink();
  for (const format of ["constructor", "nothing"]) {
    assertEquals((await ask({ op: "decode", format, bytes: "" })).outcome, "impossible");
    assertEquals((await ask({ op: "encode", format })).outcome, "impossible");
    assertEquals((await ask({ op: "tell", table: format })).outcome, "impossible");
    assertEquals((await ask({ op: "tell", table: "number", name: format })).outcome, "impossible");
  }
});

const vector = wireFile.vectors.find(({ way }) => way === "both")!;
const refusal = wireFile.vectors.find(({ way, answer }) =>
  way === "encode" && answer === "refused"
)!;
const row = wireFile.rows[0];

const withVector = (changes: object): unknown => ({
  ...wireFile,
  vectors: [{ ...vector, ...changes }, ...wireFile.vectors.slice(1)],
});
const withRefusal = (changes: object): unknown => ({
  ...wireFile,
  vectors: [{ ...refusal, name: "another", ...changes }],
});
const withRow = (changes: object): unknown => ({
  ...wireFile,
  rows: [{ ...row, ...changes }, ...wireFile.rows.slice(1)],
});

const damage: { readonly [problem: string]: unknown } = {
  "format is not ringfence-wire": null,
  "version is 2: this checker knows version 1": { ...wireFile, version: 2 },
  "vectors is not a list of at least one": { ...wireFile, vectors: [] },
  "rows is not a list of at least one": { ...wireFile, rows: {} },
  "name is no snake_case": withVector({ name: "One" }),
  "the name is used twice": withVector({ name: row.name }),
  'the format "constructor" is not known': withVector({ format: "constructor" }),
  "way is neither both, decode nor encode": withVector({ way: "up" }),
  "answer is neither done nor refused": withVector({ answer: "fine" }),
  "what is refused goes one way": withVector({ answer: "refused" }),
  "length is 1.5, which is no count": withVector({ length: 1.5 }),
  "length is 63: the format has 64 bytes": withVector({ length: 63 }),
  "bytes is no pairs of digits": withVector({ bytes: "0x00" }),
  "up to one that is not zero": withVector({ bytes: "0100" }),
  "there are more bytes than length says": withVector({ bytes: "01".repeat(65) }),
  "fields is no object": withVector({ fields: [] }),
  "the field opc is missing": withVector({ fields: {} }),
  'the field "opcode" is not known': withVector({ fields: { ...vector.fields, opcode: 1 } }),
  'cid is "1", which is no integer': withVector({ fields: { ...vector.fields, cid: "1" } }),
  "prp1 is 4096, which is no number": withVector({ fields: { ...vector.fields, prp1: 4096 } }),
  "what is refused has no result": withRefusal({ length: 64 }),
  'opc is "half", which is no integer': withRefusal({ fields: { opc: "half" } }),
  'the table "toString" is not known': withRow({ table: "toString" }),
  "given or fields is no object": withRow({ given: null }),
  "the field set is missing": withRow({ given: { opc: 1 } }),
  'set is "n v m", which is no word': withRow({ given: { ...row.given, set: "n v m" } }),
  "vendor is true, which is no integer": withRow({ fields: { ...row.fields, vendor: true } }),
  "nothing follows": withRow({ fields: {} }),
  "what is refused has no result (row)": withRow({ answer: "refused" }),
  "answer is neither done nor refused (row)": withRow({ answer: 1 }),
};

for (const [problem, file] of Object.entries(damage)) {
  Deno.test(`problemsOfWire() says: ${problem}`, () => {
    const problems = problemsOfWire(file);
    const wanted = problem.replace(" (row)", "");
    assert(problems.some((one) => one.includes(wanted)), problems.slice(0, 5).join("; "));
  });
}

/** Values that fit nowhere in such a file. */
const ODD = [null, undefined, 1.5, 2 ** 70, "\n", [null], [], true];

Deno.test("problemsOfWire() throws at nothing, wherever a file is odd, and says so", () => {
  const few = { ...wireFile, vectors: [vector, refusal], rows: [row, wireFile.rows.at(-1)!] };
  assertEquals(problemsOfWire(few), []);
  const paths = pathsOf(few);
  assert(paths.length > 40);
  for (const path of paths) {
    for (const odd of ODD) {
      const problems = problemsOfWire(withOdd(few, path, odd));
      assert(problems.length > 0, `${path.join(".")} = ${JSON.stringify(odd)}`);
    }
  }
});
