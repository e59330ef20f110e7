/**
 * Adapters that hang, exit, flood or lie are found out, each for what it does.
 */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { AdapterProcess } from "./adapter_process.ts";
import { AdapterFault, type FaultKind } from "../conformance/adapter_fault.ts";
import { runSuite } from "./run_suite.ts";
import { placeSources } from "./suite_source.ts";

const misbehaving = fromFileUrl(new URL("./testing/misbehaving.ts", import.meta.url));

/** Enough for an adapter to start on a busy machine. */
const TIMEOUT = 3000;

function start(how: string): Promise<AdapterProcess> {
  const command = [Deno.execPath(), "run", "--no-prompt", "--quiet", misbehaving, how];
  return AdapterProcess.start({ command, timeout: TIMEOUT });
}

const onePage = placeSources({ covers: "situations", states: 100, seed: 0 })
  .find(({ name }) => name === "onePage")!;

/** What is found out about an adapter at the first suite. */
async function verdictOn(how: string): Promise<string> {
  const adapter = await start(how);
  try {
    const { verdict, why } = await runSuite(adapter, onePage);
    return `${verdict}: ${why}`;
  } finally {
    await adapter.close();
  }
}

const atWork: { readonly [how: string]: string } = {
  hangs: "gave no answer within",
  exits: "ended with exit code 7",
  half_line: "ended in the middle of a line",
  stalls_in_a_line: "gave no answer within",
  floods_a_line: "without ending a line",
  floods_lines: "wrote more than one line",
  floods_errors: "gave no answer within",
  out_of_order: "answered with the number",
  not_json: "a line that is not JSON",
  nested: 'field "woken" is neither',
  without_outcome: "answered without an outcome",
  odd_bytes: 'field "physical" is "0x12"',
  answers_twice: "wrote more than one line",
  repeats_a_field: 'field "id" is there twice',
  answers_with_huge_numbers: 'field "tail0" is neither a string nor a whole number',
  writes_no_text: "a line that is not JSON",
  // In its own view: Deno keeps the pipe open.
  closes_its_input: "gave no answer within",
};

for (const [how, said] of Object.entries(atWork)) {
  Deno.test(`An adapter that ${how.replaceAll("_", " ")} is a fault of its own`, async () => {
    const verdict = await verdictOn(how);
    assert(verdict.startsWith("fault: "), verdict);
    assertStringIncludes(verdict, said);
  });
}

Deno.test("What an adapter says on its standard error is quoted", async () => {
  assertStringIncludes(await verdictOn("exits"), "out of pages");
});

Deno.test("Of a long line on its standard error the end is quoted", async () => {
  const verdict = await verdictOn("complains_at_length");
  assertStringIncludes(verdict, `:\n  ${"e".repeat(200)}`);
  assert(!verdict.includes("e".repeat(201)));
});

const atStart: { readonly [how: string]: FaultKind } = {
  other_version: "other-version",
  odd_scan: "misfit",
  never_reads: "hung",
};

for (const [how, kind] of Object.entries(atStart)) {
  Deno.test(`A handshake that meets ${how.replaceAll("_", " ")} is refused`, async () => {
    const fault = await assertRejects(() => start(how), AdapterFault);
    assertEquals(fault.kind, kind);
  });
}

Deno.test("A command that cannot be run is not started", async () => {
  const options = { command: ["./there-is-no-such-adapter"], timeout: TIMEOUT };
  const fault = await assertRejects(() => AdapterProcess.start(options), AdapterFault);
  assertEquals(fault.kind, "not-started");
});

/** What is found out about a script at the first suite. It has the answer to the handshake in `$hello`. */
async function verdictOnScript(script: string): Promise<string> {
  const hello = `{"id":1,"outcome":"done","version":1,"name":"script","lanes":"remapped",` +
    `"models":"validated","scan":"atomic","page":4096}`;
  const command = ["sh", "-c", `hello='${hello}'; ${script}`];
  const adapter = await AdapterProcess.start({ command, timeout: 1000 });
  try {
    const { verdict, why } = await runSuite(adapter, onePage);
    return `${verdict}: ${why}`;
  } finally {
    await adapter.close();
  }
}

Deno.test("An adapter that has ended is not said to think, whoever holds its pipe", async () => {
  const verdict = await verdictOnScript('read line; echo "$hello"; read line; sleep 5 & exit 3');
  assertStringIncludes(verdict, "ended with exit code 3, and whatever it started holds");
  assert(verdict.startsWith("fault: "), verdict);
});

Deno.test("An adapter that nothing can be written to is said to have closed its input", async () => {
  // Before the request is written, and after it was read: either is found out.
  for (const order of ['exec 0<&-; echo "$hello"', 'echo "$hello"; read line; exec 0<&-']) {
    const verdict = await verdictOnScript(`read line; ${order}; exec sleep 5`);
    assertStringIncludes(verdict, "closed its standard input, and gave no answer within 1000 ms");
    assert(verdict.startsWith("fault: "), verdict);
  }
});

Deno.test("An adapter that is silent and still listens is not said to have closed its input", async () => {
  for (const rest of ["exec sleep 5", "read line; exec sleep 5"]) {
    const verdict = await verdictOnScript(`read line; echo "$hello"; ${rest}`);
    assertStringIncludes(verdict, 'fault: The adapter "sh" gave no answer within 1000 ms');
  }
});
