/**
 * Arguments of routines: what of them is part of the routine's kind, and what is passed.
 *
 * @module
 */

import type { Value, ViewValue } from "./frame.ts";
import { whereMeant } from "./held.ts";
import { scalar } from "./lower_value.ts";
import type { Expression, PathStep } from "./representation.ts";
import { keyOfType } from "./types.ts";

/** An argument's kind, the scalars in it, and how to put it together from others. */
export interface Shape {
  readonly key: string;
  readonly scalars: readonly Expression[];
  rebuild(scalars: readonly Expression[]): Value;
}

export function shapeOf(value: Value): Shape {
  switch (value.kind) {
    case "known":
      return { key: `known ${identityOf(value.value)}`, scalars: [], rebuild: () => value };
    case "scalar":
      return {
        key: keyOfType(value.expression.type),
        scalars: [value.expression],
        rebuild: ([expression]) => scalar(expression),
      };
    case "view": {
      // The way to a view is part of the kind; indices that vary are passed.
      const { place } = value;
      const scalars: Expression[] = [];
      const key = place.path.map((step) => {
        if (step.kind === "field") return `.${step.name}`;
        if (step.index.kind === "constant") return `[${step.index.value}]`;
        scalars.push(step.index);
        return `[${keyOfType(step.index.type)}]`;
      }).join("");
      const rebuild = (given: readonly Expression[]): Value => {
        const rest = [...given];
        const path = place.path.map((step): PathStep =>
          step.kind === "field" || step.index.kind === "constant"
            ? step
            : { ...step, index: rest.shift()! }
        );
        return { kind: "view", place: { ...place, path } };
      };
      return { key: `${place.root}${key}`, scalars, rebuild };
    }
    case "either": {
      const sides = [
        shapeOf(whereMeant(value.yes, value.test, true)),
        shapeOf(whereMeant(value.no, value.test, false)),
      ];
      const count = sides[0].scalars.length;
      return {
        key: `(${sides[0].key}|${sides[1].key})`,
        scalars: [value.test, ...sides.flatMap((side) => side.scalars)],
        rebuild: ([test, ...rest]) => ({
          ...value,
          test,
          yes: sides[0].rebuild(rest.slice(0, count)) as ViewValue,
          no: sides[1].rebuild(rest.slice(count)) as ViewValue,
        }),
      };
    }
    case "parameters": {
      const names = [...value.members.keys()];
      const scalars = [...value.members.values()];
      return {
        key: names.map((name, i) => `${name}:${keyOfType(scalars[i].type)}`).join(","),
        scalars,
        rebuild: (given) => ({
          kind: "parameters",
          members: new Map(names.map((name, i) => [name, given[i]])),
        }),
      };
    }
    case "table":
      return {
        key: `table ${value.values.map(identityOf).join(",")} ${keyOfType(value.subject.type)}`,
        scalars: [value.subject],
        rebuild: ([subject]) => ({ ...value, subject }),
      };
    case "routine": {
      const { module, node: text } = value.text;
      return { key: `routine ${module} ${text.start}`, scalars: [], rebuild: () => value };
    }
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A string that is equal for identical values. */
function identityOf(value: unknown): string {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, identity = nextIdentity++);
  return `#${identity}`;
}
