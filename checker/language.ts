/**
 * The specification language: actions, properties and the machine they make up.
 *
 * A machine is a schema of finite domains (`domains.ts`), actions with a guard and an effect,
 * properties of four kinds, and constants. *Constants* carry the bounds and, as functions, the
 * named predicates and steps that a design or a fault replaces from outside: the text calls
 * `k.rules.extentIsCovered(s, ...)` and never asks which design it is in.
 *
 * Guards, effects and properties keep to the subset of TypeScript that `subset.md` describes.
 *
 * @example A counter that two actors share
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { check } from "./check.ts";
 * import { range, record } from "./domains.ts";
 * import { language, machine } from "./language.ts";
 *
 * const schema = (k: { limit: number }) => record({ count: range(0, k.limit) });
 * const { action, invariant } = language<ReturnType<typeof schema>, { limit: number }>();
 *
 * const bounds = { limit: 3 };
 * const counter = machine({
 *   name: "counter",
 *   actors: ["alice", "bob"],
 *   constants: bounds,
 *   state: schema(bounds),
 *   initial: action({ when: () => true, then: (s) => { s.count = 0; } }),
 *   actions: {
 *     aliceAdds: action({
 *       params: () => ({ by: range(1, 2) }),
 *       when: (s, { by }, k) => s.count + by <= k.limit,
 *       then: (s, { by }) => { s.count += by; },
 *     }),
 *     bobResets: action({ when: (s) => s.count > 0, then: (s) => { s.count = 0; } }),
 *   },
 *   properties: { CountStaysBounded: invariant((s, k) => s.count <= k.limit) },
 * });
 *
 * const { verdict, counts } = await check(counter);
 * assertEquals([verdict, counts.distinct], ["holds", 4]);
 * ```
 *
 * @module
 */

import {
  type Draft,
  indexTypesIn,
  type Reading,
  type RecordDomain,
  type ScalarDomain,
  type Value,
} from "./domains.ts";
import { MachineError } from "./errors.ts";

/** The domains of an action's parameters. Every combination of their values is tried. */
export type ParameterDomains = { readonly [name: string]: ScalarDomain };

/** The values of an action's parameters in one step. */
export type Parameters<P> = { readonly [K in keyof P]: Value<P[K]> };

/** The values of the parameters of an action of type `A`. */
// deno-lint-ignore no-explicit-any
export type ParametersOf<A> = A extends Action<any, any, infer P> ? Parameters<P> : never;

/**
 * What may be assumed of an action in the long run. *Weak*: if it stays enabled for ever it is
 * taken. *Strong*: if it is enabled again and again it is taken. The promise holds for the action
 * as a whole, or separately `each` value of the parameters named.
 */
export interface Fairness {
  readonly kind: "weak" | "strong";
  readonly each: readonly string[];
}

/** Something an actor can do: a guard that says when, and an effect that says what becomes of it. */
export interface Action<S extends RecordDomain, K, P extends ParameterDomains = ParameterDomains> {
  readonly params?: (k: K) => P;
  readonly fairness?: Fairness;
  when(s: Reading<S>, p: Parameters<P>, k: K): boolean;
  then(s: Draft<S>, p: Parameters<P>, k: K): void;
}

/** True in every reachable state. */
export interface Invariant<S extends RecordDomain, K> {
  readonly kind: "invariant";
  holds(s: Reading<S>, k: K): boolean;
}

/** True of every reachable step, or of every reachable step of the actions `of`. */
export interface StepProperty<S extends RecordDomain, K> {
  readonly kind: "step";
  readonly of?: readonly Action<S, K>[];
  // deno-lint-ignore no-explicit-any
  holds(before: Reading<S>, after: Reading<S>, p: any, k: K): boolean;
}

/** True in at least one reachable state: something good is possible, so nothing holds vacuously. */
export interface Witness<S extends RecordDomain, K> {
  readonly kind: "witness";
  reached(s: Reading<S>, k: K): boolean;
}

/** Whenever `from` is true, `to` is true then or later, for every value of the parameters. */
export interface LeadsTo<
  S extends RecordDomain,
  K,
  P extends ParameterDomains = ParameterDomains,
> {
  readonly kind: "leadsTo";
  readonly params?: (k: K) => P;
  from(s: Reading<S>, p: Parameters<P>, k: K): boolean;
  to(s: Reading<S>, p: Parameters<P>, k: K): boolean;
}

/** A claim about a machine. Its name, given where the machine is put together, is the claim. */
export type Property<S extends RecordDomain, K> =
  | Invariant<S, K>
  | StepProperty<S, K>
  | Witness<S, K>
  | LeadsTo<S, K>;

/** A machine: everything that the engine needs to explore it. */
export interface Machine<S extends RecordDomain = RecordDomain, K = unknown> {
  readonly name: string;
  /** Who acts. Every action's name begins with one of these. */
  readonly actors: readonly string[];
  readonly constants: K;
  readonly state: S;
  /** From the all-zero state, every enabled choice of its parameters makes an initial state. */
  readonly initial: Action<S, K>;
  readonly actions: { readonly [name: string]: Action<S, K> };
  readonly properties: { readonly [name: string]: Property<S, K> };
  /** States that may have no successor. Any other such state is a deadlock. */
  final?(s: Reading<S>, k: K): boolean;
  /**
   * Names of index types whose members are interchangeable. The compiler refuses a name where the
   * text tells members apart (`compile/symmetry/mod.ts`).
   */
  readonly symmetric?: readonly string[];
  /** `import.meta.url` of the module whose exports hold the text, for the compiler. */
  readonly source?: string;
}

/** A machine of whatever schema and constants, where several kinds of them are kept together. */
// deno-lint-ignore no-explicit-any
export type AnyMachine = Machine<any, any>;

/** The words of the language, bound to one schema and one type of constants. */
export interface Language<S extends RecordDomain, K> {
  /** An action. Its name is the key under which it is put into the machine. */
  action<P extends ParameterDomains = Record<never, never>>(
    definition: {
      readonly params?: (k: K) => P;
      readonly fairness?: Fairness;
      readonly when: (s: Reading<S>, p: Parameters<P>, k: K) => boolean;
      readonly then: (s: Draft<S>, p: Parameters<P>, k: K) => void;
    },
  ): Action<S, K, P>;
  /** A claim about every reachable state. */
  invariant(holds: (s: Reading<S>, k: K) => boolean): Invariant<S, K>;
  /** A claim about every reachable step of the actions given; `p` are the step's parameters. */
  // deno-lint-ignore no-explicit-any
  step<A extends Action<S, K, any>>(
    of: readonly A[],
    holds: (before: Reading<S>, after: Reading<S>, p: ParametersOf<A>, k: K) => boolean,
  ): StepProperty<S, K>;
  /** A claim about every reachable step, whatever the action. */
  everyStep(
    holds: (before: Reading<S>, after: Reading<S>, p: unknown, k: K) => boolean,
  ): StepProperty<S, K>;
  /** A claim that some reachable state is like this. */
  witness(reached: (s: Reading<S>, k: K) => boolean): Witness<S, K>;
  /** A claim that one thing is always followed by another, under the actions' fairness. */
  leadsTo<P extends ParameterDomains = Record<never, never>>(
    definition: {
      readonly params?: (k: K) => P;
      readonly from: (s: Reading<S>, p: Parameters<P>, k: K) => boolean;
      readonly to: (s: Reading<S>, p: Parameters<P>, k: K) => boolean;
    },
  ): LeadsTo<S, K, P>;
}

// The words only add `kind`; the type machinery above does the rest.
const words = {
  action: (definition: unknown) => definition,
  invariant: (holds: unknown) => ({ kind: "invariant", holds }),
  step: (of: unknown, holds: unknown) => ({ kind: "step", of, holds }),
  everyStep: (holds: unknown) => ({ kind: "step", holds }),
  witness: (reached: unknown) => ({ kind: "witness", reached }),
  leadsTo: (definition: object) => ({ kind: "leadsTo", ...definition }),
};

/** The language's words for one schema `S` and one type of constants `K`. */
export function language<S extends RecordDomain, K>(): Language<S, K> {
  return words as unknown as Language<S, K>;
}

/** Weak fairness, for the action as a whole or separately for each value of the parameters named. */
export function weakly(...each: string[]): Fairness {
  return { kind: "weak", each };
}

/** Strong fairness, for the action as a whole or separately for each value of the parameters named. */
export function strongly(...each: string[]): Fairness {
  return { kind: "strong", each };
}

/**
 * Puts a machine together.
 *
 * @throws {MachineError} if an action's name does not begin with an actor's, a step property
 * observes an action that the machine does not have, fairness names a parameter that its action
 * does not have, an index type has two sizes, `symmetric` names none of them, or a property takes
 * the name `Deadlock`, which reports keep for themselves.
 */
export function machine<S extends RecordDomain, K>(definition: Machine<S, K>): Machine<S, K> {
  for (const [name, action] of Object.entries(definition.actions)) {
    refuseUnknownActor(definition.actors, name);
    refuseUnknownFairness(name, action, definition.constants);
  }
  const actions = new Set<unknown>(Object.values(definition.actions));
  for (const [name, property] of Object.entries(definition.properties)) {
    if (name === "Deadlock") {
      throw new MachineError('Cannot name a property "Deadlock": it stands for deadlocks');
    }
    if (property.kind !== "step" || property.of === undefined) continue;
    if (property.of.some((action) => !actions.has(action))) {
      throw new MachineError(
        `Cannot check "${name}": it observes an action that the machine "${definition.name}" lacks`,
      );
    }
  }
  const indices = indexTypes(definition);
  for (const name of definition.symmetric ?? []) {
    if (!indices.has(name)) {
      throw new MachineError(
        `Cannot treat "${name}" as symmetric: the machine "${definition.name}" has no such index`,
      );
    }
  }
  return definition;
}

function refuseUnknownActor(actors: readonly string[], action: string): void {
  const begins = (actor: string) =>
    action.startsWith(actor) && /^[A-Z]/.test(action.slice(actor.length));
  if (!actors.some(begins)) {
    throw new MachineError(
      `Cannot take the action "${action}": its name begins with none of the actors ` +
        actors.join(", "),
    );
  }
}

function refuseUnknownFairness<S extends RecordDomain, K>(
  name: string,
  { params, fairness }: Action<S, K>,
  constants: K,
): void {
  const domains = params?.(constants) ?? {};
  for (const parameter of fairness?.each ?? []) {
    if (!Object.hasOwn(domains, parameter)) {
      throw new MachineError(
        `Cannot be fair to "${name}" for each "${parameter}": it has no such parameter`,
      );
    }
  }
}

/** The sizes of the index types that a machine's variables and parameters are made with. */
function indexTypes<S extends RecordDomain, K>(definition: Machine<S, K>): Map<string, number> {
  const parameters = [definition.initial, ...Object.values(definition.actions)]
    .flatMap(({ params }) => Object.values(params?.(definition.constants) ?? {}));
  const sizes = new Map<string, number>();
  for (const { name, size } of [definition.state, ...parameters].flatMap(indexTypesIn)) {
    const known = sizes.get(name) ?? size;
    if (size !== known) {
      throw new MachineError(
        `Cannot use the index type "${name}" with ${known} and with ${size} members`,
      );
    }
    sizes.set(name, size);
  }
  return sizes;
}

/**
 * Merges named parts (actions or properties) that live in several files.
 *
 * @throws {MachineError} if a name stands in two of them.
 */
export function compose<T extends object[]>(...parts: T): Union<T> {
  const whole: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      if (Object.hasOwn(whole, name)) {
        throw new MachineError(`Cannot compose: "${name}" is defined twice`);
      }
      whole[name] = value;
    }
  }
  return whole as Union<T>;
}

type Union<T extends object[]> = T extends [infer Head, ...infer Rest extends object[]]
  ? Head & Union<Rest>
  : unknown;

/**
 * Copies every variable of one record, array or set view into another of the same schema.
 *
 * Implemented by the views themselves (`views.ts`): the method is found under this symbol so that
 * it can collide with no field's name.
 */
export function copy<V extends object>(target: V, source: V): void {
  (target as unknown as Copyable)[COPY](source);
}

/** Puts the first value of its domain into every variable of a record, array or set view. */
export function clear(target: object): void {
  (target as unknown as Copyable)[CLEAR]();
}

/** Whether two record, array or set views of the same schema hold the same values. */
export function same<V extends object>(left: V, right: V): boolean {
  return (left as unknown as Copyable)[SAME](right);
}

/** The names under which composite views implement {@link copy}, {@link clear} and {@link same}. */
export const COPY: unique symbol = Symbol("copy");
export const CLEAR: unique symbol = Symbol("clear");
export const SAME: unique symbol = Symbol("same");

interface Copyable {
  [COPY](source: unknown): void;
  [CLEAR](): void;
  [SAME](other: unknown): boolean;
}
