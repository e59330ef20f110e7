/**
 * What stands in the fields of an answer: register writes, bytes, commands.
 *
 * @module
 */

import { DOORBELL_BYTES, doorbellAt, registerAt, REGISTERS } from "../../spec/nvme/mod.ts";
import { type Answer, bytesOf, misfit, numberOf } from "./protocol.ts";

/** A write of the kernel's to a register of the controller. */
export interface RegisterWrite {
  readonly offset: number;
  readonly value: bigint;
}

/** A write to a submission queue's tail doorbell. */
export interface DoorbellWrite {
  readonly queue: number;
  readonly tail: number;
}

/**
 * Reads the register writes of an answer: `offset=value`, in order, with blanks between them.
 *
 * @throws {AdapterFault} `misfit` if they are not written so, or no register holds such a value.
 */
export function writesOf({ writes }: Answer): RegisterWrite[] {
  if (writes === undefined || writes === "") return [];
  if (typeof writes !== "string") {
    throw misfit("writes", writes, "OFFSET=VALUE, with blanks between");
  }
  return writes.split(" ").map((write) => {
    const [offset, value, ...more] = write.split("=");
    if (more.length > 0) throw misfit("writes", writes, "OFFSET=VALUE, with blanks between");
    return registerWrite(numberOf("writes", offset), numberOf("writes", value));
  });
}

function registerWrite(offset: bigint, value: bigint): RegisterWrite {
  const at = Number(offset);
  const name = registerAt(at);
  const width = name === null ? DOORBELL_BYTES : REGISTERS[name].width;
  if (value >> BigInt(8 * width) !== 0n) {
    const written = `${offset.toString(16)}=${value.toString(16)}`;
    throw misfit("writes", written, `a value of the register's ${width} bytes`);
  }
  return { offset: at, value };
}

/** Which submission queue's tail a register write is, if it is one. */
export function tailWrite({ offset, value }: RegisterWrite): DoorbellWrite | null {
  const doorbell = doorbellAt(offset, 0);
  if (doorbell?.kind !== "submissionTail") return null;
  return { queue: doorbell.qid, tail: Number(value) };
}

/**
 * The bytes that were asked for, or `null` if they cannot be read.
 *
 * @throws {AdapterFault} `misfit` if they are more, or fewer.
 */
export function bytesRead({ outcome, bytes: text }: Answer, length: number): Uint8Array | null {
  if (outcome !== "done") return null;
  const bytes = bytesOf("bytes", text);
  if (bytes.length !== length) throw misfit("bytes", text, `${length} bytes`);
  return bytes;
}

/**
 * The commands that a field of an answer names, as `queue:cid`.
 *
 * @throws {AdapterFault} `misfit` if they are not written so.
 */
export function commandsOf(field: "woken" | "cancelled", answer: Answer): string[] {
  const commands = String(answer[field] ?? "").split(",").filter((item) => item !== "");
  for (const command of commands) {
    if (!/^\d{1,5}:\d{1,5}$/.test(command)) {
      throw misfit(field, command, "commands as QUEUE:CID, with commas between them");
    }
  }
  return commands;
}
