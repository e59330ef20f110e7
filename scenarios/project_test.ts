/**
 * What holds for the project as a whole: which room may import which, and what no file may mention.
 */

import { parse } from "@babel/parser";
import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, relative, resolve } from "@std/path";

const project = fromFileUrl(new URL("../", import.meta.url));

/** Folders that hold nothing of ours. */
const foreign = [".git", "node_modules", "coverage"];

/** Every file of the project, by its path from the top. */
function files(folder = ""): string[] {
  return [...Deno.readDirSync(join(project, folder))].flatMap(({ name, isDirectory }) => {
    if (foreign.includes(name)) return [];
    const path = join(folder, name);
    return isDirectory ? files(path) : [path];
  });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The files of ours that a module with this text at this path imports, by paths from the top. */
function importsOf(path: string, text: string): string[] {
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const found: string[] = [];
  const look = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    const { type, source, argument, value } = node as Record<string, { value?: unknown }> & {
      type?: string;
    };
    // Static imports and re-exports, import(), import types, and URLs of worker modules.
    const specifier = type === "TSImportType"
      ? argument?.value
      : type === "StringLiteral" && /^\.\.?\/.*\.ts$/.test(String(value))
      ? value
      : source?.value;
    if (typeof specifier === "string" && specifier.startsWith(".")) {
      found.push(relative(project, resolve(project, dirname(path), specifier)));
    }
    for (const child of Object.values(node)) look(child);
  };
  look(program);
  return [...new Set(found)];
}

/** Which files a file may import; the first line that matches decides. */
const arrows: readonly { from: RegExp; to: RegExp }[] = [
  { from: /^checker\//, to: /^checker\// },
  // What a kernel would port knows the words of the specification, and none of its actions.
  { from: /^spec\/nvme\//, to: /^spec\/(nvme\/|vocabulary\.ts|errors\.ts)/ },
  {
    from: /^spec\/implementation\//,
    to: /^spec\/(nvme\/|implementation\/|vocabulary\.ts|errors\.ts)/,
  },
  { from: /^spec\//, to: /^(spec\/|checker\/mod\.ts$)/ },
  // The command alone shows and writes traces.
  { from: /^scenarios\/main\.ts$/, to: /^(scenarios|spec|checker|traces)\// },
  { from: /^scenarios\//, to: /^(scenarios|spec|checker)\// },
  { from: /^traces\//, to: /^(traces|scenarios|spec|checker)\// },
];

Deno.test("Rooms import only what stands below them", () => {
  const wrong: string[] = [];
  for (const path of files().filter((path) => path.endsWith(".ts"))) {
    const arrow = arrows.find(({ from }) => from.test(path));
    assert(arrow !== undefined, `${path} stands in no room`);
    for (const target of importsOf(path, Deno.readTextFileSync(join(project, path)))) {
      if (!arrow.to.test(target)) wrong.push(`${path} imports ${target}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("The implementation and its abstraction know none of the machine's actions", () => {
  const words =
    /^(spec\/(nvme|implementation)\/|spec\/(vocabulary|errors|shapes)\.ts$|checker\/|traces\/)/;
  const reached = ["spec/implementation/mod.ts", "traces/abstraction.ts"];
  for (const path of reached) {
    assert(words.test(path), `${path} is reached`);
    for (const target of importsOf(path, Deno.readTextFileSync(join(project, path)))) {
      if (!reached.includes(target)) reached.push(target);
    }
  }
  assert(reached.includes("spec/implementation/scan.ts"));
});

Deno.test("importsOf() sees every way of importing", () => {
  const text = `import "../../checker/mod.ts";
    import type { A } from "../a.ts";
    import { assert } from "@std/assert";
    export * from "../b.ts";
    export { c } from "../c.ts";
    const d = await import("../d.ts");
    type E = import("../e.ts").E;
    const f = new URL("../f.ts", import.meta.url);`;
  assertEquals(importsOf("scenarios/folder/every_way.ts", text).sort(), [
    "checker/mod.ts",
    ...["a", "b", "c", "d", "e", "f"].map((name) => `scenarios/${name}.ts`),
  ]);
});

Deno.test("No file mentions a registry's host or a path of one machine", () => {
  // Put together here, so that this file does not mention them either.
  const hosts = [["registry", "npmjs", "org"], ["npmjs", "com"], ["jsr", "io"], ["deno", "land"]]
    .map((labels) => labels.join("\\."));
  const folders = ["work", "tmp", "root", "home", "Users"].map((name) => `/${name}/`);
  const forbidden = new RegExp([...hosts, ...folders].join("|"));
  const wrong: string[] = [];
  for (const path of files().filter((path) => !path.endsWith(".gz"))) {
    Deno.readTextFileSync(join(project, path)).split("\n").forEach((line, i) => {
      const match = forbidden.exec(line);
      if (match !== null) wrong.push(`${path}:${i + 1} mentions ${match[0]}`);
    });
  }
  assertEquals(wrong, []);
});

Deno.test("The lock file names no place to load packages from", () => {
  assert(!Deno.readTextFileSync(join(project, "deno.lock")).includes("://"));
});

Deno.test("Every task names a file that exists, and asks for nothing on the way", () => {
  const { tasks, exports } = JSON.parse(Deno.readTextFileSync(join(project, "deno.json")));
  const wrong: string[] = [];
  for (const [name, command] of Object.entries<string>(tasks)) {
    for (const path of command.match(/\b[\w/]+\.ts\b/g) ?? []) {
      if (!exists(join(project, path))) wrong.push(`${name} runs ${path}`);
    }
    for (const step of command.split("&&")) {
      if (/deno (run|test|bench)/.test(step) && !step.includes("--no-prompt")) {
        wrong.push(`${name} may ask for permissions`);
      }
    }
  }
  for (const path of Object.values<string>(exports)) {
    if (!exists(join(project, path))) wrong.push(`${path} is exported`);
  }
  assertEquals(wrong, []);
});
