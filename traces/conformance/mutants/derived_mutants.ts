/**
 * Mutants that are derived from the source: for every place where the kernel says no, one that does
 * not; for every comparison, one that is off by one or turned round; for every condition that is made of
 * several, one for each of them that is left out. In the wire formats, moreover, for every number one that is one
 * more, and for every read and write one whose bytes stand the other way round.
 *
 * They follow the source as it changes, so no check can be added without a mutant that lacks it.
 *
 * @module
 */

import { REFUSAL_REASONS } from "../../../spec/implementation/mod.ts";
import { EQUIVALENT, PLACES } from "./derived_places.ts";
import { type Mutant, mutant } from "./mutant.ts";
import { isNode, type Node, parseModule, type Place, placesOf } from "./syntax.ts";

/** What stands around the kernel, and is no part of it: hardware, examples, a driver. */
const ENVIRONMENT =
  /^implementation\/(simulated_|assembly|bus|disk|example|iommu|memory|mod|validated_driver|.*_bench\.)/;

/** What gathers the wire formats, and is none. */
const NO_FORMAT = "nvme/mod.ts";

/**
 * The mutants derived from the source, by path, of the implementation and its wire formats, without those
 * that behave as the implementation does.
 *
 * @throws {Error} if something is known of a mutant that there is none of.
 */
export function derivedMutants(source: ReadonlyMap<string, string>): Mutant[] {
  const mutants = everyDerivedMutant(source);
  const names = new Set(mutants.map(({ name }) => name));
  for (const name of [...Object.keys(PLACES), ...Object.keys(EQUIVALENT)]) {
    if (!names.has(name)) throw new Error(`Cannot find the mutant "${name}": nothing is named so`);
  }
  return mutants.filter(({ name }) => !(name in EQUIVALENT));
}

function everyDerivedMutant(source: ReadonlyMap<string, string>): Mutant[] {
  const mutants: Mutant[] = [];
  for (const [path, text] of source) {
    const isFormat = path.startsWith("nvme/") && path !== NO_FORMAT;
    const isKernel = path.startsWith("implementation/") && !ENVIRONMENT.test(path);
    if (!isFormat && !isKernel) continue;
    const file = path.replace(/^implementation\//, "").slice(0, -".ts".length);
    const derived = new FileMutants(file, text);
    for (const place of placesOf(parseModule(text), [])) derived.derive(place);
    mutants.push(...derived.mutants);
  }
  return mutants;
}

/** The operator that is off by one at the edge of another. */
const SHIFTED: { readonly [operator: string]: string } = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
};

/** The comparison that says the opposite of another. */
const TURNED: { readonly [operator: string]: string } = { "===": "!==", "!==": "===" };

/** What has a name, and which of its fields holds that. */
const NAMED: { readonly [type: string]: string } = {
  ClassDeclaration: "id",
  FunctionDeclaration: "id",
  VariableDeclarator: "id",
  ClassMethod: "key",
  ClassPrivateMethod: "key",
  ObjectMethod: "key",
  ObjectProperty: "key",
};

/** The longest text that a number's mutant quotes to say which number it is, in characters. */
const LONGEST_QUOTE = 60;

/** The mutants of one file. */
class FileMutants {
  readonly mutants: Mutant[] = [];
  readonly #file: string;
  readonly #text: string;
  readonly #isFormat: boolean;
  /** How often a mutant was to have this name. */
  readonly #names = new Map<string, number>();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#isFormat = file.startsWith("nvme/");
    this.#text = text;
  }

  derive(place: Place): void {
    const { node } = place;
    if (node.type === "NewExpression" && this.#textOf(node.callee as Node) === "Refusal") {
      this.#deriveCheck(place);
    }
    if (node.type === "BinaryExpression" && TURNED[node.operator as string] !== undefined) {
      const [left, right] = [node.left as Node, node.right as Node];
      const turned = `${this.#textOf(left)} ${TURNED[node.operator as string]} ${
        this.#textOf(right)
      }`;
      this.#add(`"${this.#line(node)}" is turned round`, place, node, turned);
    }
    if (node.type === "BinaryExpression" && SHIFTED[node.operator as string] !== undefined) {
      const [left, right] = [node.left as Node, node.right as Node];
      const shifted = `${this.#textOf(left)} ${SHIFTED[node.operator as string]} ` +
        this.#textOf(right);
      this.#add(`"${this.#line(node)}" is off by one`, place, node, shifted);
    }
    // What an error says is no format.
    const isMessage = place.within.some(({ type }) => type === "ThrowStatement");
    if (this.#isFormat && !isMessage) this.#deriveFormat(place);
    if (node.type === "LogicalExpression" && node.operator !== "??") {
      for (const [kept, dropped] of [["left", "right"], ["right", "left"]]) {
        const mistake = `"${this.#line(node[dropped] as Node)}" is not asked`;
        this.#add(mistake, place, node, `(${this.#textOf(node[kept] as Node)})`);
      }
    }
  }

  /** A number that is one more, or bytes in the other order: the only `true` in a call is the order. */
  #deriveFormat(place: Place): void {
    const { node, within: [outer] } = place;
    if (node.type === "NumericLiteral" && outer?.type !== "TSLiteralType") {
      const [value, text] = [node.value as number, this.#textOf(node)];
      const line = this.#line(outer);
      const context = line.length <= LONGEST_QUOTE ? `: "${line}"` : "";
      this.#add(`${text} is one more${context}`, place, node, `${value + 1}`);
    }
    const isOrder = node.type === "BooleanLiteral" && outer?.type === "CallExpression";
    if (isOrder) this.#add(`"${this.#line(outer)}" is big-endian`, place, node, "false");
  }

  /** The check that a refusal is the answer of lets everything pass. */
  #deriveCheck(place: Place): void {
    const { node, within } = place;
    const [argument] = node.arguments as Node[];
    const reason = argument.type === "StringLiteral" ? argument.value as string : "cover";
    const meaning = REFUSAL_REASONS[reason as keyof typeof REFUSAL_REASONS] ?? "nothing covers it";
    const mistake = `no ${reason}`;
    const title = `not refused: ${meaning}`;
    let inner = node;
    for (const outer of within) {
      if (outer.type === "IfStatement" && outer.consequent === inner) {
        return this.#add(mistake, place, outer.test as Node, "false", title);
      }
      if (outer.type === "ConditionalExpression" && outer.test !== inner) {
        const passes = outer.consequent === inner ? "false" : "true";
        return this.#add(mistake, place, outer.test as Node, passes, title);
      }
      const goesOn = ["ReturnStatement", "BlockStatement", "CallExpression"].includes(outer.type);
      if (!goesOn) break;
      inner = outer;
    }
    this.#add(mistake, place, node, "null", title);
  }

  /** Where a place is, by the names of what it is part of: `DoorbellScan.begin`. */
  #where({ within }: Place): string {
    const names = within.flatMap((outer) => {
      const named = outer[NAMED[outer.type]];
      return isNode(named) && named.type !== "ObjectPattern" && named.type !== "ArrayPattern"
        ? [this.#nameOf(named)]
        : [];
    });
    return names.reverse().join(".");
  }

  /** A name without its type. */
  #nameOf(named: Node): string {
    return typeof named.name === "string" ? named.name : this.#line(named);
  }

  /**
   * A mutant's name says where its mistake is and what; of several that would be named alike, it counts
   * them. So a name outlives every change of the source that is not one of that place.
   */
  #add(
    mistake: string,
    place: Place,
    { start, end }: Node,
    replacement: string,
    title = mistake,
  ): void {
    const where = this.#where(place);
    const named = `${this.#file}${where === "" ? "" : `/${where}`}: ${mistake}`;
    const count = (this.#names.get(named) ?? 0) + 1;
    this.#names.set(named, count);
    const name = count === 1 ? named : `${named} (${count})`;
    const text = this.#text;
    // A patch names its place by text that occurs only once.
    let around = 0;
    let find = text.slice(start, end);
    while (text.indexOf(find) !== text.lastIndexOf(find)) {
      around++;
      find = text.slice(Math.max(start - around, 0), end + around);
    }
    const replace = text.slice(Math.max(start - around, 0), start) + replacement +
      text.slice(end, end + around);
    this.mutants.push(mutant(name, title, PLACES[name] ?? [], [this.#file, find, replace]));
  }

  #textOf({ start, end }: Node): string {
    return this.#text.slice(start, end);
  }

  #line(node: Node): string {
    return this.#textOf(node).replaceAll(/\s+/g, " ");
  }
}
