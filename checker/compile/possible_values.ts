/**
 * Which values each variable can have: what instance a machine is decides that many of its
 * variables hold one value for ever, and others a few of those that their domains allow.
 *
 * The text is run on sets of values instead of values (P. and R. Cousot, "Abstract interpretation",
 * 1977): a variable's set begins with its first value, and every action adds what it may store,
 * from whatever is in the sets, until nothing is added any more. A test narrows what is known on
 * its two branches; what an action has stored is what it reads back. The sets are sound, not tight:
 * a state with a value outside them is not reachable, nor is one passed through inside an effect.
 *
 * @module
 */

import { codeOf } from "../codec.ts";
import type { RecordDomain, SubsetDomain } from "../domains.ts";
import { isLeaf, type Layout, type LeafDomain, type Span } from "../layout.ts";
import { childPlaces } from "./emit_expression.ts";
import { operandsOf } from "./parts.ts";
import { type LeafNumber, leafNumberOf } from "./positions.ts";
import type {
  ActionText,
  Block,
  Expression,
  Local,
  MachineText,
  Place,
  Scalar,
  Statement,
} from "./representation.ts";
import {
  arithmeticValues,
  comparable,
  type Comparison,
  filter,
  flagsOf,
  isNone,
  mayBe,
  type Members,
  only,
  single,
  union,
  type Values,
  valuesOfDomain,
  valuesOfType,
  within,
} from "./value_sets.ts";

/** What a variable may hold: values, or for a set members. */
export type Content =
  | { readonly kind: "values"; readonly values: Values }
  | ({ readonly kind: "members" } & Members);

/** What each variable of a machine may hold. */
export class PossibleValues {
  readonly #schema: RecordDomain;
  readonly #contents: readonly Content[];

  constructor(schema: RecordDomain, contents: readonly Content[]) {
    this.#schema = schema;
    this.#contents = contents;
  }

  /** What the variables that a place may be can hold. */
  at(place: Place): Content {
    const { base, varying } = leafNumberOf(this.#schema, place);
    const leaves = varying.reduce((all, { index, length, stride }) => {
      const [low, high] = index.type.kind === "number"
        ? [Math.max(index.type.low, 0), Math.min(index.type.high, length - 1)]
        : [0, length - 1];
      const inside = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
      return all.flatMap((leaf) => inside.map((i) => leaf + i * stride));
    }, [base]);
    // Where no index is inside, the code is not reached or fails.
    if (leaves.length === 0) return { kind: "values", values: undefined };
    return leaves.map((leaf) => this.#contents[leaf]).reduce(joinedContent);
  }

  /** Which codes each leaf of a layout of the schema can have. */
  spans({ leaves }: Layout): Span[] {
    return leaves.map(({ domain, width }, i): Span => {
      const content = this.#contents[i];
      if (content.kind === "members") {
        const { may, must } = content;
        if (may === must) return { least: may >>> 0, width: 0 };
        return { least: 0, width: 32 - Math.clz32(may) };
      }
      if (content.values === undefined || domain.kind === "subset") return { least: 0, width };
      const codes = [...content.values].map((value) => codeOf(domain, value)!);
      return codes.length === 1
        ? { least: codes[0], width: 0 }
        : { least: 0, width: 32 - Math.clz32(Math.max(...codes)) };
    });
  }
}

/** Turns of a loop that are run one by one, and of a search for a loop's fixpoint. */
const MOST_TURNS = 64;
/** Calls inside calls. */
const DEEPEST = 64;

/** Raised where the text is beyond this analysis: nothing is known then. */
class BeyondAnalysis extends Error {}

/** What each variable of a machine can hold; nothing, where that cannot be found out. */
export function possibleValues(layout: Layout, text: MachineText): PossibleValues | undefined {
  try {
    return new Interpreter(layout, text).run();
  } catch (error) {
    if (error instanceof BeyondAnalysis) return undefined;
    throw error;
  }
}

/**
 * What is known at one point of the text, besides what is known everywhere. A copy shares its maps
 * with the original until either is changed: most copies never are.
 */
class Knowledge {
  #leaves = new Map<number, Content>();
  #locals = new Map<Local, Values>();
  #parameters = new Map<string, Values>();
  #ownsLeaves = true;
  #ownsLocals = true;
  #ownsParameters = true;

  /** The same, to go on from. */
  copy(): Knowledge {
    return this.withLocalsOf(this);
  }

  /** The same of variables and parameters, with the locals known elsewhere. */
  withLocalsOf(other: Knowledge): Knowledge {
    const copy = new Knowledge();
    copy.#leaves = this.#leaves;
    copy.#locals = other.#locals;
    copy.#parameters = this.#parameters;
    copy.#ownsLeaves = copy.#ownsLocals = copy.#ownsParameters = false;
    this.#ownsLeaves = other.#ownsLocals = this.#ownsParameters = false;
    return copy;
  }

  leaf(leaf: number): Content | undefined {
    return this.#leaves.get(leaf);
  }

  knowsLocal(local: Local): boolean {
    return this.#locals.has(local);
  }

  local(local: Local): Values {
    return this.#locals.get(local);
  }

  parameter(name: string): Values {
    return this.#parameters.get(name);
  }

  setLeaf(leaf: number, content: Content): void {
    if (!this.#ownsLeaves) this.#leaves = new Map(this.#leaves);
    this.#ownsLeaves = true;
    this.#leaves.set(leaf, content);
  }

  setLocal(local: Local, values: Values): void {
    if (!this.#ownsLocals) this.#locals = new Map(this.#locals);
    this.#ownsLocals = true;
    this.#locals.set(local, values);
  }

  setParameter(name: string, values: Values): void {
    if (!this.#ownsParameters) this.#parameters = new Map(this.#parameters);
    this.#ownsParameters = true;
    this.#parameters.set(name, values);
  }

  /** What is known of variables, by leaf. */
  get leaves(): Iterable<[number, Content]> {
    return this.#leaves;
  }

  /** Takes in what is known where the control may come from as well. */
  join(other: Knowledge, known: (leaf: number) => Content): void {
    if (this.#leaves !== other.#leaves) {
      for (const leaf of new Set([...this.#leaves.keys(), ...other.#leaves.keys()])) {
        const here = this.#leaves.get(leaf) ?? known(leaf);
        const there = other.#leaves.get(leaf) ?? known(leaf);
        const either = here === there ? here : joinedContent(here, there);
        if (either !== this.#leaves.get(leaf)) this.setLeaf(leaf, either);
      }
    }
    if (this.#locals !== other.#locals) {
      for (const [local, there] of other.#locals) {
        const here = this.#locals.get(local);
        const either = this.#locals.has(local) ? union(here, there) : there;
        if (either !== here) this.setLocal(local, either);
      }
    }
    if (this.#parameters === other.#parameters) return;
    for (const [name, there] of other.#parameters) {
      this.setParameter(name, union(this.#parameters.get(name), there));
    }
  }
}

/** Where the control of a block goes besides on. */
interface Exits {
  readonly returned: Knowledge[];
  result: Values;
  readonly broken: Knowledge[];
  readonly continued: Knowledge[];
}

class Interpreter {
  readonly #layout: Layout;
  readonly #text: MachineText;
  /** What each variable may hold at any time. */
  readonly #contents: Content[];
  /** Advances whenever a variable's contents grow. */
  readonly #versions: number[];
  #version = 0;
  /** Whether the initial states are known. */
  #isRunning = false;
  #read = new Set<number>();
  readonly #numbers = new Map<Place, LeafNumber>();
  #depth = 0;

  constructor(layout: Layout, text: MachineText) {
    this.#layout = layout;
    this.#text = text;
    this.#contents = layout.leaves.map(({ domain }) => firstContent(domain));
    this.#versions = layout.leaves.map(() => 0);
  }

  run(): PossibleValues {
    const initially = this.#act(this.#text.initial);
    // What the initial effect only passes through is nowhere else.
    for (const [leaf, content] of initially?.leaves ?? []) this.#contents[leaf] = content;
    this.#isRunning = true;
    const looked = this.#text.actions.map((action) => ({
      action,
      at: -1,
      read: new Set<number>(),
    }));
    for (let again = true; again;) {
      again = false;
      for (const each of looked) {
        const stale = each.at < 0 || [...each.read].some((leaf) => this.#versions[leaf] > each.at);
        if (!stale) continue;
        again = true;
        each.at = this.#version;
        this.#read = each.read = new Set();
        this.#act(each.action);
      }
    }
    return new PossibleValues(this.#layout.schema, this.#contents);
  }

  /** Runs an action. Returns what is known after it, if that is reached. */
  #act({ parameters, guard, effect }: ActionText): Knowledge | undefined {
    let here = new Knowledge();
    for (const { name, domain } of parameters) here.setParameter(name, valuesOfDomain(domain));
    for (const item of guard) {
      if (item.kind === "let") here.setLocal(item.local, this.#values(item.value, here));
      else if (item.kind === "require") {
        if (!this.#assume(here, item.test, true)) return undefined;
      } else {
        const exits = noExits();
        this.#block(item.body, here, exits, true);
        if (exits.returned.length === 0) return undefined;
        here = this.#joined(exits.returned);
      }
    }
    const exits = noExits();
    const end = this.#block(effect, here, exits, false);
    const ends = end === undefined ? exits.returned : [...exits.returned, end];
    return ends.length === 0 ? undefined : this.#joined(ends);
  }

  // What is known.

  #content(leaf: number, here: Knowledge): Content {
    this.#read.add(leaf);
    return here.leaf(leaf) ?? this.#contents[leaf];
  }

  /** Notes what a variable may hold. */
  #store(leaf: number, content: Content): void {
    if (!this.#isRunning) return;
    const known = this.#contents[leaf];
    const more = joinedContent(known, content);
    if (more === known) return;
    this.#contents[leaf] = more;
    this.#versions[leaf] = ++this.#version;
  }

  #put(leaves: readonly number[], content: Content, here: Knowledge): void {
    for (const leaf of leaves) {
      this.#store(leaf, content);
      const sure = leaves.length === 1;
      here.setLeaf(leaf, sure ? content : joinedContent(this.#content(leaf, here), content));
    }
  }

  #joined([first, ...others]: readonly Knowledge[]): Knowledge {
    const known = (leaf: number) => {
      this.#read.add(leaf);
      return this.#contents[leaf];
    };
    for (const other of others) first.join(other, known);
    return first;
  }

  /** The numbers of the first leaves of the places that a place may be. */
  #leaves(place: Place, here: Knowledge): number[] {
    let number = this.#numbers.get(place);
    if (number === undefined) {
      this.#numbers.set(place, number = leafNumberOf(this.#layout.schema, place));
    }
    const { base, varying } = number;
    let leaves = [base];
    if (varying.length === 0) return leaves;
    for (const { index, length, stride } of varying) {
      const values = this.#values(index, here);
      const inside = values === undefined
        ? Array.from({ length }, (_, i) => i)
        : ([...values] as number[]).filter((i) => i >= 0 && i < length);
      leaves = leaves.flatMap((leaf) => inside.map((i) => leaf + i * stride));
    }
    return leaves;
  }

  /** What a variable may hold, wherever its place may be. */
  #contentAt(place: Place, here: Knowledge): Content | undefined {
    let all: Content | undefined;
    for (const leaf of this.#leaves(place, here)) {
      const content = this.#content(leaf, here);
      all = all === undefined ? content : joinedContent(all, content);
    }
    return all;
  }

  #members(place: Place, here: Knowledge): Members {
    const content = this.#contentAt(place, here);
    return content?.kind === "members" ? content : { may: 0, must: -1 };
  }

  // Expressions.

  #values(expression: Expression, here: Knowledge): Values {
    switch (expression.kind) {
      case "constant":
        return only(expression.value);
      case "parameter":
        return here.parameter(expression.name);
      case "local":
        return here.knowsLocal(expression.local)
          ? here.local(expression.local)
          : valuesOfType(expression.type);
      case "read": {
        const content = this.#contentAt(expression.place, here);
        return content === undefined
          ? new Set()
          : content.kind === "values"
          ? content.values
          : undefined;
      }
      case "size": {
        const { may, must } = this.#members(expression.place, here);
        const [least, most] = [countOf(must), countOf(may)];
        return valuesOfType({ kind: "number", low: Math.min(least, most), high: most });
      }
      case "has": {
        const { may, must } = this.#members(expression.place, here);
        const { size } = expression.place.domain as SubsetDomain;
        const members = this.#indices(expression.member, here, size);
        return flagsOf(
          members.some((i) => (may >>> i) & 1),
          members.some((i) => !((must >>> i) & 1)),
        );
      }
      case "same":
        return flagsOf(true, true);
      case "arithmetic": {
        const left = this.#values(expression.left, here);
        const right = this.#values(expression.right, here);
        return arithmeticValues(expression.operator, left, right) ?? valuesOfType(expression.type);
      }
      case "compare":
        return this.#compare(expression.operator, expression.left, expression.right, here);
      case "equal":
        return this.#compare("===", expression.left, expression.right, here);
      case "not": {
        const operand = this.#values(expression.operand, here);
        return flagsOf(mayBe(operand, false), mayBe(operand, true));
      }
      case "and":
      case "or": {
        const goesOn = expression.kind === "and";
        const left = this.#values(expression.left, here);
        if (!mayBe(left, goesOn)) return left;
        const after = here.copy();
        const right = this.#assume(after, expression.left, goesOn, true)
          ? this.#values(expression.right, after)
          : new Set<Scalar>();
        return mayBe(left, !goesOn) ? union(right, only(!goesOn)) : right;
      }
      case "choose": {
        const { test, yes, no } = expression;
        const sides = [[yes, true], [no, false]] as const;
        const tested = this.#values(test, here);
        return sides.filter(([, truth]) => mayBe(tested, truth)).map(([side, truth]) => {
          const inside = here.copy();
          const reached = this.#assume(inside, test, truth, true);
          return reached ? this.#values(side, inside) : new Set<Scalar>();
        }).reduce<Values>(union, new Set());
      }
      case "present":
        return filter(this.#values(expression.operand, here), (value) => value !== null) ??
          valuesOfType(expression.type);
      case "lookup": {
        const { table, index } = expression;
        return new Set(this.#indices(index, here, table.length).map((i) => table[i]));
      }
      case "call":
        return this.#call(expression, here).result;
    }
  }

  #indices(expression: Expression, here: Knowledge, length: number): number[] {
    const values = this.#values(expression, here);
    if (values === undefined) return Array.from({ length }, (_, i) => i);
    return ([...values] as number[]).filter((i) => i >= 0 && i < length);
  }

  #compare(operator: Comparison, left: Expression, right: Expression, here: Knowledge): Values {
    const [a, b] = [this.#values(left, here), this.#values(right, here)];
    if (isNone(a) || isNone(b)) return new Set();
    if (a === undefined || b === undefined) return flagsOf(true, true);
    return flagsOf(
      !isNone(comparable(operator, a, b)),
      !isNone(comparable(opposite[operator], a, b)),
    );
  }

  /**
   * Notes that a test came out so. Returns whether it can; whoever knows already says so, and
   * spares calls a second reading.
   */
  #assume(here: Knowledge, test: Expression, truth: boolean, known = false): boolean {
    switch (test.kind) {
      case "not":
        return this.#assume(here, test.operand, !truth, known);
      case "and":
      case "or":
        if (truth === (test.kind === "and")) {
          return this.#assume(here, test.left, truth, known) &&
            this.#assume(here, test.right, truth, known);
        }
        if (!mayBe(this.#values(test.left, here), truth)) {
          // It went on to the right side.
          return this.#assume(here, test.left, !truth, true) &&
            this.#assume(here, test.right, truth, known);
        }
        return known || mayBe(this.#values(test, here), truth);
      case "call":
        return known || mayBe(this.#values(test, here), truth);
      case "equal":
      case "compare": {
        const operator = test.kind === "equal" ? "===" : test.operator;
        const holds = truth ? operator : opposite[operator];
        // To read a call again would cost more than what it might tell.
        if (known && (calls(test.left) || calls(test.right))) return true;
        const [left, right] = [this.#values(test.left, here), this.#values(test.right, here)];
        return this.#narrow(here, test.left, comparable(holds, left, right)) &&
          this.#narrow(here, test.right, comparable(mirror[holds], right, left));
      }
      case "has": {
        const leaves = this.#leaves(test.place, here);
        const member = single(this.#values(test.member, here))?.value as number | undefined;
        if (leaves.length === 1 && member !== undefined && member >= 0 && member < 32) {
          const { may, must } = this.#members(test.place, here);
          const bit = 1 << member;
          if (truth ? !(may & bit) : must & bit) return false;
          const known = truth ? { may, must: must | bit } : { may: may & ~bit, must };
          here.setLeaf(leaves[0], { kind: "members", ...known });
          return true;
        }
        return mayBe(this.#values(test, here), truth);
      }
      default: {
        const values = this.#values(test, here);
        return mayBe(values, truth) && this.#narrow(here, test, only(truth));
      }
    }
  }

  /** Notes that an expression has one of the values. Returns whether there are any. */
  #narrow(here: Knowledge, expression: Expression, values: Values): boolean {
    if (isNone(values)) return false;
    if (values === undefined) return true;
    switch (expression.kind) {
      case "parameter":
        here.setParameter(expression.name, values);
        break;
      case "local":
        here.setLocal(expression.local, values);
        break;
      case "read": {
        const leaves = this.#leaves(expression.place, here);
        if (leaves.length === 1) here.setLeaf(leaves[0], { kind: "values", values });
        break;
      }
      case "present":
        return this.#narrow(here, expression.operand, values);
    }
    return true;
  }

  #call(
    { routine, arguments: args }: Pick<Expression & { kind: "call" }, "routine" | "arguments">,
    here: Knowledge,
  ): { readonly result: Values; readonly after: Knowledge | undefined } {
    if (++this.#depth > DEEPEST) throw new BeyondAnalysis();
    const values = args.map((each) => this.#values(each, here));
    const inside = here.withLocalsOf(new Knowledge());
    routine.parameters.forEach((local, i) => inside.setLocal(local, values[i]));
    const exits = noExits();
    const goesOn = this.#block(routine.body, inside, exits, false);
    this.#depth--;
    const ends = goesOn === undefined ? exits.returned : [...exits.returned, goesOn];
    return {
      result: exits.result,
      after: ends.length === 0 || !routine.changes
        ? undefined
        : this.#joined(ends).withLocalsOf(here),
    };
  }

  // Statements.

  /** Runs statements. Returns what is known after the last one, if that is reached. */
  #block(
    block: Block,
    before: Knowledge,
    exits: Exits,
    decides: boolean,
  ): Knowledge | undefined {
    let here: Knowledge | undefined = before;
    for (const statement of block) {
      here = this.#statement(statement, here, exits, decides);
      if (here === undefined) return undefined;
    }
    return here;
  }

  #statement(
    statement: Statement,
    here: Knowledge,
    exits: Exits,
    decides: boolean,
  ): Knowledge | undefined {
    switch (statement.kind) {
      case "let":
      case "assign":
        here.setLocal(statement.local, this.#values(statement.value, here));
        return here;
      case "write": {
        const { domain } = statement.place;
        // A value outside the domain is an error, and nothing after it is reached.
        const all = this.#values(statement.value, here);
        const values = within(all, domain);
        if (isNone(values)) return undefined;
        this.#put(this.#leaves(statement.place, here), { kind: "values", values }, here);
        return here;
      }
      case "add":
      case "delete": {
        const { size } = statement.place.domain as SubsetDomain;
        const members = this.#indices(statement.member, here, size);
        const bits = members.reduce((mask, i) => mask | (1 << i), 0);
        const sure = members.length === 1 ? bits : 0;
        const leaves = this.#leaves(statement.place, here);
        for (const leaf of leaves) {
          const { may, must } = this.#content(leaf, here) as Content & { kind: "members" };
          const content: Content = statement.kind === "add"
            ? { kind: "members", may: may | bits, must: must | sure }
            : { kind: "members", may: may & ~sure, must: must & ~bits };
          this.#store(leaf, content);
          here.setLeaf(
            leaf,
            leaves.length === 1 ? content : joinedContent(this.#content(leaf, here), content),
          );
        }
        return here;
      }
      case "clear": {
        const leaves = this.#leaves(statement.place, here);
        domainsOf(statement.place).forEach((domain, i) => {
          this.#put(leaves.map((leaf) => leaf + i), firstContent(domain), here);
        });
        return here;
      }
      case "copy":
        return this.#copy(statement, here);
      case "if": {
        const sides = [[statement.yes, true], [statement.no, false]] as const;
        const tested = this.#values(statement.test, here);
        const after = sides.filter(([, truth]) => mayBe(tested, truth)).flatMap(([side, truth]) => {
          const inside = here.copy();
          if (!this.#assume(inside, statement.test, truth, true)) return [];
          return this.#block(side, inside, exits, decides) ?? [];
        });
        return after.length === 0 ? undefined : this.#joined(after);
      }
      case "loop":
        return this.#loop(statement, here, exits, decides);
      case "break":
        exits.broken.push(here);
        return undefined;
      case "continue":
        exits.continued.push(here);
        return undefined;
      case "call": {
        const { after } = this.#call(statement, here);
        return statement.routine.changes ? after : here;
      }
      case "return":
        if (statement.value !== undefined) {
          // A guard's decision goes on only where it is true.
          if (decides && !this.#assume(here, statement.value, true)) return undefined;
          exits.result = union(exits.result, this.#values(statement.value, here));
        }
        exits.returned.push(here);
        return undefined;
    }
  }

  #copy({ target, source }: Statement & { kind: "copy" }, here: Knowledge): Knowledge {
    const [to, from] = [this.#leaves(target, here), this.#leaves(source, here)];
    const domains = domainsOf(target);
    // Composites of unequal structure are refused when they meet.
    if (domains.length !== domainsOf(source).length) return here;
    const contents = domains.map((_, i) =>
      from.map((leaf) => this.#content(leaf + i, here))
        .reduce<Content | undefined>(
          (all, each) => all ? joinedContent(all, each) : each,
          undefined,
        )
    );
    for (const [i, content] of contents.entries()) {
      if (content === undefined) continue;
      this.#put(to.map((leaf) => leaf + i), fitting(content, domains[i]), here);
    }
    return here;
  }

  #loop(
    loop: Statement & { kind: "loop" },
    before: Knowledge,
    exits: Exits,
    decides: boolean,
  ): Knowledge | undefined {
    const test: Expression = {
      kind: "compare",
      operator: loop.operator,
      left: { kind: "local", local: loop.local, type: loop.local.type },
      right: loop.limit,
      type: { kind: "flag" },
    };
    const ends: Knowledge[] = [];
    let here = before;
    here.setLocal(loop.local, this.#values(loop.from, here));
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const end = here.copy();
      if (this.#assume(end, test, false)) ends.push(end);
      const inside = noExits();
      const begun = this.#assume(here, test, true);
      const after = begun ? this.#block(loop.body, here, inside, decides) : undefined;
      exits.returned.push(...inside.returned);
      exits.result = union(exits.result, inside.result);
      ends.push(...inside.broken);
      const goesOn = after === undefined ? inside.continued : [after, ...inside.continued];
      if (goesOn.length === 0) return ends.length === 0 ? undefined : this.#joined(ends);
      here = this.#joined(goesOn);
      const next = arithmeticValues("+", here.local(loop.local), only(loop.step));
      here.setLocal(loop.local, next);
    }
    throw new BeyondAnalysis();
  }
}

const opposite: { readonly [operator in Comparison]: Comparison } = {
  "===": "!==",
  "!==": "===",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

const mirror: { readonly [operator in Comparison]: Comparison } = {
  "===": "===",
  "!==": "!==",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

const calling = new WeakMap<Expression, boolean>();

/** Whether there is a call in an expression. */
function calls(expression: Expression): boolean {
  let found = calling.get(expression);
  if (found === undefined) {
    found = expression.kind === "call" || operandsOf(expression).some(calls);
    calling.set(expression, found);
  }
  return found;
}

function noExits(): Exits {
  return { returned: [], result: new Set(), broken: [], continued: [] };
}

/** Contents of either; the left one itself, if the right one adds nothing. */
function joinedContent(left: Content, right: Content): Content {
  if (left.kind === "members" && right.kind === "members") {
    const [may, must] = [left.may | right.may, left.must & right.must];
    return may === left.may && must === left.must ? left : { kind: "members", may, must };
  }
  if (left.kind !== "values" || right.kind !== "values") {
    return { kind: "values", values: undefined };
  }
  const values = union(left.values, right.values);
  return values === left.values ? left : { kind: "values", values };
}

/** The first value of a domain. */
function firstContent(domain: LeafDomain): Content {
  if (domain.kind === "subset") return { kind: "members", may: 0, must: 0 };
  const values = valuesOfDomain(domain);
  if (values === undefined) return { kind: "values", values };
  const [first] = values;
  return { kind: "values", values: only(first) };
}

/** What of a content fits a domain. */
function fitting(content: Content, domain: LeafDomain): Content {
  if (content.kind === "members" || domain.kind === "subset") return content;
  return { kind: "values", values: within(content.values, domain) };
}

/** The domains of the leaves of a composite, in order. */
function domainsOf(place: Place): LeafDomain[] {
  return isLeaf(place.domain) ? [place.domain] : childPlaces(place).flatMap(domainsOf);
}

function countOf(mask: number): number {
  let count = 0;
  for (let m = mask | 0; m !== 0; m &= m - 1) count++;
  return count;
}
