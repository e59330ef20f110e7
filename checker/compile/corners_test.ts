import { assertEquals } from "@std/assert";
import { DirectProgram } from "../direct.ts";
import { compile } from "./compiled.ts";
import { load } from "./testing/random_module.ts";
import { smallModule } from "./testing/small_module.ts";
import { stepsOf } from "./testing/steps.ts";
import { snippetsOf } from "./testing/subset_snippets.ts";

/** A machine that each corner is part of. */
const shared = `
schema: record({ n: range(0, 9), on: flag(), kind: oneOf("empty", "read", "write"), holder: optional(index("owner", 2)), list: array(3, range(0, 9)), cells: array(2, record({ kind: oneOf("empty", "read", "write"), dirty: flag() })), spare: record({ kind: oneOf("empty", "read", "write"), dirty: flag() }), ready: subset(3), lone: array(1, range(0, 9)), rows: array(2, array(1, range(0, 9))), only: subset(1) })
constants: { depth: 3, weights: [1, 2, 4], rules: { mayAct(s) { return s.n < 3; } } }
params: () => ({ owner: index("owner", 2), slot: range(0, 2) })
`;

/** Texts in the subset of which one might think that they mean something else when compiled. */
const corners: { readonly [what: string]: string } = {
  "names that are declared again": `
then: (s) => { let i = 7; for (let i = 0; i < 3; i++) { s.list.set(i, i); } s.n = i; }

then: (s) => { for (let i = 0; i < 3; i++) { let i = 5; s.n = i; } }

then: (s) => { const x = 1; { s.n = x; const y = 2; } { const x = 3; s.list.set(0, x); } s.list.set(1, x); }

then: (s) => { let x = 1; { let x = 2; x = 3; s.n = x; } s.list.set(0, x); }

const x = 4;
then: (s) => { s.n = x; { const x = 2; s.list.set(0, x); } s.list.set(1, x); }

const x = 4;
when: (s) => { const f = s.n; for (let i = 0; i < 2; i++) { const x = i; if (x === f) return true; } return x === 3; }
then: (s) => { s.n += 1; }

function f(Math) { return Math.n; }
then: (s) => { s.n = f(s) === 3 ? 1 : 3; }`,

  "places that change while they are used": `
function f(s, c) { s.n = 1; c.dirty = true; }
then: (s) => { f(s, s.cells.at(s.n)); }

const f = (s, c) => g(s, c);
function g(s, c) { s.n = 1; c.dirty = true; }
then: (s) => { f(s, s.cells.at(s.n)); }

const f = (s, x) => s.list.set(x, s.n + 1);
when: (s) => s.n < 2
then: (s) => { f(s, s.n); s.n += 1; f(s, s.n); }

when: (s) => s.n < 1
then: (s) => { const c = s.cells.at(s.n); s.n = 1; c.dirty = true; s.cells.at(s.n).kind = "read"; }

when: (s) => s.n < 1
then: (s) => { (s.n === 0 ? s.cells.at(0) : s.spare).dirty = true; s.n = 1; }

when: (s) => s.n < 2
then: (s) => { const { kind } = s.cells.at(s.n); s.n += 1; s.cells.at(0).kind = "write"; s.spare.kind = kind; }`,

  "functions of one name and several places": `
function at(c) { let x = 0; if (c.dirty) { x = 1; } return x; }
initial: (s) => { s.list.set(0, 3); s.list.set(1, 5); s.cells.at(1).dirty = true; }
when: (s) => s.list.at(at(s.cells.at(0))) === 3 && s.list.at(at(s.cells.at(1))) === 5
then: (s) => { s.n = 1; s.list.set(1, 4); }`,

  "functions that change the state and return something": `
function take(s) { s.n = 1; return true; }
then: (s) => { take(s); }

function take(s) { if (s.n > 3) return false; s.n += 1; return true; }
then: (s) => { take(s); s.on = s.n > 2; }

then: (s) => { s.on = true; return 1; }

when: (s) => s.n < 3
then: (s) => { if (s.n === 1) { s.list.set(0, 2); s.n = 2; return; } s.n += 1; }

then: (s) => s.n = 1`,

  "whole numbers at the edge": `
when: (s) => s.n < 3
then: (s) => { s.n = -(-s.n) + 1; }

when: (s) => s.n === -0
then: (s) => { s.n = 1; }

when: (s) => s.n * 5000000000 < 1
then: (s) => { s.n = 1; }

when: (s) => s.n < 2
then: (s) => { s.n = (s.n + 4294967297) & 7; }

when: (s) => ((s.n + 1) << 31) < 0
then: (s) => { s.n += 1; }

when: (s) => (1 << 33) === 2
then: (s) => { s.n = (1 << (s.n + 32)) & 7; }

when: (s) => (s.n >> -31) === 0
then: (s) => { s.n = 3; }

when: (s) => s.n < 8
then: (s) => { s.n = (s.n * 2147483647 * 4) % 7; }

when: (s) => s.n < 3
then: (s) => { s.n = ~~s.n + 1; }

then: (s) => { s.n = (s.n - 5) % 3 + 2; }

then: (s) => { s.n = s.n ^ 5 | 0; }

when: (s) => s.n < 1e1
then: (s) => { s.n = (s.n + 0x3) % 0b1010; }`,

  "constants": `
export const T = { empty: 1, read: 2, write: 3 };
then: (s) => { s.n = T[s.kind]; s.kind = "read"; }

export const T = { a: 1, b: 2 };
then: (s) => { s.n = T["a"]; }

export const T = Object.freeze([1, 2, 3]);
when: (s, { slot }) => T[slot] > 1
then: (s, { slot }) => { s.n = slot; }

when: (s, p, k) => k.rules.mayAct(s)
then: (s) => { s.n += 1; }

function low() { return { test(s) { return s.n < 3; } }; }
constants: { rules: low() }
when: (s, p, k) => k.rules.test(s)
then: (s) => { s.n += 1; }`,

  "indices that are one of a few numbers": `
export const where = [1, 2, 0];
function spot(s) { return s.n > 2 ? -1 : where[s.n]; }
when: (s, { slot }) => { const f = spot(s); if (f < 0) return false; return s.list.at(f) !== slot + 3; }
then: (s, { slot }) => { const f = spot(s); s.list.set(f, slot + 3); if (f === 2) return; s.n = f + 1; }

function spot(s) { if (!s.on) return s.list.at(0); if (s.kind === "empty") return 2; return s.holder === null ? 1 : s.holder; }
when: (s) => { const f = spot(s); return f < 3 && s.list.at(f) < 5; }
then: (s, { owner }) => { const f = spot(s); s.list.set(f, s.list.at(f) + 2); s.on = !s.on; s.holder = owner; s.list.set(spot(s), 1); }

function spot(s) { if (s.n > 1) return 2; return s.on ? 1 : 0; }
when: (s) => { if (s.n > 1) return false; const f = spot(s); return s.list.at(f) < 3; }
then: (s) => { s.n = 2; const f = spot(s); s.list.set(f, 3); s.n = f === 2 ? 0 : 1; s.on = !s.on; }

function spot(s) { for (let i = 0; i < 3; i++) { if (s.on && s.list.at(i) === 2) return 0; } return s.n > 1 ? 2 : 1; }
then: (s) => { const f = spot(s); s.list.set(f, (s.list.at(f) + 1) % 3); s.on = !s.on; s.n = (s.n + 1) % 3; }

then: (s) => { s.n = (s.n + 1) % 3; const f = s.n; s.list.set(f, (s.list.at(f) + 1) % 4); const g = s.list.at(f) % 2; s.cells.at(g).dirty = !s.cells.at(g).dirty; s.n = s.list.at((f + g) % 3) % 3; }

function bump(s, f) { const g = s.list.at(f) > 1 ? 0 : f; s.list.set(g, (s.list.at(g) + 1) % 3); }
then: (s, { slot }) => { const f = (s.n + slot) % 3; bump(s, f); for (let i = 0; i < 2; i++) { const h = s.list.at(i); s.list.set(h, (i + h) % 3); if (h === 2) break; } s.n = f; }

then: (s) => { const f = s.holder === null ? 1 : s.holder; if (s.ready.has(f)) s.ready.delete(f); else s.ready.add(f); s.cells.at(f).kind = "read"; s.holder = f === 1 ? 0 : null; }

when: (s) => s.n < 4
then: (s) => { const f = s.n; s.n += 1; s.list.set(f % 3, f); s.cells.at(f === s.n ? 0 : f % 2).dirty = f > 1; }`,

  "loops that step, stop early, or do not run": `
then: (s) => { for (let i = 0; i < 3; i++) { if (i === 1) continue; s.list.set(i, i + 1); } }

then: (s) => { for (let i = 0; i < 3; i++) { if (i === 1) break; s.list.set(i, i + 1); } }

then: (s) => { for (let i = 0; i < 3; i += 2) s.n = i; for (let i = 9; i > 2; i -= 3) s.list.set(0, i); }

when: (s) => s.n < 7
then: (s) => { for (let i = 0; i < 2147483650; i += 1073741824) s.n += 1; }

then: (s) => { for (let i = 5; i < 3; i++) s.n = 1; s.on = true; }`,

  "what may not be there": `
then: (s, { owner }) => { s.holder = owner; s.n = s.holder + 1; }

when: (s) => s.holder !== null && s.holder < 1
then: (s) => { s.holder = 0; }

then: (s) => { s.holder = s.holder === null ? 1 : null; }

when: (s) => !s.ready.has(s.n)
then: (s) => { s.n = 3; s.ready.add(0); }

when: (s) => s.ready.has(-1)

when: (s) => s.list.at(3) === 0

then: (s, { slot }) => { s.list.set(slot + 1, 4); }

then: (s) => { s.ready.delete(5); s.n = 1; }

then: (s) => { s.n = s.list.at(3) === 0 ? 2 : 2; }`,

  "tests that could come to one thing only, of what is not there": `
when: (s) => s.n < 9 && !(s.list.at(s.n) === 12)
then: (s) => { s.n += 1; }

when: (s) => s.n < 9 && s.list.at(s.n) <= 9
then: (s) => { s.n += 1; }

when: (s) => s.n < 9
then: (s) => { if (s.list.at(s.n) === 12) s.n = 0; s.n += 1; }

when: (s) => s.n < 9 && (s.list.at(s.n) === 1 || true)
then: (s) => { s.n += 1; }

when: (s) => s.n < 9 && Math.min(s.list.at(s.n), -1) < 0
then: (s) => { s.n += 1; }

when: (s) => s.n < 9 && s.list.at(s.n) !== null
then: (s) => { s.n += 1; }`,

  "an element that is the only one, or is not there": `
when: (s) => s.n < 3
then: (s) => { s.n += 1; s.lone.set(s.n - 1, 4); }

when: (s) => s.n < 3
then: (s) => { s.lone.set(0, s.n); s.n += 1; s.rows.at(1).set(s.n - 1, 4); }

when: (s) => s.n < 3 && s.lone.at(s.n) < 9
then: (s) => { s.n += 1; s.lone.set(0, s.n); }

when: (s) => s.n < 3
then: (s) => { s.n += 1; s.rows.at(s.lone.at(s.n) & 1).set(0, 4); }

when: (s) => s.n < 3
then: (s) => { s.n += 1; s.lone.set(s.rows.at(s.n).at(0) % 1, s.n); }

when: (s) => s.n < 3
then: (s) => { s.only.add(s.n); s.n += 1; }

when: (s) => s.n < 3 && !s.only.has(s.n)
then: (s) => { s.n += 1; }

then: (s) => { s.lone.set(3, 4); }`,

  "locals that may be null, and grow": `
then: (s) => { let x = s.n > 2 ? null : s.n; if (x === null) x = 0; for (let i = 0; i < 2; i++) { x += 1; } s.n = x; }

when: (s) => { let x = s.holder === null ? -1 : s.holder; if (s.on) x += 1; for (let i = 0; i < 2; i++) { if (s.n > 7) return x > i; x -= 1; } return x < 2; }
then: (s) => { s.n += 1; }`,

  "values that do not fit": `
then: (s) => { s.n = s.n + 4; }

then: (s) => { s.kind = "unknown"; }

then: (s) => { s.n = null; }

then: (s) => { s.on = s.n; }

then: (s) => { s.list.set(0, "a"); }`,
};

for (const [what, block] of Object.entries(corners)) {
  Deno.test(`compiled and direct runs take the same steps: ${what}`, async () => {
    for (const { text, parts } of snippetsOf(block, shared)) {
      const machine = await load(smallModule(parts));
      assertEquals(stepsOf(await compile(machine)), stepsOf(new DirectProgram(machine)), text);
    }
  });
}
