import { assertEquals, assertThrows } from "@std/assert";
import { assemble } from "./assembly.ts";
import { probe, ProbeError } from "./probe.ts";
import { OWNER, reasonOf } from "./testing/hosts.ts";

for (const lane of ["remapped", "synthetic", "bounce"] as const) {
  Deno.test(`${lane}: the kernel learns the namespaces by itself, and leaves nothing behind`, () => {
    const { kernel, controller, iommu } = assemble(lane);
    const uses = () =>
      Array.from({ length: kernel.platform.frames.size }, (_, f) => kernel.platform.frames.at(f));
    const before = structuredClone(uses());
    const identity = probe(kernel, () => controller.run());
    assertEquals(identity.maxTransferBytes, 32 * 4096);
    assertEquals([...identity.namespaces.values()], [
      { nsid: 1, blocks: 2048n, blockBytes: 512, metadataBytes: 0 },
    ]);
    assertEquals(kernel.platform.identity, identity);
    assertEquals(kernel.session, null);
    assertEquals(controller.enabled, false);
    assertEquals(uses(), before);
    assertEquals(iommu?.attached ?? null, null);
    assertEquals(reasonOf(kernel.claim(OWNER, "brokered")), null);
  });
}

Deno.test("a transfer is never longer than one page of a list can name", () => {
  for (const [mdts, pages] of [[0, 512], [1, 2], [9, 512], [10, 512]]) {
    const { kernel, controller } = assemble("bounce", { mdts });
    const identity = probe(kernel, () => controller.run());
    assertEquals(identity.maxTransferBytes, pages * 4096);
  }
});

Deno.test("a controller that does not answer is reported, not waited for", () => {
  const { kernel } = assemble("bounce");
  assertThrows(() => probe(kernel, () => {}), ProbeError, "notReady");
});

Deno.test("a controller that fails to identify itself is reported, whatever the status", () => {
  for (const [sct, sc] of [[0, 2], [1, 0]]) {
    const { kernel, controller } = assemble("bounce");
    const settle = () => {
      do {
        for (const flight of controller.flights) flight.ended = { status: { sct, sc }, dw0: 0 };
      } while (controller.step());
    };
    assertThrows(() => probe(kernel, settle), ProbeError, "no good answer to CNS 1");
  }
});

Deno.test("a controller whose answers do not come is reported", () => {
  const { kernel, controller } = assemble("bounce");
  const settle = () => {
    if (!controller.ready) controller.run();
  };
  assertThrows(() => probe(kernel, settle), ProbeError, "no good answer to CNS 1");
});

Deno.test("a controller that is in use is not probed", () => {
  const { kernel, controller } = assemble("bounce");
  kernel.claim(OWNER, "brokered");
  assertThrows(() => probe(kernel, () => controller.run()), ProbeError, "controllerClaimed");
});
