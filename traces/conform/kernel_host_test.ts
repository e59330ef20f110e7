/**
 * The implementation behind the protocol outlives what no kernel can be asked, and is not changed by it.
 */

import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { KernelHost } from "./kernel_host.ts";
import { parseFlat, type Request } from "./protocol.ts";
import { MALFORMED, RESET, SETUP } from "./testing/odd_requests.ts";

/** Others that no kernel can be asked, of requests that not every adapter knows. */
const MORE: readonly Request[] = [
  { op: "enable", claim: 0, submission: 2 },
  { op: "submit", claim: 0, queue: 0, cid: 1, window: 0, generation: 0, entries: 0 },
  { op: "submit", claim: 0, queue: 0, cid: 1, intent: "x", window: 0, generation: 0, entries: 0 },
  { op: "read", claim: 0, offset: "zz", width: 4 },
  { op: "read", claim: 0, offset: "0" },
  { op: "load", owner: 0, address: "101000", length: 2 ** 40 },
  { op: "dmaRead", address: "101000", length: 2 ** 40 },
  { op: "interrupt", queue: 0, most: -1 },
  { op: "grantInterrupt", owner: 0, vector: -1 },
  { op: "raise" },
  { op: "decode", format: "sqe", bytes: "0" },
  { op: "reset", lane: "remapped", owners: 2, frames: "many" },
  { ...RESET, frames: 2 ** 32 },
  { ...RESET, page: 0 },
  { ...RESET, page: 4095 },
];

Deno.test("Malformed requests are impossible, and change nothing", () => {
  const host = new KernelHost();
  const answer = (request: Request) => host.answer({ id: 1, ...request });
  for (const request of [...MALFORMED, ...MORE]) {
    assertEquals(answer(request), { id: 1, outcome: "impossible" }, JSON.stringify(request));
  }
  for (const request of SETUP) assertEquals(answer(request).outcome, "done");
  const load = { op: "load", owner: 0, address: "101000", length: 4096 };
  const before = answer(load);
  for (const request of [...MALFORMED, ...MORE]) {
    assertEquals(answer(request).outcome, "impossible", JSON.stringify(request));
    assertEquals(answer(load), before, JSON.stringify(request));
  }
});

Deno.test("A brokered claim outlives intents that there are none of", () => {
  const host = new KernelHost();
  const answer = (request: Request) => host.answer({ id: 1, ...request }).outcome;
  assertEquals(answer(RESET), "done");
  assertEquals(
    answer({ op: "grantWindow", window: 0, owner: 0, base: "101000", pages: 2 }),
    "done",
  );
  assertEquals(answer({ op: "grantClaim", claim: 0, owner: 0, model: "brokered" }), "done");
  for (const request of MORE) assertEquals(answer(request), "impossible", JSON.stringify(request));
  assertEquals(answer({ op: "enable", claim: 0, submission: 2, completion: 2 }), "done");
});

Deno.test("A request that is not known is unsupported", () => {
  const host = new KernelHost();
  for (const request of SETUP) host.answer({ id: 1, ...request });
  assertEquals(host.answer({ id: 2, op: "dance" }).outcome, "unsupported");
  assertEquals(host.answer({ id: 3 }).outcome, "unsupported");
});

Deno.test("The adapter of the implementation outlives lines that are no requests", async () => {
  const adapter = new Deno.Command(Deno.execPath(), {
    args: ["run", fromFileUrl(import.meta.resolve("./typescript_adapter.ts"))],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reset = { id: 1, ...RESET };
  const odd = ["", "x", "[]", '{"op":"scan","queue":1.5}', '{"id":7,"id":8}', "{}"];
  const known = [...MALFORMED, { op: "hello", version: 1 }];
  const lines = [JSON.stringify(reset), ...odd, ...known.map((one) => JSON.stringify(one))];
  const writer = adapter.stdin.getWriter();
  await writer.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  await writer.close();
  const { code, stdout } = await adapter.output();
  const answers = new TextDecoder().decode(stdout).trimEnd().split("\n").map(parseFlat);
  assertEquals(answers.map(({ outcome }) => outcome), [
    "done",
    ...odd.map(() => "unsupported"),
    ...MALFORMED.map(() => "impossible"),
    "done",
  ]);
  assertEquals(answers.slice(1, 1 + odd.length).map(({ id }) => id), odd.map(() => 0));
  assertEquals(code, 0);
});
