import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { toFileUrl } from "@std/path";
import { DirectProgram } from "../direct.ts";
import type { AnyMachine } from "../language.ts";
import { compile } from "./compiled.ts";
import { SubsetError } from "./subset_error.ts";
import { lines, type SmallMachine, smallModule } from "./testing/small_module.ts";
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
  "a namespace called as what is known everywhere": [
    `import * as Math from "./counters.ts"`,
    "Math.default(s)",
  ],
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

/** Loads a small machine whose text has types. */
async function typed(parts: SmallMachine): Promise<AnyMachine> {
  const text = encodeURIComponent(smallModule(parts));
  return (await import(`data:application/typescript,${text}`)).machine;
}

/** What a module may declare `Math` as, where that can be known. */
const shadows: { readonly [what: string]: string } = {
  "an object that is exported later":
    "const Math = { min: (a, b) => a < b ? b : a }; export { Math };",
  "a name out of a pattern": "export const { Math } = { Math: { min: (a, b) => a < b ? b : a } };",
  "a name out of a list": "export const [, Math] = [0, { min: (a, b) => a < b ? b : a }];",
  "a class": "export class Math { static min(a, b) { return a < b ? b : a; } }",
  "a class by default": "export default class Math { static min(a, b) { return a < b ? b : a; } }",
  "an object": "export const Math = { min(a, b) { return a < b ? b : a; } };",
  "a namespace": "export namespace Math { export const min = (a, b) => a < b ? b : a; }",
  "nothing that runs": "interface Math {} declare const Math: unknown; declare class Other {}",
};

Deno.test("a name that the module gives another meaning has it", async () => {
  for (const [what, above] of Object.entries(shadows)) {
    const machine = await typed({ above, then: "(s) => { s.n = Math.min(s.n, 3); }" });
    assertEquals(stepsOf(await compile(machine)), stepsOf(new DirectProgram(machine)), what);
  }
});

const min = "{ min: (a, b) => a < b ? b : a }";
const hidden: { readonly [what: string]: readonly [above: string, rule: string] } = {
  "a class": ["class Math { static min(a, b) { return 7; } }", "values-known"],
  "a name out of a pattern": [`const { Math } = { Math: ${min} };`, "values-known"],
  "a renamed name out of a pattern": [`const { x: Math = 1 } = { x: ${min} };`, "values-known"],
  "a name out of a list": [`const [Math] = [${min}];`, "values-known"],
  "the rest": ["const { ...Math } = { min: (a, b) => 7 };", "values-known"],
  "a function": ["function Math() {} Math.min = (a, b) => 7;", "known-syntax"],
  "an enumeration": ["enum Math { min }", "values-known"],
  "a namespace": ["namespace Math { export const min = (a, b) => 7; }", "values-known"],
  "a `let` out of a pattern": [`let { Math } = { Math: ${min} };`, "no-closure"],
  "a `var` in a block": [`{ var Math = ${min}; }`, "no-closure"],
};

Deno.test("a name whose other meaning cannot be known is refused where it stands", async () => {
  for (const [what, [above, rule]] of Object.entries(hidden)) {
    const machine = await typed({ above, then: "(s) => { s.n = Math.min(s.n, 3); }" });
    const error = await assertRejects(() => compile(machine), SubsetError, undefined, what);
    assertEquals([error.rule, error.site.line], [rule, lines.then], `${what}: ${error.message}`);
  }
});

/** A guard that is made where `Math` is not what it is elsewhere in the module. */
const inBlocks: { readonly [what: string]: string } = {
  "a block": `let made; { const Math = ${min}; made = (s) => Math.min(s.n, 3) < 3; }`,
  "a loop": `let made; for (const Math of [${min}]) made = (s) => Math.min(s.n, 3) < 3;`,
  "a case":
    `let made; switch (1) { case 1: const Math = ${min}; default: made = (s) => Math.min(s.n, 3) < 3; }`,
  "a caught error":
    `let made; try { throw ${min}; } catch (Math) { made = (s) => Math.min(s.n, 3) < 3; }`,
  "a method":
    `class A { static make(Math) { return (s) => Math.min(s.n, 3) < 3; } } const made = A.make(${min});`,
  "a method of a class inside a function":
    `function f() { class A { make(Math) { return (s) => Math.min(s.n, 3) < 3; } } return new A().make(${min}); } const made = f();`,
  "a static block":
    `let made; class A { static { const Math = ${min}; made = (s) => Math.min(s.n, 3) < 3; } }`,
  "a class with a name":
    "const { make: made } = class Math { static min(a, b) { return 7; } static make = (s) => Math.min(s.n, 3) < 3; };",
  "a function with a name":
    `const made = (function Math() { Math.min = () => 7; return (s) => Math.min(s.n, 3) < 3; })();`,
  "a namespace":
    `namespace Made { const Math = ${min}; export const made = (s) => Math.min(s.n, 3) < 3; } const { made } = Made;`,
};

Deno.test("a name that a block or a method around a function gives a meaning is refused", async () => {
  for (const [what, above] of Object.entries(inBlocks)) {
    const machine = await typed({ above, when: "made" });
    const error = await assertRejects(() => compile(machine), SubsetError, undefined, what);
    assertEquals([error.rule, error.site.line], ["no-closure", lines.above], error.message);
    assertStringIncludes(error.message, '"Math"');
  }
});

Deno.test("of two functions of one text, one in a block, none is taken for the other", async () => {
  const above = "const limit = 3; const low = (s) => s.n < limit; let made; " +
    "for (const limit of [5]) made = (s) => s.n < limit;";
  const machine = await typed({ above, when: "made" });
  const error = await assertRejects(() => compile(machine), SubsetError);
  assertStringIncludes(error.message, 'where "limit" means something else');
});

Deno.test("a name that a function declares further down, or in other cases, is refused", async () => {
  const bodies = [
    "return Math.min(s.n, 3) < 3; function Math() {}",
    "return Math.min(s.n, 3) < 3; class Math {}",
    "return Math.min(s.n, 3) < 3; const [Math] = [];",
    "if (s.n > 9) { if (k.never) { var Math = 1; } return true; } return Math.min(s.n, 3) < 3;",
    "switch (s.n) { case 0: const Math = 1; return true; default: return Math.min(s.n, 3) < 3; }",
    "const f = s.n; return f < 3 && (function Math() { return Math.min(1, 2); })() < 3;",
  ];
  for (const body of bodies) {
    const machine = await typed({
      when: `(s, p, k) => { ${body} }`,
      constants: "{ never: false }",
    });
    const error = await assertRejects(() => compile(machine), SubsetError, undefined, body);
    assertEquals(error.site.line, lines.when, error.message);
  }
});

Deno.test("a function that stands in no module is named by what it is for, and quoted", async () => {
  const made = `new Function("s", "return s.n < 3;")`;
  const quoted = "`function anonymous(s ) { return s.n < 3; }` stands in none of them";
  const text =
    "Write it in the machine's source module (data:…), or in a module that this one imports by " +
    `relative path: ${quoted}`;
  const above = "const low = (s, most) => s.n < most; class Guards { #low(s) { return s.n < 3; } " +
    "static low() { return new Guards().#low; } }";
  const bound = "Write it in the machine's source module (data:…), as a function of its own: " +
    "what is bound or built in has no text";
  const cases: readonly (readonly [parts: SmallMachine, what: string, advice: string])[] = [
    [{ when: made }, 'the guard of the action "anyActs"', text],
    [{ then: made }, 'the effect of the action "anyActs"', text],
    [{ initial: made }, "the effect of the initial action", text],
    [{ holds: made }, 'the property "Holds"', text],
    [{ when: "low.bind(null)", above }, 'the guard of the action "anyActs"', bound],
    [{ when: "Guards.low()", above }, 'the guard of the action "anyActs"', "`#low(s) { return"],
    [
      { holds: `new Function("s", "return [" + "1, ".repeat(99) + "]")` },
      'the property "Holds"',
      "`function anonymous(s ) { return [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,…`",
    ],
  ];
  for (const [parts, what, advice] of cases) {
    const error = await assertRejects(() => typed(parts).then((m) => compile(m)), SubsetError);
    assertEquals([error.rule, error.site.line], ["text-found", 0], error.message);
    assertStringIncludes(error.message, `Cannot compile ${what}: every function of a machine`);
    assertStringIncludes(error.advice, advice);
  }
  const called = await typed({ constants: `{ low: ${made} }`, when: "(s, p, k) => k.low(s)" });
  const error = await assertRejects(() => compile(called), SubsetError);
  assertEquals([error.rule, error.site.line], ["text-found", lines.when]);
  assertStringIncludes(error.message, 'Cannot compile "anonymous" at data:…:11:');
  assertStringIncludes(error.advice, quoted);
});
