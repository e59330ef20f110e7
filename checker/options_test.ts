import { assertEquals, assertRejects } from "@std/assert";
import { check } from "./check.ts";
import { checkCompiled } from "./compile/mod.ts";
import { OptionsError } from "./errors.ts";
import { twoPhase } from "./examples/two_phase.ts";

/** Values that make no sense, by option, as errors quote them. */
const senseless: readonly (readonly [name: string, value: unknown, quoted: string])[] = [
  ["properties", "TypeInvariant", '"TypeInvariant"'],
  ["properties", null, "null"],
  ["properties", ["Deadlock", 3], '["Deadlock", 3]'],
  ...["maxStates", "maxBytes", "maxMilliseconds", "progressEvery"].flatMap((name) =>
    [
      [name, -1, "-1"],
      [name, NaN, "NaN"],
      [name, "1000", '"1000"'],
      [name, 1000n, "1000"],
      [name, null, "null"],
    ] as const
  ),
  ["stopAtFirst", "no", '"no"'],
  ["stopAtFirst", 0, "0"],
  ["onProgress", true, "true"],
  ["signal", { aborted: false }, "{…}"],
];

const compiledOnly: typeof senseless = [
  ["workers", 0, "0"],
  ["workers", -1, "-1"],
  ["workers", 1.5, "1.5"],
  ["workers", NaN, "NaN"],
  ["workers", Infinity, "Infinity"],
  ["workers", "2", '"2"'],
  ["workers", null, "null"],
  ["together", "no", '"no"'],
  ["partialOrder", "bogus", '"bogus"'],
  ["partialOrder", "false", '"false"'],
  ["partialOrder", null, "null"],
  ["symmetry", ["rm"], '["rm"]'],
  ["symmetry", () => true, "a function"],
];

Deno.test("an option with a value that makes no sense is refused by both engines", async () => {
  for (const [name, value, quoted] of senseless) {
    for (const engine of [check, checkCompiled]) {
      const found = await assertRejects(
        () => engine(twoPhase(1), { [name]: value }),
        OptionsError,
        `Cannot check with ${name} ${quoted}: it must be `,
      );
      assertEquals(found.code, "bad-options");
    }
  }
  for (const [name, value, quoted] of compiledOnly) {
    await assertRejects(
      () => checkCompiled(twoPhase(1), { [name]: value }),
      OptionsError,
      `Cannot check with ${name} ${quoted}: it must be `,
    );
  }
});

Deno.test("what is not limited may be said to be so", async () => {
  const options = {
    maxStates: Infinity,
    maxBytes: undefined,
    signal: new AbortController().signal,
  };
  for (const engine of [check, checkCompiled]) {
    assertEquals((await engine(twoPhase(1), options)).verdict, "holds");
  }
});

Deno.test("a property that is asked for twice is checked and reported once", async () => {
  const properties = ["Deadlock", ...Object.keys(twoPhase(1).properties), "Deadlock"];
  for (const engine of [check, checkCompiled]) {
    const { unsettled } = await engine(twoPhase(3), { properties, maxStates: 1 });
    assertEquals(unsettled, [...new Set(properties)]);
  }
});
