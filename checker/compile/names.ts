/**
 * What a free name in a function means: another function, a constant's value, or nothing known.
 *
 * @module
 */

import { FunctionFinder, type FunctionText } from "./function_text.ts";
import { declarationsOf, declaredBy, freeNames, hoistedIn } from "./scopes.ts";
import { type Binding, type Module, siteOf, type Source } from "./source.ts";
import { type Site, SubsetError } from "./subset_error.ts";
import { bare, type Expression, isFunction, type Node } from "./syntax.ts";

/** The meaning of a name. */
export type Meaning =
  | { readonly kind: "known"; readonly value: unknown }
  | { readonly kind: "routine"; readonly text: FunctionText };

/** Resolves names and finds the texts of running functions. */
export class Names {
  readonly #source: Source;
  readonly #finder: FunctionFinder;
  readonly #meanings = new Map<string, Meaning | undefined>();
  readonly #hoisted = new Map<Node, readonly string[]>();

  constructor(source: Source) {
    this.#source = source;
    this.#finder = finderOf(source);
  }

  /**
   * The text of a function that the machine holds.
   *
   * @param what What an error calls it.
   * @param site Where it is used, in a file in which it could stand.
   * @throws {SubsetError} if it stands in no module of the machine, or may be one of several.
   */
  // deno-lint-ignore ban-types
  textOf(running: Function, what: string, site: Site): FunctionText {
    const texts = this.#finder.find(running);
    if (texts.length === 0) {
      throw new SubsetError("text-found", site, what, adviceFor(running, site));
    }
    const [first, ...others] = texts;
    const free = others.length === 0 ? [] : [...freeNames(first.node)];
    for (const other of others) {
      const differs = free.find((free) => !this.#meanTheSame(first, other, free));
      if (differs === undefined) continue;
      throw new SubsetError(
        "text-found",
        siteOf(other.module, other.node),
        what,
        `A function of the same text stands at ${positionOf(first)}, where "${differs}" means ` +
          "something else: make the texts differ",
      );
    }
    return first;
  }

  /**
   * What `name` means inside the function given, where it is neither a parameter nor a local.
   *
   * @throws {SubsetError} if it belongs to a function or a block around it, or its value cannot be
   * known.
   */
  meaningOf(text: FunctionText, name: string, site: Site): Meaning | undefined {
    const node = text.node as unknown as Node;
    if (this.#hoistedIn(node).includes(name)) {
      const found = `"${name}", a \`var\` of another block`;
      throw new SubsetError("no-closure", site, found, "Write `const` or `let` where it is used");
    }
    if (node.type === "FunctionExpression" && declaredBy(node).includes(name)) {
      return { kind: "routine", text };
    }
    for (const [depth, around] of text.around.entries()) {
      const declarations = declarationsOf(around);
      if (!declarations.has(name)) continue;
      const declared = declarations.get(name);
      if (isFunction(declared)) {
        const outside = text.around.slice(depth);
        return {
          kind: "routine",
          text: { module: text.module, node: declared, around: outside, blocks: text.blocks },
        };
      }
      throw new SubsetError(
        "no-closure",
        site,
        `"${name}", which belongs to the function around it`,
        `Put it into the machine's constants and read it as \`k.${name}\``,
      );
    }
    if (text.blocks.some((block) => declaredBy(block).includes(name))) {
      throw new SubsetError(
        "no-closure",
        site,
        `"${name}", which belongs to the block around it`,
        `Put it into the machine's constants and read it as \`k.${name}\``,
      );
    }
    return this.#meaningIn(text.module, name, site);
  }

  /** What a member of an imported module means; nothing, if the value is no such module. */
  memberOfModule(value: unknown, name: string, site: Site): Meaning | undefined {
    for (const [url, namespace] of this.#source.namespaces) {
      if (namespace === value) return this.#imported(url, name, site);
    }
    return undefined;
  }

  #hoistedIn(node: Node): readonly string[] {
    let names = this.#hoisted.get(node);
    if (names === undefined) this.#hoisted.set(node, names = hoistedIn(node));
    return names;
  }

  #meanTheSame(left: FunctionText, right: FunctionText, name: string): boolean {
    let meanings: readonly (Meaning | undefined)[];
    try {
      meanings = [left, right].map((text) =>
        this.meaningOf(text, name, siteOf(text.module, text.node))
      );
    } catch {
      // It cannot be said what the name means in one of them, unless both stand side by side.
      return left.module === right.module && left.around[0] === right.around[0] &&
        left.blocks[0] === right.blocks[0];
    }
    const [a, b] = meanings;
    // What no module declares is the same everywhere.
    if (a === undefined || b === undefined) return a === b;
    return a.kind === "known" && b.kind === "known"
      ? a.value === b.value
      : a.kind === "routine" && b.kind === "routine" && a.text.node === b.text.node;
  }

  #meaningIn(url: string, name: string, site: Site): Meaning | undefined {
    const key = `${url} ${name}`;
    if (!this.#meanings.has(key)) {
      const module = this.#source.modules.get(url);
      if (module?.assignable.has(name)) return refuseAssignable(name, site);
      const binding = module?.bindings.get(name);
      this.#meanings.set(key, module && binding && this.#resolve(module, name, binding, site));
    }
    return this.#meanings.get(key);
  }

  #resolve(module: Module, name: string, binding: Binding, site: Site): Meaning | undefined {
    if (binding.kind === "imported") return this.#imported(binding.url, binding.name, site);
    const top = { module: module.url, around: [], blocks: [] };
    if (binding.kind === "function") {
      return { kind: "routine", text: { ...top, node: binding.node } };
    }
    const init = binding.kind === "declared" && binding.node.init
      ? bare(binding.node.init)
      : undefined;
    if (isFunction(init)) return { kind: "routine", text: { ...top, node: init } };
    const exported = [...module.exports].find(([, local]) => local === name)?.[0];
    if (exported !== undefined) {
      return { kind: "known", value: this.#source.namespaces.get(module.url)?.[exported] };
    }
    if (binding.kind === "other") return refuseHidden(name, site);
    return { kind: "known", value: init && this.#evaluate(module, init as Expression, name, site) };
  }

  #imported(url: string, name: string, site: Site): Meaning | undefined {
    const module = this.#source.modules.get(url);
    const namespace = this.#source.namespaces.get(url);
    if (name === "*") return { kind: "known", value: namespace };
    const local = module?.exports.get(name);
    if (local !== undefined && module?.assignable.has(local)) return refuseAssignable(name, site);
    if (module === undefined) return { kind: "known", value: namespace?.[name] };
    if (local !== undefined && module.bindings.has(local)) {
      return this.#meaningIn(url, local, site);
    }
    for (const passed of module.passesOn) {
      const meaning = this.#imported(passed, name, site);
      if (meaning !== undefined && !(meaning.kind === "known" && meaning.value === undefined)) {
        return meaning;
      }
    }
    return { kind: "known", value: namespace?.[name] };
  }

  /** The value of a constant that its module keeps to itself. */
  #evaluate(module: Module, node: Expression, name: string, site: Site): unknown {
    const value = (inner: Node): unknown => {
      const plain = bare(inner);
      switch (plain.type) {
        case "NumericLiteral":
        case "StringLiteral":
        case "BooleanLiteral":
          return plain.value;
        case "NullLiteral":
          return null;
        case "Identifier": {
          const meaning = this.#meaningIn(module.url, plain.name, site);
          if (meaning?.kind === "known") return meaning.value;
          break;
        }
        case "UnaryExpression":
          if (plain.operator === "-") return -(value(plain.argument) as number);
          if (plain.operator === "!") return !value(plain.argument);
          break;
        case "BinaryExpression": {
          const [a, b] = [value(plain.left), value(plain.right)] as [number, number];
          if (plain.operator === "+") return a + b;
          if (plain.operator === "-") return a - b;
          if (plain.operator === "*") return a * b;
          if (plain.operator === "**") return a ** b;
          break;
        }
        case "ArrayExpression":
          if (plain.elements.every((element) => element && element.type !== "SpreadElement")) {
            return plain.elements.map((element) => value(element as Node));
          }
          break;
        case "ObjectExpression":
          if (plain.properties.every((p) => p.type === "ObjectProperty" && !p.computed)) {
            return Object.fromEntries(plain.properties.map((property) => {
              const { key, value: of } = property as unknown as { key: Keyed; value: Node };
              return [key.name ?? String(key.value), value(of)];
            }));
          }
          break;
        case "MemberExpression":
          if (!plain.computed && plain.property.type === "Identifier") {
            return (value(plain.object) as Record<string, unknown>)[plain.property.name];
          }
      }
      return refuseHidden(name, site);
    };
    const found = value(node as unknown as Node);
    // What stands in the text is where an object begins; what it came to be is in the running one.
    if (typeof found === "object" && found !== null) return refuseHidden(name, site);
    return found;
  }
}

const finders = new WeakMap<Source, FunctionFinder>();

/** The finder of a source's functions, which is made once: it compares them all. */
function finderOf(source: Source): FunctionFinder {
  let finder = finders.get(source);
  if (finder === undefined) {
    finder = new FunctionFinder([...source.modules.values()].flatMap((m) => m.functions));
    finders.set(source, finder);
  }
  return finder;
}

interface Keyed {
  readonly name?: string;
  readonly value?: unknown;
}

function refuseHidden(name: string, site: Site): never {
  throw new SubsetError(
    "values-known",
    site,
    `"${name}"`,
    `Export it from its module, so that its value can be read`,
  );
}

function refuseAssignable(name: string, site: Site): never {
  throw new SubsetError(
    "no-closure",
    site,
    `"${name}", which may be assigned to`,
    "Declare it with `const`, or put it into the state, a parameter or the constants",
  );
}

function positionOf({ module, node }: FunctionText): string {
  const { file, line, column } = siteOf(module, node as unknown as Node);
  return `${file}:${line}:${column}`;
}

/** How much of a function's text an error quotes. */
const mostQuoted = 80;

/** What to do about a function that stands in no module of the machine. */
// deno-lint-ignore ban-types
function adviceFor(running: Function, { file, line }: Site): string {
  // Where the place is none, the file is that of the machine.
  const module = `the machine's source module${line === 0 ? ` (${file})` : ""}`;
  const text = running.toString().replace(/\s+/g, " ");
  if (text.includes("[native code]")) {
    return `Write it in ${module}, as a function of its own: what is bound or built in has no text`;
  }
  const quoted = text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text;
  return `Write it in ${module}, or in a module that this one imports by relative path: ` +
    `\`${quoted}\` stands in none of them`;
}
