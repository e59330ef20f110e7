import { assert, assertEquals } from "@std/assert";
import { noWork } from "../conformance/walks.ts";
import { attacks } from "./attacks.ts";
import { directLink } from "./testing/direct_link.ts";
import { ProcessAdapter } from "./process_adapter.ts";
import type { Answer, Request } from "./protocol.ts";

async function meet(spoil: (request: Request, answer: Answer) => Answer) {
  const through = directLink(spoil);
  const prepared = await attacks.prepare(through.capabilities);
  assert(typeof prepared === "object");
  const work = noWork();
  const failure = await prepared.run(new ProcessAdapter(through), work);
  return { failure, work, counts: prepared.counts };
}

Deno.test("attacks are met at their decisive steps, by an adapter that tells little", async () => {
  const { failure, work, counts } = await meet((_, answer) => answer);
  assertEquals(failure, null);
  // Most of them show in what an adapter tells; and there are steps before the decisive ones.
  assert(work.walks > counts.covered / 2, `${work.walks} of ${counts.covered}`);
  assert(work.steps > 2 * work.walks);
});

Deno.test("whoever declines what leads to an attack has not met it", async () => {
  const { failure } = await meet(({ op }, answer) =>
    op === "scan" ? { ...answer, outcome: "impossible" } : answer
  );
  assert(failure!.disagreement.facts[0].actual.startsWith("declines step "));
});

Deno.test("an adapter that publishes whatever it was to refuse does not withstand them", async () => {
  const { failure } = await meet(({ op }, answer) =>
    op === "endScan" && answer.outcome === "refused"
      ? { ...answer, outcome: "done", writes: "1000=1" }
      : answer
  );
  assert(failure !== null);
});
