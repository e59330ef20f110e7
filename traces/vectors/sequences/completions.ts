/**
 * The completion gate: what a controller posts is believed only as far as the kernel knows better.
 *
 * @module
 */

import { type CompletionEntry, OPC } from "../../../spec/nvme/mod.ts";
import { ACQ, completionBytes, IO_CQ, IO_SQ, type Script } from "../script.ts";
import { from, identify, type Scripts } from "./setups.ts";

const abort = (cid: number) => ({ opc: OPC.abort, cid });
const flush = (cid: number) => ({ opc: OPC.flush, cid, nsid: 1 });

/** So many commands in flight, by identifiers from 1. */
function inFlight(count: number, script = from("enabled")): Script {
  for (let i = 0; i < count; i++) script.entry(i, abort(i + 1));
  return script.ring(count);
}

/** A completion that nobody is woken for; then the good one. */
function ignored(fields: Partial<CompletionEntry>): Script {
  return inFlight(2).post(0, { cid: 1, sqhd: 1, ...fields }).interrupt()
    .post(1, { cid: 1, sqhd: 1 }).interrupt({ woken: "0:1" });
}

/** The queue's head may be anything from where it was to the tail. */
function heads(sqhd: number, isGood: boolean): Script {
  // Three commands are in flight in slots 2, 3 and 4.
  const script = inFlight(2).post(0, { cid: 1, sqhd: 2 }).post(1, { cid: 2, sqhd: 2 })
    .interrupt({ woken: "0:1,0:2" }).head(2);
  for (let i = 2; i < 5; i++) script.entry(i, abort(i + 1));
  script.ring(5).post(2, { cid: 3, sqhd });
  return script.interrupt(isGood ? { woken: "0:3" } : {});
}

/** Completions that find no room in the provider's ring wait. */
function noRoom(): Script {
  const script = from("granted").admin(8, 2).enable().status(1);
  return inFlight(3, script).post(0, { cid: 1, sqhd: 3 }).post(1, { cid: 2, sqhd: 3 })
    .interrupt({ woken: "0:1" }).interrupt().load(ACQ, 32, {
      bytes: completionBytes({ cid: 1, sqhd: 3 }) + "00".repeat(16),
    }).head(1, { woken: "0:2" }).load(ACQ + 16n, 16, {
      bytes: completionBytes({ cid: 2, sqhd: 3 }),
    }).head(0).post(0, { cid: 3, sqhd: 3, phase: 0 }).interrupt({ woken: "0:3" })
    .load(ACQ, 16, { bytes: completionBytes({ cid: 3, sqhd: 3, phase: 0 }) });
}

/** A completion is handed over with its own phase of the provider's ring, and is otherwise as it was. */
function handedOver(): Script {
  const fields = { dw0: 0x0102_0304, dw1: 0x0506_0708, sqhd: 1, cid: 0x51, sc: 0x81, sct: 2 };
  const whole = { ...fields, crd: 3, more: 1, dnr: 1 };
  return from("enabled").command(identify()).post(0, whole).interrupt({ woken: "0:81" })
    .load(ACQ, 16, { bytes: completionBytes(whole) });
}

/** So many entries are looked at, and no more. */
function most(): Script {
  const take = (most: number, woken: string) =>
    [{ op: "interrupt", queue: 0, most }, { woken }] as const;
  return inFlight(4).post(0, { cid: 1, sqhd: 4 }).post(1, { cid: 2, sqhd: 4 })
    .post(2, { cid: 3, sqhd: 4 }).post(3, { cid: 4, sqhd: 4 }).ask(...take(0, ""))
    .ask(...take(1, "0:1")).ask(...take(2, "0:2,0:3")).ask(...take(9, "0:4"));
}

/** Refusals of the gate are on record. */
function recorded(fields: Partial<CompletionEntry>, last: string, value: string): Script {
  return inFlight(2).ask({ op: "log" }, { total: 0, kept: 0 }).post(0, { sqhd: 1, ...fields })
    .interrupt().ask({ op: "log" }, { total: 1, kept: 1, owner: 1, last, value });
}

/**
 * A completion that is not believed is not handed over, so that the provider's ring falls behind the
 * kernel's, and each of them has a phase of its own.
 */
function phasesApart(): Script {
  return inFlight(4, from("granted").admin(8, 4).enable().status(1))
    .post(0, { cid: 9, sqhd: 1 }).interrupt().post(1, { cid: 1, sqhd: 4 })
    .post(2, { cid: 2, sqhd: 4 }).post(3, { cid: 3, sqhd: 4 })
    .interrupt({ woken: "0:1,0:2,0:3" }).head(3).post(0, { cid: 4, sqhd: 4, phase: 0 })
    .interrupt({ woken: "0:4" }).load(ACQ + 48n, 16, {
      bytes: completionBytes({ cid: 4, sqhd: 4 }),
    });
}

/** The controller is told how far its completions were looked at, be they believed or not. */
function headsSaid(): Script {
  const script = from("granted").admin(8, 4).enable().status(1);
  return inFlight(4, script).post(0, { cid: 1, sqhd: 4 }).post(1, { cid: 9, sqhd: 4 })
    .interrupt({ woken: "0:1", head: "0:2" }).interrupt({ head: "" })
    .post(2, { cid: 2, sqhd: 4 }).interrupt({ woken: "0:2", head: "0:3" })
    .post(3, { cid: 3, sqhd: 4 }).interrupt({ woken: "0:3", head: "0:0" });
}

export const completions: Scripts = {
  no_completion_is_there: inFlight(1).interrupt().interrupt().post(0, { cid: 1, sqhd: 1 })
    .interrupt({ woken: "0:1" }).interrupt(),
  completions_of_several_commands: inFlight(3).post(0, { cid: 3, sqhd: 3 })
    .post(1, { cid: 1, sqhd: 3 }).interrupt({ woken: "0:1,0:3" }).post(2, { cid: 2, sqhd: 3 })
    .interrupt({ woken: "0:2" }),
  no_command_is_completed_twice: inFlight(2).post(0, { cid: 1, sqhd: 1 })
    .post(1, { cid: 1, sqhd: 1 }).interrupt({ woken: "0:1" }),
  completion_of_an_unknown_command: ignored({ cid: 9 }),
  completion_of_an_unknown_queue: ignored({ sqid: 1 }),
  completion_of_a_queue_far_away: ignored({ sqid: 0xffff }),
  completion_of_another_queue: from("io").entry(0, flush(3), IO_SQ).ringIo(1)
    .post(2, { cid: 3, sqid: 1, sqhd: 1 }).interrupt().post(0, { cid: 3, sqid: 1, sqhd: 1 }, "iocq")
    .interrupt({ woken: "1:3" }, 1).load(IO_CQ, 16, {
      bytes: completionBytes({ cid: 3, sqid: 1, sqhd: 1 }),
    }),
  completion_of_an_old_phase: inFlight(1).post(0, { cid: 1, sqhd: 1, phase: 0 }).interrupt()
    .post(0, { cid: 1, sqhd: 1 }).interrupt({ woken: "0:1" }),
  head_before_its_place: heads(1, false),
  head_in_its_place: heads(2, true),
  head_at_the_tail: heads(5, true),
  head_beyond_the_tail: heads(6, false),
  head_at_the_rings_size: heads(8, false),
  head_far_beyond_the_ring: heads(0xffff, false),
  head_of_the_rings_size_that_would_fit: inFlight(1).post(0, { cid: 1, sqhd: 8 }).interrupt(),
  head_that_would_fit_if_it_wrapped: inFlight(1).post(0, { cid: 1, sqhd: 9 }).interrupt(),
  completions_without_room_wait: noRoom(),
  head_doorbells_follow_what_was_taken: headsSaid(),
  head_doorbell_of_a_queue_that_was_created: from("io").entry(0, flush(3), IO_SQ).ringIo(1)
    .post(0, { cid: 3, sqid: 1, sqhd: 1 }, "iocq").interrupt({ woken: "1:3", head: "1:1" }, 1),
  completions_are_handed_over_as_they_are: handedOver(),
  phases_of_two_rings: phasesApart(),
  so_many_completions_and_no_more: most(),
  failed_commands_wake_their_waiters: inFlight(1).post(0, { cid: 1, sqhd: 1, sc: 2 })
    .interrupt({ woken: "0:1" }),
  abandoned_waits_are_not_woken: inFlight(1).ask({ op: "abandonWait", queue: 0, cid: 1 })
    .ask({ op: "abandonWait", queue: 0, cid: 1 }, "impossible").post(0, { cid: 1, sqhd: 1 })
    .interrupt(),
  nobody_waits_for_what_was_never_submitted: inFlight(1)
    .ask({ op: "abandonWait", queue: 0, cid: 2 }, "impossible")
    .ask({ op: "abandonWait", queue: 1, cid: 1 }, "impossible"),
  unknown_command_on_record: recorded({ cid: 9 }, "unknownCommand", "9"),
  unknown_queue_on_record: recorded({ cid: 1, sqid: 3 }, "unknownQueue", "3"),
  wrong_head_on_record: recorded({ cid: 1, sqhd: 7 }, "submissionHead", "7"),
};
