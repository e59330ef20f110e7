/**
 * Takes wire vectors to an adapter.
 *
 * @module
 */

import type { Link } from "../conform/adapter_process.ts";
import type { Answer, Capabilities, Request } from "../conform/protocol.ts";
import type { Fields, WireFile, WireRow, WireVector } from "./wire.ts";
import { FORMATS, MISFITS, TABLES, type WireFields } from "./wire_fields.ts";

/** A vector or a row, as something to ask. */
export interface WireCase {
  readonly name: string;
  /** What an adapter must offer for it. */
  readonly features: readonly string[];
  readonly questions: readonly Question[];
}

/** One request, and what is demanded of its answer. */
interface Question {
  readonly ask: Request;
  readonly outcome: "done" | "refused";
  readonly fields: Fields;
  /** The fields that the answer may have. */
  readonly known: readonly string[];
}

/** The cases of a file. */
export function wireCases({ vectors, rows }: WireFile): WireCase[] {
  return [...vectors.map(caseOfVector), ...rows.map(caseOfRow)];
}

function caseOfVector({ name, format, way, length, bytes, fields, answer }: WireVector): WireCase {
  const questions: Question[] = [];
  const whole = bytes.padEnd(2 * length, "0");
  if (way !== "encode") {
    questions.push({
      ask: { op: "decode", format, bytes: whole },
      outcome: answer,
      fields,
      known: Object.keys(FORMATS[format].fields),
    });
  }
  if (way !== "decode") {
    const result: Fields = answer === "done" ? { bytes: whole } : {};
    questions.push({
      ask: { op: "encode", format, ...fields },
      outcome: answer,
      fields: result,
      known: ["bytes"],
    });
  }
  return { name, features: featuresOf(fields, FORMATS[format].fields), questions };
}

function caseOfRow({ name, table, given, answer, fields }: WireRow): WireCase {
  const { given: kinds, answer: known } = TABLES[table];
  return {
    name,
    features: featuresOf(given, kinds),
    questions: [{
      ask: { op: "tell", table, ...given },
      outcome: answer,
      fields,
      known: Object.keys(known),
    }],
  };
}

/** Numbers that no register holds are not everybody's. */
function featuresOf(fields: Fields, kinds: WireFields): string[] {
  const isOdd = Object.entries(fields).some(([field, value]) =>
    typeof value === "string" && (MISFITS[kinds[field]]?.test(value) ?? false)
  );
  return isOdd ? ["wire", "numbers"] : ["wire"];
}

/** Why an adapter cannot be held to a case, if it cannot. */
export function beyond({ features: offered }: Capabilities, { features }: WireCase): string | null {
  const absent = features.find((feature) => !offered.includes(feature));
  return absent === undefined ? null : `the adapter does not offer ${absent}`;
}

/** What came of a case: `null` if what it demands, otherwise what was wanted, and what came. */
export async function runWireCase(link: Link, { questions }: WireCase): Promise<string | null> {
  for (const question of questions) {
    const difference = differenceOf(question, await link.ask(question.ask));
    if (difference !== null) return difference;
  }
  return null;
}

function differenceOf({ ask, outcome, fields, known }: Question, answer: Answer): string | null {
  if (answer.outcome !== outcome) return `${ask.op}: wanted ${outcome}, came ${answer.outcome}`;
  if (outcome === "refused") return null;
  for (const field of known) {
    const [wanted, came] = [fields[field] ?? "nothing", answer[field] ?? "nothing"];
    if (wanted !== came) {
      return `${ask.op}: wanted ${field} ${brief(wanted)}, came ${brief(came)}`;
    }
  }
  return null;
}

/** A value as a line has room for it. */
function brief(value: string | number): string {
  const text = String(value).replace(/0{9,}$/, "0…");
  return text.length <= 140 ? text : `${text.slice(0, 140)}…`;
}
