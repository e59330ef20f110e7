/**
 * From power-on to data and back, in both models: `deno task example`.
 *
 * A controller is probed, claimed and enabled; it is identified, an I/O queue is created, blocks are
 * written and read back, and the claim is torn down. Every line says what happened, not what was
 * meant to.
 *
 * @module
 */

import {
  CNS,
  type CompletionEntry,
  decodeControllerIdentity,
  encodePrpList,
  IDENTIFY_BYTES,
  OPC,
  REGISTERS,
  type SubmissionEntry,
  submissionEntry,
  succeeded,
} from "../nvme/mod.ts";
import type { Lane } from "../vocabulary.ts";
import { assemble, type Assembly } from "./assembly.ts";
import type { Buffer } from "./intent.ts";
import { probe } from "./probe.ts";
import { Refusal } from "./refusal.ts";
import type { ControllerSession } from "./session.ts";
import { NSID } from "./simulated_commands.ts";
import { LAYOUT, ValidatedDriver } from "./validated_driver.ts";

/** Where lines go. */
export type Print = (line: string) => void;

const OWNER = 1;
const BASE = 0x40_0000n;
const PAGE = 4096;
/** Blocks that are written and read back: three pages, so that a PRP list is needed. */
const BLOCKS = 24;

/** What a step was refused with, or nothing. */
function granted<T>(answer: T | Refusal | null): T {
  if (answer instanceof Refusal) throw new Error(`The example was refused: ${answer.message}`);
  return answer as T;
}

function sayCompletion(print: Print, what: string, completion: CompletionEntry | undefined): void {
  if (completion === undefined) throw new Error(`The example got no completion for ${what}`);
  const outcome = succeeded(completion) ? "success" : `status ${completion.sct}/${completion.sc}`;
  print(`${what}: command ${completion.cid} completed with ${outcome}`);
}

function begin(lane: Lane, print: Print): Assembly {
  const host = assemble(lane, {
    onWake: ({ sqid, cid, completion }) =>
      print(`  waiter of queue ${sqid} command ${cid} ${completion ? "woken" : "cancelled"}`),
  });
  print(`lane ${lane}`);
  const identity = probe(host.kernel, () => host.controller.run());
  const { blocks, blockBytes } = identity.namespaces.get(NSID)!;
  print(`the kernel asked the controller itself: ${blocks} blocks of ${blockBytes} bytes`);
  host.controller.onInterrupt = (vector) => {
    print(`  interrupt ${vector}`);
    granted(host.kernel.interrupt(vector));
  };
  granted(host.kernel.grantInterrupt(OWNER, 0));
  granted(host.kernel.grantInterrupt(OWNER, 1));
  return host;
}

function end({ kernel, controller }: Assembly, session: ControllerSession, print: Print): void {
  const retirement = granted(kernel.endClaim(session));
  const before = retirement.run();
  print(`the claim ends: ${before ? "free" : `${retirement.phase}, until the controller stops`}`);
  controller.run();
  const after = retirement.run();
  const windows = retirement.windows.map((window) => window.phase).join(", ");
  print(`  then the claim is ${after ? "free" : retirement.phase}, its window ${windows}`);
}

/** Bytes that are not all alike. */
function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 9)) & 0xff);
}

function sayEqual(print: Print, written: Uint8Array, read: Uint8Array): void {
  const equal = written.every((byte, index) => byte === read[index]);
  print(`the ${read.length} bytes read back are ${equal ? "the same" : "NOT the same"}`);
}

/** Model B: the driver writes every address, the kernel checks them. */
export function runValidated(lane: "remapped" | "synthetic", print: Print): void {
  print("model validated");
  const host = begin(lane, print);
  const window = granted(host.kernel.grantWindow(OWNER, BASE, 16));
  const claim = granted(host.kernel.claim(OWNER, "validated"));
  const driver = new ValidatedDriver(claim, window.memory, BASE);

  granted(driver.enable());
  host.controller.run();
  print(
    `enabled: the driver reads ASQ as ${claim.read(REGISTERS.asq.offset, 8).toString(16)}h, ` +
      "what it wrote",
  );

  const admin = (what: string, entry: SubmissionEntry) => {
    granted(driver.submit(driver.admin, entry));
    host.controller.run();
    sayCompletion(print, what, driver.take(driver.admin)[0]);
  };
  const data = driver.address(LAYOUT.data);
  admin("identify", submissionEntry({ opc: OPC.identify, prp1: data, cdw10: CNS.controller }));
  const identity = decodeControllerIdentity(window.memory.load(LAYOUT.data, IDENTIFY_BYTES));
  print(`  it is "${identity.modelNumber}"`);
  admin("create I/O completion queue", driver.completionQueueEntry(1));
  admin("create I/O submission queue", driver.submissionQueueEntry());

  const written = pattern(BLOCKS * 512);
  const transfer = (opc: number, from: number) => {
    const pages = [from + PAGE, from + 2 * PAGE].map((offset) => driver.address(offset));
    window.memory.store(LAYOUT.list, encodePrpList(pages));
    granted(driver.submit(
      driver.io,
      submissionEntry({
        opc,
        nsid: NSID,
        prp1: driver.address(from),
        prp2: driver.address(LAYOUT.list),
        cdw10: 100,
        cdw12: BLOCKS - 1,
      }),
    ));
    host.controller.run();
    return driver.take(driver.io)[0];
  };
  window.memory.store(LAYOUT.data, written);
  sayCompletion(print, "write", transfer(OPC.write, LAYOUT.data));
  const other = LAYOUT.data + 4 * PAGE;
  sayCompletion(print, "read", transfer(OPC.read, other));
  sayEqual(print, written, window.memory.load(other, written.length));

  const outside = submissionEntry({ opc: OPC.read, nsid: NSID, prp1: BASE - 4096n });
  const refusal = driver.submit(driver.io, outside);
  print(`a read to just below the window: ${refusal?.message ?? "accepted"}`);
  end(host, claim.session, print);
}

/** Model A: the driver says what it wants, the kernel writes every address. */
export function runBrokered(lane: Lane, print: Print): void {
  print("model brokered");
  const host = begin(lane, print);
  const window = granted(host.kernel.grantWindow(OWNER, 0n, 8));
  const claim = granted(host.kernel.claim(OWNER, "brokered"));
  const admin = granted(claim.enable({ submission: 8, completion: 8 }));
  host.controller.run();
  print(`enabled: the driver reads ASQ as ${claim.read(REGISTERS.asq.offset, 8).toString(16)}h`);

  let cid = 0;
  const take = (what: string) => {
    host.controller.run();
    sayCompletion(print, what, granted(claim.takeCompletions())[0]);
  };
  const at = (offset: number): Buffer => ({ window: window.handle, offset });
  granted(
    claim.submit(admin, cid++, { kind: "identify", cns: CNS.controller, nsid: 0, buffer: at(0) }),
  );
  take("identify");
  const identity = decodeControllerIdentity(window.memory.load(0, IDENTIFY_BYTES));
  print(`  it is "${identity.modelNumber}"`);
  granted(
    claim.submit(admin, cid++, { kind: "createCompletionQueue", qid: 1, entries: 8, vector: 1 }),
  );
  take("create I/O completion queue");
  granted(
    claim.submit(admin, cid++, { kind: "createSubmissionQueue", qid: 1, entries: 8, cqid: 1 }),
  );
  take("create I/O submission queue");
  const io = granted(claim.queue(1));

  const written = pattern(BLOCKS * 512);
  window.memory.store(0, written);
  const range = { nsid: NSID, block: 100n, blocks: BLOCKS };
  granted(claim.submit(io, cid++, { kind: "write", ...range, buffer: at(0) }));
  take("write");
  granted(claim.submit(io, cid++, { kind: "read", ...range, buffer: at(4 * PAGE) }));
  take("read");
  sayEqual(print, written, window.memory.load(4 * PAGE, written.length));

  const answer = claim.submit(io, cid++, { kind: "read", ...range, buffer: at(7 * PAGE) });
  print(`a read past the window's end: ${answer instanceof Refusal ? answer.message : "accepted"}`);
  end(host, claim.session, print);
}

/** Runs the example in every lane and model that there is. */
export function runExample(print: Print): void {
  for (const lane of ["remapped", "synthetic"] as const) {
    runValidated(lane, print);
    print("");
  }
  for (const lane of ["remapped", "synthetic", "bounce"] as const) {
    runBrokered(lane, print);
    print("");
  }
}

if (import.meta.main) runExample((line) => console.log(line));
