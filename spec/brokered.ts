/**
 * The brokered model: the provider says what it wants of which buffer, the kernel writes the entry.
 *
 * @module
 */

import { index, oneOf, range } from "../checker/mod.ts";
import { firstFrame, pageOf } from "./addresses.ts";
import { answer, doorbellObjection } from "./checks.ts";
import { slotAfter } from "./rings.ts";
import { carriesData, isAdminOnly } from "./shapes.ts";
import { action, ADMIN, type Constants, type State } from "./state.ts";
import type { Answer, Shape } from "./vocabulary.ts";

/**
 * Objections to an intent: to the ringer and its queue, then to the command id and, where it moves
 * data, to the buffer.
 */
function intentObjection(
  s: State,
  k: Constants,
  owner: number,
  generation: number,
  queue: number,
  shape: Shape,
  cid: number,
  window: number,
): Answer {
  const tail = slotAfter(k, s.queue.at(queue).tail, 1);
  const objection = doorbellObjection(s, k, generation, queue, tail);
  if (objection !== "none") return objection;
  if (!k.rules.opcodeIsAllowed(shape)) return "opcode";
  if (!k.rules.queueOrderIsRight(s, k, shape)) return "queueOrder";
  if (!k.rules.commandIdIsFree(s, k, queue, cid, s.queue.at(queue).tail)) return "commandInFlight";
  if (carriesData(shape) && !k.rules.capabilityIsLive(s, k, owner, window)) return "foreignWindow";
  return "none";
}

/**
 * A provider submits an intent: a command, its id and a buffer capability. The kernel authors the
 * entry from the ledger in a ring of its own; it publishes it in a step of its own, gated on the
 * ledger once more (`kernelPublishesBatch`).
 */
export const providerSubmitsIntent = action({
  params: (k) => ({
    owner: index("owner", k.bounds.owners),
    handle: range(0, k.bounds.generations - 1),
    queue: range(0, k.queues - 1),
    shape: oneOf(...k.shapes),
    cid: index("command", k.bounds.commands),
    window: range(0, k.bounds.windows - 1),
  }),
  when: (s, { owner, handle, queue, shape }, k) =>
    k.model === "brokered" && (queue === ADMIN || !isAdminOnly(shape)) &&
    owner < k.bounds.activeOwners && s.handle.at(owner).has(handle) &&
    s.queue.at(queue).scan.phase === "idle",
  then: (n, { owner, handle, queue, shape, cid, window }, k) => {
    const known = n.queue.at(queue);
    const objection = intentObjection(n, k, owner, handle, queue, shape, cid, window);
    answer(n, k, queue, objection);
    if (objection !== "none") return;
    const authored = known.checked.at(known.tail);
    authored.shape = shape;
    authored.cid = cid;
    // An intent without data names no buffer: the rings of queues that it creates are the kernel's.
    if (carriesData(shape)) {
      authored.page = pageOf(k, firstFrame(k, window));
      authored.pageGeneration = n.window.at(window).generation;
    }
    known.scan.phase = "scanning";
    known.scan.to = slotAfter(k, known.tail, 1);
    known.scan.cursor = known.scan.to;
    known.scan.generation = n.claim.generation;
    known.scan.ringer = owner;
    known.scan.presented = handle;
  },
});
