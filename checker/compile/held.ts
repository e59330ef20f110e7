/**
 * Values as they are at one moment, whatever is changed later; and of views that a test chooses
 * between, nothing but what is meant.
 *
 * @module
 */

import * as build from "./build.ts";
import { isTotal } from "./footing.ts";
import { type Frame, newLocal, type Value, type ViewValue } from "./frame.ts";
import { isView, scalar } from "./lower_value.ts";
import { withIndices } from "./parts.ts";
import { noteAsked, probeOf } from "./probes.ts";
import type { Expression } from "./representation.ts";
import { nowhere } from "./subset_error.ts";

/** The value as it is now. */
export function held(frame: Frame, name: string, value: Value): Value {
  if (value.kind === "scalar") return scalar(kept(frame, name, value.expression));
  if (value.kind === "table") return { ...value, subject: kept(frame, name, value.subject) };
  if (!isView(value)) return value;
  const view = heldView(frame, name, value);
  const probe = probeOf(view);
  if (probe !== undefined) {
    const local = { ...newLocal(frame, `${name}Probe`, probe.type, false), isProbe: true };
    frame.block!.push({ kind: "let", local, value: probe });
  }
  noteAsked(frame.shared, view);
  return view;
}

/** @param meant Makes of a choice one that is made only where what leads to it is meant. */
function heldView(
  frame: Frame,
  name: string,
  value: ViewValue,
  meant = (choice: Expression): Expression => choice,
): ViewValue {
  if (value.kind === "either") {
    // A choice that is counted is counted where it is made, whatever becomes of the view.
    const [yes, no] = [true, false].map(build.constant);
    const made = frame.shared.tests === undefined
      ? value.test
      : meant(build.choice(value.test, yes, no, value.site)!);
    const test = kept(frame, name, made);
    const side = (view: ViewValue, is: boolean) =>
      heldView(
        frame,
        name,
        whereMeant(view, test, is),
        (choice) => meant(build.choose(test, is ? choice : no, is ? no : choice, nowhere)!),
      );
    return { ...value, test, yes: side(value.yes, true), no: side(value.no, false) };
  }
  const place = withIndices(value.place, (index) => kept(frame, `${name}At`, index));
  return { kind: "view", place };
}

/**
 * A view whose indices and choices can be found out whether or not it is the one that is meant: where
 * it is not, there may be nothing to find them out from.
 *
 * @param test What comes out as `is` where it is meant.
 */
export function whereMeant(view: ViewValue, test: Expression, is: boolean): ViewValue {
  const guarded = (asked: Expression, otherwise: Expression): Expression =>
    isTotal(asked)
      ? asked
      : build.choose(test, is ? asked : otherwise, is ? otherwise : asked, nowhere)!;
  if (view.kind === "either") {
    return {
      ...view,
      test: guarded(view.test, build.constant(false)),
      yes: whereMeant(view.yes, test, is),
      no: whereMeant(view.no, test, is),
    };
  }
  const place = withIndices(view.place, (index) => guarded(index, build.constant(0)));
  return { kind: "view", place };
}

function kept(frame: Frame, name: string, value: Expression): Expression {
  const stable = value.kind === "constant" || value.kind === "parameter" ||
    (value.kind === "local" && !value.local.changes);
  if (stable) return value;
  const local = newLocal(frame, name, value.type, false);
  frame.block!.push({ kind: "let", local, value });
  return { kind: "local", local, type: value.type };
}
