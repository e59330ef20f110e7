/**
 * The implementation of this project as an adapter: a process that speaks the protocol.
 *
 * @module
 */

import type { Flat } from "../conformance/adapter.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { KernelHost } from "./kernel_host.ts";
import { parseFlat } from "./protocol.ts";

/** The lines of the standard input. */
async function* lines(): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of Deno.stdin.readable) {
    rest += decoder.decode(bytes, { stream: true });
    const whole = rest.split("\n");
    rest = whole.pop()!;
    yield* whole;
  }
}

/** A line as a request. One that is no flat object is a request that nobody knows, of number 0. */
function requestOf(line: string): Flat {
  try {
    return { id: 0, ...parseFlat(line) };
  } catch (error) {
    if (error instanceof AdapterFault) return { id: 0, op: "" };
    throw error;
  }
}

if (import.meta.main) {
  const host = new KernelHost();
  const encoder = new TextEncoder();
  for await (const line of lines()) {
    const bytes = encoder.encode(`${JSON.stringify(host.answer(requestOf(line)))}\n`);
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}
