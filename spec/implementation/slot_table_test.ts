import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { type Handle, SlotTable } from "./slot_table.ts";

Deno.test("a handle that went stale is never good again, however often slots are reused", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.constantFrom("open", "retire", "close"), fc.nat(5)), { maxLength: 60 }),
      (slots, generations, steps) => {
        const table = new SlotTable<number>(slots, generations);
        const live = new Map<Handle, number>();
        const retiring = new Set<Handle>();
        const stale = new Set<Handle>();
        let opened = 0;
        for (const [step, which] of steps) {
          if (step === "open") {
            const handle = table.open(opened);
            if (handle !== null) live.set(handle, opened++);
          } else if (step === "retire") {
            const handle = [...live.keys()][which % Math.max(1, live.size)];
            if (handle === undefined) continue;
            table.retire(handle);
            live.delete(handle);
            stale.add(handle);
            retiring.add(handle);
          } else {
            const handle = [...retiring][which % Math.max(1, retiring.size)];
            if (handle === undefined) continue;
            table.close(handle);
            retiring.delete(handle);
          }
          for (const handle of stale) assertEquals(table.get(handle), null);
          for (const [handle, value] of live) assertEquals(table.get(handle), value);
        }
        // Each slot lives through its generations and no more.
        assertEquals(opened <= slots * generations, true);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

Deno.test("a retiring slot is neither good nor free", () => {
  const table = new SlotTable<string>(1, 10);
  const handle = table.open("window")!;
  assertEquals(table.retire(handle), "window");
  assertEquals(table.get(handle), null);
  assertEquals(table.retire(handle), null);
  assertEquals(table.open("another"), null);
  assertEquals(table.slot(0), { ...table.slot(0), phase: "retiring", generation: 0 });
  table.close(handle);
  assertEquals(table.slot(0).generation, 1);
  assertThrows(() => table.close(handle), Error, "not retiring");
});

Deno.test("a slot of no such number is never good", () => {
  const table = new SlotTable<string>(1, 10);
  table.open("window");
  assertEquals(table.get({ slot: 7, generation: 0 }), null);
  assertEquals(table.get({ slot: 0, generation: 1 }), null);
  assertEquals(table.get({ slot: -1, generation: 0 }), null);
});
