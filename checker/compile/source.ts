/**
 * The source of a machine: its module and every module of the same project that it imports.
 *
 * Modules are parsed, not executed; the namespaces of the running program are at hand beside the
 * syntax trees, so that an exported constant is simply its value.
 *
 * @module
 */

import { MachineError } from "../errors.ts";
import { type FunctionText, functionTexts } from "./function_text.ts";
import { hoistedIn, namesOfDeclaration } from "./scopes.ts";
import { type Node, type Of, parseModule, type Statement } from "./syntax.ts";
import type { Site } from "./subset_error.ts";

/** Where a module's name comes from: a declaration of its own, or another module's export. */
export type Binding =
  | { readonly kind: "declared"; readonly node: Of<"VariableDeclaration">["declarations"][number] }
  | { readonly kind: "function"; readonly node: Of<"FunctionDeclaration"> }
  /** A class, a name out of a pattern, or whatever else: only what it is when it runs is known. */
  | { readonly kind: "other" }
  | { readonly kind: "imported"; readonly url: string; readonly name: string };

/** A parsed module. */
export interface Module {
  readonly url: string;
  readonly text: string;
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Local names by exported name. */
  readonly exports: ReadonlyMap<string, string>;
  /** Local names that are declared with `let` or `var`, and may be another value later. */
  readonly assignable: ReadonlySet<string>;
  /** Modules whose exports are passed on, by `export * from`. */
  readonly passesOn: readonly string[];
  readonly functions: readonly FunctionText[];
}

/** The modules of a machine, with the running program's namespaces. */
export interface Source {
  readonly modules: ReadonlyMap<string, Module>;
  /** The exports of every module above and of those that they import, by URL. */
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** The folder of the checker itself, whose modules are known and need no parsing. */
const checkerFolder = new URL("../", import.meta.url).href;

const sources = new Map<string, Promise<Source>>();

/**
 * Reads and parses the module at `url` and all it imports by relative path, once for all machines
 * that name it.
 *
 * @throws {MachineError} if a module cannot be read or parsed.
 */
export function loadSource(url: string): Promise<Source> {
  // A data URL holds one machine; keeping its source would only keep memory.
  if (url.startsWith("data:")) return readSource(url);
  let source = sources.get(url);
  if (source === undefined) {
    sources.set(url, source = readSource(url));
    source.catch(() => sources.delete(url));
  }
  return source;
}

async function readSource(url: string): Promise<Source> {
  const modules = new Map<string, Module>();
  const namespaces = new Map<string, Record<string, unknown>>();
  let wanted = [url];
  while (wanted.length > 0) {
    const loaded = await Promise.all(wanted.map(load));
    const next = new Set<string>();
    for (const { module, namespace, imports } of loaded) {
      namespaces.set(module.url, namespace);
      modules.set(module.url, module);
      imports.forEach((target) => next.add(target));
    }
    wanted = [...next].filter((target) => !modules.has(target) && isOurs(target));
    const known = [...next].filter((target) => !namespaces.has(target) && !isOurs(target));
    await Promise.all(
      known.map(async (target) => namespaces.set(target, await namespaceOf(target))),
    );
  }
  return { modules, namespaces };
}

/** Whether a module's text can hold parts of a machine: not the checker's own, nor a library's. */
function isOurs(url: string): boolean {
  const insideChecker = url.startsWith(checkerFolder) &&
    !url.slice(checkerFolder.length).includes("/");
  return (url.startsWith("file:") || url.startsWith("data:")) && !isData(url) && !insideChecker;
}

/** Whether a module is data, and no program. */
function isData(url: string): boolean {
  return url.endsWith(".json");
}

function namespaceOf(url: string): Promise<Record<string, unknown>> {
  return isData(url) ? import(url, { with: { type: "json" } }) : import(url);
}

async function load(url: string) {
  try {
    const [text, namespace] = await Promise.all([
      fetch(url).then((response) => response.text()),
      import(url) as Promise<Record<string, unknown>>,
    ]);
    const { module, imports } = moduleOf(url, text);
    return { module, imports, namespace };
  } catch (cause) {
    throw new MachineError(`Cannot read the source of a machine at ${shortUrl(url)}: ${cause}`);
  }
}

/** Collects a module's names. Imports of types alone bind nothing that runs. */
function moduleOf(url: string, text: string): { module: Module; imports: string[] } {
  const program = parseModule(text);
  const bindings = new Map<string, Binding>();
  const exports = new Map<string, string>();
  const assignable = new Set<string>();
  const passesOn: string[] = [];
  const imports: string[] = [];
  const target = (source: { value: string }) => {
    const resolved = resolve(source.value, url);
    imports.push(resolved);
    return resolved;
  };
  const declare = (statement: Statement): readonly string[] => {
    const names = namesOfDeclaration(statement as unknown as Node);
    if (statement.type === "VariableDeclaration" && statement.kind !== "const") {
      names.forEach((name) => assignable.add(name));
      return names;
    }
    names.forEach((name) => bindings.set(name, { kind: "other" }));
    if (statement.type === "FunctionDeclaration" && statement.id) {
      bindings.set(statement.id.name, { kind: "function", node: statement });
    }
    if (statement.type === "VariableDeclaration") {
      for (const node of statement.declarations) {
        if (node.id.type === "Identifier" && names.includes(node.id.name)) {
          bindings.set(node.id.name, { kind: "declared", node });
        }
      }
    }
    return names;
  };
  for (const statement of program.body) {
    switch (statement.type) {
      case "ImportDeclaration": {
        if (statement.importKind === "type") break;
        const from = target(statement.source);
        for (const specifier of statement.specifiers) {
          if ("importKind" in specifier && specifier.importKind === "type") continue;
          const name = specifier.type === "ImportNamespaceSpecifier"
            ? "*"
            : specifier.type === "ImportDefaultSpecifier"
            ? "default"
            : nameOf(specifier.imported);
          bindings.set(specifier.local.name, { kind: "imported", url: from, name });
        }
        break;
      }
      case "ExportNamedDeclaration": {
        if (statement.exportKind === "type") break;
        if (statement.declaration) {
          for (const name of declare(statement.declaration)) exports.set(name, name);
        }
        const from = statement.source ? target(statement.source) : undefined;
        for (const specifier of statement.specifiers) {
          if (specifier.type !== "ExportSpecifier") continue;
          const local = nameOf(specifier.local);
          if (from === undefined) exports.set(nameOf(specifier.exported), local);
          else {
            // A name that cannot be written stands for the passage, so that it shadows nothing.
            const passage = `${from} ${local}`;
            bindings.set(passage, { kind: "imported", url: from, name: local });
            exports.set(nameOf(specifier.exported), passage);
          }
        }
        break;
      }
      case "ExportDefaultDeclaration": {
        const [name] = declare(statement.declaration as Statement);
        if (name !== undefined) exports.set("default", name);
        break;
      }
      case "ExportAllDeclaration":
        if (statement.exportKind !== "type") passesOn.push(target(statement.source));
        break;
      default:
        declare(statement);
    }
  }
  hoistedIn(program as unknown as Node).forEach((name) => assignable.add(name));
  const functions = functionTexts(url, program as unknown as Node);
  return { module: { url, text, bindings, exports, assignable, passesOn, functions }, imports };
}

/** The URL of an import; a library's stays as it is written, and its text is not read. */
function resolve(specifier: string, base: string): string {
  return /^(\.|[a-z]+:)/.test(specifier) ? new URL(specifier, base).href : specifier;
}

function nameOf(node: { type: string; name?: string; value?: string }): string {
  return node.type === "StringLiteral" ? node.value! : node.name!;
}

/** Where a node stands, for an error. */
export function siteOf(url: string, node: Node): Site {
  const { line, column } = node.loc?.start ?? { line: 0, column: 0 };
  return { file: shortUrl(url), line, column: column + 1 };
}

/** A URL as an error shows it: data URLs are long and say nothing. */
export function shortUrl(url: string): string {
  return url.startsWith("data:") ? "data:…" : url;
}
