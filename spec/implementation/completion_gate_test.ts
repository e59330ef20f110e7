// The gate, seen from a controller that posts whatever it likes: the kernel's ring is written directly.

import { assertEquals } from "@std/assert";
import {
  type CompletionEntry,
  completionEntry,
  decodeCompletionEntry,
  encodeCompletionEntry,
  OPC,
  submissionEntry,
} from "../nvme/mod.ts";
import { takeCompletions } from "./completion_gate.ts";
import type { RefusalReason } from "./refusal.ts";
import {
  BASE,
  enabledHost,
  granted,
  ioHost,
  OWNER,
  readEntry,
  reasonOf,
  runAdmin,
  type ValidatedHost,
} from "./testing/hosts.ts";
import { LAYOUT } from "./validated_driver.ts";

const DATA = BASE + BigInt(LAYOUT.data);

/** Posts a completion into the kernel's ring of the I/O queue, as the controller would. */
function post(host: ValidatedHost, slot: number, fields: Partial<CompletionEntry>): void {
  const queue = host.kernel.session!.queues.completions.get(1)!;
  const { frame, offset } = queue.kernel.ring.place(slot);
  const completion = completionEntry({ sqhd: 1, sqid: 1, phase: 1, ...fields });
  host.memory.write(frame, offset, encodeCompletionEntry(completion));
}

/** A host with one command in flight on the I/O queue, and its identifier. */
function inFlight(entries = 4): { host: ValidatedHost; cid: number } {
  const host = ioHost("remapped", { entries });
  const cid = host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  assertEquals(host.driver.ring(host.driver.io), null);
  return { host, cid };
}

/** What the provider finds in a slot of its own completion ring. */
function provided(host: ValidatedHost, slot: number): CompletionEntry {
  return decodeCompletionEntry(host.window.memory.load(LAYOUT.io.completion + 16 * slot, 16));
}

Deno.test("a completion that fits a command in flight wakes its waiter, once, and is copied out", () => {
  const { host, cid } = inFlight();
  post(host, 0, { cid, dw0: 7 });
  assertEquals(host.kernel.poll(), 1);
  assertEquals(host.wakes.map((wake) => [wake.sqid, wake.cid, wake.completion?.dw0]), [[
    1,
    cid,
    7,
  ]]);
  assertEquals(provided(host, 0).dw0, 7);
  assertEquals(host.kernel.poll(), 0);
  post(host, 1, { cid });
  assertEquals(host.kernel.poll(), 0, "the same again names no command in flight");
  assertEquals(host.wakes.length, 1);
  assertEquals(host.kernel.log.records.at(-1)!.refusal.reason, "unknownCommand");
});

Deno.test("what does not fit wakes nobody, is not copied, and is recorded", () => {
  const cases: [Partial<CompletionEntry>, RefusalReason | null][] = [
    [{ phase: 0 }, null],
    [{ sqid: 0 }, "unknownQueue"],
    [{ sqid: 2 }, "unknownQueue"],
    [{ cid: 0xffff }, "unknownCommand"],
    [{ sqhd: 2 }, "submissionHead"],
    [{ sqhd: 4 }, "submissionHead"],
    [{ sqhd: 0xffff }, "submissionHead"],
  ];
  for (const [fields, reason] of cases) {
    const { host, cid } = inFlight();
    post(host, 0, { cid, ...fields });
    const { total } = host.kernel.log;
    assertEquals(host.kernel.poll(), 0);
    assertEquals(host.wakes, []);
    assertEquals(provided(host, 0).phase, 0);
    assertEquals(host.kernel.log.total, total + (reason === null ? 0 : 1));
    if (reason !== null) assertEquals(host.kernel.log.records.at(-1)!.refusal.reason, reason);
    assertEquals(host.kernel.session!.queues.submissions.get(1)!.issues.has(cid), true);
  }
});

Deno.test("a submission queue's head never goes back", () => {
  const { host, cid } = inFlight();
  const second = host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
  assertEquals(host.driver.ring(host.driver.io), null);
  post(host, 0, { cid, sqhd: 2 });
  post(host, 1, { cid: second, sqhd: 1 });
  assertEquals(host.kernel.poll(), 1);
  assertEquals(host.wakes.map((wake) => wake.cid), [cid]);
  assertEquals(host.kernel.log.records.at(-1)!.refusal.reason, "submissionHead");
});

Deno.test("a completion for a claim that is ending wakes nobody; the end cancels the wait", () => {
  const { host, cid } = inFlight();
  const retirement = granted(host.kernel.endClaim(host.claim.session));
  post(host, 0, { cid });
  assertEquals(host.kernel.poll(), 0);
  assertEquals(host.kernel.log.count("staleCompletion"), 1);
  assertEquals(host.wakes, []);
  retirement.run();
  host.controller.run();
  assertEquals(retirement.run(), true);
  assertEquals(host.wakes, [{ owner: 1, sqid: 1, cid, completion: null }]);
});

Deno.test("after EN = 0 nobody is woken, and with the claim's end every wait is cancelled once", () => {
  for (const rests of [false, true]) {
    const { host, cid } = inFlight();
    const { kernel, controller, wakes } = host;
    host.claim.write(0x14, 4, 0n);
    if (rests) {
      controller.run();
      assertEquals(kernel.ending!.advance(), "stopped");
    }
    post(host, 0, { cid });
    assertEquals(kernel.poll(), 0);
    assertEquals(kernel.log.count("staleCompletion"), 1, "it is looked at, and good for nothing");
    assertEquals(wakes, []);
    controller.run();
    for (let i = 0; i < 2; i++) kernel.ending?.run();
    assertEquals(wakes, [{ owner: 1, sqid: 1, cid, completion: null }]);
    assertEquals(controller.invalidDoorbells, 0);
  }
});

Deno.test("an abandoned command ends with its completion, also while its claim ends", () => {
  const { host, cid } = inFlight();
  const { kernel } = host;
  const { session } = host.claim;
  assertEquals(session.abandonWait(1, cid), true);
  const [window] = granted(kernel.endClaim(session)).windows;
  assertEquals(window.advance(), "retiring", "the controller may still use it");
  post(host, 0, { cid });
  assertEquals(kernel.poll(), 0);
  assertEquals(session.queues.submissions.get(1)!.issues.has(cid), false);
  assertEquals(window.advance(), "unmapped");
  assertEquals(host.wakes, []);
});

Deno.test("who has abandoned a wait is not woken, and the identifier stays in use till then", () => {
  const { host, cid } = inFlight();
  const session = host.claim.session;
  assertEquals(session.abandonWait(1, cid), true);
  assertEquals(session.abandonWait(1, cid), false);
  assertEquals(session.abandonWait(1, 99), false);
  assertEquals(session.abandonWait(9, cid), false);
  assertEquals(session.queues.submissions.get(1)!.issues.has(cid), true);
  host.controller.run();
  assertEquals(host.kernel.poll(), 1);
  assertEquals(host.wakes, []);
  assertEquals(session.queues.submissions.get(1)!.issues.has(cid), false);
});

Deno.test("the provider cannot forge a completion by writing its own ring", () => {
  const { host, cid } = inFlight();
  const forged = encodeCompletionEntry({ ...provided(host, 0), cid, sqid: 1, sqhd: 1, phase: 1 });
  host.window.memory.store(LAYOUT.io.completion, forged);
  assertEquals(host.kernel.poll(), 0);
  assertEquals(host.wakes, []);
  host.controller.run();
  assertEquals(host.kernel.poll(), 1);
  assertEquals(host.wakes.length, 1);
});

Deno.test("a provider's ring that is full holds completions back, and loses none", () => {
  const host = ioHost("remapped", { entries: 4 });
  const { driver, kernel, controller, claim } = host;
  const submit = () => {
    const cid = driver.put(driver.io, readEntry({ prp1: DATA }));
    assertEquals(driver.ring(driver.io), null);
    controller.run();
    kernel.poll();
    return cid;
  };
  const cids = [submit(), submit(), submit()];
  assertEquals(host.wakes.map((wake) => wake.cid), cids);
  const late = submit();
  assertEquals(host.wakes.length, 3, "there is no slot for the fourth");
  assertEquals(reasonOf(claim.write(0x100c, 4, 1n)), null);
  assertEquals(host.wakes.map((wake) => wake.cid), [...cids, late]);
  assertEquals(provided(host, 3).cid, late);
  assertEquals(driver.take(driver.io).map((completion) => completion.cid), [...cids, late]);
});

Deno.test("phases turn over with both rings, over many rounds", () => {
  const host = ioHost("synthetic", { entries: 2 });
  for (let round = 0; round < 9; round++) {
    const cid = host.driver.put(host.driver.io, readEntry({ prp1: DATA }));
    assertEquals(host.driver.ring(host.driver.io), null);
    host.controller.run();
    assertEquals(host.kernel.poll(), 1);
    assertEquals(host.driver.take(host.driver.io).map((completion) => completion.cid), [cid]);
  }
  assertEquals(host.controller.invalidDoorbells, 0);
});

Deno.test("no more completions are taken than are wanted", () => {
  const { host } = inFlight();
  host.driver.submit(host.driver.io, readEntry({ prp1: DATA }));
  host.controller.run();
  const queue = host.kernel.session!.queues.completions.get(1)!;
  assertEquals(takeCompletions(host.kernel.session!, queue, 1).length, 1);
  assertEquals(takeCompletions(host.kernel.session!, queue, 0).length, 0);
  assertEquals(takeCompletions(host.kernel.session!, queue).length, 1);
});

Deno.test("an interrupt takes the completions of the queues that raise it, and of no other", () => {
  const host = enabledHost("remapped");
  const { kernel, driver, controller } = host;
  for (const vector of [0, 1]) granted(kernel.grantInterrupt(OWNER, vector));
  runAdmin(host, driver.completionQueueEntry(1));
  runAdmin(host, driver.submissionQueueEntry());
  const raised: number[] = [];
  controller.onInterrupt = (vector) => raised.push(vector);
  assertEquals(driver.submit(driver.io, readEntry({ prp1: DATA })), null);
  assertEquals(driver.submit(driver.admin, submissionEntry({ opc: OPC.abort })), null);
  controller.run();
  assertEquals(raised.sort(), [0, 1]);
  const wokenBy = (vector: number) => {
    host.wakes.length = 0;
    return [kernel.interrupt(vector), host.wakes.map(({ sqid }) => sqid)];
  };
  assertEquals(wokenBy(1), [1, [1]]);
  assertEquals(wokenBy(1), [0, []]);
  assertEquals(wokenBy(0), [1, [0]]);
});

Deno.test("interrupts wake only where their vector is granted", () => {
  const host = ioHost("remapped");
  const { kernel, driver, controller } = host;
  assertEquals(reasonOf(kernel.interrupt(0)), "staleInterrupt");
  const grant = granted(kernel.grantInterrupt(1, 0));
  assertEquals(kernel.interrupt(0), 0);
  driver.put(driver.admin, driver.completionQueueEntry(5));
  assertEquals(reasonOf(driver.ring(driver.admin)), "interruptVector");
  assertEquals(kernel.revokeInterrupt(grant), null);
  assertEquals(reasonOf(kernel.revokeInterrupt(grant)), "staleInterrupt");
  assertEquals(reasonOf(kernel.interrupt(0)), "staleInterrupt");
  controller.run();
});
