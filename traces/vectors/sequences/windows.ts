/**
 * Windows, claims and interrupts: what may be granted, to whom, and how it goes stale.
 *
 * @module
 */

import { CAP } from "../../../spec/nvme/mod.ts";
import {
  ACQ,
  CAPABILITIES,
  DATA,
  ENABLED,
  FOREIGN,
  hex,
  IO_CQ,
  LAST,
  NEXT,
  NOWHERE,
  OWN,
  type Script,
} from "../script.ts";
import { createCq, from, host, identify, type Scripts } from "./setups.ts";

const TOP = 0xffff_ffff_ffff_f000n;

/** A host with nothing but one window of two pages. */
const base = () => host().reset();

function shapes(): Script {
  const script = base().window(0, 1, OWN, 0, "windowShape");
  for (const bits of [1n, 8n, 0x800n]) script.window(0, 1, OWN + bits, 1, "windowShape");
  script.window(0, 1, 0n, 0, "windowShape");
  return script.window(0, 1, TOP, 2, "windowShape").window(0, 1, TOP - 0x1000n, 3, "windowShape")
    .window(0, 1, OWN, 1);
}

/** Places of a second window against a first one of two pages: those that meet it are refused. */
function overlaps(retiring: boolean): Script {
  const script = base().window(0, 1, OWN, 2);
  if (retiring) script.revoke(0);
  const meeting = [[-1n, 2], [-1n, 4], [0n, 1], [0n, 2], [0n, 3], [1n, 1], [1n, 2]] as const;
  for (const [page, pages] of meeting) {
    script.window(1, 1, OWN + page * 0x1000n, pages, "windowOverlap");
  }
  return script.window(1, 2, OWN, 2).window(2, 1, OWN - 0x1000n, 1).window(3, 1, OWN + 0x2000n, 1);
}

/** Windows of one owner in every order, and what is found in them. */
function several(bases: readonly bigint[]): Script {
  const script = from("enabled");
  bases.forEach((at, i) => script.window(2 + i, 1, at, 1));
  bases.forEach((at, i) => script.entry(i, { ...identify(at), cid: i }));
  return script.ring(bases.length);
}

/** Claims of one slot, until its generations are used up. */
function spentClaims(): Script {
  const script = host().reset({ generations: 2 });
  for (const claim of [0, 1]) {
    script.claim("done", { claim }).ask({ op: "endClaim", claim, cause: "release" })
      .ask({ op: "freeClaim" });
  }
  return script.claim("slotsExhausted", { claim: 2 });
}

/** A window's slot, until its generations are used up. */
function spentWindows(): Script {
  const script = host().reset({ generations: 2 });
  for (let i = 0; i < 2; i++) script.window(0, 1, OWN, 1).revoke(0).free(0);
  return script.window(0, 1, OWN, 1, "slotsExhausted").window(1, 1, OWN, 1);
}

/** Where the kernel's own frames appear: no window may lie there, and windows may adjoin. */
function reserved(): Script {
  return base().window(0, 1, "$reserved", 1, "windowOverlap")
    .window(0, 1, "$reserved-1000", 2, "windowOverlap")
    .window(0, 1, "$reserved_end-1000", 1, "windowOverlap")
    .window(0, 1, "$reserved_end-1000", 2, "windowOverlap")
    .window(0, 1, "$reserved-1000", 1).window(1, 1, "$reserved_end", 1).window(2, 1, TOP, 1);
}

/** Where providers author addresses, none of theirs has a number that is a host-physical one. */
function physicalNumbers(lane: string): Script {
  return host(lane).reset().window(0, 1, OWN, 2).window(1, 1, "$host", 1, "windowOverlap")
    .window(1, 1, "$host-1000", 2, "windowOverlap").window(1, 2, "$host", 2, "windowOverlap")
    .window(1, 2, "$window0_1", 1, "windowOverlap");
}

/** The pages before and after host memory are a provider's as any others. */
function besideMemory(): Script {
  return host("synthetic").reset().window(0, 1, "$memory", 1, "windowOverlap")
    .window(0, 1, "$memory-1000", 2, "windowOverlap")
    .window(0, 1, "$memory_end-1000", 1, "windowOverlap").window(0, 1, "$memory-1000", 1)
    .window(1, 1, "$memory_end", 1);
}

/** Where a kernel's own rings are, as the controller knows them, no window of the claim's owner lies. */
function ownRings(setup: string): Script {
  return from(setup).window(2, 1, "$asq", 1, "windowOverlap").window(
    2,
    1,
    "$acq",
    1,
    "windowOverlap",
  );
}

/** Every page has a frame of its own. */
function framesApart(): Script {
  const script = base().window(0, 1, OWN, 3).window(1, 2, OWN, 2).window(2, 1, NEXT, 1);
  const pages = [[1, OWN], [1, ACQ], [1, IO_CQ], [2, OWN], [2, ACQ], [1, NEXT]] as const;
  pages.forEach(([owner, at], i) => script.store(at, `a${i}`, "done", owner));
  pages.forEach(([owner, at], i) => script.load(at, 1, { bytes: `a${i}` }, owner));
  return script;
}

/** What a host frame holds is seen in no window, and stays when everything granted is gone. */
function hostFrames(): Script {
  const host = { op: "dmaRead", address: "$host", length: 1 };
  const script = from("synthetic").ask({ op: "dmaWrite", address: "$host", bytes: "5a" })
    .window(2, 1, NEXT, 1);
  for (const at of [OWN, ACQ, IO_CQ, DATA, LAST, NEXT]) script.load(at, 1, { bytes: "00" });
  script.command(identify()).endClaim().ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) })
    .status(0).free(0).free(2).ask({ op: "freeClaim" }, { cancelled: "0:81" });
  return script.ask(host, { bytes: "5a" });
}

/** A host of such pages, whose controller can have pages of up to 2^(12 + mpsmax) bytes. */
function paged(page: number, mpsmax: number): Script {
  return host().reset({ page, cap: hex(CAP.encode({ ...CAPABILITIES, mpsmax })) });
}

/** As many frames as there are, and one more. */
function frames(): Script {
  return host().reset({ frames: 8 }).window(0, 1, OWN, 9, "memoryExhausted").window(0, 1, OWN, 3)
    .window(1, 1, NEXT, 6, "memoryExhausted").window(1, 1, NEXT, 5)
    .window(2, 2, OWN, 1, "memoryExhausted").revoke(0).free(0).window(2, 2, OWN, 3);
}

/** Interrupts: granted, taken back, and asked for by a queue. */
function interrupts(): Script {
  const grant = (owner: number, vector: number) => ({ op: "grantInterrupt", owner, vector });
  const withVector = (vector: number) => createCq({ vector });
  return from("enabled").command(withVector(3), "interruptVector").ask(grant(2, 3))
    .command(withVector(3), "interruptVector").ask(grant(1, 4)).command(
      withVector(3),
      "interruptVector",
    )
    .command(withVector(0), "interruptVector").command(withVector(4));
}

/** An interrupt leads to completions of the queues that raise it, while it is granted. */
function raised(): Script {
  const grant = (vector: number) => ({ op: "grantInterrupt", owner: 1, vector });
  const raise = (vector: number) => ({ op: "raise", vector });
  return from("enabled").command({ opc: 8, cid: 1 }).post(0, { cid: 1, sqhd: 1 })
    .ask(raise(0), "staleInterrupt").ask(grant(0)).ask(grant(5))
    .ask(raise(5), { taken: 0 }).ask(raise(0), { taken: 1, woken: "0:1" })
    .ask({ op: "revokeInterrupt", interrupt: 1 })
    .ask({ op: "revokeInterrupt", interrupt: 1 }, "staleInterrupt")
    .ask(raise(5), "staleInterrupt").head(1).entry(1, { opc: 8, cid: 2 }).ring(2)
    .post(1, { cid: 2, sqhd: 2 }).ask({ op: "poll" }, { taken: 1, woken: "0:2" })
    .endClaim().ask(raise(0), "staleInterrupt").ask(grant(6), "staleClaim")
    .ask({ op: "grantInterrupt", owner: 2, vector: 6 });
}

/** Interrupts of other owners outlive a claim. */
function othersInterrupts(): Script {
  const grant = (owner: number, vector: number) => ({ op: "grantInterrupt", owner, vector });
  return host().reset({ interrupts: 2 }).claim().ask(grant(1, 1)).ask(grant(2, 2))
    .ask(grant(1, 3), "slotsExhausted").endClaim()
    .ask({ op: "revokeInterrupt", interrupt: 0 }, "staleInterrupt")
    .ask({ op: "revokeInterrupt", interrupt: 1 });
}

/** What a provider maps: the whole window, and not a byte beside it. */
function mapped(): Script {
  const end = DATA.toString(16);
  return base().window(0, 1, OWN, 2).store(OWN, "11").store(OWN + 0xfffn, "2233")
    .store(OWN + 0x1fffn, "44").load(OWN, 1, { bytes: "11" })
    .load(OWN + 0xfffn, 2, { bytes: "2233" }).load(OWN + 0x1fffn, 1, { bytes: "44" })
    .load(OWN + 0x1ffen, 2, { bytes: "0044" }).store(OWN + 0x1fffn, "5566", "impossible")
    .store(OWN - 1n, "77", "impossible").store(OWN - 1n, "7788", "impossible")
    .load(OWN + 0x2000n, 1, "impossible").load(OWN, 1, "impossible", 2).store(
      end,
      "99",
      "impossible",
    )
    .load(OWN + 0x1fffn, 1, { bytes: "44" });
}

export const windows: Scripts = {
  windows_are_whole_pages: shapes(),
  windows_of_no_number_of_pages: base()
    .ask({ op: "grantWindow", window: 0, owner: 1, base: hex(OWN), pages: "1.5" }, "windowShape")
    .window(0, 1, OWN, 1),
  window_below_zero: base().window(0, 1, "-1000", 1, "windowShape").window(0, 1, 0n, 1),
  pages_larger_than_the_controller_can: paged(8192, 0).claim("pageSize"),
  pages_as_large_as_the_controller_can: paged(8192, 1).claim().window(
    0,
    1,
    OWN + 0x1000n,
    1,
    "windowShape",
  )
    .window(0, 1, OWN, 2).store(OWN + 0x3ffcn, "01020304").store(
      OWN + 0x3ffdn,
      "01020304",
      "impossible",
    ),
  window_at_address_zero: base().window(0, 1, 0n, 1).window(1, 1, 0n, 1, "windowOverlap"),
  window_at_the_top: base().window(0, 1, TOP, 1).window(1, 1, TOP - 0x1000n, 1),
  windows_do_not_overlap: overlaps(false),
  windows_do_not_overlap_retiring_ones: overlaps(true),
  windows_in_ascending_order: several([NEXT, NOWHERE]),
  windows_in_descending_order: several([NOWHERE, NEXT]),
  windows_below_all_others: several([0x1000n, 0n]),
  windows_around_others: several([0x1000n, NOWHERE]),
  middle_window_is_revoked: from("enabled").window(2, 1, NEXT, 1).window(3, 1, NOWHERE, 1).revoke(2)
    .command(identify(NEXT), "staleGeneration").command(identify(NOWHERE)),
  first_window_is_revoked: base().window(0, 1, OWN, 1).window(1, 1, FOREIGN, 2).claim()
    .admin(8, 8, FOREIGN, FOREIGN + 0x1000n).enable().status(1).revoke(0)
    .entry(0, identify(OWN), FOREIGN).ring(1, "staleGeneration"),
  windows_of_reserved_addresses: reserved(),
  no_window_of_host_physical_numbers: physicalNumbers("synthetic"),
  no_remapped_window_of_host_physical_numbers: physicalNumbers("remapped"),
  host_physical_numbers_that_nobody_authors: host("bounce", "brokered").reset()
    .window(0, 1, "$host", 1),
  host_physical_numbers_of_no_claim: host("bounce").reset().window(0, 1, "$host", 1),
  no_window_over_the_kernels_rings: ownRings("enabled"),
  no_synthetic_window_over_the_kernels_rings: ownRings("synthetic"),
  windows_beside_host_memory: besideMemory(),
  // An answer could not even name so many frames.
  window_of_four_gibibytes: base().window(0, 1, OWN, 2 ** 20, "memoryExhausted,windowOverlap")
    .window(0, 1, OWN, 1),
  pages_have_frames_of_their_own: framesApart(),
  host_frames_are_granted_to_nobody: hostFrames(),
  slots_that_are_not_there: host().reset({ windows: 2 }).window(2, 1, OWN, 1, "slotsExhausted")
    .window(1, 1, OWN, 1),
  slot_that_is_in_use: base().window(0, 1, OWN, 1).window(0, 1, NEXT, 1, "slotsExhausted"),
  slot_that_is_still_retiring: base().window(0, 1, OWN, 1).revoke(0)
    .window(0, 1, NEXT, 1, "slotsExhausted"),
  slots_of_windows_are_spent: spentWindows(),
  slots_of_claims_are_spent: spentClaims(),
  as_many_frames_as_there_are: frames(),
  no_frames_for_the_admin_queues: host().reset({ frames: 3 }).window(0, 1, OWN, 2).claim().admin()
    .enable("memoryExhausted").window(1, 2, OWN, 1),
  no_frames_for_either_admin_queue: host().reset({ frames: 2 }).window(0, 1, OWN, 2).claim().admin()
    .enable("memoryExhausted"),
  no_run_of_frames_for_a_larger_queue: host().reset({ frames: 4 }).window(0, 1, OWN, 2).claim()
    .admin(65, 8, OWN, OWN).enable("memoryExhausted,queueSize").admin(8, 8, OWN, OWN).enable(),
  frame_that_no_run_could_use: host().reset({ frames: 7 }).window(0, 2, FOREIGN, 1)
    .window(1, 1, OWN, 2).revoke(0).free(0).claim().admin(65, 257, OWN, OWN).enable()
    .window(2, 1, NEXT, 1),
  revoked_windows_are_revoked: base().window(0, 1, OWN, 1).revoke(0).revoke(
    0,
    "staleWindow,staleGeneration",
  ),
  claims_declare_their_model: base().claim("undeclaredModel", { model: "undeclared" }),
  no_claim_beside_another: from("granted").claim("controllerClaimed", { claim: 1, owner: 2 })
    .endClaim().claim("controllerClaimed", { claim: 1, owner: 2 }),
  claims_end_once: from("granted").endClaim().endClaim("staleClaim"),
  no_window_for_an_owner_whose_claim_ends: from("granted").endClaim()
    .window(2, 1, NOWHERE, 1, "staleClaim").window(2, 2, NOWHERE, 1),
  no_validated_claim_of_physical_addresses: host("bounce").reset().claim("modelInLane"),
  brokered_claim_of_physical_addresses: host("bounce", "brokered").reset().claim(),
  smallest_page_of_the_controller: host().reset({
    cap: hex(CAP.encode({ ...CAPABILITIES, mpsmin: 1, mpsmax: 1 })),
  }).claim("pageSize"),
  pages_between_those_of_the_controller: host().reset({
    cap: hex(CAP.encode({ ...CAPABILITIES, mpsmax: 4 })),
  }).claim(),
  vectors_of_completion_queues: interrupts(),
  interrupts_lead_to_completions: raised(),
  interrupts_end_with_their_owners_claim: othersInterrupts(),
  a_provider_maps_its_window_alone: mapped(),
  a_provider_maps_no_unmapped_window: base().window(0, 1, OWN, 1).store(OWN, "11").revoke(0)
    .store(OWN, "22").step("unmapWindow", 0).store(OWN, "33", "impossible")
    .load(OWN, 1, "impossible"),
  pages_are_granted_clean: base().window(0, 1, OWN, 1).store(OWN, "11").revoke(0).free(0)
    .window(0, 2, OWN, 1).load(OWN, 1, { bytes: "00" }, 2),
  last_window_of_the_first_owner: from("enabled").command(identify(LAST)),
};
