/**
 * Where sequences begin: what is granted, enabled and created before their own first step.
 *
 * @module
 */

import { createCompletionQueue, createSubmissionQueue } from "../../../spec/nvme/mod.ts";
import type { Sequence } from "../sequence.ts";
import {
  DATA,
  ENTRIES,
  entryBytes,
  FOREIGN,
  IO_CQ,
  IO_SQ,
  OWN,
  Script,
  withName,
} from "../script.ts";

/** Sequences by name. */
export type Scripts = { readonly [name: string]: Script };

/** A host with nothing granted. */
export function host(lane = "remapped", model = "validated"): Script {
  return new Script({ lane, model });
}

/** A queue pair's creation by identifier 1. */
export const createCq = (fields: Partial<Parameters<typeof createCompletionQueue>[1]> = {}) =>
  createCompletionQueue(7, {
    qid: 1,
    entries: ENTRIES,
    contiguous: true,
    base: IO_CQ,
    vector: null,
    ...fields,
  });

export const createSq = (fields: Partial<Parameters<typeof createSubmissionQueue>[1]> = {}) =>
  createSubmissionQueue(7, {
    qid: 1,
    entries: ENTRIES,
    contiguous: true,
    base: IO_SQ,
    cqid: 1,
    ...fields,
  });

/** Identify Controller into a page. */
export const identify = (prp1 = DATA, prp2 = 0n) => ({
  opc: 6,
  cid: 0x51,
  nsid: 0,
  prp1,
  prp2,
  cdw10: 1,
});

/** A read of so many blocks of 512 bytes. */
export const read = (blocks: number, prp1 = DATA, prp2 = 0n) => ({
  opc: 2,
  cid: 0x61,
  nsid: 1,
  prp1,
  prp2,
  cdw12: blocks - 1,
});

function grantedOn(script: Script): Script {
  return script.window(0, 1, OWN, 8).window(1, 2, FOREIGN, 2).claim();
}

function granted(lane: string, model: string): Script {
  return grantedOn(host(lane, model).reset());
}

function enabledOn(script: Script): Script {
  return grantedOn(script).admin().enable().status(1);
}

/** The creation of a queue, and its completion, in the slots of this number. */
function created(script: Script, slot: number, entry: ReturnType<typeof createCq>, name: string) {
  return script.entry(slot, entry).ring(slot + 1)
    .fetch(slot, withName(entryBytes(entry), 24, name)).complete(slot, entry.cid);
}

/** An I/O queue pair, on a host that was set up as it may be. */
export function ioOn(script: Script): Script {
  return created(created(enabledOn(script), 0, createCq(), "iocq"), 1, createSq(), "iosq");
}

/** Brokered admin queues, under a claim that was granted. */
function adminOn(script: Script): Script {
  return script.ask({ op: "enable", claim: 0, submission: 8, completion: 8 }, {
    cc: "460001",
    aqa: "70007",
  }).status(1);
}

/** A brokered I/O queue pair, under a claim that was granted. */
export function brokeredIoOn(claimed: Script): Script {
  const script = adminOn(claimed);
  const kinds = ["createCompletionQueue", "createSubmissionQueue"] as const;
  kinds.forEach((kind, slot) => {
    script.issue(kind, { cid: slot }, { doorbell: `0:${slot + 1}` });
    const creates = slot === 0 ? createCq({ base: 0n }) : createSq({ base: 0n });
    const entry = entryBytes({ ...creates, cid: slot });
    script.fetch(slot, withName(entry, 24, slot === 0 ? "iocq" : "iosq"));
    script.post(slot, { cid: slot, sqhd: slot + 1 }).interrupt({ woken: `0:${slot}` });
  });
  return script;
}

const setups: { readonly [name: string]: Script } = {
  granted: granted("remapped", "validated"),
  enabled: enabledOn(host().reset()),
  synthetic: enabledOn(host("synthetic").reset()),
  io: ioOn(host().reset()),
  brokered: adminOn(granted("bounce", "brokered")),
  brokered_remapped: adminOn(granted("remapped", "brokered")),
  brokered_io: brokeredIoOn(granted("bounce", "brokered")),
};

/** The steps of the setups, by name. */
export const setupSteps = Object.fromEntries(
  Object.entries(setups).map(([name, { steps }]) => [name, steps]),
);

/** A sequence that goes on from a setup. */
export function from(setup: string): Script {
  return new Script({ setup, script: setups[setup] });
}

/** Sequences under their names. */
export function sequencesOf(scripts: Scripts): Sequence[] {
  return Object.entries(scripts).map(([name, script]) => script.named(name));
}
