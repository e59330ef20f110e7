/**
 * Behaviours as Mermaid sequence diagrams (https://mermaid.js.org/syntax/sequenceDiagram.html): a
 * lane for each actor of the machine, a message for each action, a note with what it changed.
 *
 * @module
 */

import type { Behaviour } from "../checker/mod.ts";
import type { AnyMachine } from "./subject.ts";
import { OWED, settings, type ShownStep, shownSteps } from "./show.ts";

/** How a diagram is drawn. */
export interface MermaidOptions {
  /** The actor that an action is addressed to. By default actors do what they do by themselves. */
  readonly addressee?: (action: string) => string | undefined;
}

/**
 * A behaviour as the text of a sequence diagram. A lasso's loop is drawn as one.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { mermaid } from "./mermaid.ts";
 * import { counter, toThree } from "./testing/counter.ts";
 *
 * assertStringIncludes(mermaid(counter, toThree), "participant a0 as alice");
 * assertStringIncludes(mermaid(counter, toThree), "a0->>a0: 1 aliceAdds by=1");
 * ```
 */
export function mermaid(
  machine: AnyMachine,
  behaviour: Behaviour,
  { addressee = () => undefined }: MermaidOptions = {},
): string {
  const { loop = Infinity, closing } = behaviour;
  // Lanes get made-up names, because an actor's own may be a word of the diagram's language.
  const lane = (actor: string) => `a${machine.actors.indexOf(actor)}`;
  const everyone = `a0,a${machine.actors.length - 1}`;
  const lines = (step: ShownStep): string[] => {
    const { action, actor } = step;
    const changes = changesText(step);
    if (action === null || actor === null) {
      return [`Note over ${everyone}: ${[headline(step), ...changes].join("<br/>")}`];
    }
    const message = `${lane(actor)}->>${lane(addressee(action) ?? actor)}: ${headline(step)}`;
    if (changes.length === 0) return [message];
    return [message, `Note over ${lane(actor)}: ${changes.join("<br/>")}`];
  };

  const steps = shownSteps(machine, behaviour);
  const isInLoop = ({ position = Infinity }: ShownStep) => position > loop;
  const diagram = [
    ...machine.actors.map((actor) => `participant ${lane(actor)} as ${escaped(actor)}`),
    ...steps.filter((step) => !isInLoop(step)).flatMap(lines),
  ];
  if (behaviour.loop !== undefined) {
    const inLoop = closing === undefined
      ? [`Note over ${everyone}: nothing more happens`]
      : steps.filter(isInLoop).flatMap(lines);
    diagram.push("loop for ever", ...inLoop.map((line) => `  ${line}`), "end");
  }
  return ["sequenceDiagram", ...diagram.map((line) => `  ${line}`), ""].join("\n");
}

function headline({ position, action, params, owes }: ShownStep): string {
  const name = action ?? "initial state";
  const number = position === undefined || action === null ? [] : [String(position)];
  return escaped([...number, name, ...params, ...(owes ? [OWED] : [])].join(" "));
}

function changesText({ action, changes }: ShownStep): string[] {
  if (action === null) return settings(changes).map(escaped);
  return changes.map(({ path, before, after }) => escaped(`${path}: ${before} → ${after}`));
}

/**
 * Text that Mermaid shows as it stands: what the diagram's language, HTML or Mermaid's own entities
 * would take for theirs is written as a numbered entity.
 */
function escaped(value: string): string {
  return value
    .replaceAll(/[#;<>&"`%\\]/g, (character) => `#${character.codePointAt(0)};`)
    .replaceAll(/\s+/g, " ");
}
