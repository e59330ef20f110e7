// The allow-list from the other side: everything that is not on it is refused, whatever it is. So no
// carrier of addresses has to be thought of.

import { assertEquals } from "@std/assert";
import { submissionEntry } from "../nvme/mod.ts";
import { allowedTransfer } from "./allowed_commands.ts";
import { reasonOf } from "./testing/hosts.ts";

const namespace = { nsid: 1, blocks: 64n, blockBytes: 512, metadataBytes: 0 };
const identity = { maxTransferBytes: 1 << 20, namespaces: new Map([[1, namespace]]) };

/** The reasons by value for every value of a byte, `null` where it is allowed. */
function reasons(entryOf: (value: number) => Parameters<typeof submissionEntry>[0]) {
  return (set: "admin" | "nvm") =>
    Array.from(
      { length: 256 },
      (_, value) =>
        reasonOf(allowedTransfer(set, submissionEntry({ nsid: 1, ...entryOf(value) }), identity)),
    );
}

/** What is expected where a few values are special and all others are refused for one reason. */
function table(others: string, special: { readonly [value: number]: string | null }) {
  return Array.from({ length: 256 }, (_, value) => value in special ? special[value] : others);
}

const allowed = (...values: number[]) => Object.fromEntries(values.map((value) => [value, null]));

/** CDW10 of commands that select a log page or a feature: the first, which is allowed. */
const selecting = (opc: number) => [0x02, 0x09, 0x0a].includes(opc) ? 1 : 0;

Deno.test("opcodes: firmware, namespaces, directives, migration, vendors' and all others", () => {
  const byOpcode = reasons((opc) => ({ opc, cdw10: selecting(opc) }));
  assertEquals(
    byOpcode("admin"),
    table("opcode", {
      ...allowed(0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x08, 0x09, 0x0a, 0x0c),
      0x7c: "doorbellBuffer",
    }),
  );
  assertEquals(
    byOpcode("nvm"),
    table("opcode", allowed(0x00, 0x01, 0x02, 0x05, 0x08, 0x09, 0x0c)),
  );
});

Deno.test("features: the Host Memory Buffer, host identifiers, vendors' and all others", () => {
  const special = {
    ...allowed(0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0e),
    0x0d: "hostMemoryBuffer",
  };
  for (const opc of [0x09, 0x0a]) {
    assertEquals(reasons((cdw10) => ({ opc, cdw10 }))("admin"), table("feature", special));
  }
});

Deno.test("log pages: telemetry, boot partitions, vendors' and all others", () => {
  const byPage = reasons((cdw10) => ({ opc: 0x02, cdw10 }));
  assertEquals(byPage("admin"), table("logPage", allowed(1, 2, 3, 4, 5, 6)));
});

/** The dwords that the specification reserves in each allowed command, those with no data pointer too. */
const RESERVED = {
  admin: {
    0x00: [2, 3, 11, 12, 13, 14, 15],
    // CDW12 of a creation names an NVM set, which the kernel does not serve.
    0x01: [2, 3, 12, 13, 14, 15],
    0x02: [2, 3, 15],
    0x04: [2, 3, 11, 12, 13, 14, 15],
    0x05: [2, 3, 12, 13, 14, 15],
    0x06: [2, 3, 12, 13, 15],
    0x08: [2, 3, 11, 12, 13, 14, 15],
    0x09: [2, 3, 12, 13, 15],
    0x0a: [2, 3, 12, 13, 15],
    0x0c: [2, 3, 10, 11, 12, 13, 14, 15],
  },
  nvm: {
    0x00: [2, 3, 10, 11, 12, 13, 14, 15],
    0x01: [],
    0x02: [],
    0x05: [],
    0x08: [],
    0x09: [2, 3, 12, 13, 14, 15],
    0x0c: [],
  },
};

Deno.test("what a command reserves is zero", () => {
  for (const set of ["admin", "nvm"] as const) {
    for (const [opc, reserved] of Object.entries<number[]>(RESERVED[set])) {
      const base = { opc: Number(opc), nsid: 1, cdw10: selecting(Number(opc)) };
      for (const dword of [2, 3, 10, 11, 12, 13, 14, 15]) {
        const entry = { ...base, [`cdw${dword}`]: 1 };
        const reason = reasonOf(allowedTransfer(set, submissionEntry(entry), identity));
        const expected = reserved.includes(dword) ? "reservedBits" : null;
        assertEquals(reason, expected, `${set} ${opc}, dword ${dword}`);
      }
    }
  }
});

Deno.test("in an allowed command every field that could carry an address is looked at", () => {
  for (
    const [set, opcodes] of [["admin", [0x02, 0x06, 0x0a]], ["nvm", [0x01, 0x02, 0x05]]] as const
  ) {
    for (const opc of opcodes) {
      const refused = (fields: Parameters<typeof submissionEntry>[0]) => {
        const entry = submissionEntry({ opc, nsid: 1, cdw10: 1, ...fields });
        return reasonOf(allowedTransfer(set, entry, identity));
      };
      assertEquals(refused({}), null);
      for (const psdt of [1, 2, 3]) assertEquals(refused({ psdt }), "sgl");
      for (const fuse of [1, 2, 3]) assertEquals(refused({ fuse }), "fused");
      for (let bit = 0; bit < 4; bit++) {
        assertEquals(refused({ reserved10: 1 << bit }), "reservedBits");
      }
      for (let bit = 0n; bit < 64n; bit++) assertEquals(refused({ mptr: 1n << bit }), "metadata");
    }
  }
});
