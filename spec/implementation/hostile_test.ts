// Hostile providers, in every lane: whatever they do, and in whatever order, the controller reaches
// only what serves the claim at work.

import { assertEquals, assertGreater } from "@std/assert";
import * as fc from "fast-check";
import { Dice, HostileRun } from "./testing/hostile_run.ts";

/** Unbiased: small numbers are no likelier than others to find something here. */
const numbers = fc.noBias(fc.array(fc.nat(0xffff), { minLength: 5000, maxLength: 5000 }));

for (const lane of ["remapped", "synthetic", "bounce"] as const) {
  Deno.test(`${lane}: no run makes the controller trespass, and every run can be cleared away`, () => {
    let accesses = 0;
    let published = 0;
    let wakes = 0;
    fc.assert(
      fc.property(numbers, (numbers) => {
        const run = new HostileRun(lane, new Dice(numbers));
        run.run();
        assertEquals(run.trespasses, []);
        const { kernel, memory } = run.host;
        // Completions of a claim that ends are refused to nobody in particular.
        const told = kernel.log.total - kernel.log.count("staleCompletion");
        assertEquals(told, run.refusals, "every refusal is recorded, once");
        assertEquals(kernel.session, null);
        for (let frame = 0; frame < memory.frames; frame++) {
          const { use, dirty } = kernel.platform.frames.at(frame);
          assertEquals(use === "free" || use === "host", true, `frame ${frame} is ${use}`);
          assertEquals(dirty, false);
          const bytes = memory.read(frame, 0, memory.frameBytes);
          assertEquals(bytes.some((byte) => byte !== 0), false, `frame ${frame} is not clean`);
        }
        accesses += run.accesses;
        published += run.published;
        wakes += run.wakes;
      }),
      { seed: 20240521, numRuns: 300 },
    );
    // The runs are not empty: commands got through, and were answered.
    assertGreater(published, 100);
    assertGreater(accesses, published);
    assertGreater(wakes, 100);
  });
}
