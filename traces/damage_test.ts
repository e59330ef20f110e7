/**
 * Damaged traces: whatever is done to a trace file, reading it and replaying it either works or ends
 * with an error that says what is wrong with the file.
 */

import { assert } from "@std/assert";
import * as fc from "fast-check";
import { gzipSync } from "fflate";
import { behaviourOf } from "./behaviour_of.ts";
import { claimOf, faultOfClaim } from "./claim.ts";
import { TraceError } from "./errors.ts";
import { itfText } from "./itf.ts";
import { replay } from "./replay.ts";
import { subjectOf } from "./subject_of.ts";
import { counter, forEver } from "./testing/counter.ts";
import { catalogue } from "./testing/counter_catalogue.ts";
import { parseTraceFile } from "./trace_file.ts";
import { traceOf } from "./trace_of.ts";

const subject = { machine: counter, instance: { bounds: { limit: 3 } } };
const claim = { property: "TwoIsReached", kind: "leadsTo" } as const;
const text = itfText(traceOf(subject, { ...forEver, obligation: 0 }, claim));

/** Does everything that is done with a trace file. */
function use(bytes: Uint8Array): void {
  try {
    const trace = parseTraceFile(bytes, "t.itf.json");
    const { machine } = subjectOf(catalogue, trace);
    const replayed = replay(machine, behaviourOf({ machine }, trace));
    const told = claimOf(machine, trace);
    if (replayed.kind === "replays" && told !== undefined) {
      faultOfClaim(machine, replayed.behaviour, told);
    }
  } catch (error) {
    assert(error instanceof TraceError, `${error}`);
  }
}

/** Every place in a JSON value that can be changed: the object or list, and the key in it. */
// deno-lint-ignore no-explicit-any
function places(value: any): [any, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [[value, key], ...places(value[key])]);
}

const replacements = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    { "#bigint": "0" },
    { "#bigint": "-1" },
    { "#map": [[0, 1], [1, 1]] },
    { "#set": [] },
    { "#unserializable": "Int" },
    { tag: "Some", value: 1 },
    "aliceAdds",
    "{",
    "[]",
  ),
);

Deno.test("a trace with any of its values replaced or taken out", () => {
  fc.assert(
    fc.property(fc.nat(), fc.option(replacements, { nil: undefined }), (which, replacement) => {
      const trace = JSON.parse(text);
      const all = places(trace);
      const [holder, key] = all[which % all.length];
      if (replacement === undefined) delete holder[key];
      else holder[key] = replacement;
      use(new TextEncoder().encode(JSON.stringify(trace)));
    }),
    { seed: 3, numRuns: 3000 },
  );
});

Deno.test("a trace file with a byte changed, packed or not", () => {
  const plain = new TextEncoder().encode(text);
  for (const bytes of [plain, gzipSync(plain, { mtime: 0 })]) {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => use(bytes.with(at, byte))),
      { seed: 4, numRuns: 1000 },
    );
  }
});

Deno.test("a trace file cut short, packed or not", () => {
  const plain = new TextEncoder().encode(text);
  for (const bytes of [plain, gzipSync(plain, { mtime: 0 })]) {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => use(bytes.subarray(0, length))),
      { seed: 5, numRuns: 300 },
    );
  }
});

Deno.test("JSON that is nested deeper than a stack", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  use(new TextEncoder().encode(deep));
  use(new TextEncoder().encode(`{"states":[{"count":${deep}}]}`));
  use(new TextEncoder().encode(text.replace(`"count":{"#bigint":"0"}`, `"count":${deep}`)));
});
