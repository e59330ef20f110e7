import { assertEquals } from "@std/assert";
import { check } from "../check.ts";
import type { AnyMachine, Fairness } from "../language.ts";
import { weakly } from "../language.ts";
import { faultOfLasso } from "../liveness/mod.ts";
import { alternatingBit } from "./alternating_bit.ts";
import { coffeeCan } from "./coffee_can.ts";
import { diningPhilosophers } from "./dining_philosophers.ts";
import { ewd840 } from "./ewd840.ts";
import { peterson } from "./peterson.ts";
import { prisoners } from "./prisoners.ts";

/** The machine with another promise, or none, about one of its actions. */
function promising(machine: AnyMachine, name: string, fairness?: Fairness): AnyMachine {
  const action = { ...machine.actions[name], fairness };
  return { ...machine, actions: { ...machine.actions, [name]: action } };
}

/**
 * Which properties fail, and how: after how many steps nothing moves any more, or a fair loop is
 * entered. Both are the least there are.
 */
async function failures(machine: AnyMachine): Promise<[string, string, number][]> {
  const { violations } = await check(machine);
  return violations.map((violation) => {
    assertEquals(faultOfLasso(machine, violation), undefined);
    const { loop, closing } = violation.behaviour;
    return [violation.property, closing === undefined ? "stops" : "goes round", loop!];
  });
}

Deno.test("Peterson: whoever does not stop halfway needs every promise", async () => {
  const without = (name: string) => failures(promising(peterson(), name));
  const stops = (after: number) => [["WhoWantsToEnterEnters", "stops", after]];
  assertEquals(await without("processRaisesFlag"), stops(1));
  assertEquals(await without("processYieldsTurn"), stops(2));
  assertEquals(await without("processEnters"), stops(3));
  // It is the other process that stops inside, and this one waits.
  assertEquals(await without("processLeaves"), stops(7));
  assertEquals(await without("processLowersFlag"), stops(8));
});

Deno.test("Peterson: fairness to either process is not fairness to each", async () => {
  // One process goes round for ever, which keeps a promise that is made to both together.
  const together = Object.keys(peterson().actions).reduce(
    (machine, name) =>
      name === "processWantsToEnter" ? machine : promising(machine, name, weakly()),
    peterson() as AnyMachine,
  );
  assertEquals(await failures(together), [["WhoWantsToEnterEnters", "goes round", 1]]);
});

Deno.test("dining philosophers: nobody starves as long as nobody falls asleep", async () => {
  for (const name of Object.keys(diningPhilosophers(5).actions)) {
    const [[property, end]] = await failures(promising(diningPhilosophers(5), name));
    assertEquals([property, end], ["NobodyStarves", "stops"], name);
  }
});

Deno.test("EWD 840: the token must be passed on, and rounds must be started", async () => {
  const stuck = [["RestIsDetected", "stops", 0]];
  assertEquals(await failures(promising(ewd840(3), "nodeStartsRound")), stuck);
  assertEquals(await failures(promising(ewd840(3), "nodePassesToken")), stuck);
});

Deno.test("prisoners: each of them must be called again and again", async () => {
  const never = [["SoonerOrLaterItIsKnown", "goes round", 0]];
  assertEquals(await failures(promising(prisoners(4), "counterVisits")), never);
  assertEquals(await failures(promising(prisoners(4), "prisonerVisits")), never);
  // Visits of one prisoner alone keep a promise made to all: after two rounds he has no more news.
  const one = [["SoonerOrLaterItIsKnown", "goes round", 4]];
  assertEquals(await failures(promising(prisoners(4), "prisonerVisits", weakly())), one);
});

Deno.test("coffee can: with any draw left out for ever some can is never emptied", async () => {
  for (const name of ["drawerTakesTwoWhite", "drawerTakesTwoBlack", "drawerTakesOneOfEach"]) {
    const found = await failures(promising(coffeeCan(5), name));
    assertEquals(found[0], ["OneBeanIsLeft", "stops", 0], name);
  }
});

Deno.test("alternating bit: a lossy network asks for strong fairness of receiving", async () => {
  const link = { values: 2, room: 2 };
  const without = (name: string) => failures(promising(alternatingBit(link), name));
  const weakened = (name: string) => failures(promising(alternatingBit(link), name, weakly()));
  const acked = (loop: number) => ["WhatIsSentIsAcked", "goes round", loop];
  const received = (loop: number) => ["WhatIsSentIsReceived", "goes round", loop];
  assertEquals(await without("senderRepeats"), [received(2), acked(2)]);
  // The message must have come before a loop without acknowledgement is fair to the receiver.
  assertEquals(await without("receiverAcknowledges"), [acked(2)]);
  assertEquals(await weakened("receiverReceives"), [received(1), acked(1)]);
  assertEquals(await weakened("senderReceivesAck"), [acked(2)]);
});
