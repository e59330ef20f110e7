/**
 * Ringfence: can a userspace NVMe driver ever make the controller touch memory that it was not
 * granted?
 *
 * # The system
 *
 * A *provider* is a userspace driver. It holds a *claim* on a controller, through which it writes
 * selected registers, doorbells among them, and *windows*: frames of memory that it maps and that
 * the controller may access on its behalf. The *kernel* keeps the ledger of claims and windows, each
 * with a *generation*. In the *validated* model (the document's Model B) the provider writes
 * device-visible addresses itself, and the kernel scans them when a doorbell is rung, before the
 * controller may see them; in the *brokered* model (Model A) the provider names buffers, and the
 * kernel writes the addresses. The *controller* fetches what a doorbell published, transfers data,
 * and posts completions; the kernel's gate lets a completion wake a *waiter*, or not. When a claim
 * ends, *teardown* quiesces scans and controller, takes the windows away, scrubs their frames, and
 * frees them for the next owner.
 *
 * # The adversary
 *
 * Every provider that acts is hostile: it writes any entry, list, register or completion that its
 * mappings let it write, rings any doorbell with any tail, through any handle that it ever held, at
 * any moment, also between two steps of the kernel. The kernel's scan is not atomic: it reads one
 * entry a step. The controller follows the protocol, but takes its steps whenever it likes: it may
 * fetch long after the doorbell, read a list long after it fetched the entry, complete in any order,
 * go on working until RDY = 0. Data that it writes may land in any frame that its translation
 * reaches, rings included, and is of the attacker's choice. An IOTLB keeps every translation that it
 * may keep until it is invalidated. Nobody but the kernel is assumed to make progress, except that a
 * controller whose EN was cleared clears RDY in the end.
 *
 * # Reading order
 *
 * | file | what it says |
 * | --- | --- |
 * | `vocabulary.ts`, `shapes.ts` | lanes, models, what each command does to memory |
 * | `bounds.ts`, `state.ts` | how much there is of everything; every variable |
 * | `addresses.ts`, `rings.ts`, `queues.ts` | page numbers, frames and translation; slots; arming |
 * | `rules.ts`, `checks.ts` | the kernel's checks by name, and their order |
 * | `grants.ts`, `registers.ts`, `memory.ts` | windows and claims; CC, ASQ, ACQ; the provider's stores |
 * | `submission.ts`, `brokered.ts` | doorbell, scan, publication or refusal; intents |
 * | `controller.ts`, `completions.ts` | fetch, transfer, completion; the gate |
 * | `teardown.ts` | revocation, the end of a claim, reset, unmapping, invalidation, scrubbing |
 * | `properties.ts`, `requirements.ts` | what must be true, and of which sentence each is the form |
 * | `designs.ts`, `faults.ts` | the document taken literally, the hardened design, and what breaks it |
 * | `machine.ts` | all of it put together |
 *
 * `nvme/` holds the wire formats and `implementation/` a kernel's code on real bytes; neither is
 * needed to understand the machine.
 *
 * # What is modelled, and how
 *
 * - *Addresses* are page numbers. What the checks look at is in which window a page lies, whose it
 *   is, and whether the next pages of an extent do too; within a page nothing else matters, except
 *   alignment, which the shapes `readOffset` and `readUnaligned` and the register flag `asqShifted`
 *   carry (ASQ stands for every queue base: the same rule is for all). Numbers of the provider's
 *   address space and host-physical numbers are disjoint, so that either is recognised wherever it
 *   turns up. IOVA `p` is backed by frame `p`: which frame it is does not matter, that a retired
 *   IOVA leads to a frame that somebody else has by now does.
 * - *Commands* are shapes (`vocabulary.ts`): all opcodes that touch memory in the same way are one.
 *   A PRP list has one entry, standing for any of them: each is checked alike, and each fault that
 *   leaves one unchecked shows in one. What carries an address without being PRP1, PRP2 or a list is
 *   represented by `metadata` (MPTR: an address nobody checks), `vendor` (a length nobody knows) and
 *   `doorbellBuffer` (publication without a doorbell); Host Memory Buffer and the other carriers of
 *   NVMe are refused by the same allow-list and would do what these do.
 * - *Time*: every interleaving. A timeout may strike whenever somebody waits.
 * - *Memory that nobody will read before it is written anew* is forgotten: a fetched slot, a slot
 *   that the kernel has copied. A provider can store the same bytes again at any moment, so no
 *   behaviour is lost, and the state space is smaller by orders of magnitude.
 * - *A completion ring that is empty* and has no submission queue is told as one just made: where in
 *   the ring the next completion goes makes no difference to anybody, as long as kernel and controller
 *   agree on it. While a completion is unread, or the two disagree, the ring stays where it is, and
 *   what is left in it can still be read when the next submission queue is created.
 * - *Starting in service* (`Bounds.start`) is a shortcut through states that the actions reach from
 *   nothing; a test holds it to that.
 * - *DMA* is judged step by step, in the state in which it happens. A stale translation is always
 *   taken to be hit: the slowest hardware allowed.
 *
 * # What is deliberately not modelled
 *
 * Serialisation: doorbells of one queue are taken one at a time, and a register write does not race
 * with the enable. One instance has one model. A provider that clears CC.EN resets, and with that its
 * claim ends. The provider's copies of completions, where the kernel keeps the ring: nothing in the
 * kernel reads them or depends on their window, so that no doorbell is held to its generation.
 *
 * Data values, except whose they are; several I/O queue pairs; namespaces, interrupts as such and
 * MSI-X tables (interrupts are the kernel's to route; a provider that can write the table is outside
 * the claim's selected writes); asynchronous events and command aborts (they hold fetches back,
 * which the controller may do anyway); Shutdown (SHN), which is no quiescence; a controller that is
 * itself malicious; peer-to-peer DMA and controller memory buffers, which the kernel does not
 * enable; and side channels. Bounds are small: what holds, holds "within these bounds".
 *
 * @example The seventh hostile case: an old handle rings, and is refused
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { check } from "../checker/mod.ts";
 * import { ringfence, SMALL } from "./mod.ts";
 *
 * const machine = ringfence({
 *   lane: "remapped",
 *   model: "validated",
 *   design: "hardened",
 *   bounds: { ...SMALL, start: 2, lowPage: 2, highPage: 2 },
 *   shapes: ["read"],
 *   attack: "staleClaim",
 * });
 * const { verdict } = await check(machine);
 * assertEquals(verdict, "holds");
 * ```
 *
 * @module
 */

export * from "./bounds.ts";
export { asWritten, hardened, ingredients, without } from "./designs.ts";
export * from "./errors.ts";
export * from "./faults.ts";
export * from "./machine.ts";
export * from "./requirements.ts";
export type { Rules } from "./rules.ts";
export { type Constants, type Schema, schema, type State } from "./state.ts";
export * from "./vocabulary.ts";
