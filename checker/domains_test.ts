import { assertEquals, assertThrows } from "@std/assert";
import {
  array,
  cardinality,
  flag,
  index,
  indexTypesIn,
  oneOf,
  optional,
  range,
  record,
  subset,
  valueAt,
} from "./domains.ts";
import { SchemaError } from "./errors.ts";

Deno.test("the largest and the smallest of every domain can be made", () => {
  assertEquals(cardinality(range(4, 4)), 1);
  assertEquals(cardinality(range(0, 2 ** 31 - 2)), 2 ** 31 - 1);
  assertEquals(cardinality(range(1 - 2 ** 31, -1)), 2 ** 31 - 1);
  assertEquals(cardinality(index("owner", 1)), 1);
  assertEquals(cardinality(index("owner", 2 ** 16)), 2 ** 16);
  assertEquals(cardinality(oneOf("only")), 1);
  assertEquals([subset(1).size, subset(32).size, subset(index("owner", 32)).size], [1, 32, 32]);
  assertEquals([array(1, flag()).length, array(index("owner", 3), flag()).length], [1, 3]);
});

/** What cannot be made, by what is said of it. */
const refused: { readonly [said: string]: () => unknown } = {
  "Cannot make a range from 2 to 1: it has no integers": () => range(2, 1),
  "Cannot make a range from 0.5 to 3: it has no integers": () => range(0.5, 3),
  "Cannot make a range from 0 to 2.5: it has no integers": () => range(0, 2.5),
  "Cannot make a range from NaN to 3: it has no integers": () => range(NaN, 3),
  "Cannot make a range from 0 to Infinity: it has no integers": () => range(0, Infinity),
  "Cannot make a range from 0 to 2147483647: it does not fit 31 bits": () => range(0, 2 ** 31 - 1),
  "Cannot make a range from -1 to 2147483646: it does not fit 31 bits": () =>
    range(-1, 2 ** 31 - 2),
  "Cannot make a range from 2147483648 to 2147483648: it does not fit 31 bits": () =>
    range(2 ** 31, 2 ** 31),
  "Cannot make a range from -2147483648 to -2147483648: it does not fit 31 bits": () =>
    range(-(2 ** 31), -(2 ** 31)),
  "Cannot make a range from -2147483648 to -5: it does not fit 31 bits": () =>
    range(-(2 ** 31), -5),
  'Cannot make the index type "owner" with 0 members': () => index("owner", 0),
  'Cannot make the index type "owner" with 1.5 members': () => index("owner", 1.5),
  'Cannot make the index type "owner" with 65537 members': () => index("owner", 2 ** 16 + 1),
  "Cannot make a domain of no names": () => oneOf(),
  'Cannot make a domain in which "b" stands twice': () => oneOf("a", "b", "c", "b"),
  "Cannot make subsets of 0 members: 1 to 32 fit a mask": () => subset(0),
  "Cannot make subsets of 33 members: 1 to 32 fit a mask": () => subset(33),
  "Cannot make subsets of 2.5 members: 1 to 32 fit a mask": () => subset(2.5),
  "Cannot make subsets of 40 members: 1 to 32 fit a mask": () => subset(index("owner", 40)),
  "Cannot make an array of 0 elements": () => array(0, flag()),
  "Cannot make an array of 1.5 elements": () => array(1.5, flag()),
};

for (const [said, make] of Object.entries(refused)) {
  Deno.test(said, () => {
    assertEquals(assertThrows(make, SchemaError).message, said);
  });
}

Deno.test("values are counted from the first one; before them comes what may be absent", () => {
  const values = (domain: Parameters<typeof valueAt>[0]) =>
    Array.from({ length: cardinality(domain) }, (_, code) => valueAt(domain, code));
  assertEquals(values(flag()), [false, true]);
  assertEquals(values(range(-1, 2)), [-1, 0, 1, 2]);
  assertEquals(values(index("owner", 3)), [0, 1, 2]);
  assertEquals(values(oneOf("read", "write")), ["read", "write"]);
  assertEquals(values(optional(range(5, 6))), [null, 5, 6]);
});

Deno.test("index types are found wherever they stand", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => index(name, 2));
  const domain = record({
    one: a,
    flag: flag(),
    perhaps: optional(b),
    some: subset(c),
    few: subset(4),
    many: array(d, array(3, a)),
  });
  assertEquals(indexTypesIn(domain).map(({ name }) => name), ["a", "b", "c", "d", "a"]);
});
