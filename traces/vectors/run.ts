/**
 * Takes vectors to an adapter: what a vector describes is set up by requests, then its doorbell is rung.
 *
 * @module
 */

import {
  CAP,
  CC,
  completionEntry,
  encodeCompletionEntry,
  encodeSubmissionEntry,
  OPC,
  REGISTERS,
  submissionEntry,
} from "../../spec/nvme/mod.ts";
import type { Link } from "../conform/adapter_process.ts";
import { tailWrite, writesOf } from "../conform/answer_fields.ts";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { type Answer, hexOf, type Request } from "../conform/protocol.ts";
import { MOST_OWNERS, MOST_WINDOWS, type Vector, type VectorFile } from "./format.ts";

/** What came of a vector: `null` if what it demands, otherwise what came instead. */
export async function runVector(
  link: Link,
  file: VectorFile,
  vector: Vector,
): Promise<string | null> {
  let acq: bigint | null = null;
  const ask = async (request: Request) => {
    const answer = await link.ask(request);
    for (const { offset, value } of writesOf(answer)) {
      if (offset === REGISTERS.acq.offset) acq = value;
    }
    return answer;
  };
  const must = async (request: Request) => {
    const answer = await ask(request);
    if (answer.outcome === "done") return;
    throw new AdapterFault(
      "misfit",
      `Cannot set up the vector ${vector.name}: the adapter answered ${request.op} with ` +
        `${answer.outcome} ${answer.reason ?? ""}`,
    );
  };
  const write = (offset: number, width: number, value: bigint) => ({
    op: "write",
    claim: 0,
    offset: offset.toString(16),
    width,
    value: value.toString(16),
  });
  const ring = async (tail: number): Promise<Answer> => {
    let answer = await ask(write(0x1000, 4, BigInt(tail)));
    if (link.capabilities.scan === "atomic") return answer;
    for (let i = 0; i < file.entries && answer.outcome === "done"; i++) {
      answer = await ask({ op: "scan", queue: 0 });
    }
    // A scan that has read everything reads no more.
    return answer.outcome === "impossible" ? await ask({ op: "endScan", queue: 0 }) : answer;
  };

  await must({
    op: "reset",
    lane: file.lane,
    owners: MOST_OWNERS,
    windows: MOST_WINDOWS,
    generations: 16,
    cap: CAP.encode({ mqes: 1023, to: 15, css: 1 }).toString(16),
    nsid: 1,
    block: 512,
    most: file.maxTransferBytes,
  });
  for (const [w, { owner, base, pages }] of vector.windows.entries()) {
    await must({ op: "grantWindow", window: w, owner, base, pages });
  }
  const { owner } = vector.claim;
  await must({ op: "grantClaim", claim: 0, owner, model: file.model });
  const size = BigInt(file.entries - 1);
  await must(write(REGISTERS.aqa.offset, 4, size | (size << 16n)));
  await must(write(REGISTERS.asq.offset, 8, BigInt(`0x${vector.asq}`)));
  await must(write(REGISTERS.acq.offset, 8, BigInt(`0x${vector.acq}`)));
  await must(write(REGISTERS.cc.offset, 4, CC.encode({ en: 1, iosqes: 6, iocqes: 4 })));
  await must({ op: "status", csts: "1" });

  // The old tail is reached by commands without data; the last ones of them are still in flight.
  for (let slot = 0; slot < vector.oldTail; slot++) {
    const flying = slot - (vector.oldTail - vector.inFlight.length);
    const cid = flying < 0 ? 0xf000 : vector.inFlight[flying];
    await must({
      op: "store",
      owner,
      address: (BigInt(`0x${vector.asq}`) + BigInt(slot * 64)).toString(16),
      bytes: hexOf(encodeSubmissionEntry(submissionEntry({ opc: OPC.abort, cid }))),
    });
    const answer = await ring(slot + 1);
    if (answer.outcome !== "done") return `the doorbell ${slot + 1} before it: ${answer.outcome}`;
    if (flying >= 0) continue;
    const completion = encodeCompletionEntry(completionEntry({ phase: 1, sqhd: slot + 1, cid }));
    if (acq === null) {
      throw new AdapterFault(
        "misfit",
        `Cannot set up the vector ${vector.name}: the adapter enabled the controller without a ` +
          "write of ACQ",
      );
    }
    const at = acq + BigInt(slot * completion.length);
    await must({ op: "dmaWrite", address: at.toString(16), bytes: hexOf(completion) });
    await must({ op: "interrupt", queue: 0 });
    await must(write(0x1004, 4, BigInt(slot + 1)));
  }
  for (const { owner, address, bytes } of vector.memory) {
    await must({ op: "store", owner, address, bytes });
  }
  for (const [w, { phase }] of vector.windows.entries()) {
    if (phase === "retiring") await must({ op: "revokeWindow", window: w });
  }
  if (vector.claim.phase === "closing") {
    await must({ op: "endClaim", claim: 0, cause: "release" });
  }
  const answer = await ring(vector.newTail);
  const tails = writesOf(answer).flatMap((one) => tailWrite(one) ?? []);
  const reason = answer.outcome === "refused" ? String(answer.reason) : "";
  const doorbell = tails.map(({ tail }) => tail).join();
  const wanted = vector.answer === "done" ? String(vector.newTail) : "";
  const right = answer.outcome === vector.answer && reason === vector.reason && doorbell === wanted;
  if (right) return null;
  return `${answer.outcome} ${reason}${doorbell === "" ? "" : ` with the doorbell ${doorbell}`}`;
}
