/**
 * The snippets of `subset.md`, rule by rule.
 *
 * @module
 */

import type { SmallMachine } from "./small_module.ts";

/** What a refused snippet says of its error. */
export interface Refusal {
  /** The line of the text that is refused, and the column in it; none for what stands nowhere. */
  readonly at?: { readonly text: string; readonly column: number };
  /** How the advice begins. */
  readonly advice: string;
}

/** Parts of a machine, as `subset.md` shows them. */
export interface Snippet {
  readonly text: string;
  readonly parts: SmallMachine;
  /** None, where the compiler takes it. */
  readonly refusal?: Refusal;
}

/** A rule's section: its name and its snippets. */
export interface Section {
  readonly rule: string;
  readonly snippets: readonly Snippet[];
}

const PARTS = ["schema", "constants", "initial", "params", "when", "then", "holds"] as const;

/**
 * Reads the sections of `subset.md`.
 *
 * A heading names the rule in backticks. A block of code is split at empty lines. The first one,
 * before any rule, holds the parts that all snippets share.
 *
 * @throws {Error} if a heading names no rule.
 */
export function sectionsOf(markdown: string): Section[] {
  const [preamble, ...sections] = markdown.split(/^### /m);
  const [shared] = blocksOf(preamble);
  return sections.map((section) => {
    const rule = /^\d+\. `([^`]+)`/.exec(section)?.[1];
    if (rule === undefined) throw new Error(`Cannot find a rule in "${section.split("\n")[0]}"`);
    return { rule, snippets: blocksOf(section).flatMap((block) => snippetsOf(block, shared)) };
  });
}

/** Reads the snippets of a block, which is split at empty lines. They have the shared parts too. */
export function snippetsOf(block: string, shared: string): Snippet[] {
  const common = snippetOf(shared).parts;
  return block.trim().split("\n\n").map(snippetOf)
    .map((each) => ({ ...each, parts: { ...common, ...each.parts } }));
}

/** The blocks of code that no other test runs. */
function blocksOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```ts ignore\n(.*?)\n```$/gms)].map(([, block]) => block);
}

function snippetOf(text: string): Snippet {
  const parts: { [part: string]: string } = {};
  let refusal: Refusal | undefined;
  let last = "";
  for (const line of text.split("\n")) {
    const caret = /^\/\/ *\^ (.*)$/.exec(line);
    const whole = /^\/\/! (.*)$/.exec(line);
    const [, part, rest] = /^(\w+): (.*)$/.exec(line) ?? [];
    if (caret) refusal = { at: { text: last, column: line.indexOf("^") + 1 }, advice: caret[1] };
    else if (whole) refusal = { advice: whole[1] };
    else if (PARTS.some((name) => name === part)) parts[part] = rest;
    else parts.above = parts.above === undefined ? line : `${parts.above}\n${line}`;
    if (!caret && !whole) last = line;
  }
  return { text, parts, refusal };
}
