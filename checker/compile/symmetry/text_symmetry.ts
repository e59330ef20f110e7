/**
 * Whether a machine's text treats the members of an index type alike: whether renaming them in a
 * state and in a step's parameters renames them in what the step leads to, and in nothing else.
 *
 * What cannot be shown is refused. The text is read before parameters are put in and loops written
 * out, so that a number in it is a number that somebody wrote, or that a bound came to.
 *
 * @module
 */

import { match } from "ts-pattern";
import { type ArrayDomain, type Domain, indexTypesIn, type RecordDomain } from "../../domains.ts";
import { printExpression, printPlace } from "../print.ts";
import type {
  Block,
  Expression,
  GuardItem,
  Local,
  MachineText,
  Parameter,
  Place,
  Predicate,
  Routine,
  Statement,
} from "../representation.ts";
import type { Site } from "../subset_error.ts";
import { alwaysHeld, sortHeld, waysHeld } from "./held_members.ts";
import { findOrder } from "./loop_order.ts";
import { type Reason, Sort } from "./sorts.ts";
import { SymmetryError, type SymmetryRule } from "./symmetry_error.ts";

/**
 * The places where guards, effects and `final` tell apart members of the index types named, in the
 * order of the text. Initial states may tell them apart (`mod.ts` says why).
 */
export function asymmetriesOfMachine(
  text: MachineText,
  symmetric: readonly string[],
): SymmetryError[] {
  const reader = new Reader(text, symmetric);
  for (const { parameters, guard, effect, site } of text.actions) {
    reader.guard(parameters, guard, site);
    reader.body(parameters, effect, site);
  }
  if (text.final !== undefined) reader.predicate(text.final);
  return reader.found;
}

/** The places where one of the safety properties named tells them apart. */
export function asymmetriesOfProperties(
  text: MachineText,
  symmetric: readonly string[],
  names: readonly string[],
): SymmetryError[] {
  const reader = new Reader(text, symmetric);
  for (const property of text.properties) {
    if (!names.includes(property.name)) continue;
    match(property)
      .with({ kind: "invariant" }, { kind: "witness" }, ({ holds }) => reader.predicate(holds))
      .with({ kind: "step" }, ({ actions }) => {
        actions.forEach(({ holds }) => reader.predicate(holds));
      })
      .with({ kind: "leadsTo" }, () => {})
      .exhaustive();
  }
  return reader.found;
}

/** What is known where a piece of text stands. */
interface Surroundings {
  readonly parameters: ReadonlyMap<string, Sort>;
  readonly locals: Map<Local, Sort>;
  /** Of what is returned. */
  readonly result: Sort;
  /** The last piece of text that says where it stands. */
  site: Site;
}

type Loop = Statement & { readonly kind: "loop" };

/** Reads functions one by one and notes what tells members apart. */
class Reader {
  readonly found: SymmetryError[] = [];
  readonly #schema: RecordDomain;
  /** The sizes of the interchangeable index types, by name. */
  readonly #symmetric: ReadonlyMap<string, number>;
  readonly #noted = new Set<string>();
  /** Loops of the function that is being read; what they count may turn out later. */
  #loops: { readonly loop: Loop; readonly counter: Sort }[] = [];
  /** Whether what is read only has to be there, whatever it holds. */
  #probes = false;
  /** What routines return, by routine and sorts of arguments. */
  readonly #results = new Map<Routine, Map<string, Sort>>();

  constructor({ schema, actions }: MachineText, symmetric: readonly string[]) {
    this.#schema = schema;
    const parameters = actions.flatMap(({ parameters }) => parameters.map(({ domain }) => domain));
    const indices = [schema, ...parameters].flatMap(indexTypesIn);
    // The one member of a type that has no other is a constant, and folded as such.
    this.#symmetric = new Map(
      indices.filter(({ name, size }) => size > 1 && symmetric.includes(name))
        .map(({ name, size }) => [name, size]),
    );
  }

  guard(parameters: readonly Parameter[], items: readonly GuardItem[], site: Site): void {
    const around = this.#around(parameters, site);
    for (const item of items) {
      match(item)
        .with({ kind: "let" }, ({ local, value }) => {
          around.locals.set(local, this.#given(local, value, around));
        })
        .with({ kind: "require" }, ({ test, site }) => this.#sortOf(test, { ...around, site }))
        .with({ kind: "decide" }, ({ body }) => this.#read(body, around))
        .exhaustive();
    }
    this.#closeLoops();
  }

  body(parameters: readonly Parameter[], block: Block, site: Site): void {
    this.#read(block, this.#around(parameters, site));
    this.#closeLoops();
  }

  predicate({ parameters, body, site }: Predicate): void {
    this.body(parameters, body, site);
  }

  #around(parameters: readonly Parameter[], site: Site): Surroundings {
    const sorts = parameters.map(({ name, domain }) =>
      [name, sortHeld(domain, this.#symmetric)] as const
    );
    return { parameters: new Map(sorts), locals: new Map(), result: Sort.unknown(), site };
  }

  /** Now that all uses of their counters are known. */
  #closeLoops(): void {
    for (const { loop, counter } of this.#loops) {
      if (counter.index === undefined) continue;
      this.#note(findOrder(loop, counter.index, this.#symmetric.get(counter.index)!));
    }
    this.#loops = [];
  }

  #note(error: SymmetryError | undefined): void {
    if (error === undefined || this.#noted.has(error.message)) return;
    this.#noted.add(error.message);
    this.found.push(error);
  }

  #demandPlain(sort: Sort, rule: SymmetryRule, site: Site, found: string): void {
    this.#note(sort.demandPlain({ rule, site, found }));
  }

  #unify(left: Sort, right: Sort, rule: SymmetryRule, site: Site, found: string): void {
    const reason: Reason = { rule, site, found };
    this.#note(left.unify(right, reason));
  }

  #read(block: Block, around: Surroundings): void {
    for (const statement of block) this.#statement(statement, around);
  }

  #statement(statement: Statement, around: Surroundings): void {
    if ("site" in statement && statement.site !== undefined) around.site = statement.site;
    const { site, locals } = around;
    const unify = (sort: Sort, value: Expression, found: string) =>
      this.#unify(sort, this.#sortOf(value, around), "no-literal", site, found);
    match(statement)
      .with({ kind: "let" }, ({ local, value }) => {
        locals.set(local, this.#given(local, value, around));
      })
      .with({ kind: "assign" }, ({ local, value }) => {
        const found = `an assignment of \`${printExpression(value)}\` to "${local.name}"`;
        unify(this.#local(local, around), value, found);
      })
      .with({ kind: "write" }, ({ place, value }) => {
        const [what, where] = [printExpression(value), printPlace(place)];
        unify(this.#place(place, around), value, `an assignment of \`${what}\` to \`${where}\``);
      })
      .with({ kind: "add" }, { kind: "delete" }, ({ place, member }) => {
        this.#member(place, member, site, around);
      })
      .with({ kind: "clear" }, ({ place }) => {
        this.#place(place, around);
        const found = `clearing \`${printPlace(place)}\``;
        for (const index of alwaysHeld(place.domain, this.#symmetric)) {
          this.#note(new SymmetryError(index, "nobody-first", site, found));
        }
      })
      .with({ kind: "copy" }, ({ target, source }) => this.#alike(target, source, site, around))
      .with({ kind: "if" }, ({ test, yes, no }) => {
        this.#sortOf(test, around);
        this.#read(yes, around);
        this.#read(no, around);
      })
      .with({ kind: "loop" }, (loop) => this.#loop(loop, around))
      .with({ kind: "break" }, { kind: "continue" }, () => {})
      .with({ kind: "call" }, (call) => {
        this.#call(call.routine, call.arguments, around);
      })
      .with({ kind: "return" }, ({ value }) => {
        if (value === undefined) return;
        unify(around.result, value, `returning \`${printExpression(value)}\``);
      })
      .exhaustive();
  }

  #loop(loop: Loop, around: Surroundings): void {
    const { site } = around;
    for (const bound of [loop.from, loop.limit]) {
      const found = `a loop bounded by \`${printExpression(bound)}\``;
      this.#demandPlain(this.#sortOf(bound, around), "no-order", site, found);
    }
    const counter = Sort.unknown();
    around.locals.set(loop.local, counter);
    this.#loops.push({ loop, counter });
    this.#read(loop.body, around);
  }

  #sortOf(expression: Expression, around: Surroundings): Sort {
    const { site } = around;
    const inner = (each: Expression) => this.#sortOf(each, around);
    const demandPlain = (
      sides: readonly Expression[],
      rule: SymmetryRule,
      site: Site,
      found: string,
    ) => {
      for (const side of sides) this.#demandPlain(inner(side), rule, site, found);
      return Sort.plain;
    };
    return match(expression)
      .with({ kind: "constant" }, ({ value }) => value === null ? Sort.unknown() : Sort.plain)
      .with({ kind: "parameter" }, ({ name }) => around.parameters.get(name) ?? Sort.plain)
      .with({ kind: "local" }, ({ local }) => this.#local(local, around))
      .with({ kind: "read" }, ({ place }) => this.#place(place, around))
      .with({ kind: "size" }, ({ place }) => {
        this.#place(place, around);
        return Sort.plain;
      })
      .with({ kind: "has" }, (e) => {
        this.#member(e.place, e.member, e.site, around);
        return Sort.plain;
      })
      .with({ kind: "same" }, ({ left, right }) => {
        this.#alike(left, right, site, around);
        return Sort.plain;
      })
      .with({ kind: "arithmetic" }, (e) => {
        const found = `arithmetic \`${printExpression(e)}\``;
        return demandPlain([e.left, e.right], "no-arithmetic", e.site ?? site, found);
      })
      .with({ kind: "compare" }, (e) => {
        const found = `a comparison \`${printExpression(e)}\``;
        return demandPlain([e.left, e.right], "no-order", e.site ?? site, found);
      })
      .with({ kind: "equal" }, (e) => {
        const [left, right] = [inner(e.left), inner(e.right)];
        if (this.#probes && e.right.kind === "constant") return Sort.plain;
        const found = `a comparison \`${printExpression(e)}\``;
        this.#unify(left, right, "no-literal", e.site ?? site, found);
        return Sort.plain;
      })
      .with({ kind: "not" }, ({ operand }) => {
        inner(operand);
        return Sort.plain;
      })
      .with({ kind: "and" }, { kind: "or" }, ({ left, right }) => {
        inner(left);
        inner(right);
        return Sort.plain;
      })
      .with({ kind: "choose" }, (e) => {
        this.#outsideProbes(() => inner(e.test));
        const [yes, no] = [inner(e.yes), inner(e.no)];
        this.#unify(yes, no, "no-literal", e.site, `a choice \`${printExpression(e)}\``);
        return yes;
      })
      .with({ kind: "present" }, ({ operand }) => inner(operand))
      .with({ kind: "lookup" }, ({ index, site }) => {
        const found = `an element of a constant list, \`${printExpression(index)}\``;
        return demandPlain([index], "no-literal", site, found);
      })
      .with({ kind: "call" }, (call) => this.#call(call.routine, call.arguments, around))
      .exhaustive();
  }

  /** The sort of what a local is given. */
  #given({ isProbe }: Local, value: Expression, around: Surroundings): Sort {
    this.#probes = isProbe === true;
    const sort = this.#sortOf(value, around);
    this.#probes = false;
    return isProbe ? Sort.plain : sort;
  }

  /** Reads what decides something, though it stands in a probe. */
  #outsideProbes(read: () => Sort): Sort {
    const probes = this.#probes;
    this.#probes = false;
    const sort = read();
    this.#probes = probes;
    return sort;
  }

  #local(local: Local, { locals }: Surroundings): Sort {
    let sort = locals.get(local);
    if (sort === undefined) locals.set(local, sort = Sort.unknown());
    return sort;
  }

  /** Reads a routine's body for these sorts of arguments. */
  #call(routine: Routine, args: readonly Expression[], around: Surroundings): Sort {
    const sorts = args.map((each, i) => this.#given(routine.parameters[i], each, around));
    const key = sorts.every((sort) => sort.isKnown)
      ? sorts.map((sort) => sort.key).join()
      : undefined;
    const results = this.#results.get(routine) ?? new Map<string, Sort>();
    this.#results.set(routine, results);
    const known = key === undefined ? undefined : results.get(key);
    if (known !== undefined) return known;
    const locals = new Map(routine.parameters.map((local, i) => [local, sorts[i]]));
    const result = routine.result === undefined ? Sort.plain : Sort.unknown();
    const { site } = around;
    this.#read(routine.body, { parameters: new Map(), locals, result, site });
    if (key !== undefined && result.isKnown) results.set(key, result);
    return result;
  }

  /** The sort of what a place holds. Its indices are read, and held to the arrays they reach into. */
  #place(place: Place, around: Surroundings): Sort {
    let domain: Domain = this.#schema;
    const path: Place["path"][number][] = [];
    for (const step of place.path) {
      switch (step.kind) {
        case "field":
          domain = (domain as RecordDomain).fields[step.name];
          break;
        case "element": {
          const array = printPlace({ ...place, path });
          const sort = this.#outsideProbes(() => this.#sortOf(step.index, around));
          this.#index(domain as ArrayDomain, array, sort, step.index, step.site);
          domain = (domain as ArrayDomain).of;
          break;
        }
        default:
          step satisfies never;
      }
      path.push(step);
    }
    return sortHeld(domain, this.#symmetric);
  }

  /** A set, and a number that is asked for or changed in it. */
  #member(place: Place, member: Expression, site: Site, around: Surroundings): void {
    this.#place(place, around);
    if (place.domain.kind !== "subset") return;
    this.#index(place.domain, printPlace(place), this.#sortOf(member, around), member, site);
  }

  /** Holds an index to the array or set that it reaches into. */
  #index(
    { over }: Domain & { readonly kind: "array" | "subset" },
    name: string,
    sort: Sort,
    index: Expression,
    site: Site,
  ): void {
    // A probe's own numbers are those of elements that there always are.
    if (this.#probes && index.kind === "constant") return;
    const shown = printExpression(index);
    if (over !== undefined && this.#symmetric.has(over.name)) {
      const found = `\`${shown}\`, no member of "${over.name}", as an index of \`${name}\``;
      this.#unify(sort, Sort.memberOf(over.name), "own-members", site, found);
    } else {
      const found = `\`${shown}\` as an index of \`${name}\`, which is numbered`;
      this.#demandPlain(sort, "own-members", site, found);
    }
  }

  /** Two places of which one is copied to the other, or compared with it as a whole. */
  #alike(left: Place, right: Place, site: Site, around: Surroundings): void {
    this.#place(left, around);
    this.#place(right, around);
    const [a, b] = [left, right].map(({ domain }) => waysHeld(domain, this.#symmetric));
    if (a === b) return;
    const index = [...this.#symmetric.keys()].find((name) => (a + b).includes(`"${name}"`))!;
    const found = `\`${printPlace(left)}\` and \`${
      printPlace(right)
    }\`, which hold it differently,`;
    this.#note(new SymmetryError(index, "one-index-type", site, found));
  }
}
