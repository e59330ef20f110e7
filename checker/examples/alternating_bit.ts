/**
 * The alternating-bit protocol: values get through a network that loses messages, because each is
 * sent again until it is acknowledged, and one bit tells a repetition from the next value.
 *
 * After K. A. Bartlett, R. A. Scantlebury and P. T. Wilkinson, "A note on reliable full-duplex
 * transmission over half-duplex links" (CACM 12:5, 1969), with the steps of the TLA+ module
 * AlternatingBit (Leslie Lamport, "Specifying Systems", chapter 14; tlaplus/Examples,
 * `specifications/SpecifyingSystems/TLC`), written anew.
 *
 * The queues there have no bound, and TLC is told to look no further than states with at most two
 * messages in each. It counts a step to a longer queue as generated and drops the state. Here such a
 * step is taken and changes nothing, which gives the same counts; as a step that changes nothing is
 * never owed, it also means that nobody is obliged to send into a full queue.
 *
 * Deliberately not modelled: messages that overtake each other, against which one bit is no help.
 *
 * @module
 */

import { array, type Draft, index, range, record } from "../domains.ts";
import { clear, copy, language, machine, strongly, weakly } from "../language.ts";

/** Bounds: how many different values, and how many messages each queue holds. */
export interface Link {
  readonly values: number;
  readonly room: number;
}

/** The state of both ends and of the queues between them. Unused places hold their first value. */
export function alternatingBitState({ values, room }: Link) {
  const bit = range(0, 1);
  const value = index("value", values);
  return record({
    /** On the way to the receiver, the oldest first. */
    messages: record({
      count: range(0, room),
      places: array(room, record({ bit, value })),
    }),
    /** On the way back, the oldest first. */
    acks: record({ count: range(0, room), places: array(room, bit) }),
    /** The last value sent, and its bit. */
    sent: value,
    sentBit: bit,
    /** The last bit acknowledged to the sender. */
    ackedBit: bit,
    /** The last value received, and its bit. */
    received: value,
    receivedBit: bit,
  });
}

type Schema = ReturnType<typeof alternatingBitState>;

const { action, leadsTo, step, witness } = language<Schema, Link>();

/** Puts a message at the end of the queue, if there is room. */
export function enqueue(s: Draft<Schema>, bit: number, value: number, k: Link): void {
  const count = s.messages.count;
  if (count === k.room) return;
  s.messages.places.at(count).bit = bit;
  s.messages.places.at(count).value = value;
  s.messages.count++;
}

/** Takes the message at `position` out of the queue, and moves up those behind it. */
export function removeMessage(s: Draft<Schema>, position: number, k: Link): void {
  const { places } = s.messages;
  for (let i = 0; i < k.room - 1; i++) {
    if (i >= position) copy(places.at(i), places.at(i + 1));
  }
  clear(places.at(k.room - 1));
  s.messages.count--;
}

/** Takes the acknowledgement at `position` out of the queue, and moves up those behind it. */
export function removeAck(s: Draft<Schema>, position: number, k: Link): void {
  for (let i = 0; i < k.room - 1; i++) {
    if (i >= position) s.acks.places.set(i, s.acks.places.at(i + 1));
  }
  s.acks.places.set(k.room - 1, 0);
  s.acks.count--;
}

/** Nothing is on its way, and all three bits agree. */
export const initial = action({
  params: (k) => ({
    bit: range(0, 1),
    sent: index("value", k.values),
    received: index("value", k.values),
  }),
  when: () => true,
  then: (s, { bit, sent, received }) => {
    s.sentBit = bit;
    s.ackedBit = bit;
    s.receivedBit = bit;
    s.sent = sent;
    s.received = received;
  },
});

/** What the two ends do. Repeating is fair; receiving is strongly fair, as messages may be lost. */
export const protocolActions = {
  senderSendsNewValue: action({
    params: (k) => ({ value: index("value", k.values) }),
    when: (s) => s.ackedBit === s.sentBit,
    then: (s, { value }, k) => {
      if (s.messages.count < k.room) {
        s.sent = value;
        s.sentBit = 1 - s.sentBit;
        enqueue(s, s.sentBit, value, k);
      }
    },
  }),
  senderRepeats: action({
    fairness: weakly(),
    when: (s) => s.ackedBit !== s.sentBit,
    then: (s, _p, k) => {
      enqueue(s, s.sentBit, s.sent, k);
    },
  }),
  receiverReceives: action({
    fairness: strongly(),
    when: (s) => s.messages.count > 0,
    then: (s, _p, k) => {
      s.receivedBit = s.messages.places.at(0).bit;
      s.received = s.messages.places.at(0).value;
      removeMessage(s, 0, k);
    },
  }),
  receiverAcknowledges: action({
    fairness: weakly(),
    when: () => true,
    then: (s, _p, k) => {
      if (s.acks.count < k.room) {
        s.acks.places.set(s.acks.count, s.receivedBit);
        s.acks.count++;
      }
    },
  }),
  senderReceivesAck: action({
    fairness: strongly(),
    when: (s) => s.acks.count > 0,
    then: (s, _p, k) => {
      s.ackedBit = s.acks.places.at(0);
      removeAck(s, 0, k);
    },
  }),
};

/** What the network does. Nothing obliges it to. */
export const networkActions = {
  networkLosesMessage: action({
    params: (k) => ({ position: range(0, k.room - 1) }),
    when: (s, { position }) => position < s.messages.count,
    then: (s, { position }, k) => {
      removeMessage(s, position, k);
    },
  }),
  networkLosesAck: action({
    params: (k) => ({ position: range(0, k.room - 1) }),
    when: (s, { position }) => position < s.acks.count,
    then: (s, { position }, k) => {
      removeAck(s, position, k);
    },
  }),
};

export const properties = {
  AckedMeansReceived: step(
    [protocolActions.senderReceivesAck],
    (before, after) =>
      before.ackedBit === before.sentBit || after.ackedBit !== after.sentBit ||
      after.received === after.sent,
  ),
  /** A message may still be on its way when it has long been acknowledged: the bit tells. */
  RepetitionCanBeLate: witness((s) => s.messages.count > 0 && s.ackedBit === s.sentBit),
  WhatIsSentIsReceived: leadsTo({
    params: (k) => ({ value: index("value", k.values) }),
    from: (s, { value }) => s.sent === value && s.sentBit !== s.ackedBit,
    to: (s, { value }) => s.received === value,
  }),
  WhatIsSentIsAcked: leadsTo({
    from: (s) => s.sentBit !== s.ackedBit,
    to: (s) => s.sentBit === s.ackedBit,
  }),
};

/** The machine for a link. */
export function alternatingBit(link: Link) {
  return machine({
    name: "alternating bit",
    actors: ["sender", "receiver", "network"],
    constants: link,
    state: alternatingBitState(link),
    initial,
    actions: { ...protocolActions, ...networkActions },
    properties,
    source: import.meta.url,
  });
}
