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
import type { RecordDomain } from "../domains.ts";
import type { Layout, Span } from "../layout.ts";
import { leafNumberOf } from "./positions.ts";
import { BeyondAnalysis, Statements } from "./possible/statements.ts";
import { Variables } from "./possible/variables.ts";
import type { MachineText, Place } from "./representation.ts";
import { contentsAlike } from "./symmetry/contents.ts";
import { type Content, joinedContent } from "./value_sets.ts";

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

/**
 * What each variable of a machine can hold; nothing, where that cannot be found out.
 *
 * @param symmetric Index types whose members may be interchanged: what a variable can hold in one
 * state others then hold in the states that stand for it.
 */
export function possibleValues(
  layout: Layout,
  text: MachineText,
  symmetric: readonly string[] = [],
): PossibleValues | undefined {
  try {
    return explore(layout, text, symmetric);
  } catch (error) {
    if (error instanceof BeyondAnalysis) return undefined;
    throw error;
  }
}

/** Runs every action, and again whenever what it has read has become more. */
function explore(
  layout: Layout,
  { initial, actions }: MachineText,
  symmetric: readonly string[],
): PossibleValues {
  const variables = new Variables(layout);
  const statements = new Statements(variables);
  variables.begin(statements.act(initial));
  const runs = actions.map((action) => ({ action, at: -1, read: variables.watch() }));
  for (let again = true; again;) {
    again = false;
    for (const run of runs) {
      if (run.at >= 0 && !variables.haveGrown(run.read, run.at)) continue;
      again = true;
      run.at = variables.version;
      run.read = variables.watch();
      statements.act(run.action);
    }
    again = interchange(variables, symmetric) || again;
  }
  return new PossibleValues(layout.schema, variables.contents);
}

/** Adds what interchanging members makes of what variables hold. Returns whether that is more. */
function interchange(variables: Variables, symmetric: readonly string[]): boolean {
  if (symmetric.length === 0) return false;
  const before = variables.version;
  contentsAlike(variables.layout.schema, variables.contents, symmetric)
    .forEach((content, leaf) => variables.store(leaf, content));
  return variables.version > before;
}
