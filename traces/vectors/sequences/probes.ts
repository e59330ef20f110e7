/**
 * What the kernel asks the controller itself: how long transfers may be, and how large blocks are.
 *
 * @module
 */

import { OPC } from "../../../spec/nvme/mod.ts";
import { DATA, DATA_2, entryBytes, IO_SQ, LAST, type Script, withName } from "../script.ts";
import { host, ioOn, read, type Scripts } from "./setups.ts";

/** The kernel goes on until it needs an answer. */
function proceed(script: Script, more: { readonly [field: string]: string | number } = {}) {
  return script.ask({ op: "probe" }, { known: 0, ...more });
}

/** An enabled controller that the kernel asks for what it is. */
function asked(reset: { readonly [field: string]: string | number } = {}): Script {
  const script = host().reset(reset);
  proceed(script, { cc: "460001", aqa: "10001" }).status(1);
  return proceed(script, { doorbell: "0:1" })
    .fetch(0, withName(entryBytes({ opc: OPC.identify, cid: 1, cdw10: 1 }), 24, "told"));
}

/** What the controller answers, at places of the page that it was given. */
function told(script: Script, pieces: { readonly [at: string]: string }): Script {
  for (const [at, bytes] of Object.entries(pieces)) {
    script.ask({ op: "dmaWrite", address: `$told+${at}`, bytes });
  }
  return script;
}

/** The kernel has learnt of one namespace, of blocks of 4096 bytes, and transfers of 2^mdts pages. */
function learnt(mdts: string): Script {
  const script = told(asked({ block: 512, most: 0x2_0000 }), { "4d": mdts });
  proceed(script.post(0, { cid: 1, sqhd: 1 }), { doorbell: "0:0", woken: "0:1" })
    .fetch(1, withName(entryBytes({ opc: OPC.identify, cid: 2, cdw10: 2 }), 24, "told"));
  told(script, { "0": "0100000000000000" });
  proceed(script.post(1, { cid: 2, sqhd: 0 }), { doorbell: "0:1", woken: "0:2" })
    .fetch(0, withName(entryBytes({ opc: OPC.identify, cid: 0, nsid: 1 }), 24, "told"));
  told(script, { "0": "0001000000000000", "1a": "00", "80": "00000c00" });
  proceed(script.post(0, { cid: 0, sqhd: 1, phase: 0 }), { cc: "460000", woken: "0:0" }).status(0);
  return ioOn(script.ask({ op: "probe" }, { known: 1 }));
}

function longest(): Script {
  const script = learnt("01");
  return script.entry(0, read(3, DATA, LAST), IO_SQ).ringIo(1, "transferTooLong")
    .entry(0, { ...read(1), nsid: 2 }, IO_SQ).ringIo(1, "namespace")
    .entry(0, read(2, DATA, DATA_2), IO_SQ).ringIo(1)
    .fetch(0, entryBytes(read(2, DATA, DATA_2)), "iosq");
}

export const probes: Scripts = {
  controller_is_asked_for_lengths: longest(),
  controller_that_sets_no_limit: learnt("00").list(LAST, [DATA_2, DATA])
    .entry(0, read(3, DATA, LAST), IO_SQ).ringIo(1),
  controller_that_does_not_answer: asked().ask({ op: "probe" }, "impossible"),
  controller_that_fails_to_answer: asked().post(0, { cid: 1, sqhd: 1, sc: 2 })
    .ask({ op: "probe" }, { outcome: "impossible", woken: "0:1" }),
  controller_that_does_not_come_up: proceed(host().reset(), { cc: "460001" })
    .ask({ op: "probe" }, "impossible"),
  controller_that_does_not_stop: proceed(
    learntUpToTheEnd(),
    { cc: "460000", woken: "0:2" },
  ).ask({ op: "probe" }, "impossible"),
  controller_that_is_claimed_is_not_asked: host().reset().claim()
    .ask({ op: "probe" }, "impossible"),
};

/** A controller without namespaces, whose last answer is there. */
function learntUpToTheEnd(): Script {
  const script = asked();
  proceed(script.post(0, { cid: 1, sqhd: 1 }), { doorbell: "0:0", woken: "0:1" });
  told(script, { "0": "0000000000000000" });
  return script.post(1, { cid: 2, sqhd: 0 });
}
