import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { toFileUrl } from "@std/path";
import { DirectProgram } from "../direct.ts";
import type { AnyMachine } from "../language.ts";
import { compile } from "./compiled.ts";
import { SubsetError } from "./subset_error.ts";
import { stepsOf } from "./testing/steps.ts";

const checker = new URL("../", import.meta.url).href;

/** What the machine's module imports from, by file. */
const library = {
  "counters.ts": `
    export let turns = 3;
    export function setTurns(to: number) { turns = to; }
    export const LIMIT = 4;
    const hidden = 2;
    export { hidden as shown };
    export default function isLow(s: { n: number }) { return s.n < LIMIT; }
    export const isOdd = (s: { n: number }) => s.n % hidden === 1;`,
  "again.ts": `
    export * from "./counters.ts";
    export { default as isLowToo } from "./counters.ts";
    import * as everything from "./counters.ts";
    export { everything };`,
  "bounds.json": `{ "most": 3 }`,
};

const taken: { readonly [what: string]: readonly [imports: string, when: string] } = {
  "a renamed constant": [`import { LIMIT as L } from "./counters.ts"`, "s.n < L"],
  "a constant that is passed on": [`import { shown } from "./again.ts"`, "s.n < shown"],
  "a default export": [`import low from "./counters.ts"`, "low(s)"],
  "a default export that is passed on": [`import { isLowToo } from "./again.ts"`, "isLowToo(s)"],
  "a namespace": [`import * as all from "./counters.ts"`, "all.default(s) && !all.isOdd(s)"],
  "a namespace that is passed on": [
    `import { everything } from "./again.ts"`,
    "s.n < everything.shown",
  ],
  "data": [`import bounds from "./bounds.json" with { type: "json" }`, "s.n < bounds.most"],
};

const refused: {
  readonly [what: string]: readonly [imports: string, when: string, rule: string, advice: string];
} = {
  "a `let` of another module": [
    `import { turns } from "./counters.ts"`,
    "s.n < turns",
    "no-closure",
    "Declare it with `const`",
  ],
  "a `let` that is passed on": [
    `import { turns } from "./again.ts"`,
    "s.n < turns",
    "no-closure",
    "Declare it with `const`",
  ],
  "a `let` of a namespace": [
    `import * as all from "./again.ts"`,
    "s.n < all.turns",
    "no-closure",
    "Declare it with `const`",
  ],
  "a function of a library": [
    `import { match } from "ts-pattern"`,
    "match(s.n) === null",
    "text-found",
    "Write it in the machine's source module",
  ],
};

Deno.test("names are resolved across modules, or refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [file, text] of Object.entries(library)) {
      await Deno.writeTextFile(`${folder}/${file}`, text);
    }
    for (const [what, [imports, when]] of Object.entries(taken)) {
      const machine = await write(folder, what, imports, when);
      const program = await compile(machine);
      assertEquals(stepsOf(program), stepsOf(new DirectProgram(machine)), what);
    }
    for (const [what, [imports, when, rule, advice]] of Object.entries(refused)) {
      const machine = await write(folder, what, imports, when);
      const error = await assertRejects(() => compile(machine), SubsetError) as SubsetError;
      assertEquals([error.rule, error.site.line], [rule, 8], error.message);
      assertStringIncludes(error.site.file, folder);
      assertStringIncludes(error.advice, advice);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

let written = 0;

async function write(folder: string, name: string, imports: string, when: string) {
  const file = `${folder}/machine${written++}.ts`;
  await Deno.writeTextFile(
    file,
    `import { language, machine as make } from "${checker}language.ts";
import { range, record } from "${checker}domains.ts";
${imports};
const schema = record({ n: range(0, 9) });
const { action } = language<typeof schema, null>();
const initial = action({ when: () => true, then: () => {} });
const anyActs = action({
  when: (s) => ${when},
  then: (s) => { s.n += 1; },
});
export const machine = make({ name: ${JSON.stringify(name)}, actors: ["any"], state: schema,
  constants: null, initial, actions: { anyActs }, properties: {}, source: import.meta.url });
`,
  );
  const { machine } = await import(toFileUrl(file).href);
  return machine as AnyMachine;
}
