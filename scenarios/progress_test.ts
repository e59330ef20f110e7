import { assertEquals } from "@std/assert";
import { describe, ProgressLine } from "./progress.ts";

const progress = {
  distinct: 1_500_000,
  generated: 4_000_000,
  depth: 7,
  frontier: 12_345,
  milliseconds: 2000,
  bytes: 1,
};

function recorded(width: number) {
  const written: string[] = [];
  const line = new ProgressLine({ write: (text) => written.push(text) }, 3, () => width);
  return { written, line };
}

Deno.test("describe() tells states, rate and frontier, or the property examined", () => {
  assertEquals(describe(progress), "1,500,000 states, 0.75 M/s, frontier 12,345");
  assertEquals(
    describe({ ...progress, distinct: 0, milliseconds: 0 }),
    "0 states, 0.00 M/s, frontier 12,345",
  );
  assertEquals(
    describe({ ...progress, frontier: 0, property: "TeardownsEnd" }),
    "1,500,000 states, examining TeardownsEnd",
  );
});

Deno.test("ProgressLine shows what runs and forgets what is done", () => {
  const { written, line } = recorded(200);
  line.update(0, "one", undefined);
  line.update(1, "two", progress);
  line.done(0);
  line.clear();
  assertEquals(written, [
    "\r\x1b[2K[0/3] one",
    "\r\x1b[2K[0/3] one | two 1,500,000 states, 0.75 M/s, frontier 12,345",
    "\r\x1b[2K[1/3] two 1,500,000 states, 0.75 M/s, frontier 12,345",
    "\r\x1b[2K",
  ]);
});

Deno.test("ProgressLine never fills the last column, where a terminal would wrap", () => {
  const { written, line } = recorded(10);
  line.update(0, "a_long_name", undefined);
  assertEquals(written, ["\r\x1b[2K[0/3] a_l"]);
});

Deno.test("ProgressLine is silent where nobody watches", () => {
  const line = new ProgressLine(undefined, 3, () => 80);
  line.update(0, "one", progress);
  line.clear();
});
