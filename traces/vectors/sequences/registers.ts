/**
 * Registers: which are written, how wide, when, and with what; and what is shown of them.
 *
 * @module
 */

import { CAP, CC, REGISTERS } from "../../../spec/nvme/mod.ts";
import {
  ACQ,
  aqa,
  CAPABILITIES,
  ENABLED,
  FOREIGN,
  hex,
  LAST,
  NEXT,
  NOWHERE,
  OWN,
  type Script,
} from "../script.ts";
import { from, host, type Scripts } from "./setups.ts";

const SELECTED = ["cc", "aqa", "asq", "acq"] as const;
const OTHERS = Object.entries(REGISTERS).filter(([name]) =>
  !(SELECTED as readonly string[]).includes(name)
);

/** Whole registers that no claim selects. */
function otherRegisters(): Script {
  const script = from("granted");
  for (const [, { offset, width }] of OTHERS) script.write(offset, width, 0n, "register");
  return script;
}

/** Accesses that are neither one whole register nor a half of one that has eight bytes. */
function partialAccesses(): Script {
  const script = from("granted");
  for (const name of SELECTED) {
    const { offset, width } = REGISTERS[name];
    const others = [1, 2, 4, 8].filter((each) => each !== width && 2 * each !== Math.max(width, 8));
    for (const other of others) script.write(offset, other, 0n, "access,register");
    script.write(offset + 2, 2, 0n, "access,register");
    script.write(offset + width / 2, width, 0n, "access,register");
  }
  return script.write(0x18, 4, 0n, "access,register").write(0x1000, 8, 1n, "access,register")
    .write(0x1000, 2, 1n, "access,register").write(0x1002, 4, 1n, "access,register")
    .write(0x1002, 2, 1n, "access,register");
}

/** ASQ and ACQ in two halves each, as some drivers write and read them. */
function halves(): Script {
  const high = 0x1_0000_0000n;
  const script = host().reset().window(0, 1, high + OWN, 8).claim().register("aqa", aqa(8, 8))
    .write(0x28, 4, OWN).write(0x2c, 4, 1n).write(0x34, 4, 1n).write(0x30, 4, ACQ);
  const read = (offset: number, width: number, value: bigint) =>
    script.ask({ op: "read", claim: 0, offset: hex(offset), width }, { value: hex(value) });
  read(0x28, 4, OWN);
  read(0x2c, 4, 1n);
  read(0x28, 8, high + OWN);
  read(0x30, 8, high + ACQ);
  read(0x34, 4, 1n);
  return script.enable().write(0x2c, 4, 0n, "latched").needs("halves");
}

/** A value with a bit beyond the access. */
function tooWide(): Script {
  return from("enabled").write(0x14, 4, 1n << 32n, "access,register")
    .write(0x1000, 4, (1n << 32n) + 1n, "access,register,tailOutOfRange")
    .write(0x1004, 4, (1n << 32n) + 1n, "access,register,headOutOfRange,headOverrun");
}

/** Enabling with one field of CC changed. */
function configuration(fields: { [field: string]: number }, reasons: string): Script {
  const value = CC.encode({ en: 1, iosqes: 6, iocqes: 4, ...fields });
  return from("granted").admin().enable(reasons, value).enable();
}

/** A write of CC while the controller is enabled. */
function reconfiguration(fields: { [field: string]: number }): Script {
  const value = CC.encode({ en: 1, iosqes: 6, iocqes: 4, ...fields });
  return from("enabled").register("cc", value, "latched,configuration,pageSize");
}

/** Enabling with admin queues of so many entries, over two windows that adjoin. */
function sizes(submission: number, completion: number, refusal?: string): Script {
  return from("granted").window(2, 1, NEXT, 2).admin(submission, completion, OWN, LAST)
    .enable(refusal ?? { cc: hex(ENABLED), aqa: hex(aqa(submission, completion)) });
}

/** Bits of AQA that are reserved. */
function reservedSizes(): Script {
  const script = from("granted").admin();
  for (const bit of [12n, 15n, 28n, 31n]) {
    script.register("aqa", aqa(8, 8) | (1n << bit)).enable("queueSize");
  }
  return script.register("aqa", aqa(8, 8)).enable();
}

/** Enabling with the admin queues at these bases. */
function bases(asq: bigint | string, acq: bigint, refusal: string | undefined, entries = 64) {
  return from("granted").admin(entries, 4 * entries, asq, acq)
    .enable(refusal ?? { cc: hex(ENABLED) });
}

/** What a base may not be, and why. */
const WRONG_BASES: { readonly [name: string]: readonly [bigint, string] } = {
  zero: [0n, "outOfWindow"],
  nowhere: [NOWHERE, "outOfWindow"],
  before_the_window: [OWN - 0x1000n, "outOfWindow"],
  after_the_window: [NEXT, "outOfWindow"],
  foreign: [FOREIGN, "foreignWindow"],
  end_of_a_foreign_window: [FOREIGN + 0x1000n, "foreignWindow"],
  after_a_foreign_window: [FOREIGN + 0x2000n, "outOfWindow"],
  top_of_the_address_space: [0xffff_ffff_ffff_f000n, "outOfWindow"],
  unaligned_by_a_byte: [OWN + 1n, "unaligned"],
  unaligned_by_a_dword: [OWN + 4n, "unaligned"],
  unaligned_by_half_a_page: [OWN + 0x800n, "unaligned"],
};

function wrongBases(): { [name: string]: Script } {
  const scripts: { [name: string]: Script } = {};
  for (const [name, [base, reason]] of Object.entries(WRONG_BASES)) {
    scripts[`asq_${name}`] = bases(base, ACQ, reason);
    scripts[`acq_${name}`] = bases(OWN, base, reason);
  }
  return scripts;
}

/** What is read while a claim is live and its controller enabled. */
function shown(): Script {
  const script = from("enabled").status(1);
  // Pages of 4096 bytes alone, and the command set that the kernel knows.
  script.read("cap", { value: hex(CAP.encode(CAPABILITIES)) });
  script.read("csts", { value: "1" }).read("cc", { value: hex(ENABLED) })
    .read("aqa", { value: "70007" }).read("asq", { value: hex(OWN) }).read("acq", {
      value: hex(ACQ),
    });
  for (const name of ["intms", "nssr", "cmbloc", "bpmbl"] as const) script.read(name, "register");
  const access = (offset: number, width: number, reason: string) =>
    script.ask({ op: "read", claim: 0, offset: hex(offset), width }, reason);
  access(0x1000, 4, "register");
  access(0x1004, 4, "register");
  access(0x1000, 8, "access");
  access(0x1002, 4, "access");
  access(0x28, 2, "access");
  access(0x2c, 8, "access");
  return script.endClaim().read("csts", "staleClaim");
}

/** A controller that firmware has left enabled: it is told to stop once it can be told, and not before. */
function firmware(csts: number): Script {
  const stopped = hex(ENABLED & ~1n);
  return host().reset({ cc: hex(ENABLED) }).claim("notReady").status(csts)
    .claim({ outcome: "refused", reason: "notReady", cc: stopped })
    .claim(csts === 1 ? "notReady" : "done").status(0)
    .claim(csts === 1 ? "done" : "controllerClaimed");
}

export const registers: Scripts = {
  firmware_that_left_the_controller_starting: firmware(1),
  firmware_that_left_the_controller_failed: firmware(2),
  firmware_that_left_the_controller_ready: host().ask({
    ...host().reset().steps[0].ask,
    cc: hex(ENABLED),
    csts: "1",
  }, { cc: hex(ENABLED & ~1n) }).claim("notReady").status(0).claim(),
  firmware_that_left_the_controller_stopping: host().reset({ cc: hex(ENABLED & ~1n), csts: "1" })
    .claim("notReady").status(0).claim(),
  other_registers_are_not_selected: otherRegisters(),
  accesses_are_of_whole_registers: partialAccesses(),
  bases_half_by_half: halves(),
  values_fit_the_access: tooWide(),
  registers_are_latched: from("enabled").register("aqa", aqa(4, 4), "latched")
    .register("asq", OWN, "latched").register("acq", ACQ, "latched"),
  latched_registers_read_as_they_were: from("enabled").register("aqa", aqa(4, 4), "latched")
    .read("aqa", { value: "70007" }).register("asq", ACQ, "latched")
    .read("asq", { value: hex(OWN) }).register("acq", OWN, "latched")
    .read("acq", { value: hex(ACQ) }),
  registers_of_an_ended_claim: from("granted").admin().endClaim()
    .register("aqa", aqa(4, 4), "staleClaim").register("asq", OWN, "staleClaim")
    .register("acq", ACQ, "staleClaim").enable("staleClaim"),
  disabled_stays_disabled: from("granted").register("cc", ENABLED & ~1n).register("cc", 0n),
  enabled_again_changes_nothing: from("enabled").register("cc", ENABLED).ring(0, "tailUnchanged"),
  shutdown_is_passed_on: from("enabled").register("cc", ENABLED | 0x4000n, {
    cc: hex(ENABLED | 0x4000n),
  }).needs("commands"),
  pages_of_another_size: configuration({ mps: 1 }, "pageSize"),
  pages_of_the_largest_size: configuration({ mps: 15 }, "pageSize"),
  entries_of_half_the_size: configuration({ iosqes: 5 }, "configuration"),
  entries_of_twice_the_size: configuration({ iosqes: 7 }, "configuration"),
  completions_of_twice_the_size: configuration({ iocqes: 5 }, "configuration"),
  another_command_set: configuration({ css: 1 }, "configuration"),
  another_arbitration: configuration({ ams: 1 }, "configuration"),
  shutdown_while_enabling: configuration({ shn: 1 }, "configuration"),
  page_size_while_enabled: reconfiguration({ mps: 1 }),
  command_set_while_enabled: reconfiguration({ css: 1 }),
  entry_size_while_enabled: reconfiguration({ iosqes: 7 }),
  no_submission_queue_of_one_entry: sizes(1, 8, "queueSize"),
  no_completion_queue_of_one_entry: sizes(8, 1, "queueSize"),
  queues_of_two_entries: sizes(2, 2),
  queues_of_a_page: sizes(64, 256),
  queues_of_two_pages: sizes(128, 512),
  submission_queue_of_a_page_and_one_entry: sizes(65, 8),
  completion_queue_of_a_page_and_one_entry: sizes(8, 257),
  no_queue_of_every_entry_that_there_is: sizes(4096, 8, "queueSize"),
  sizes_have_reserved_bits: reservedSizes(),
  largest_queues_that_are_served: host().reset({ queueEntries: 16 }).window(0, 1, OWN, 8).claim()
    .admin(16, 16).enable().read("cap", { value: hex(CAP.encode({ ...CAPABILITIES, mqes: 15 })) }),
  submission_queue_larger_than_served: host().reset({ queueEntries: 16 }).window(0, 1, OWN, 8)
    .claim().admin(17, 16).enable("queueSize"),
  completion_queue_larger_than_served: host().reset({ queueEntries: 16 }).window(0, 1, OWN, 8)
    .claim().admin(16, 17).enable("queueSize"),
  ...wrongBases(),
  asq_host_physical: bases("$host", ACQ, "hostPhysical"),
  queues_up_to_the_end_of_the_window: bases(LAST, LAST, undefined),
  asq_beyond_the_window: bases(LAST, ACQ, "extentOverrun", 65),
  acq_beyond_the_window: from("granted").admin(8, 257, OWN, LAST).enable("extentOverrun"),
  acq_into_a_foreign_window: from("granted").window(2, 2, NEXT, 1).admin(8, 257, OWN, LAST)
    .enable("extentOverrun"),
  asq_in_a_retiring_window: from("granted").window(2, 1, NEXT, 2).revoke(2).admin(8, 8, NEXT)
    .enable("staleGeneration"),
  asq_in_the_last_page_of_a_retiring_window: from("granted").window(2, 1, NEXT, 2).revoke(2)
    .admin(8, 8, NEXT + 0x1000n).enable("staleGeneration"),
  asq_before_a_retiring_window: from("granted").window(2, 1, NEXT, 2).revoke(2)
    .admin(8, 8, OWN - 0x1000n).enable("outOfWindow"),
  asq_after_a_retiring_window: from("granted").window(2, 1, NEXT, 2).revoke(2)
    .admin(8, 8, NEXT + 0x2000n).enable("outOfWindow"),
  asq_in_anothers_retiring_window: from("granted").revoke(1).admin(8, 8, FOREIGN)
    .enable("foreignWindow"),
  asq_in_a_window_that_is_free: from("granted").window(2, 1, NEXT, 2).revoke(2).free(2)
    .admin(8, 8, NEXT).enable("outOfWindow"),
  registers_as_they_are_shown: shown(),
  no_doorbell_before_the_queues_are_armed: from("granted").ring(1, "unarmedQueue,notReady")
    .head(1, "unarmedQueue,notReady"),
  no_doorbell_before_the_controller_is_ready: from("granted").admin().enable()
    .ring(1, "notReady").head(1, "notReady").status(1).ring(0, "tailUnchanged"),
  a_controller_that_is_ready_in_nobodys_service: host().reset().window(0, 1, OWN, 8).status(1)
    .claim("notReady").status(0).claim(),
};
