import { assert, assertEquals, assertLess } from "@std/assert";
import * as fc from "fast-check";
import { hashOf, NO_PARENT, SHARD_BITS, Store } from "./store.ts";

Deno.test("a store is a set that numbers its members in order, with their parents", () => {
  const states = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 200 });
  fc.assert(
    fc.property(states, (added) => {
      const store = new Store(3);
      const known = new Map<string, number>();
      const parents: number[] = [];
      for (const [turn, state] of added.entries()) {
        const parent = turn === 0 ? NO_PARENT : turn;
        const number = known.get(state.join());
        const answer = store.add(Uint32Array.of(99, ...state), 1, parent);
        assertEquals(answer, number === undefined ? ~known.size : number);
        if (number === undefined) {
          known.set(state.join(), known.size);
          parents.push(parent);
        }
      }
      assertEquals(store.size, known.size);
      for (const [key, number] of known) {
        const read = new Uint32Array(4);
        store.read(number, read, 1);
        assertEquals(read.subarray(1).join(), key);
        assertEquals(store.parentOf(number), parents[number]);
      }
    }),
    { seed: 11 },
  );
});

Deno.test("a store finds all of many states again after it has grown", () => {
  const store = new Store(2);
  const count = 200_000;
  for (let i = 0; i < count; i++) store.add(Uint32Array.of(i, i >>> 3), 0, i);
  assertEquals(store.size, count);
  for (let i = 0; i < count; i++) assertEquals(store.add(Uint32Array.of(i, i >>> 3), 0, 0), i);
  assertEquals(store.add(Uint32Array.of(count, 0), 0, 0), ~count);
});

Deno.test("a shard that saw no states for long has room for their large numbers", () => {
  const late = (state: Uint32Array) => hashOf(state, 0, 1) >>> (32 - SHARD_BITS) === 7;
  const states = Array.from({ length: 150_000 }, (_, i) => Uint32Array.of(i));
  const inOrder = [...states.filter((state) => !late(state)), ...states.filter(late)];
  const store = new Store(1);
  for (const [number, state] of inOrder.entries()) {
    assertEquals(store.add(state, 0, NO_PARENT), ~number);
  }
  for (const [number, state] of inOrder.entries()) {
    assertEquals(store.add(state, 0, NO_PARENT), number);
  }
});

Deno.test("a batch is answered as its states would be one after the other", () => {
  const [one, other] = [new Store(2), new Store(2)];
  const numbers = new Int32Array(64);
  for (let batch = 0; batch < 500; batch++) {
    const states = Uint32Array.from({ length: 128 }, (_, i) => (i * 7919 + batch * 31) % 97);
    one.addAll(states, 64, batch, numbers);
    for (let i = 0; i < 64; i++) assertEquals(numbers[i], other.add(states, i * 2, batch));
  }
  assertEquals(one.size, other.size);
  for (let i = 0; i < one.size; i++) assertEquals(one.parentOf(i), other.parentOf(i));
});

Deno.test("states that differ in one bit are told apart, and spread over the table", () => {
  const store = new Store(4);
  for (let bit = 0; bit < 128; bit++) {
    const state = new Uint32Array(4);
    state[bit >>> 5] = 1 << (bit & 31);
    assertEquals(store.add(state, 0, NO_PARENT), ~bit);
  }
});

Deno.test("a store says what it holds", () => {
  const store = new Store(2);
  const empty = store.bytes;
  assert(empty > 0);
  for (let i = 0; i < 100_000; i++) store.add(Uint32Array.of(i, 0), 0, NO_PARENT);
  // Two words of state and one of parent, and one to two and two thirds words of table.
  const least = 100_000 * 4 * (3 + 1 / 0.75);
  assert(store.bytes - empty > least - empty, `${store.bytes}`);
  assertLess(store.bytes, 100_000 * 4 * (3 + 2 / 0.75) + 2 * empty + (4 * 3 << 14));
});
