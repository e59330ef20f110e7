/**
 * The page that describes the protocol is true, and lines that break it are refused.
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { ANSWERS } from "../../spec/vocabulary.ts";
import { KernelHost } from "./kernel_host.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { bytesOf, capabilitiesOf, numberOf, parseFlat } from "./protocol.ts";

const page = Deno.readTextFileSync(new URL("../PROTOCOL.md", import.meta.url));

Deno.test("The transcript of the protocol is what the implementation answers", () => {
  const lines = /```text\n([\s\S]*?)```/.exec(page)![1].trim().split("\n");
  const host = new KernelHost();
  assert(lines.length > 20);
  for (let i = 0; i < lines.length; i += 2) {
    assert(lines[i].startsWith("> ") && lines[i + 1].startsWith("< "));
    assertEquals(JSON.stringify(host.answer(parseFlat(lines[i].slice(2)))), lines[i + 1].slice(2));
  }
});

Deno.test("Every request that an adapter may get is described", () => {
  const sources = ["process_adapter", "asked_kernel", "played_controller", "conversation", "device"]
    .map((name) => Deno.readTextFileSync(new URL(`./${name}.ts`, import.meta.url)));
  const asked = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bop: "(\w+)"/g)].map(([, op]) => op)),
  );
  assert(asked.size > 20, `${asked.size}`);
  for (const op of asked) assert(page.includes(`\`${op}\``), op);
});

Deno.test("Every reason that is compared is described", () => {
  for (const reason of ANSWERS) {
    if (reason !== "none" && reason !== "refused") assert(page.includes(`\`${reason}\``), reason);
  }
});

Deno.test("A line is a flat object or a fault", () => {
  const kinds = ["{", "[]", "3", "null", '{"a":1.5}', '{"a":true}', '{"a":{}}'].map((line) =>
    assertThrows(() => parseFlat(line), AdapterFault).kind
  );
  assertEquals(kinds, ["not-json", ...Array(6).fill("not-flat")]);
});

Deno.test("A field that is there twice is a fault, however it is written", () => {
  for (const line of ['{"id":7,"id":1}', '{"id":1,"a":"","\\u0069d" :1}', '{"a\\"":1,"a\\"":1}']) {
    const fault = assertThrows(() => parseFlat(line), AdapterFault, "is there twice");
    assertEquals(fault.kind, "not-flat");
  }
  const once = '{"id":1,"a":"id\\":","b":"\\\\","ID":2,"c":"\\"id\\":1,\\"id\\":1"}';
  assertEquals(parseFlat(once), JSON.parse(once));
});

Deno.test("Bytes and numbers are hexadecimal text", () => {
  assertEquals([...bytesOf("bytes", "00fF")], [0, 255]);
  assertEquals(numberOf("value", "ffffffffffffffff"), 2n ** 64n - 1n);
  for (const wrong of ["0", "0g", 12, undefined]) {
    assertThrows(() => bytesOf("bytes", wrong), AdapterFault, '"bytes"');
  }
  for (const wrong of ["", "0x1", "1".repeat(17), 1, undefined]) {
    assertThrows(() => numberOf("value", wrong), AdapterFault, '"value"');
  }
});

Deno.test("A handshake says everything that is needed", () => {
  const hello = {
    outcome: "done",
    version: 1,
    lanes: "remapped",
    models: "validated",
    scan: "atomic",
    page: 4096,
  };
  assertEquals(capabilitiesOf(hello).name, "adapter");
  for (const field of ["lanes", "models", "scan", "page"]) {
    const without = { ...hello, [field]: undefined } as unknown as typeof hello;
    assertThrows(() => capabilitiesOf(without), AdapterFault, `"${field}" is missing`);
  }
});
