/**
 * Reports in the JUnit XML form that continuous integration systems read.
 *
 * @module
 */

import { XMLBuilder } from "fast-xml-parser";
import { stripAnsiCode } from "@std/fmt/colors";

/** One test case. */
export interface JunitCase {
  /** Cases of one class are shown together. */
  readonly className: string;
  readonly name: string;
  readonly seconds: number;
  /** Why it failed, where it did: the first line is the summary. */
  readonly failure?: string;
  /** Why it could not be decided, where it could not. */
  readonly error?: string;
  /** Why it was not run, where it was not. */
  readonly skipped?: string;
  /** What it printed. */
  readonly output?: string;
}

/**
 * A test suite as JUnit XML.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { junitXml } from "./junit.ts";
 *
 * const xml = junitXml("scenarios", [
 *   { className: "remapped", name: "overrun", seconds: 0.5, failure: "a < b fails" },
 * ]);
 * assertStringIncludes(xml, 'failures="1"');
 * assertStringIncludes(xml, "a &lt; b fails");
 * ```
 */
export function junitXml(suite: string, cases: readonly JunitCase[]): string {
  const totals = {
    "@name": suite,
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure !== undefined).length,
    "@errors": cases.filter(({ error }) => error !== undefined).length,
    "@skipped": cases.filter(({ skipped }) => skipped !== undefined).length,
    "@time": seconds(cases.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    format: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: { testsuite: { ...totals, testcase: cases.map(testcase) } },
  });
}

function testcase(one: JunitCase) {
  return {
    "@classname": legal(one.className),
    "@name": legal(one.name),
    "@time": seconds(one.seconds),
    ...(one.failure !== undefined && { failure: reason(one.failure) }),
    ...(one.error !== undefined && { error: reason(one.error) }),
    ...(one.skipped !== undefined && { skipped: reason(one.skipped) }),
    ...(one.output !== undefined && { "system-out": legal(one.output) }),
  };
}

function reason(text: string) {
  return { "@message": legal(text.split("\n")[0]), "#text": legal(text) };
}

function seconds(value: number): string {
  return value.toFixed(3);
}

/** Text without what XML cannot hold at all: colours and other control characters. */
function legal(text: string): string {
  // deno-lint-ignore no-control-regex
  return stripAnsiCode(text).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");
}
