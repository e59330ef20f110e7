/**
 * Doorbells: ring arithmetic at every edge, of tails and of heads.
 *
 * @module
 */

import { CAP, OPC } from "../../../spec/nvme/mod.ts";
import {
  ACQ,
  CAPABILITIES,
  DATA,
  entryBytes,
  hex,
  IO_SQ,
  LAST,
  NEXT,
  OWN,
  type Script,
  withName,
} from "../script.ts";
import { createCq, createSq, from, host, identify, type Scripts } from "./setups.ts";

const abort = (cid: number) => ({ opc: OPC.abort, cid });
const flush = (cid: number) => ({ opc: OPC.flush, cid, nsid: 1 });

/** Admin queues of other sizes. */
function sized(submission: number, completion: number): Script {
  return from("granted").admin(submission, completion).enable().status(1);
}

/** Commands that were published and completed one by one, so that tail and head stand in this slot. */
function movedTo(script: Script, slot: number): Script {
  for (let at = 0; at < slot; at++) script.entry(at, abort(at)).ring(at + 1).complete(at, at);
  return script;
}

/** Values that are no slot of a ring of eight. */
const NO_SLOT = [8n, 9n, 15n, 0x100n, 0x1_0000n, 0x1_0001n, 0x8000_0001n, 0xffff_ffffn];

function tails(): Script {
  const script = from("enabled").entry(0, abort(1));
  for (const value of NO_SLOT) script.ring(value, "tailOutOfRange");
  return script.ring(0, "tailUnchanged").ring(1).ring(1, "tailUnchanged");
}

function heads(): Script {
  const script = movedTo(from("enabled"), 0).entry(0, abort(1)).entry(1, abort(2)).ring(2)
    .post(0, { cid: 1, sqhd: 2 }).interrupt({ woken: "0:1" });
  for (const value of NO_SLOT) script.head(value, "headOutOfRange,headOverrun");
  return script.head(0, "headUnchanged,headOverrun").head(2, "headOverrun").head(7, "headOverrun")
    .head(1).head(1, "headUnchanged,headOverrun").head(2, "headOverrun");
}

/** A batch of as many entries as the ring holds, from a slot. */
function full(slot: number): Script {
  const script = movedTo(from("enabled"), slot);
  for (let i = 0; i < 7; i++) script.entry((slot + i) % 8, abort(0x20 + i));
  return script.ring((slot + 7) % 8).entry((slot + 7) % 8, abort(0x30))
    .ring((slot + 8) % 8, "ringOverrun");
}

/** A ring of two entries holds one. */
function smallest(): Script {
  return sized(2, 2).entry(0, abort(1)).ring(1).entry(1, abort(2)).ring(0, "ringOverrun")
    .complete(0, 1).ring(0).post(1, { cid: 2, sqhd: 0 }).interrupt({ woken: "0:2" }).head(0);
}

/** Around the ring twice: tail, head and phase. */
function around(): Script {
  const script = sized(4, 4);
  for (let i = 0; i < 9; i++) {
    script.entry(i % 4, abort(i)).ring((i + 1) % 4)
      .post(i % 4, { cid: i, sqhd: (i + 1) % 4, phase: Math.floor(i / 4) % 2 === 0 ? 1 : 0 })
      .interrupt({ woken: `0:${i}` }).head((i + 1) % 4);
  }
  return script;
}

/** A bad entry at each place of a batch: nothing of the batch is published. */
function badAt(place: number): Script {
  const script = from("enabled");
  for (let slot = 0; slot < 3; slot++) {
    script.entry(slot, { ...identify(), cid: slot, psdt: slot === place ? 1 : 0 });
  }
  return script.ring(3, "sgl").entry(place, { ...identify(), cid: place }).ring(3);
}

/** Only what a doorbell publishes is looked at. */
function unpublished(): Script {
  return movedTo(from("enabled"), 2).entry(1, { opc: 0xff }).entry(2, abort(9))
    .entry(3, { opc: 0xff }).ring(3);
}

/** Doorbells that are further apart. */
function strided(): Script {
  const cap = hex(CAP.encode({ ...CAPABILITIES, dstrd: 2 }));
  const ring = (value: number) => ({
    op: "ring",
    claim: 0,
    offset: "1000",
    value: hex(value),
    queue: 0,
  });
  return host().reset({ cap }).window(0, 1, OWN, 8).claim().admin().enable().status(1)
    .entry(0, identify(DATA)).write(0x1004, 4, 1n, "access,register")
    .write(0x1008, 4, 1n, "access,register").ask(ring(1), { doorbell: "0:1" })
    .post(0, { cid: 0x51, sqhd: 1 }).interrupt({ woken: "0:81" }).write(0x1010, 4, 1n).needs(
      "stride",
    );
}

/** An admin queue in a window of its own, the third. */
const apart = () => from("granted").window(2, 1, NEXT, 1).admin(8, 8, NEXT).enable().status(1);

/** An I/O queue in a window of its own. */
const ioApart = () =>
  from("enabled").window(2, 1, NEXT, 1).command(createCq()).complete(0, 7)
    .entry(1, createSq({ base: NEXT })).ring(2).complete(1, 7);

/**
 * The third window goes and comes again in the same place, as an owner's. What lies there now is no
 * entry of the ring that was: it is not read, or a refusal would tell what another owner has there.
 */
function anew(script: Script, owner: number): Script {
  return script.revoke(2).free(2).window(2, owner, NEXT, 1).store(NEXT, "02c0", "done", owner);
}

const UNTOUCHED = { bytes: "00".repeat(16) };

/** Completions are handed over to no window that was granted since, and wake nevertheless. */
function completedAnew(owner: number): Script {
  return from("granted").window(2, 1, NEXT, 1).register("aqa", 0x70007n).register("asq", OWN)
    .register("acq", NEXT).enable().status(1).command(abort(1)).revoke(2).free(2)
    .window(2, owner, NEXT, 1).post(0, { cid: 1, sqhd: 1 }).interrupt({ woken: "0:1" })
    .load(NEXT, 16, UNTOUCHED, owner);
}

function ioCompletedAnew(): Script {
  const create = createCq({ base: NEXT });
  const name = withName(entryBytes(create), 24, "iocq");
  return from("enabled").window(2, 1, NEXT, 1).command(create).fetch(0, name).complete(0, 7)
    .entry(1, createSq()).ring(2).complete(1, 7).entry(0, flush(1), IO_SQ).ringIo(1).revoke(2)
    .free(2).window(2, 2, NEXT, 1).post(0, { cid: 1, sqid: 1, sqhd: 1 }, "iocq")
    .interrupt({ woken: "1:1" }, 1).load(NEXT, 16, UNTOUCHED, 2);
}

/** A head of as many as the ring has slots is none, also where it would be as far as completions go. */
function headOfTheSize(): Script {
  return sized(8, 2).entry(0, abort(1)).entry(1, abort(2)).ring(2).post(0, { cid: 1, sqhd: 2 })
    .interrupt({ woken: "0:1" }).head(1).post(1, { cid: 2, sqhd: 2 }).interrupt({ woken: "0:2" })
    .head(2, "headOutOfRange,headOverrun").head(0);
}

/** Doorbells of queues that no kernel with this machine's queues has. */
function farDoorbells(): Script {
  const script = from("enabled");
  for (const queue of [2, 3, 0xff, 0xffff]) {
    script.write(0x1000 + 8 * queue, 4, 1n, "register,access,unarmedQueue")
      .write(0x1004 + 8 * queue, 4, 1n, "register,access,unarmedQueue");
  }
  return script;
}

/** A ring over two windows, the second of which goes while the entry lies in the first. */
function lastPageGoes(): Script {
  return from("granted").window(2, 1, NEXT, 1).admin(65, 8, LAST).enable().status(1)
    .entry(0, abort(1), LAST).ring(1).entry(1, abort(2), LAST).revoke(2).ring(2, "staleGeneration");
}

export const doorbells: Scripts = {
  tails_are_slots_and_move: tails(),
  heads_are_slots_and_move_no_further_than_completions: heads(),
  head_of_the_rings_size: headOfTheSize(),
  tail_below_zero: from("enabled")
    .ask({ op: "ring", claim: 0, offset: "1000", value: "-1", queue: 0 }, "tailOutOfRange,access")
    .command(abort(1)),
  a_full_ring_from_its_beginning: full(0),
  a_full_ring_across_the_wrap: full(5),
  a_full_ring_from_its_last_slot: full(7),
  a_ring_of_two_entries: smallest(),
  twice_around_the_ring: around(),
  first_entry_of_a_batch_is_bad: badAt(0),
  middle_entry_of_a_batch_is_bad: badAt(1),
  last_entry_of_a_batch_is_bad: badAt(2),
  only_published_entries_are_looked_at: unpublished(),
  identifier_in_flight: from("enabled").command(abort(5)).entry(1, abort(5))
    .ring(2, "commandInFlight").entry(1, abort(6)).ring(2),
  identifier_twice_in_a_batch: from("enabled").entry(0, abort(5)).entry(1, abort(5))
    .ring(2, "commandInFlight"),
  identifier_that_is_free_again: movedTo(from("enabled"), 1).entry(1, abort(0)).ring(2),
  doorbells_of_queues_that_are_not_there: from("enabled").ringIo(1, "unarmedQueue")
    .head(1, "unarmedQueue", 1),
  doorbells_of_queues_far_away: farDoorbells(),
  doorbells_that_are_further_apart: strided(),
  doorbells_of_an_ended_claim: from("enabled").command(abort(1)).entry(1, abort(2))
    .post(0, { cid: 1, sqhd: 1 }).endClaim().ring(2, "staleClaim").head(1, "staleClaim"),
  ring_in_a_retiring_window: from("granted").window(2, 1, OWN + 0x10_0000n * 2n, 1)
    .admin(8, 8, OWN + 0x20_0000n).enable().status(1).entry(0, abort(1), OWN + 0x20_0000n)
    .revoke(2).ring(1, "staleGeneration"),
  entries_in_a_retiring_window_are_not_read: apart().revoke(2)
    .entry(0, { ...abort(1), psdt: 3 }, NEXT).ring(1, "staleGeneration"),
  io_entries_in_a_retiring_window_are_not_read: ioApart().revoke(2)
    .entry(0, { ...flush(1), psdt: 3 }, NEXT).ringIo(1, "staleGeneration").entry(2, abort(1))
    .ring(3),
  ring_in_a_window_that_was_granted_anew: anew(apart(), 1).ring(1, "staleGeneration"),
  ring_in_a_window_that_is_anothers_now: anew(apart(), 2).ring(1, "staleGeneration"),
  io_ring_in_a_window_that_was_granted_anew: anew(ioApart(), 1).ringIo(1, "staleGeneration"),
  io_ring_in_a_window_that_is_anothers_now: anew(ioApart(), 2).ringIo(1, "staleGeneration"),
  ring_whose_last_page_is_in_a_retiring_window: lastPageGoes(),
  ring_in_a_window_of_the_last_generation: host().reset({ generations: 1 }).window(0, 1, OWN, 8)
    .window(2, 1, NEXT, 1).claim().admin(8, 8, NEXT).enable().status(1).entry(0, abort(1), NEXT)
    .revoke(2).ring(1, "staleGeneration"),
  completion_ring_in_a_window_that_was_granted_anew: completedAnew(1),
  completion_ring_in_a_window_that_is_anothers_now: completedAnew(2),
  io_completion_ring_in_a_window_that_is_anothers_now: ioCompletedAnew(),
  completion_ring_in_a_retiring_window: from("granted").window(2, 1, OWN + 0x20_0000n, 1)
    .register("aqa", 0x70007n).register("asq", OWN).register("acq", OWN + 0x20_0000n).enable()
    .status(1).command(abort(1)).revoke(2).post(0, { cid: 1, sqhd: 1 })
    .interrupt({ woken: "0:1" }),
  completions_as_the_provider_sees_them: movedTo(from("enabled"), 1)
    .load(ACQ, 16, { bytes: "00000000000000000100000000000100" }),
};
