/**
 * The share of one thread in a search: which states are its own, and how the others get theirs.
 *
 * Every state has an owner, picked by a hash of its words. The owner keeps it, expands it and knows
 * whether it was seen before; whoever else comes across it sends it there. So nothing is shared but
 * the rings that states travel in.
 *
 * A level is over when everyone has expanded what was theirs of it and taken in what was sent. A
 * thread that waits, for room in a ring or for the others, takes in what comes meanwhile: nobody
 * waits for one who waits.
 *
 * @module
 */

import type { LevelSearch, Share } from "../level_search.ts";
import { StateRing } from "./state_ring.ts";
import type { Team } from "./team.ts";

/** The rings of a team, by sender, then by receiver; none from a member to itself. */
export type Rings = readonly (readonly (SharedArrayBuffer | undefined)[])[];

/** Rings for a team, each with room for so many states. */
export function ringsFor(members: number, words: number, states: number): Rings {
  const each = Array.from({ length: members }, (_, member) => member);
  return each.map((from) =>
    each.map((to) => from === to ? undefined : StateRing.memory(words, states))
  );
}

/** One thread's share. */
export class Exchange implements Share {
  readonly member: number;
  readonly #team: Team;
  readonly #words: number;
  readonly #outgoing: readonly (StateRing | undefined)[];
  readonly #incoming: readonly (StateRing | undefined)[];

  #failure: { readonly error: unknown } | undefined;

  constructor(team: Team, member: number, rings: Rings, words: number) {
    this.member = member;
    this.#team = team;
    this.#words = words;
    const ring = (memory: SharedArrayBuffer | undefined) => memory && new StateRing(memory, words);
    this.#outgoing = rings[member].map(ring);
    this.#incoming = rings.map((from) => ring(from[member]));
  }

  ownerOf(states: Uint32Array, at: number): number {
    let hash = 0;
    for (let w = at; w < at + this.#words; w++) {
      hash = Math.imul(hash ^ states[w], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    // Other bits than those that a seen set picks a place by.
    return ((hash >>> 8 & 0xffff) * this.#team.size) >>> 16;
  }

  send(owner: number, states: Uint32Array, at: number): void {
    this.#outgoing[owner]!.put(states, at);
  }

  /**
   * Works on a search together with the others, level by level, until all is explored or someone
   * wants to stop. If the search fails, so do all.
   *
   * @param most States that a batch may send to one of the others.
   */
  explore(search: LevelSearch, most: number): void {
    const team = this.#team;
    for (;;) {
      this.#report(search);
      if (!team.meet(this.member, search.frontier)) break;
      search.beginLevel();
      while (search.left > 0 && !team.stopped) {
        this.#makeRoom(search, most);
        this.#attempt(() => search.advance());
        this.#publish();
        this.#takeIn(search);
        this.#report(search);
        if (search.satisfied) team.satisfy();
      }
      team.finish();
      for (;;) {
        const calls = team.calls(this.member);
        const finished = team.finished;
        if (this.#takeIn(search)) continue;
        if (finished) break;
        team.wait(this.member, calls);
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Does a part of the work. Who fails keeps the others company until they have ended, too. */
  #attempt(part: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      part();
    } catch (error) {
      this.#failure = { error };
      this.#team.stop();
    }
  }

  /** Sees to it that a batch can be sent wherever its states belong. */
  #makeRoom(search: LevelSearch, most: number): void {
    for (const ring of this.#outgoing) {
      if (ring === undefined) continue;
      for (;;) {
        const calls = this.#team.calls(this.member);
        if (ring.room >= most) break;
        if (!this.#takeIn(search)) this.#team.wait(this.member, calls);
      }
    }
  }

  #publish(): void {
    for (const [to, ring] of this.#outgoing.entries()) if (ring?.publish()) this.#team.call(to);
  }

  /** Takes in what has come. Returns whether that was anything. */
  #takeIn(search: LevelSearch): boolean {
    let any = false;
    for (const [from, ring] of this.#incoming.entries()) {
      if (ring === undefined) continue;
      for (;;) {
        const count = ring.take(search.inbox, search.inboxRoom);
        if (count === 0) break;
        any = true;
        this.#attempt(() => search.accept(count));
      }
      if (any) this.#team.call(from);
    }
    return any;
  }

  #report(search: LevelSearch): void {
    const { size, frontier, bytes, tally: { generated }, level } = search;
    this.#team.report(this.member, { size, frontier, bytes, generated, level });
  }
}
