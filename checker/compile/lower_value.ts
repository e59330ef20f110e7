/**
 * Values of the text put to use: as a scalar, as a truth value, as a number, by member or index.
 *
 * @module
 */

import type { ArrayDomain, Domain, RecordDomain, ScalarDomain } from "../domains.ts";
import { isLeaf } from "../layout.ts";
import * as build from "./build.ts";
import { isTotal } from "./footing.ts";
import {
  type Frame,
  nameOfType,
  nameOfValue,
  refuse,
  siteIn,
  type Value,
  type ViewValue,
} from "./frame.ts";
import { probeOf } from "./probes.ts";
import type { Expression, Place, Scalar, Type } from "./representation.ts";
import { nowhere } from "./subset_error.ts";
import { bare, type Node } from "./syntax.ts";
import { presentOf, typeOfDomain } from "./types.ts";

/** A known value. */
export function known(value: unknown): Value {
  return { kind: "known", value };
}

/** A scalar; one that folded to a constant is known. */
export function scalar(expression: Expression): Value {
  return expression.kind === "constant"
    ? { kind: "known", value: expression.value }
    : { kind: "scalar", expression };
}

/** The value at a place: a scalar is read, a composite stays a view. */
export function valueOfPlace(place: Place): Value {
  if (!isScalar(place.domain)) return { kind: "view", place };
  return scalar({ kind: "read", place, type: typeOfDomain(place.domain) });
}

/** Whether a value is a view, or one of two. */
export function isView(value: Value): value is ViewValue {
  return value.kind === "view" || value.kind === "either";
}

/** One of two values, as a test says. */
export function either(
  frame: Frame,
  node: Node,
  test: Expression,
  yes: Value,
  no: Value,
  site = siteIn(frame, node),
): Value {
  if (test.kind === "constant") return test.value ? yes : no;
  if (isView(yes) && isView(no)) return { kind: "either", test, yes, no, site };
  const isSame = yes.kind === "known" && no.kind === "known" && yes.value === no.value;
  // The test is not asked then; so it must not be one that may fail, or that is counted.
  if (isSame && isTotal(test) && frame.shared.tests === undefined) return yes;
  const [a, b] = [yes, no].map((side) => asScalar(frame, node, side));
  // A choice that is counted stays one, and no conjunction.
  const choose = frame.shared.tests === undefined ? build.choose : build.choice;
  const chosen = choose(test, a, b, site);
  if (chosen !== undefined) return scalar(chosen);
  return refuse(
    frame,
    node,
    "one-type",
    "a choice between values of two kinds",
    "Let both sides be flags, or numbers, or names",
  );
}

/** What is asked of a view, asked of each that it may be. */
export function ofEach(
  frame: Frame,
  node: Node,
  view: ViewValue,
  ask: (place: Place) => Value,
): Value {
  if (view.kind === "view") return ask(view.place);
  const [yes, no] = [view.yes, view.no].map((side) => ofEach(frame, node, side, ask));
  return either(frame, node, view.test, yes, no, view.site);
}

/** Whether a domain's values are scalars. */
export function isScalar(domain: Domain): domain is ScalarDomain {
  return isLeaf(domain) && domain.kind !== "subset";
}

/** The value as an expression. */
export function asScalar(frame: Frame, node: Node, value: Value): Expression {
  switch (value.kind) {
    case "scalar":
      return value.expression;
    case "known":
      if (isScalarValue(value.value)) {
        if (typeof value.value === "number" && !Number.isSafeInteger(value.value)) {
          refuse(frame, node, "whole-numbers", `the number ${value.value}`, "Use an integer");
        }
        return build.constant(value.value);
      }
      return refuse(
        frame,
        node,
        "values-known",
        `${describe(value.value)} where a flag, number, name or null is due`,
        value.value === undefined ? "Give the constants such a member" : "Use one of its members",
      );
    case "table": {
      const { subject, keys, values } = value;
      if (!values.every(isScalarValue)) break;
      const site = siteIn(frame, node);
      const found = subject.type.kind === "number"
        ? build.lookup(values, subject, site)
        : keys.reduceRight<Expression | undefined>(
          (others, key, i) =>
            others && build.choose(
              build.equal(subject, build.constant(key)),
              build.constant(values[i] as Scalar),
              others,
              nowhere,
            ),
          build.constant(values[keys.length - 1]),
        );
      if (found !== undefined) return found;
      return refuse(
        frame,
        node,
        "one-type",
        "a list of several kinds",
        "Let all its elements be flags, or numbers, or names",
      );
    }
  }
  return refuse(
    frame,
    node,
    "views-are-places",
    `${nameOfValue(value)} where a flag, number, name or null is due`,
    isView(value) ? "Compare with `same`, assign with `copy`" : "Use one of its members",
  );
}

/** The value as a truth value. */
export function asTest(frame: Frame, node: Node, value: Value): Expression {
  const expression = asScalar(frame, node, value);
  noteTest(frame, node, expression);
  if (expression.type.kind === "flag") return expression;
  return refuse(
    frame,
    node,
    "truth-values",
    `${nameOfType(expression.type)} as a condition`,
    "Compare it: `=== 0`, `!== null`",
  );
}

/** Notes a test that constants or domains decide, for whoever counts tests. */
export function noteTest(frame: Frame, node: Node, test: Expression): void {
  if (frame.shared.tests === undefined || test.kind !== "constant") return;
  frame.body.notes.push({ kind: "decided", test: bare(node), value: test.value === true });
}

/** A test with the place where it stands. It may stand elsewhere too, so that is noted of a copy. */
export function placed(frame: Frame, node: Node, test: Expression): Expression {
  const { conjuncts } = frame.shared;
  if (conjuncts.has(test) || (test.kind === "not" && conjuncts.has(test.operand))) return test;
  const copy = { ...test };
  conjuncts.set(copy, siteIn(frame, node));
  return copy;
}

/** The value as a number. */
export function asNumber(frame: Frame, node: Node, value: Value): Expression {
  const expression = asScalar(frame, node, value);
  if (presentOf(expression.type)?.kind === "number") {
    return build.present(expression, siteIn(frame, node));
  }
  return refuse(
    frame,
    node,
    "whole-numbers",
    `${nameOfType(expression.type)} where a number is due`,
    "Use a number of a range or an index",
  );
}

/** A member by name. */
export function memberOf(frame: Frame, node: Node, value: Value, name: string): Value {
  switch (value.kind) {
    case "either":
      return ofEach(
        frame,
        node,
        value,
        (place) => memberOf(frame, node, { kind: "view", place }, name),
      );
    case "view": {
      const { domain } = value.place;
      if (domain.kind === "record" && Object.hasOwn(domain.fields, name)) {
        return valueOfPlace(fieldOf(value.place, domain, name));
      }
      if (domain.kind === "array" && name === "length") {
        return lengthOf(frame, value.place, domain.length);
      }
      if (domain.kind === "subset" && name === "size") {
        const type: Type = { kind: "number", low: 0, high: domain.size };
        return scalar({ kind: "size", place: value.place, type });
      }
      break;
    }
    case "parameters": {
      const member = value.members.get(name);
      if (member !== undefined) return scalar(member);
      break;
    }
    case "known":
      if (value.value !== null && value.value !== undefined) {
        const meaning = frame.shared.names.memberOfModule(value.value, name, siteIn(frame, node));
        if (meaning !== undefined) return meaning;
        return known((value.value as Record<string, unknown>)[name]);
      }
      break;
    case "table": {
      const values = value.values.map((each) => (each as Record<string, unknown>)?.[name]);
      const isSame = values.every((each) => each === values[0]) && isTotal(value.subject);
      return isSame ? known(values[0]) : { ...value, values };
    }
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    `".${name}" of ${value.kind === "known" ? describe(value.value) : nameOfValue(value)}`,
    "Use a field of the schema, a parameter, or a member of a constant",
  );
}

/** The length of an array, which is known; but where an index is outside there is no array. */
function lengthOf({ shared }: Frame, place: Place, length: number): Value {
  const probe = shared.asked.has(place) ? undefined : probeOf({ kind: "view", place });
  if (probe === undefined) return known(length);
  const number = build.constant(length);
  return scalar(build.choice(probe, number, number, nowhere)!);
}

/** A field of a record. */
export function fieldOf(place: Place, domain: RecordDomain, name: string): Place {
  return {
    root: place.root,
    path: [...place.path, { kind: "field", name }],
    domain: domain.fields[name],
  };
}

/** An element of an array. */
export function elementOf(frame: Frame, node: Node, place: Place, index: Expression): Place {
  const { length, of } = place.domain as ArrayDomain;
  const site = siteIn(frame, node);
  return {
    root: place.root,
    path: [...place.path, { kind: "element", index, length, site }],
    domain: of,
  };
}

/** A member by computed key: of a constant list or a constant object. */
export function indexed(frame: Frame, node: Node, value: Value, key: Value): Value {
  if (isView(value)) {
    const isField = key.kind === "known" && typeof key.value === "string";
    const advice = isField ? `Write \`.${key.value}\`` : "Write `.at(i)`";
    refuse(frame, node, "views-are-places", "an element in brackets", advice);
  }
  if (value.kind === "known" && typeof value.value === "object" && value.value !== null) {
    if (key.kind === "known") return memberOf(frame, node, value, String(key.value));
    const subject = build.present(asScalar(frame, node, key), siteIn(frame, node));
    if (Array.isArray(value.value) && subject.type.kind === "number") {
      return { kind: "table", subject, keys: [...value.value.keys()], values: value.value };
    }
    if (subject.type.kind === "name") {
      const object = value.value as Record<string, unknown>;
      const keys = subject.type.values;
      return { kind: "table", subject, keys, values: keys.map((name) => object[name]) };
    }
  }
  return refuse(
    frame,
    node,
    "known-syntax",
    "a member in brackets",
    "Only constant lists (by number) and constant objects (by name) are read so",
  );
}

function isScalarValue(value: unknown): value is Scalar {
  return value === null || typeof value === "boolean" || typeof value === "number" ||
    typeof value === "string";
}

/** A known value as an error calls it. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? JSON.stringify(value) : `a constant ${typeof value}`;
}
