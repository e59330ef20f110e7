import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UsageError } from "../../scenarios/exit_codes.ts";
import type { Link } from "./adapter_process.ts";
import { divergenceText } from "./divergence_text.ts";
import { directLink } from "./testing/direct_link.ts";
import { ProcessAdapter } from "./process_adapter.ts";
import { parseReproduction, reproductionText, takeAgain } from "./reproduction.ts";
import { runSuite } from "./run_suite.ts";
import { placeSources } from "./suite_source.ts";

/** Once it was asked for what cannot be done, it has forgotten how to look for completions. */
function forgetful(): Link {
  let forgets = false;
  return directLink(({ op }, answer) => {
    if (op === "reset") forgets = false;
    if (answer.outcome === "impossible") forgets = true;
    return op === "interrupt" && forgets ? { ...answer, woken: "", outcome: "impossible" } : answer;
  });
}

const [onePage] = placeSources({ covers: "situations", states: 1500, seed: 0 })
  .filter(({ name }) => name === "onePage");

Deno.test("what a forbidden step left behind, unseen, is seen again from the file", async () => {
  const { verdict, divergence } = await runSuite(forgetful(), onePage);
  assertEquals(verdict, "diverges");
  assert(divergence!.disagreement.enabled, "the forbidden step itself was declined");
  const forbidden = divergence!.steps.filter((step) => step.forbidden);
  assertEquals(forbidden.length, 1, divergenceText(divergence!));
  const text = reproductionText("onePage", onePage.instance, divergence!);
  const file = parseReproduction(text, "it");
  const again = await takeAgain(new ProcessAdapter(forgetful()), file);
  assertEquals(divergenceText(again!), divergenceText(divergence!));
  assertEquals(await takeAgain(new ProcessAdapter(directLink((_, answer) => answer)), file), null);
});

Deno.test("a file that is no divergence, or of another version, is refused", () => {
  for (const text of ["{", "[]", "null", '{"format":"ringfence-divergence","version":1}']) {
    assertThrows(() => parseReproduction(text, "it"), UsageError, 'Cannot replay "it"');
  }
});

Deno.test("a file whose steps or instance are none is refused, and not stumbled over", async () => {
  const head = { format: "ringfence-divergence", version: 2, suite: "onePage" };
  const { instance } = onePage;
  const step = { action: "kernelScansEntry", params: { queue: 0 } };
  for (const odd of [null, 1, { action: 1, params: {} }, { action: "x", params: null }]) {
    const text = JSON.stringify({ ...head, instance, steps: [step, odd] });
    assertThrows(() => parseReproduction(text, "it"), UsageError, "steps are missing");
  }
  const adapter = new ProcessAdapter(directLink());
  for (const odd of [{}, { ...instance, bounds: null }, []]) {
    const file = parseReproduction(JSON.stringify({ ...head, instance: odd, steps: [] }), "it");
    await assertRejects(() => takeAgain(adapter, file), UsageError, "its instance is none");
  }
});
