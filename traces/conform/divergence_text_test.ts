import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { stripAnsiCode } from "@std/fmt/colors";
import { encodeSubmissionEntry, submissionEntry } from "../../spec/nvme/mod.ts";
import { fact } from "../conformance/facts.ts";
import type { Failure } from "../conformance/walks.ts";
import { divergenceText } from "./divergence_text.ts";
import { hexOf } from "./protocol.ts";

const entry = submissionEntry({
  opc: 2,
  cid: 7,
  prp1: 0x10_2000n,
  prp2: 0x10_2800n,
  cdw10: 0xbff0001,
});

const failure: Failure = {
  steps: [
    { action: "providerWritesEntry", params: { queue: 0, slot: 0 } },
    { action: "kernelScansEntry", params: { queue: 0 } },
    { action: "kernelRefusesBatch", params: { queue: 0 } },
  ],
  disagreement: {
    choice: { action: "kernelRefusesBatch", params: { queue: 0 } },
    enabled: true,
    facts: [fact("outcome", ["refused"], "done"), fact("reason", ["outOfWindow"], "none")],
  },
  exchanges: [
    [{ request: { op: "reset", lane: "remapped" }, answer: { outcome: "done" } }],
    [{
      request: {
        op: "store",
        owner: 0,
        address: "101000",
        bytes: hexOf(encodeSubmissionEntry(entry)),
      },
      answer: { id: 7, outcome: "done", writes: "" },
    }],
    [{ request: { op: "scan", queue: 0 }, answer: { outcome: "done" } }],
    [{ request: { op: "endScan", queue: 0 }, answer: { outcome: "done", writes: "1000=1" } }],
  ],
};

const textOf = (changed: Partial<Failure> = {}) =>
  stripAnsiCode(divergenceText({ ...failure, ...changed }));

Deno.test("a divergence shows what was asked, the entry in words, its list, what was expected", () => {
  assertEquals(textOf().split("\n").slice(3), [
    "   0  the adapter is set up",
    "   1  providerWritesEntry queue=0 slot=0",
    "       > store owner=0 address=101000 bytes=0200070000000000000000000000000000000000… (64 bytes)",
    "       < done",
    "         entry: Get Log Page, opc=2h cid=7h prp1=102000h prp2=102800h cdw10=bff0001h, all else 0",
    "   2  kernelScansEntry queue=0",
    "       > scan queue=0",
    "       < done",
    "         list at prp2=102800h, now: the provider has written nothing there",
    "   3  here the machine expects: kernelRefusesBatch queue=0",
    "       > endScan queue=0",
    "       < done writes=1000=1",
    "",
    "               expected     actual",
    "    ! outcome  refused      done",
    "    ! reason   outOfWindow  none",
    "",
  ]);
});

Deno.test("what a provider does, and what is forbidden, is not said to be expected", () => {
  const params = { owner: 0 };
  const rings = { action: "providerRingsDoorbell", params };
  assertMatch(textOf({ steps: [rings] }), /^ {3}1 {2}providerRingsDoorbell owner=0$/m);
  const forbidden = { action: "kernelGrantsClaim", params, forbidden: true } as const;
  assertMatch(
    textOf({ steps: [forbidden] }),
    /^ +and then, which the machine forbids here: kernelGrantsClaim owner=0$/m,
  );
});

Deno.test("registers are named, and what the adapter wrote to them is shown whole", () => {
  const writes = "24=1ff007f 28=800000000000a000 30=8000000000008000 14=460001";
  const request = { op: "write", claim: 0, offset: "14", width: 4, value: "460001" };
  const exchanges = [[], [{ request, answer: { outcome: "done", writes } }]];
  const text = textOf({ steps: failure.steps.slice(0, 1), exchanges });
  assertStringIncludes(text, "> write claim=0 offset=14 (CC) width=4 value=460001\n");
  assertStringIncludes(text, `< done writes=${writes}\n`);
});

Deno.test("a variable of the machine that differs is said to be one", () => {
  const facts = [fact("queue[0].tail", ["1"], 0)];
  const text = textOf({ disagreement: { ...failure.disagreement, facts } });
  assertStringIncludes(text, "\nqueue[0].tail is a variable of the machine: spec/state.ts");
});

Deno.test("of an attack, the step to decline is marked, and the trace is named", () => {
  const attack = { name: "as_written.itf.json", property: "TailsStayInRange" } as Failure["attack"];
  const text = textOf({ attack, decisive: 2 });
  assertMatch(text, /^ {3}2 {2}to be declined: kernelScansEntry queue=0$/m);
  assertMatch(text, /^ {3}3 {2}kernelRefusesBatch queue=0$/m);
  assertStringIncludes(text, "traces/golden/as_written.itf.json");
  assertStringIncludes(text, "TailsStayInRange: step 2 is the one to decline");
});
