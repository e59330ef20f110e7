import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import {
  array,
  type Domain,
  flag,
  index,
  oneOf,
  optional,
  type Plain,
  type PlainDomain,
  range,
  record,
  subset,
  valueAt,
} from "../checker/mod.ts";
import { cardinality } from "../checker/mod.ts";
import { TraceError, type TraceErrorCode } from "./errors.ts";
import { fromItf, itfType, toItf } from "./itf_value.ts";

const place = { file: "t.itf.json", path: "states[2].v" };

const bigint = (value: number) => ({ "#bigint": String(value) });

/** A domain together with values of it. */
interface Sample {
  readonly domain: Domain;
  readonly value: fc.Arbitrary<Plain>;
}

const plainDomains: fc.Arbitrary<PlainDomain> = fc.oneof(
  fc.constant(flag()),
  fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(1000)).map(([low, more]) =>
    range(low, low + more)
  ),
  fc.integer({ min: 1, max: 40 }).map((size) => index("frame", size)),
  fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }).map((names) => oneOf(...names)),
);

const scalars: fc.Arbitrary<Sample> = fc.oneof(
  plainDomains,
  plainDomains.map((of) => optional(of)),
).map((domain) => ({
  domain,
  value: fc.nat(cardinality(domain) - 1).map((code) => valueAt(domain, code)),
}));

const subsets: fc.Arbitrary<Sample> = fc.integer({ min: 1, max: 32 }).map((size) => ({
  domain: subset(size),
  value: fc.uniqueArray(fc.nat(size - 1)).map((members) => members.sort((a, b) => a - b)),
}));

const names = fc.oneof(fc.stringMatching(/^[a-z]\w{0,6}$/), fc.constantFrom("tag", "value", "0"));

const { sample: samples } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3 },
    scalars,
    subsets,
    fc.tuple(fc.integer({ min: 1, max: 4 }), tie("sample")).map(([length, { domain, value }]) => ({
      domain: array(length, domain),
      value: fc.array(value, { minLength: length, maxLength: length }) as fc.Arbitrary<Plain>,
    })),
    fc.dictionary(names, tie("sample"), { maxKeys: 4, noNullPrototype: true }).map((fields) => ({
      domain: record(
        Object.fromEntries(Object.entries(fields).map(([name, { domain }]) => [name, domain])),
      ),
      value: fc.record(
        Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value])),
      ) as fc.Arbitrary<Plain>,
    })),
  ),
}));

const typed = samples.chain(({ domain, value }) => fc.tuple(fc.constant(domain), value));

Deno.test("reading undoes writing, through the JSON text, for any schema", () => {
  fc.assert(
    fc.property(typed, ([domain, value]) => {
      const text = JSON.stringify(toItf(domain, value));
      assertEquals(fromItf(domain, JSON.parse(text), place), value);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

Deno.test("what is written has no plain number, null, or name of its own that begins with #", () => {
  const strict = (value: unknown): boolean => {
    if (typeof value === "boolean" || typeof value === "string") return true;
    if (Array.isArray(value)) return value.every(strict);
    if (typeof value !== "object" || value === null) return false;
    const entries = Object.entries(value);
    const [name, inner] = entries[0] ?? [];
    if (name === "#bigint") return entries.length === 1 && /^-?\d+$/.test(inner);
    if (name === "#set" || name === "#tup") return entries.length === 1 && inner.every(strict);
    return entries.every(([name, inner]) => !name.startsWith("#") && strict(inner));
  };
  fc.assert(
    fc.property(typed, ([domain, value]) => strict(toItf(domain, value))),
    { seed: 2, numRuns: 2000 },
  );
});

Deno.test("what other tools write for the same value is read", () => {
  const cells = array(2, range(0, 9));
  for (
    const [domain, written, value] of [
      [range(-2, 9), 7, 7],
      [range(-2, 9), bigint(-2), -2],
      [cells, { "#tup": [bigint(1), 2] }, [1, 2]],
      [cells, { "#map": [[1, 6], [bigint(0), bigint(5)]] }, [5, 6]],
      [cells, { "0": 5, "1": 6 }, [5, 6]],
      [subset(4), [3, bigint(1)], [1, 3]],
      [subset(4), { "#set": [2, 2, 0] }, [0, 2]],
      [optional(flag()), { tag: "None", value: {} }, null],
      [optional(flag()), { tag: "None", value: { tag: "UNIT", value: "U_OF_UNIT" } }, null],
      [optional(flag()), { tag: "None" }, null],
    ] satisfies [Domain, unknown, Plain][]
  ) {
    assertEquals(fromItf(domain, written, place), value);
  }
});

Deno.test("a value of another kind or outside its domain is refused, with its place", () => {
  const slots = array(2, record({ prp1: optional(range(0, 3)) }));
  const refused: [Domain, unknown, TraceErrorCode, string][] = [
    [flag(), 0, "trace-value-misfit", "Cannot take 0 for states[2].v of t.itf.json: expected true"],
    [range(0, 3), bigint(4), "trace-value-misfit", "an integer from 0 to 3"],
    [range(0, 3), "1", "trace-value-misfit", `Cannot take "1"`],
    [range(0, 3), 1.5, "trace-value-misfit", "Cannot take 1.5"],
    [range(0, 3), { "#bigint": "1e0" }, "trace-value-misfit", "1e0"],
    [range(0, 3), null, "trace-value-misfit", "Cannot take null"],
    [index("frame", 2), bigint(2), "trace-value-misfit", "the number of a frame, 0 to 1"],
    [oneOf("idle", "busy"), "bussy", "trace-value-misfit", `one of "idle", "busy"`],
    [optional(flag()), { tag: "Some", value: 1 }, "trace-value-misfit", "states[2].v.value"],
    [optional(flag()), true, "trace-value-misfit", "Some or None of true or false"],
    [subset(3), { "#set": [bigint(3)] }, "trace-value-misfit", "a set of numbers from 0 to 2"],
    [subset(3), { "#tup": [] }, "trace-value-misfit", "a set of numbers"],
    [array(2, flag()), [true], "trace-value-misfit", "a list of length 2"],
    [array(2, flag()), { "#map": [[0, true], [0, true]] }, "trace-value-misfit", "length 2"],
    [array(2, flag()), { "#map": [[0, true], 1] }, "trace-value-misfit", "length 2"],
    [slots, [{ prp1: 1 }, { prp: 1 }], "trace-value-misfit", "states[2].v[0].prp1"],
    [record({ a: flag() }), { a: true, b: true }, "trace-value-misfit", "a record of a"],
    [record({ a: flag() }), [true], "trace-value-misfit", "a record of a"],
    [flag(), { "#unserializable": "Int" }, "trace-unserializable", "Cannot read states[2].v"],
  ];
  for (const [domain, written, code, message] of refused) {
    const error = assertThrows(() => fromItf(domain, written, place), TraceError, message);
    assertEquals(error.code, code);
    assertEquals(error.file, "t.itf.json");
  }
});

Deno.test("a value outside its domain is not written either", () => {
  for (
    const [domain, value] of [
      [flag(), null],
      [range(0, 3), 4],
      [range(0, 3), 0.5],
      [oneOf("idle"), "busy"],
      [optional(range(0, 3)), 4],
      [subset(3), [3]],
      [array(2, flag()), [true]],
      [record({ a: flag() }), {}],
      [record({ a: flag() }), { a: true, b: true }],
    ] satisfies [Domain, Plain][]
  ) {
    const error = assertThrows(() => toItf(domain, value), TraceError);
    assertEquals(error.code, "trace-value-misfit");
  }
});

Deno.test("names that are no identifiers are quoted in the place", () => {
  const domain = record({ "mbt::x": array(1, flag()) });
  const error = assertThrows(() => fromItf(domain, { "mbt::x": [1] }, { path: "" }), TraceError);
  assertEquals(error.path, `["mbt::x"][0]`);
});

Deno.test("types are shown in Apalache's notation", () => {
  assertEquals(itfType(record({ a: flag(), b: index("frame", 2) })), "{ a: Bool, b: Int }");
  assertEquals(itfType(array(2, optional(oneOf("x")))), "Seq(None(UNIT) | Some(Str))");
});
