/**
 * Machines with much to do at once, which is what the reduction is for. Each can be had at any size.
 *
 * @module
 */

import { array, flag, index, oneOf, optional, range, record } from "../../../domains.ts";
import { language, machine } from "../../../language.ts";

/** How many of each. */
interface Size {
  readonly size: number;
}

function workersState({ size }: Size) {
  const workers = index("worker", size);
  return record({ at: array(workers, oneOf("fetching", "working", "storing", "done")) });
}

const worker = language<ReturnType<typeof workersState>, Size>();
const anyWorker = (k: Size) => ({ self: index("worker", k.size) });

/** Workers that have nothing to do with each other: 4 to the power of their number of states. */
export function workers(size: number) {
  const bounds: Size = { size };
  return machine({
    name: "workers",
    actors: ["worker"],
    constants: bounds,
    state: workersState(bounds),
    initial: worker.action({ when: () => true, then: () => {} }),
    actions: {
      workerFetches: worker.action({
        params: anyWorker,
        when: (s, { self }) => s.at.at(self) === "fetching",
        then: (s, { self }) => s.at.set(self, "working"),
      }),
      workerWorks: worker.action({
        params: anyWorker,
        when: (s, { self }) => s.at.at(self) === "working",
        then: (s, { self }) => s.at.set(self, "storing"),
      }),
      workerStores: worker.action({
        params: anyWorker,
        when: (s, { self }) => s.at.at(self) === "storing",
        then: (s, { self }) => s.at.set(self, "done"),
      }),
    },
    properties: {
      FirstCanBeDone: worker.witness((s) => s.at.at(0) === "done"),
      /** Not so: they may meet. */
      FirstTwoNeverStoreTogether: worker.invariant((s) =>
        s.at.at(0) !== "storing" || s.at.at(1) !== "storing"
      ),
    },
    final: (s, k) => {
      for (let i = 0; i < k.size; i++) {
        if (s.at.at(i) !== "done") return false;
      }
      return true;
    },
    source: import.meta.url,
  });
}

function dinersState({ size }: Size) {
  const diners = index("diner", size);
  return record({
    at: array(diners, oneOf("thinking", "hungry", "holdingLeft", "eating")),
    /** Who has the fork to the left of each diner. */
    forks: array(size, optional(diners)),
  });
}

const diner = language<ReturnType<typeof dinersState>, Size>();
const anyDiner = (k: Size) => ({ self: index("diner", k.size) });

/** Diners who take the left fork, then the right one, and may all wait for ever. */
export function diners(size: number) {
  const bounds: Size = { size };
  return machine({
    name: "diners",
    actors: ["diner"],
    constants: bounds,
    state: dinersState(bounds),
    initial: diner.action({ when: () => true, then: () => {} }),
    actions: {
      dinerGetsHungry: diner.action({
        params: anyDiner,
        when: (s, { self }) => s.at.at(self) === "thinking",
        then: (s, { self }) => s.at.set(self, "hungry"),
      }),
      dinerTakesLeft: diner.action({
        params: anyDiner,
        when: (s, { self }) => s.at.at(self) === "hungry" && s.forks.at(self) === null,
        then: (s, { self }) => {
          s.forks.set(self, self);
          s.at.set(self, "holdingLeft");
        },
      }),
      dinerTakesRight: diner.action({
        params: anyDiner,
        when: (s, { self }, k) =>
          s.at.at(self) === "holdingLeft" && s.forks.at((self + 1) % k.size) === null,
        then: (s, { self }, k) => {
          s.forks.set((self + 1) % k.size, self);
          s.at.set(self, "eating");
        },
      }),
      dinerPutsDown: diner.action({
        params: anyDiner,
        when: (s, { self }) => s.at.at(self) === "eating",
        then: (s, { self }, k) => {
          s.forks.set(self, null);
          s.forks.set((self + 1) % k.size, null);
          s.at.set(self, "thinking");
        },
      }),
    },
    properties: {
      NeighboursTakeTurns: diner.invariant((s) =>
        s.at.at(0) !== "eating" || s.at.at(1) !== "eating"
      ),
      FirstCanEat: diner.witness((s) => s.at.at(0) === "eating"),
    },
    source: import.meta.url,
  });
}

function pipelineState({ size }: Size) {
  return record({
    /** Whether something lies before each stage; the last is the way out. */
    full: array(size + 1, flag()),
    /** Whether each stage is at work on what it has taken. */
    busy: array(size, flag()),
    /** How much has been put in. */
    put: range(0, 6),
  });
}

const pipeline_ = language<ReturnType<typeof pipelineState>, Size>();
const anyStage = (k: Size) => ({ stage: range(0, k.size - 1) });

/** Stages that hand things on, six of them, one after the other. */
export function pipeline(size: number) {
  const bounds: Size = { size };
  return machine({
    name: "pipeline",
    actors: ["source", "stage", "sink"],
    constants: bounds,
    state: pipelineState(bounds),
    initial: pipeline_.action({ when: () => true, then: () => {} }),
    actions: {
      sourcePuts: pipeline_.action({
        when: (s) => s.put < 6 && !s.full.at(0),
        then: (s) => {
          s.full.set(0, true);
          s.put += 1;
        },
      }),
      stageTakes: pipeline_.action({
        params: anyStage,
        when: (s, { stage }) => s.full.at(stage) && !s.busy.at(stage),
        then: (s, { stage }) => {
          s.full.set(stage, false);
          s.busy.set(stage, true);
        },
      }),
      stagePasses: pipeline_.action({
        params: anyStage,
        when: (s, { stage }) => s.busy.at(stage) && !s.full.at(stage + 1),
        then: (s, { stage }) => {
          s.busy.set(stage, false);
          s.full.set(stage + 1, true);
        },
      }),
      sinkTakes: pipeline_.action({
        when: (s, _p, k) => s.full.at(k.size),
        then: (s, _p, k) => s.full.set(k.size, false),
      }),
    },
    properties: {
      SomethingComesOut: pipeline_.witness((s, k) => s.full.at(k.size)),
      /** Not so: everything may wait at its place. */
      NeverAllBusy: pipeline_.invariant((s, k) => {
        for (let i = 0; i < k.size; i++) {
          if (!s.busy.at(i)) return true;
        }
        return false;
      }),
    },
    final: (s, k) => {
      for (let i = 0; i < k.size; i++) {
        if (s.full.at(i) || s.busy.at(i)) return false;
      }
      return s.put === 6 && !s.full.at(k.size);
    },
    source: import.meta.url,
  });
}

function clientsState({ size }: Size) {
  const clients = index("client", size);
  return record({
    at: array(clients, oneOf("preparing", "asking", "served", "cleaningUp", "gone")),
    /** Whom the server serves. */
    serving: optional(clients),
  });
}

const client = language<ReturnType<typeof clientsState>, Size>();
const anyClient = (k: Size) => ({ self: index("client", k.size) });

/** Clients that are all alike and only meet at their server. */
export function clients(size: number) {
  const bounds: Size = { size };
  return machine({
    name: "clients",
    actors: ["client"],
    constants: bounds,
    state: clientsState(bounds),
    symmetric: ["client"],
    initial: client.action({ when: () => true, then: () => {} }),
    actions: {
      clientPrepares: client.action({
        params: anyClient,
        when: (s, { self }) => s.at.at(self) === "preparing",
        then: (s, { self }) => s.at.set(self, "asking"),
      }),
      clientIsServed: client.action({
        params: anyClient,
        when: (s, { self }) => s.at.at(self) === "asking" && s.serving === null,
        then: (s, { self }) => {
          s.serving = self;
          s.at.set(self, "served");
        },
      }),
      clientLetsGo: client.action({
        params: anyClient,
        when: (s, { self }) => s.at.at(self) === "served",
        then: (s, { self }) => {
          s.serving = null;
          s.at.set(self, "cleaningUp");
        },
      }),
      clientCleansUp: client.action({
        params: anyClient,
        when: (s, { self }) => s.at.at(self) === "cleaningUp",
        then: (s, { self }) => s.at.set(self, "gone"),
      }),
    },
    properties: {
      AllCanBeGone: client.witness((s, k) => {
        for (let i = 0; i < k.size; i++) {
          if (s.at.at(i) !== "gone") return false;
        }
        return true;
      }),
    },
    source: import.meta.url,
  });
}
