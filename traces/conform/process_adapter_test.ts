import { assert, assertEquals, assertRejects } from "@std/assert";
import { AdapterFault } from "../conformance/adapter_fault.ts";
import { lockStep } from "../conformance/lock_step.ts";
import { geometryOf } from "../conformance/plan.ts";
import { explorePlace, suitePlaces } from "../conformance/suite_places.ts";
import { ProcessAdapter } from "./process_adapter.ts";
import type { Answer, Request } from "./protocol.ts";
import { directLink } from "./testing/direct_link.ts";

async function explored(name: string, states: number) {
  return await explorePlace(suitePlaces.find((each) => each.name === name)!, { states });
}

for (const name of ["twoFlights", "revocations", "syntheticLists", "brokeredIoQueues"]) {
  Deno.test(`machine and adapter agree in lock step: ${name}`, async () => {
    const { graph, constants } = await explored(name, 60);
    const result = await lockStep(graph, constants, new ProcessAdapter(directLink()));
    assertEquals(result.disagreements, []);
    assert(result.agreed > 0 && result.declined > 0);
  });
}

/** Lies, and the observation by which each is found out. */
const lies: { readonly [fact: string]: (request: Request, answer: Answer) => Answer } = {
  "reason": (_, answer) => answer.outcome === "refused" ? { ...answer, reason: "sgl" } : answer,
  "queue[0].tail": (_, answer) => answer.tail0 === 1 ? { ...answer, tail0: 0 } : answer,
  "woken": (_, answer) => answer.woken === "" ? answer : { ...answer, woken: "" },
  "page 101000h as granted": ({ op }, answer) =>
    op === "load" && String(answer.bytes).length > 4096
      ? { ...answer, bytes: `01${String(answer.bytes).slice(2)}` }
      : answer,
  "controller.phase": (_, answer) =>
    String(answer.writes).includes("14=") ? { ...answer, writes: "" } : answer,
};

for (const [name, lie] of Object.entries(lies)) {
  Deno.test(`an adapter that lies is found out: ${name}`, async () => {
    const { graph, constants } = await explored("onePage", 150);
    const { disagreements } = await lockStep(graph, constants, new ProcessAdapter(directLink(lie)));
    const [{ facts }] = disagreements;
    assertEquals(facts.find(({ holds }) => !holds)?.name, name);
  });
}

Deno.test("an outcome or a reason that the protocol does not know is a fault", async () => {
  const { constants } = await explored("onePage", 1);
  for (const answer of [{ outcome: "perhaps" }, { outcome: "refused" }]) {
    const adapter = new ProcessAdapter(
      directLink(({ op }, told) => op === "grantClaim" ? answer : told),
    );
    await adapter.reset(geometryOf(constants));
    const request = { action: "kernelGrantsClaim", owner: 0, model: "validated" } as const;
    await assertRejects(() => adapter.take(request), AdapterFault);
  }
});

const unfit: { readonly [said: string]: (request: Request, answer: Answer) => Answer } = {
  'field "bytes" is "00"; wanted: 4096 bytes, at request 4 (load)': ({ op }, answer) =>
    op === "load" ? { ...answer, bytes: "00" } : answer,
  'field "writes" is "24=100000000"; wanted: a value of the register\'s 4 bytes': (_, answer) => ({
    ...answer,
    writes: "24=100000000",
  }),
  'field "woken" is "0:x"; wanted: commands as QUEUE:CID': (_, answer) => ({
    ...answer,
    woken: "0:33,0:x",
  }),
  'field "writes" is "1000=100000000"; wanted': (_, answer) => ({
    ...answer,
    writes: "30=ffffffffffffffff 1000=100000000",
  }),
};

for (const [said, spoil] of Object.entries(unfit)) {
  Deno.test(`an answer that does not fit is quoted, and what it answers: ${said}`, async () => {
    const { constants } = await explored("onePage", 1);
    const adapter = new ProcessAdapter(directLink(spoil));
    const grant = {
      action: "kernelGrantsWindow",
      window: 0,
      owner: 0,
      base: 0x10_1000n,
      pages: 1,
    } as const;
    await assertRejects(
      async () => {
        await adapter.reset(geometryOf(constants));
        await adapter.take(grant);
      },
      AdapterFault,
      said,
    );
  });
}

Deno.test("a controller that was never enabled is not reset", async () => {
  const { constants } = await explored("onePage", 1);
  const adapter = new ProcessAdapter(directLink());
  await adapter.reset(geometryOf(constants));
  await adapter.take({ action: "kernelGrantsClaim", owner: 0, model: "validated" });
  const ended = await adapter.take({ action: "providerEndsClaim", cause: "release" });
  const reset = await adapter.take({ action: "kernelResetsController" });
  const freed = await adapter.take({ action: "kernelFreesClaim" });
  assertEquals([ended, reset, freed].map(({ outcome }) => outcome), ["done", "impossible", "done"]);
});
