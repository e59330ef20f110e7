/**
 * How grants end: what is waited for, what is told, and in which order memory comes back.
 *
 * @module
 */

import { OPC } from "../../../spec/nvme/mod.ts";
import { ENABLED, FOREIGN, hex, LAST, NEXT, OWN, type Script } from "../script.ts";
import { createCq, from, host, identify, ioOn, type Scripts } from "./setups.ts";

const abort = (cid: number) => ({ opc: OPC.abort, cid });

/** A window of its own for data, and a command in flight that uses it. */
const inUse = () => from("enabled").window(2, 1, NEXT, 1).command(identify(NEXT)).revoke(2);

/** Nothing of a teardown is done before its time. */
function inOrder(): Script {
  return from("enabled").window(2, 1, NEXT, 1).step("unmapWindow", 2, "impossible")
    .step("invalidateWindow", 2, "impossible").step("scrubWindow", 2, "impossible").revoke(2)
    .step("invalidateWindow", 2, "impossible").step("scrubWindow", 2, "impossible")
    .step("unmapWindow", 2).step("unmapWindow", 2, "impossible")
    .step("scrubWindow", 2, "impossible").step("invalidateWindow", 2)
    .step("unmapWindow", 2, "impossible").step("scrubWindow", 2)
    .step("scrubWindow", 2, "impossible");
}

/** The controller reaches a window until it is unmapped and forgotten. */
function reach(): Script {
  const at = hex(NEXT);
  const read = (wanted: string | { bytes: string }) =>
    [{ op: "dmaRead", address: at, length: 4 }, wanted] as const;
  return from("enabled").window(2, 1, NEXT, 1).store(NEXT, "01020304")
    .ask(...read({ bytes: "01020304" })).revoke(2).ask(...read({ bytes: "01020304" }))
    .step("unmapWindow", 2).step("invalidateWindow", 2).ask(...read("impossible"))
    .step("scrubWindow", 2).ask(...read("impossible"));
}

/** A claim ends: the controller is reset, waiters are told, and only then windows come back. */
function claimEnds(): Script {
  return from("enabled").command(identify()).endClaim().step("unmapWindow", 0, "impossible")
    .ask({ op: "freeClaim" }, "impossible").ask({ op: "resetController" }, {
      cc: hex(ENABLED & ~1n),
    })
    .step("unmapWindow", 0, "impossible").ask({ op: "freeClaim" }, "impossible").status(0)
    .step("unmapWindow", 0).step("invalidateWindow", 0)
    .ask({ op: "freeClaim" }, "impossible").step("scrubWindow", 0)
    .ask({ op: "freeClaim" }, { cancelled: "0:81" }).ask({ op: "freeClaim" }, "impossible").claim(
      "done",
      { claim: 1 },
    )
    .window(0, 1, OWN, 1).load(OWN, 8, { bytes: "00".repeat(8) });
}

const stopped = { cc: hex(ENABLED & ~1n) };

/** Windows that adjoin one that goes, in addresses and in memory, stay as they are. */
function neighbours(): Script {
  const after = NEXT + 0x1000n;
  const script = from("enabled").window(2, 1, NEXT, 1).window(3, 1, after, 1).store(after, "5a")
    .store(LAST, "a5").revoke(2).free(2);
  for (const [at, bytes] of [[after, "5a"], [LAST, "a5"]] as const) {
    script.ask({ op: "dmaRead", address: hex(at), length: 1 }, { bytes }).load(at, 1, { bytes });
  }
  return script.window(2, 2, NEXT, 1).store(NEXT, "11", "done", 2).load(after, 1, { bytes: "5a" });
}

/** A claim whose windows are free already waits for its controller nevertheless. */
function waitsForTheController(): Script {
  return from("enabled").endClaim().free(0).ask({ op: "freeClaim" }, "impossible")
    .ask({ op: "resetController" }, stopped).ask({ op: "resetController" }, "impossible")
    .ask({ op: "freeClaim" }, "impossible").status(0).ask({ op: "freeClaim" });
}

/** Another owner's window that is retiring is nothing to a claim that ends. */
function othersWindow(): Script {
  return from("granted").revoke(1).endClaim().free(0).ask({ op: "freeClaim" })
    .step("unmapWindow", 1);
}

/** EN is cleared only once the controller is ready, or has failed. */
function resetWaits(csts: number): Script {
  return from("granted").admin().enable().endClaim().ask({ op: "resetController" })
    .ask({ op: "freeClaim" }, "impossible").status(csts)
    .ask({ op: "freeClaim" }, { outcome: "impossible", cc: hex(ENABLED & ~1n) })
    .ask({ op: "freeClaim" }, "impossible").status(0).free(0).ask({ op: "freeClaim" });
}

/** The controller's accesses to the kernel's rings. */
const ofEntries = { op: "dmaRead", address: "$asq", length: 64 };
const ofCompletions = { op: "dmaWrite", address: "$acq", bytes: "00".repeat(16) };

export const teardown: Scripts = {
  windows_end_step_by_step: inOrder(),
  windows_are_reached_until_they_are_forgotten: reach(),
  windows_wait_for_commands: inUse().step("unmapWindow", 2, "impossible")
    .post(0, { cid: 0x51, sqhd: 1 }).interrupt({ woken: "0:81" }).step("unmapWindow", 2),
  windows_wait_for_lists: from("enabled").window(2, 1, NEXT, 1)
    .command({ opc: 2, cid: 3, cdw10: 0x07ff_0001, prp1: OWN + 0x4000n, prp2: NEXT }).revoke(2)
    .step("unmapWindow", 2, "impossible"),
  windows_wait_for_no_other_command: from("enabled").window(2, 1, NEXT, 1).command(abort(1))
    .revoke(2).step("unmapWindow", 2),
  windows_of_no_claim_wait_for_nothing: from("enabled").command(abort(1)).revoke(1).free(1)
    .window(1, 2, FOREIGN, 1),
  claims_end_step_by_step: claimEnds(),
  claims_end_with_windows_that_were_revoked_before: from("enabled").window(2, 1, NEXT, 1).revoke(2)
    .revoke(1).revoke(0).endClaim({ waits: "0,2" }),
  claims_end_with_windows_that_are_not_free: from("enabled").window(2, 1, NEXT, 1).revoke(2)
    .revoke(1).revoke(0).free(2).endClaim({ waits: "0" }),
  claims_wait_for_their_own_windows: othersWindow(),
  claims_of_a_controller_that_was_never_enabled: from("granted").endClaim()
    .ask({ op: "freeClaim" }, "impossible").free(0).ask({ op: "freeClaim" }),
  resets_wait_until_the_controller_is_ready: resetWaits(1),
  resets_wait_until_the_controller_has_failed: resetWaits(2),
  resets_need_not_wait_for_a_controller_that_was_reset: from("enabled").command(identify())
    .status(0).endClaim().ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) })
    .free(0).ask({ op: "freeClaim" }, { cancelled: "0:81" }),
  claims_end_with_a_reset: from("enabled").command(identify())
    .register("cc", ENABLED & ~1n, { cc: hex(ENABLED & ~1n) }).register("asq", OWN, "staleClaim")
    .ring(2, "staleClaim").status(0).step("unmapWindow", 0)
    .step("invalidateWindow", 0).step("scrubWindow", 0)
    .ask({ op: "freeClaim" }, { cancelled: "0:81" }),
  completions_of_an_ended_claim_wake_nobody: from("enabled").command(identify())
    .post(0, { cid: 0x51, sqhd: 1 }).endClaim().interrupt(),
  completions_after_a_reset_wake_nobody: from("enabled").command(identify()).endClaim()
    .ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) }).post(0, { cid: 0x51, sqhd: 1 })
    .interrupt(),
  completions_of_a_controller_at_rest_wake_nobody: from("enabled").command(identify()).endClaim()
    .ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) })
    .post(0, { cid: 0x51, sqhd: 1 }).status(0).free(0).interrupt()
    .ask({ op: "freeClaim" }, { cancelled: "0:81" }),
  a_controller_that_was_reset_behind_the_kernels_back: from("enabled").command(identify())
    .status(0).endClaim().ask({ op: "resetController" }, { cc: hex(ENABLED & ~1n) }).free(0)
    .ask({ op: "freeClaim" }, { cancelled: "0:81" }),
  completions_between_rest_and_its_notice_wake_nobody: from("enabled").command(identify())
    .endClaim().ask({ op: "resetController" }, stopped).post(0, { cid: 0x51, sqhd: 1 }).status(0)
    .interrupt().free(0).ask({ op: "freeClaim" }, { cancelled: "0:81" }),
  rings_of_the_kernel_go_with_their_claim: from("enabled").ask(ofEntries).ask(ofCompletions)
    .endClaim().ask({ op: "resetController" }, stopped).ask(ofEntries).ask(ofCompletions).status(0)
    .free(0).ask({ op: "freeClaim" }).ask(ofEntries, "impossible")
    .ask(ofCompletions, "impossible"),
  neighbours_of_a_window_stay: neighbours(),
  windows_of_others_outlive_a_claim: from("enabled").endClaim().revoke(1),
  claims_wait_for_their_controller: waitsForTheController(),
  no_reset_under_a_live_claim: from("enabled").ask({ op: "resetController" }, "impossible")
    .command(identify()),
  no_reset_of_a_controller_that_was_never_enabled: from("granted").endClaim()
    .ask({ op: "resetController" }, "impossible"),
  next_claim_has_queues_of_its_own: enabledAgain().status(1).entry(0, identify())
    .ask({ op: "ring", claim: 0, offset: "1000", value: "1", queue: 0 }, "staleClaim")
    .ask({ op: "ring", claim: 1, offset: "1000", value: "1", queue: 0 }, { doorbell: "0:1" })
    .post(0, { cid: 0x51, sqhd: 1 }).interrupt({ woken: "0:81" }),
  next_claim_has_no_io_queue: enabledAgain(ioOn(host().reset())).status(1)
    .ask({ op: "ring", claim: 1, offset: "1008", value: "1", queue: 1 }, "unarmedQueue")
    .entry(0, createCq())
    .ask({ op: "ring", claim: 1, offset: "1000", value: "1", queue: 0 }, { doorbell: "0:1" }),
  next_claim_has_registers_of_its_own: claimedAgain()
    .register("cc", ENABLED, "queueSize,outOfWindow", 1),
  // The kernel has seen the controller ready, but under the claim before.
  next_claim_has_a_reset_of_its_own: enabledAgain(from("enabled").ring(0, "tailUnchanged"))
    .ask({ op: "endClaim", claim: 1, cause: "release" }).ask({ op: "resetController" })
    .ask({ op: "freeClaim" }, "impossible").status(1)
    .ask({ op: "freeClaim" }, { outcome: "impossible", ...stopped }),
  nobodys_controller_reaches_no_window: ended(from("enabled")).window(0, 1, OWN, 1)
    .ask({ op: "dmaRead", address: hex(OWN), length: 1 }, "impossible"),
};

/** A claim that came to its end, and its window with it. */
function ended(script: Script): Script {
  return script.endClaim().ask({ op: "resetController" }, stopped).status(0).free(0)
    .ask({ op: "freeClaim" });
}

/** The next claim of an owner, with a window in the place of the one before. */
function claimedAgain(script = from("enabled")): Script {
  return ended(script).window(0, 1, OWN, 8).claim("done", { claim: 1 });
}

/** The controller enabled under the next claim, and not ready yet. */
function enabledAgain(first?: Script): Script {
  const script = claimedAgain(first);
  const admin = [["aqa", 0x70007n], ["asq", OWN], ["acq", OWN + 0x1000n]] as const;
  for (const [name, value] of admin) script.register(name, value, "done", 1);
  return script.register("cc", ENABLED, { cc: hex(ENABLED) }, 1);
}
