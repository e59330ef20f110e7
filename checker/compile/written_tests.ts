/**
 * The tests that guards, effects and their helpers make as they are written, whether or not anything
 * is left of them once constants and domains are put in.
 *
 * Generated code can only watch what it has. So coverage holds what was watched against this list,
 * and says of the rest that it is decided, and how. How is noted while the text is read. Where that
 * is done more than once (a helper with other arguments, locals whose types were too small), only
 * the notes of what is used in the end count.
 *
 * @module
 */

import type { FunctionText } from "./function_text.ts";
import type { Names } from "./names.ts";
import type { Routine } from "./representation.ts";
import { siteOf, type Source } from "./source.ts";
import { declarationsOf } from "./scopes.ts";
import { printSite, type Site, SubsetError } from "./subset_error.ts";
import {
  bare,
  childrenOf,
  type FunctionNode,
  isFunction,
  type Node,
  type Of,
  singleExpression,
} from "./syntax.ts";

/** What was found out while one function was read with one kind of arguments. */
export type TestNote =
  /** That constants or domains decide a test. */
  | { readonly kind: "decided"; readonly test: object; readonly value: boolean }
  /** That a routine is called, whose notes count then. */
  | { readonly kind: "calls"; readonly routine: Routine };

/** A test as the text has it. */
export interface WrittenTest {
  readonly kind: "conjunct" | "branch";
  /** The action whose guard a conjunct is of. */
  readonly action?: string;
  readonly site: Site;
  readonly text: string;
  /** The ways that it goes where constants or domains decide it; none, where they do not. */
  readonly decided: ReadonlySet<boolean>;
}

/** A part of a guard that has to hold. */
interface Leaf {
  readonly text: FunctionText;
  readonly node: Node;
  /** Whether it is the part's opposite that has to hold. */
  readonly isNegated: boolean;
}

type Case = Of<"SwitchStatement">["cases"][number];

/** Collects the tests of a machine while its text is read. */
export class WrittenTests {
  /** The functions that are read, and those that only unread text calls. */
  readonly #functions = new Map<FunctionNode, FunctionText>();
  readonly #guards: { readonly action: string; readonly text: FunctionText }[] = [];
  readonly #notes: (readonly TestNote[])[] = [];
  readonly #ofRoutines = new WeakMap<Routine, readonly TestNote[]>();
  /** Functions of one expression that were read in place of a call, by that call. */
  readonly #substituted = new Map<object, FunctionText>();
  readonly #takenApart = new Set<string>();
  #isClosed = false;
  #all: readonly WrittenTest[] = [];

  /** Every test, once all is read. */
  get all(): readonly WrittenTest[] {
    return this.#all;
  }

  /** The places of tests that are counted as the conjuncts that they are made of. */
  get takenApart(): ReadonlySet<string> {
    return this.#takenApart;
  }

  /** Says that a function is read. */
  enter(text: FunctionText): void {
    if (!this.#isClosed) this.#functions.set(text.node, text);
  }

  /** Says that a function is read in place of a call. */
  substitute(call: Node, text: FunctionText): void {
    this.enter(text);
    if (!this.#isClosed) this.#substituted.set(bare(call), text);
  }

  /** Says that a function is an action's guard. */
  guard(action: string, text: FunctionText): void {
    this.#guards.push({ action, text });
  }

  /** Says that a test is counted as its conjuncts. */
  takeApart(site: Site): void {
    this.#takenApart.add(printSite(site));
  }

  /** What was noted of a guard or an effect, and counts. */
  note(notes: readonly TestNote[]): void {
    this.#notes.push(notes);
  }

  /** What was noted of a routine, and counts where something that counts calls it. */
  noteRoutine(routine: Routine, notes: readonly TestNote[]): void {
    this.#ofRoutines.set(routine, notes);
  }

  /** Makes the list. Nothing counts that is read from here on. */
  close(names: Names, source: Source): void {
    this.#isClosed = true;
    this.#enterCalled(names);
    const outcomes = this.#outcomes();
    const test = (
      kind: WrittenTest["kind"],
      { text, node, isNegated }: Leaf,
      at: Node,
      action?: string,
    ): WrittenTest => {
      const shown = node.type === "SwitchCase" ? (node as Case).test! : node;
      const written = source.modules.get(text.module)!.text.slice(shown.start!, shown.end!)
        .replace(/\s+/g, " ");
      const ways = [...outcomes.get(bare(node)) ?? []].map((way) => way !== isNegated);
      return {
        kind,
        ...(action === undefined ? {} : { action }),
        site: siteOf(text.module, at),
        text: isNegated ? `!(${written})` : written,
        decided: new Set(ways),
      };
    };
    const conjuncts = this.#guards.flatMap(({ action, text }) =>
      returnedBy(text.node).flatMap((node) => this.#leaves({ text, node, isNegated: false }, names))
        .map((leaf) => test("conjunct", leaf, leaf.node, action))
    );
    const branches = [...this.#functions.values()].flatMap((text) =>
      [...branchesIn(text.node)].map(({ node, at }) =>
        test("branch", { text, node, isNegated: false }, at)
      )
    );
    this.#all = [...conjuncts, ...branches];
  }

  /** Enters functions that only unread text calls. */
  #enterCalled(names: Names): void {
    for (const text of this.#functions.values()) {
      for (const call of callsIn(text.node)) {
        const callee = calledBy(text, call, names);
        // A map hands out what is added while it is walked.
        if (callee !== undefined && !this.#functions.has(callee.node)) {
          this.#functions.set(callee.node, callee);
        }
      }
    }
  }

  #outcomes(): ReadonlyMap<object, ReadonlySet<boolean>> {
    const found = new Map<object, Set<boolean>>();
    const counted = new Set<Routine>();
    const count = (note: TestNote): void => {
      if (note.kind === "decided") {
        found.set(note.test, (found.get(note.test) ?? new Set()).add(note.value));
      } else if (!counted.has(note.routine)) {
        counted.add(note.routine);
        this.#ofRoutines.get(note.routine)?.forEach(count);
      }
    };
    this.#notes.flat().forEach(count);
    return found;
  }

  /** The conjuncts of a test, as the front end tells them apart. */
  #leaves(test: Leaf, names: Names): Leaf[] {
    const { text, isNegated } = test;
    const node = bare(test.node);
    const within = (inner: Node, negated = isNegated, of = text) =>
      this.#leaves({ text: of, node: inner, isNegated: negated }, names);
    switch (node.type) {
      case "LogicalExpression":
        if (node.operator !== (isNegated ? "||" : "&&")) break;
        return [...within(node.left), ...within(node.right)];
      case "UnaryExpression": {
        if (node.operator !== "!") break;
        return unlessWhole(within(node.argument, !isNegated), node.argument, test);
      }
      case "CallExpression": {
        const callee = this.#substituted.get(node) ?? calledBy(text, node, names);
        const single = callee && singleExpression(callee.node);
        if (single === undefined) break;
        return unlessWhole(within(single, isNegated, callee), single, test);
      }
      // What is written out decides nothing.
      case "BooleanLiteral":
        return [];
    }
    return [test];
  }
}

/** The conjuncts of what a test asks, or the test itself, if that is not taken apart. */
function unlessWhole(leaves: Leaf[], asked: Node, test: Leaf): Leaf[] {
  return leaves.length === 1 && bare(leaves[0].node) === bare(asked) ? [test] : leaves;
}

/** Every node of a function, less those of functions inside it. */
function* nodesOf(node: Node): Generator<Node> {
  for (const child of childrenOf(node)) {
    yield child;
    if (!isFunction(child)) yield* nodesOf(child);
  }
}

/** What a function returns, wherever it does. */
function returnedBy(node: FunctionNode): Node[] {
  const body = node.body as unknown as Node;
  if (body.type !== "BlockStatement") return [body];
  return [...nodesOf(body)].flatMap((each) =>
    each.type === "ReturnStatement" ? (each as Of<"ReturnStatement">).argument ?? [] : []
  );
}

/** The tests that branches of a function hang on, with the node at which each is counted. */
function* branchesIn(node: FunctionNode): Generator<{ readonly node: Node; readonly at: Node }> {
  for (const each of nodesOf(node as unknown as Node)) {
    switch (each.type) {
      case "IfStatement": {
        const { test } = each as Of<"IfStatement">;
        yield { node: test, at: test };
        break;
      }
      case "ConditionalExpression": {
        const { test, consequent } = each as Of<"ConditionalExpression">;
        yield { node: test, at: consequent };
        break;
      }
      case "SwitchCase": {
        const { test, consequent } = each as Case;
        if (test && consequent.length > 0) yield { node: each, at: each };
      }
    }
  }
}

function callsIn(node: FunctionNode): Of<"CallExpression">[] {
  return [...nodesOf(node as unknown as Node)].flatMap((each) =>
    each.type === "CallExpression" ? [each as Of<"CallExpression">] : []
  );
}

/** The function that a call names, if it names one of the text. */
function calledBy(
  text: FunctionText,
  { callee }: Of<"CallExpression">,
  names: Names,
): FunctionText | undefined {
  const { type, name } = bare(callee) as { readonly type: string; readonly name: string };
  if (type !== "Identifier" || declarationsOf(text.node).has(name)) return undefined;
  try {
    const meaning = names.meaningOf(text, name, siteOf(text.module, callee));
    return meaning?.kind === "routine" ? meaning.text : undefined;
  } catch (error) {
    // In text that is not read nothing needs a meaning.
    if (error instanceof SubsetError) return undefined;
    throw error;
  }
}
