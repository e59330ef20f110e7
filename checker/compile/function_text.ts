/**
 * From a function that runs to the text that it was written as.
 *
 * A machine holds functions: guards, effects, properties, replaced predicates. The compiler needs
 * their syntax trees, with places in the original files. `Function.prototype.toString` gives a
 * function's text after its types were stripped; comparing that, types aside, with every function
 * in the machine's modules finds the original, wherever and however it was defined.
 *
 * Two functions of equal structure are the same function for the compiler if the free names in them
 * mean the same. Where they do not, nothing can tell them apart, and the caller reports it.
 *
 * @module
 */

import { declaredBy } from "./scopes.ts";
import {
  bare,
  childrenOf,
  type FunctionNode,
  isFunction,
  type Node,
  parseFunction,
  skipped,
} from "./syntax.ts";

/** A function in the text of a module. */
export interface FunctionText {
  /** Its module's URL. */
  readonly module: string;
  readonly node: FunctionNode;
  /** The functions around it, innermost first. */
  readonly around: readonly FunctionNode[];
  /** What stands around all of these and is not the whole module, innermost first. */
  readonly blocks: readonly Node[];
}

/** Every function in a module. */
export function functionTexts(module: string, program: Node): FunctionText[] {
  const found: FunctionText[] = [];
  const visit = (
    node: Node,
    around: readonly FunctionNode[],
    blocks: readonly Node[],
  ): void => {
    let inside = around;
    let within = blocks;
    if (isFunction(node)) {
      found.push({ module, node, around, blocks });
      inside = [node, ...around];
    } else if (around.length === 0 && declaredBy(node).length > 0) within = [node, ...blocks];
    for (const child of childrenOf(node)) visit(child, inside, within);
  };
  for (const statement of childrenOf(program)) {
    const { declaration } = statement as { readonly declaration?: Node | null };
    visit(/^Export/.test(statement.type) && declaration ? declaration : statement, [], []);
  }
  return found;
}

/** Finds the texts of running functions among those given. */
export class FunctionFinder {
  readonly #byStructure = new Map<string, FunctionText[]>();
  readonly #found = new Map<object, readonly FunctionText[]>();

  constructor(texts: Iterable<FunctionText>) {
    for (const text of texts) {
      const structure = structureOf(text.node);
      const same = this.#byStructure.get(structure);
      if (same === undefined) this.#byStructure.set(structure, [text]);
      else same.push(text);
    }
  }

  /** The texts that the function may have been written as; several, if they are of equal structure. */
  // deno-lint-ignore ban-types
  find(running: Function): readonly FunctionText[] {
    let texts = this.#found.get(running);
    if (texts === undefined) {
      const node = parseFunction(running.toString());
      texts = (node && this.#byStructure.get(structureOf(node))) ?? [];
      this.#found.set(running, texts);
    }
    return texts;
  }
}

/** Parameters and body as a string that is equal for equal code, whatever its types and layout. */
function structureOf({ params, body, async, generator }: FunctionNode): string {
  const parts: string[] = [async ? "async" : "", generator ? "*" : ""];
  const write = (value: unknown): void => {
    if (Array.isArray(value)) {
      parts.push("[");
      value.forEach(write);
      parts.push("]");
    } else if (typeof value === "object" && value !== null) {
      const node = bare(value as Node) as unknown as Readonly<Record<string, unknown>>;
      parts.push("(");
      for (const key of Object.keys(node).sort()) {
        if (insignificant.has(key) || node[key] === undefined || node[key] === null) continue;
        parts.push(key, "=");
        write(node[key]);
      }
      parts.push(")");
    } else parts.push(typeof value, JSON.stringify(String(value)), ",");
  };
  write(params);
  write(body);
  return parts.join("");
}

/** What may differ between the text as written and the text as run. */
const insignificant: ReadonlySet<string> = new Set([
  ...skipped,
  "start",
  "end",
  "range",
  "optional",
  "definite",
  "declare",
  "accessibility",
]);
