/**
 * What statements leave behind: what is known after them, and wherever else they lead.
 *
 * @module
 */

import { match } from "ts-pattern";
import type { SubsetDomain } from "../../domains.ts";
import type { LeafDomain } from "../../layout.ts";
import { leafPlaces } from "../positions.ts";
import type { ActionText, Block, Expression, Place, Statement } from "../representation.ts";
import {
  arithmeticValues,
  type Content,
  isNone,
  joinedContent,
  mayBe,
  only,
  union,
  type Values,
  valuesOfDomain,
  within,
} from "../value_sets.ts";
import { Expressions } from "./expressions.ts";
import { Knowledge } from "./knowledge.ts";
import { firstContent, type Variables } from "./variables.ts";

/** Turns of a loop that are run one by one. */
const MOST_TURNS = 64;
/** Calls inside calls. */
const DEEPEST = 64;

/** Raised where the text is beyond this analysis: nothing is known then. */
export class BeyondAnalysis extends Error {}

/** Where the control of a block goes besides on. */
interface Exits {
  readonly returned: Knowledge[];
  result: Values;
  readonly broken: Knowledge[];
  readonly continued: Knowledge[];
  /** Whether what is returned decides a guard, so that only what is true goes on. */
  readonly decides: boolean;
}

type Call = Extract<Expression | Statement, { kind: "call" }>;
type Loop = Statement & { readonly kind: "loop" };
type Membership = Statement & { readonly kind: "add" | "delete" };

/** Runs actions on sets of values. */
export class Statements {
  readonly #variables: Variables;
  readonly #expressions: Expressions;
  #depth = 0;

  constructor(variables: Variables) {
    this.#variables = variables;
    this.#expressions = new Expressions(variables, (call, here) => this.#call(call, here).result);
  }

  /** Runs an action. Returns what is known after it, if that is reached. */
  act({ parameters, guard, effect }: ActionText): Knowledge | undefined {
    let here = new Knowledge();
    for (const { name, domain } of parameters) here.setParameter(name, valuesOfDomain(domain));
    for (const item of guard) {
      const after = match(item)
        .with({ kind: "let" }, ({ local, value }) => {
          here.setLocal(local, this.#expressions.values(value, here));
          return here;
        })
        .with(
          { kind: "require" },
          ({ test }) => this.#expressions.assume(here, test, true) ? here : undefined,
        )
        .with({ kind: "decide" }, ({ body }) => {
          const exits = noExits(true);
          this.#block(body, here, exits);
          return this.#joined(exits.returned);
        })
        .exhaustive();
      if (after === undefined) return undefined;
      here = after;
    }
    const exits = noExits(false);
    const end = this.#block(effect, here, exits);
    return this.#joined([...exits.returned, ...end === undefined ? [] : [end]]);
  }

  /** What is known where the control comes from any of several places; nothing, if from none. */
  #joined([first, ...others]: readonly Knowledge[]): Knowledge | undefined {
    for (const other of others) first.join(other, (leaf) => this.#variables.anywhere(leaf));
    return first;
  }

  /** Runs a routine. Nothing is known after one that is not come back from. */
  #call(
    { routine, arguments: args }: Pick<Call, "routine" | "arguments">,
    here: Knowledge,
  ): { readonly result: Values; readonly after: Knowledge | undefined } {
    if (++this.#depth > DEEPEST) throw new BeyondAnalysis();
    const values = args.map((each) => this.#expressions.values(each, here));
    const inside = here.withLocalsOf(new Knowledge());
    routine.parameters.forEach((local, i) => inside.setLocal(local, values[i]));
    const exits = noExits(false);
    const end = this.#block(routine.body, inside, exits);
    this.#depth--;
    const { result } = exits;
    if (!routine.changes) return { result, after: here };
    const after = this.#joined([...exits.returned, ...end === undefined ? [] : [end]]);
    return { result, after: after?.withLocalsOf(here) };
  }

  /** Runs statements. Returns what is known after the last one, if that is reached. */
  #block(block: Block, before: Knowledge, exits: Exits): Knowledge | undefined {
    let here: Knowledge | undefined = before;
    for (const statement of block) {
      here = this.#statement(statement, here, exits);
      if (here === undefined) return undefined;
    }
    return here;
  }

  #statement(statement: Statement, here: Knowledge, exits: Exits): Knowledge | undefined {
    const leaves = (place: Place) => this.#expressions.leaves(place, here);
    return match(statement)
      .returnType<Knowledge | undefined>()
      .with({ kind: "let" }, { kind: "assign" }, ({ local, value }) => {
        here.setLocal(local, this.#expressions.values(value, here));
        return here;
      })
      .with({ kind: "write" }, ({ place, value }) => {
        const values = within(this.#expressions.values(value, here), place.domain);
        // A value outside the domain is an error, and nothing after it is reached.
        if (isNone(values)) return undefined;
        this.#variables.put(leaves(place), { kind: "values", values }, here);
        return here;
      })
      .with({ kind: "if" }, (branch) => this.#branch(branch, here, exits))
      .with({ kind: "loop" }, (loop) => this.#loop(loop, here, exits))
      .with({ kind: "call" }, (call) => this.#call(call, here).after)
      .with({ kind: "add" }, { kind: "delete" }, (change) => this.#changeMembers(change, here))
      .with({ kind: "clear" }, ({ place }) => {
        const first = leaves(place);
        domainsOf(place).forEach((domain, i) =>
          this.#variables.put(first.map((leaf) => leaf + i), firstContent(domain), here)
        );
        return here;
      })
      .with({ kind: "copy" }, (copy) => this.#copy(copy, here))
      .with({ kind: "break" }, () => void exits.broken.push(here))
      .with({ kind: "continue" }, () => void exits.continued.push(here))
      .with({ kind: "return" }, ({ value }) => {
        if (value !== undefined) {
          if (exits.decides && !this.#expressions.assume(here, value, true)) return undefined;
          exits.result = union(exits.result, this.#expressions.values(value, here));
        }
        exits.returned.push(here);
        return undefined;
      })
      .exhaustive();
  }

  #branch(
    { test, yes, no }: Statement & { readonly kind: "if" },
    here: Knowledge,
    exits: Exits,
  ): Knowledge | undefined {
    const tested = this.#expressions.values(test, here);
    const side = (truth: boolean, block: Block): Knowledge[] => {
      if (!mayBe(tested, truth)) return [];
      const inside = here.copy();
      if (!this.#expressions.assumeKnown(inside, test, truth)) return [];
      const end = this.#block(block, inside, exits);
      return end === undefined ? [] : [end];
    };
    return this.#joined([...side(true, yes), ...side(false, no)]);
  }

  #changeMembers({ kind, place, member }: Membership, here: Knowledge): Knowledge {
    const { size } = place.domain as SubsetDomain;
    const members = this.#expressions.indices(member, here, size);
    const bits = members.reduce((mask, i) => mask | (1 << i), 0);
    const sure = members.length === 1 ? bits : 0;
    const leaves = this.#expressions.leaves(place, here);
    for (const leaf of leaves) {
      const before = this.#variables.content(leaf, here);
      const { may, must } = before as Content & { kind: "members" };
      const content: Content = kind === "add"
        ? { kind: "members", may: may | bits, must: must | sure }
        : { kind: "members", may: may & ~sure, must: must & ~bits };
      this.#variables.store(leaf, content);
      here.setLeaf(leaf, leaves.length === 1 ? content : joinedContent(before, content));
    }
    return here;
  }

  #copy(
    { target, source }: Statement & { readonly kind: "copy" },
    here: Knowledge,
  ): Knowledge {
    const [to, from] = [target, source].map((place) => this.#expressions.leaves(place, here));
    const domains = domainsOf(target);
    // Composites of unequal structure are refused when they meet.
    if (domains.length !== domainsOf(source).length) return here;
    // All is read before anything is written: the two may overlap.
    const contents = domains.map((_, i) =>
      from.map((leaf) => this.#variables.content(leaf + i, here))
        .reduce<Content | undefined>(
          (all, each) => all ? joinedContent(all, each) : each,
          undefined,
        )
    );
    for (const [i, content] of contents.entries()) {
      if (content === undefined) continue;
      this.#variables.put(to.map((leaf) => leaf + i), fitting(content, domains[i]), here);
    }
    return here;
  }

  #loop(loop: Loop, before: Knowledge, exits: Exits): Knowledge | undefined {
    const test: Expression = {
      kind: "compare",
      operator: loop.operator,
      left: { kind: "local", local: loop.local, type: loop.local.type },
      right: loop.limit,
      type: { kind: "flag" },
    };
    const ends: Knowledge[] = [];
    let here = before;
    here.setLocal(loop.local, this.#expressions.values(loop.from, here));
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const end = here.copy();
      if (this.#expressions.assume(end, test, false)) ends.push(end);
      const inside = noExits(exits.decides);
      const begun = this.#expressions.assume(here, test, true);
      const after = begun ? this.#block(loop.body, here, inside) : undefined;
      exits.returned.push(...inside.returned);
      exits.result = union(exits.result, inside.result);
      ends.push(...inside.broken);
      const next = this.#joined([...after === undefined ? [] : [after], ...inside.continued]);
      if (next === undefined) return this.#joined(ends);
      here = next;
      const values = arithmeticValues("+", here.local(loop.local), only(loop.step));
      here.setLocal(loop.local, values);
    }
    throw new BeyondAnalysis();
  }
}

function noExits(decides: boolean): Exits {
  return { returned: [], result: new Set(), broken: [], continued: [], decides };
}

/** What of a content fits a domain. */
function fitting(content: Content, domain: LeafDomain): Content {
  if (content.kind === "members" || domain.kind === "subset") return content;
  return { kind: "values", values: within(content.values, domain) };
}

/** The domains of the leaves of a composite, in order. */
function domainsOf(place: Place): LeafDomain[] {
  return leafPlaces(place).map(({ domain }) => domain);
}
