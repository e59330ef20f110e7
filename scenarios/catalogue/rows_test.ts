import { assertEquals, assertThrows } from "@std/assert";
import { places } from "../places.ts";
import { ablated, asWrittenFindings, faulty, hardened } from "./rows.ts";

const pinned = { distinct: 1, generated: 1, depth: 1, lengths: {} };

Deno.test("A row takes from its place what it does not say itself", () => {
  const [scenario] = hardened({
    depth_7: {
      title: "A row.",
      place: "onePage",
      lane: "synthetic",
      bounds: { depth: 7 },
      deepBounds: { depth: 8 },
      pinned,
    },
  });
  assertEquals(scenario, {
    ...places.onePage,
    name: "depth_7",
    title: "A row.",
    design: "hardened",
    lane: "synthetic",
    bounds: { ...places.onePage.bounds, depth: 7 },
    deepBounds: { ...places.onePage.bounds, depth: 8 },
    expect: { holds: true },
    pinned,
  });
});

Deno.test("A finding is asked about nothing but what it claims, unless it says so", () => {
  const [claimed, said] = asWrittenFindings({
    claimed: { title: "A row.", place: "onePage", violates: ["CommandIdsAreUnique"], pinned },
    said: { title: "A row.", place: "onePage", properties: ["TeardownsEnd"], pinned },
  });
  assertEquals(claimed.properties, ["CommandIdsAreUnique"]);
  assertEquals(said.properties, ["TeardownsEnd"]);
});

Deno.test("What a scenario lacks follows from its name", () => {
  const [{ design, title }] = ablated({ without_queue_order: { place: "onePage", pinned } });
  assertEquals([design, title], ["without:queueOrder", "The hardened design without queue order."]);
});

Deno.test("An ablation that is the same as a fault has its place, its verdict and its numbers", () => {
  const [fault] = faulty({ fault_ring_overrun: { place: "onePage", lane: "synthetic", pinned } });
  const [scenario] = ablated({ without_room: { sameAs: "fault_ring_overrun" } }, [fault]);
  const { fault: _, ...rest } = fault;
  assertEquals(scenario, {
    ...rest,
    name: "without_room",
    title: "The hardened design without room.",
    design: "without:room",
  });
});

Deno.test("An ablation that is the same as nothing is named", () => {
  assertThrows(
    () => ablated({ without_room: { sameAs: "fault_ring_overun" } }, []),
    TypeError,
    'Cannot take "without_room" from "fault_ring_overun": there is no such scenario',
  );
});

Deno.test("What a row says goes before what its fault says", () => {
  const [{ fault, title, expect }] = faulty({
    fault_named_otherwise: {
      fault: "ringOverrun",
      title: "Another title.",
      place: "onePage",
      violates: ["CommandIdsAreUnique"],
      pinned,
    },
  });
  assertEquals(fault, "ringOverrun");
  assertEquals(title, "Another title.");
  assertEquals(expect, { violates: ["CommandIdsAreUnique"] });
});

Deno.test("A fault that does not exist is named", () => {
  assertThrows(
    () => faulty({ fault_ring_overun: { place: "onePage", pinned } }),
    TypeError,
    'Cannot seed a fault in "fault_ring_overun": there is no fault "ringOverun"',
  );
});
