import { assertEquals } from "@std/assert";
import { machine } from "../checker/mod.ts";
import { actorOf, settings, shownSteps, valueText } from "./show.ts";
import { counter, forEver } from "./testing/counter.ts";

Deno.test("the longest actor that an action's name begins with acts", () => {
  const twins = machine({ ...counter, actors: ["bob", "bobReset", "alice"] });
  assertEquals(actorOf(twins, "bobResets"), "bobReset");
  assertEquals(actorOf(twins, "bobAdds"), "bob");
  assertEquals(actorOf(twins, "carolAdds"), null);
  assertEquals(actorOf(twins, null), null);
});

Deno.test("values are shown as a person writes them", () => {
  assertEquals([null, true, 7, "live", [], [1, 3]].map(valueText), [
    "none",
    "true",
    "7",
    "live",
    "{}",
    "{1, 3}",
  ]);
});

Deno.test("the step that closes a loop has no position, and changes what leads back", () => {
  const [, , resets, closes] = shownSteps(counter, { ...forEver, obligation: 2 });
  assertEquals([resets.position, resets.owes], [2, true]);
  assertEquals([closes.position, closes.owes, closes.action], [undefined, false, "aliceAdds"]);
  assertEquals(closes.changes.map(({ path }) => path), ["count", "seen", "owner"]);
});

Deno.test("settings fill lines, and one that is too long has its own", () => {
  const change = (path: string) => ({ path, before: "0", after: "1" });
  const long = "x".repeat(100);
  assertEquals(settings([]), []);
  assertEquals(
    settings([change("a".repeat(40)), change("b".repeat(42)), change("c"), change(long)]),
    [`${"a".repeat(40)}=1  ${"b".repeat(42)}=1`, "c=1", `${long}=1`],
  );
});
