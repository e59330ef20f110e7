/**
 * The machine put together: bounds, lane, model, design and fault make one instance of it.
 *
 * @module
 */

import { type Action, type Machine, machine, type Property, weakly } from "../checker/mod.ts";
import { type Bounds, checkBounds, frameCount } from "./bounds.ts";
import { providerSubmitsIntent } from "./brokered.ts";
import {
  kernelTakesCompletion,
  providerAbandonsWait,
  providerReapsWaiter,
  providerRingsHead,
} from "./completions.ts";
import {
  controllerAccessesMemory,
  controllerCompletes,
  controllerFetchesEntry,
  controllerStops,
} from "./controller.ts";
import { asWritten, hardened, ingredients, without } from "./designs.ts";
import { SpecificationError } from "./errors.ts";
import { faults } from "./faults.ts";
import { initial, kernelGrantsClaim, kernelGrantsWindow } from "./grants.ts";
import { providerForgesCompletion, providerWritesEntry, providerWritesList } from "./memory.ts";
import * as properties from "./properties.ts";
import {
  providerDisablesController,
  providerEnablesController,
  providerWritesRegisters,
} from "./registers.ts";
import type { Rules } from "./rules.ts";
import { fetchesList, managesQueues } from "./shapes.ts";
import { type Constants, type Schema, schema, type State } from "./state.ts";
import {
  kernelPublishesBatch,
  kernelRefusesBatch,
  kernelScansEntry,
  providerRingsDoorbell,
} from "./submission.ts";
import {
  kernelFreesClaim,
  kernelInvalidatesIotlb,
  kernelResetsController,
  kernelRevokesWindow,
  kernelScrubsWindow,
  kernelTimesOut,
  kernelUnmapsWindow,
  providerEndsClaim,
  scansAreIdle,
} from "./teardown.ts";
import {
  type Answer,
  ANSWERS,
  type Lane,
  LANES,
  type Model,
  MODELS,
  type Shape,
  SHAPES,
} from "./vocabulary.ts";

/** One instance of the machine. */
export interface Instance {
  readonly lane: Lane;
  readonly model: Model;
  /** `hardened`, `asWritten`, or `without:INGREDIENT`. */
  readonly design: string;
  /** The name of a fault to seed. */
  readonly fault?: string;
  readonly bounds: Bounds;
  /** The command shapes that providers write. */
  readonly shapes: readonly Shape[];
  /** For the document's hostile cases: the refusal with which every doorbell is to be answered. */
  readonly attack?: Answer;
}

/** The rules of a design, by name. */
function rulesOf(design: string): Rules {
  if (design === "hardened") return hardened;
  if (design === "asWritten") return asWritten;
  const ingredient = design.startsWith("without:") ? design.slice("without:".length) : "";
  if (!Object.hasOwn(ingredients, ingredient)) {
    throw new SpecificationError(
      `Cannot take the design "${design}": there are hardened, asWritten, and without: followed ` +
        `by one of ${Object.keys(ingredients).join(", ")}`,
    );
  }
  return without(ingredient);
}

/** Whether nobody has to go on: no scan is under way, and no teardown. */
export function isAtRest(s: State, k: Constants): boolean {
  return scansAreIdle(s, k) && s.claim.phase !== "closing";
}

/**
 * Whether an instance tells no command id from another. Zeros name command 0, so it does wherever
 * memory that nobody has written may be read: where providers publish such slots or write entries
 * that look like them, where queues and grants come and go and leave zeros behind, and in all designs
 * but `hardened`, with all faults, which may read a slot again, or read the provider's rings for
 * themselves.
 */
function commandsAreAlike({ design, fault, bounds, shapes }: Instance): boolean {
  return design === "hardened" && fault === undefined && bounds.commands > 1 &&
    bounds.blankEntries === 0 && !shapes.includes("noData") &&
    bounds.ioQueue + bounds.registers === 0 && bounds.start !== 1 &&
    bounds.revokes + bounds.teardowns + bounds.regrants === 0;
}

type Actions = { readonly [name: string]: Action<Schema, Constants> };

/** The actions that an instance has: those that its bounds, lane and model leave possible. */
function actionsOf(k: Constants): Actions {
  const { bounds, model, lane, rules } = k;
  const validated = model === "validated";
  const grants = bounds.regrants === 1 || bounds.start === 1;
  const ends = grantsEnd(k);
  const theProvidersRing = !rules.completionsAreTheKernels(k);
  return {
    ...when(grants, { kernelGrantsWindow, kernelGrantsClaim }),
    ...when(validated && bounds.registers === 1, { providerWritesRegisters }),
    ...when(grants || bounds.registers === 1, { providerEnablesController }),
    ...when(grants && bounds.teardowns === 1 && !rules.teardownResets(k), {
      providerDisablesController,
    }),
    ...when(validated, { providerWritesEntry }),
    ...when(validated && k.shapes.some(fetchesList), { providerWritesList }),
    ...when(theProvidersRing && bounds.forges === 1, { providerForgesCompletion }),
    ...when(validated, { providerRingsDoorbell, kernelScansEntry }),
    ...when(!validated, { providerSubmitsIntent }),
    kernelPublishesBatch,
    ...when(validated || ends, { kernelRefusesBatch }),
    controllerFetchesEntry,
    controllerAccessesMemory,
    controllerCompletes,
    kernelTakesCompletion,
    ...when(theProvidersRing, { providerRingsHead }),
    ...when(bounds.abandons === 1, { providerAbandonsWait }),
    providerReapsWaiter,
    ...when(bounds.revokes === 1, { kernelRevokesWindow }),
    ...when(bounds.teardowns === 1, {
      providerEndsClaim,
      kernelTimesOut,
      kernelFreesClaim,
      controllerStops,
    }),
    ...when(bounds.teardowns === 1 && rules.teardownResets(k), { kernelResetsController }),
    ...when(ends, { kernelUnmapsWindow, kernelScrubsWindow }),
    ...when(ends && lane === "remapped" && rules.invalidates(k), { kernelInvalidatesIotlb }),
  };
}

/** Who keeps to what `Bounds.prompt` promises. */
const prompt = [
  "providerRingsDoorbell",
  "providerReapsWaiter",
  "controllerFetchesEntry",
  "controllerAccessesMemory",
  "controllerCompletes",
];

/** The actions with the fairness that an instance may assume of them. */
function withFairness(k: Constants, actions: Actions): Actions {
  if (k.bounds.prompt === 0) return actions;
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) =>
      prompt.includes(name) ? [name, { ...action, fairness: weakly() }] : [name, action]
    ),
  );
}

/** The actions given, or none. */
function when(holds: boolean, actions: object): Actions {
  return holds ? actions as Actions : {};
}

/** Whether a correct provider may rely on being served: nobody ends its claim. */
const isPrompt = (k: Constants) => k.bounds.prompt === 1 && k.bounds.teardowns === 0;

/** Whether a claim or a window can end. */
const grantsEnd = (k: Constants) => k.bounds.teardowns === 1 || k.bounds.revokes === 1;

/**
 * Claims that only some instances can make, and what they need: where there is nothing of what a
 * claim speaks of, it would hold for no reason.
 */
const needs: { readonly [property: string]: (k: Constants) => boolean } = {
  BounceLanesAreBrokered: (k) => k.lane === "bounce",
  FreeFramesAreUnreachable: (k) => k.lane === "remapped",
  QueueBasesArePageAligned: (k) => k.model === "validated" && k.bounds.registers === 1,
  ScannedRingIsTheFetchedRing: (k) => k.model === "validated",
  RegrantedRingsAreRefused: (k) => k.model === "validated" && k.bounds.regrants === 1,
  OnlyValidatedListsAreUsed: (k) => k.shapes.some(fetchesList),
  PublishedPointersAreAligned: (k) => k.shapes.includes("readUnaligned"),
  QueuesChangeOnCompletions: (k) => k.shapes.some(managesQueues),
  DeletionsStrandNobody: (k) => k.shapes.includes("deleteSq") || k.shapes.includes("deleteCq"),
  NothingOutlivesItsGrant: grantsEnd,
  CommandsCanComplete: (k) => k.attack === "none",
  NoDoorbellIsWritten: (k) => k.attack !== "none",
  NoWaiterIsWoken: (k) => k.attack !== "none",
  TheAttackIsRefused: (k) => k.attack !== "none",
  IoCommandsCanComplete: (k) => k.bounds.ioQueue === 1 && k.attack === "none",
  EntriesAreSubmitted: isPrompt,
  CommandsAreServed: isPrompt,
  RefusedProvidersCanBeServed: (k) => k.bounds.reasons === 1 && k.attack === "none",
  OffsetsCanBeServed: (k) => k.shapes.includes("readOffset"),
  DoorbellsCanBeRefused: (k) => k.model === "validated",
  TeardownsCanEnd: (k) => k.bounds.teardowns === 1,
  TheNextOwnerCanBeServed: (k) => k.bounds.teardowns === 1 && k.bounds.regrants === 1,
  WaitersAreReleased: (k) => k.bounds.teardowns === 1,
  TeardownsEnd: (k) => k.bounds.teardowns === 1,
  RevocationsEnd: (k) => k.bounds.teardowns === 1,
};

/**
 * The properties that an instance has, step properties narrowed to the actions that it has.
 * `actions` are those of the text, which step properties refer to; `taken` the instance's own.
 */
function propertiesOf(k: Constants, actions: Actions, taken: Actions) {
  const nameOf = new Map<unknown, string>(
    Object.entries(actions).map(([name, action]) => [action, name]),
  );
  const chosen: { [name: string]: Property<Schema, Constants> } = {};
  for (const [name, property] of Object.entries(properties)) {
    if (Object.hasOwn(needs, name) && !needs[name](k)) continue;
    if (property.kind !== "step" || property.of === undefined) {
      chosen[name] = property as Property<Schema, Constants>;
      continue;
    }
    const names = property.of.map((action) => nameOf.get(action));
    const of = names.flatMap((action) => action === undefined ? [] : [taken[action]]);
    if (of.length > 0) chosen[name] = { ...property, of };
  }
  return chosen;
}

/**
 * Makes an instance of the machine.
 *
 * Command ids, and with them who waits for a command, are interchangeable in the instances in which
 * {@link commandsAreAlike}. Nothing else is: owners are told apart by their numbers (`activeOwners`),
 * and what is free names owner 0; addresses are computed from the numbers of pages, frames and
 * windows; queue 0 is the admin queue; slots follow one another; and the controller takes the first
 * place that is free. A test (`scenarios/symmetry_test.ts`) has the places. To have free grants name
 * nobody would leave out next to nothing: the handle of the first generation is owner 0's wherever
 * the machine starts in service.
 *
 * @throws {SpecificationError} for impossible bounds, an unknown lane, model, design, fault or shape.
 */
export function ringfence(instance: Instance): Machine<Schema, Constants> {
  const { lane, model, bounds, shapes } = instance;
  checkBounds(bounds);
  checkName("lane", lane, LANES);
  checkName("model", model, MODELS);
  checkName("attack", instance.attack ?? "none", ANSWERS);
  for (const shape of shapes) checkName("shape", shape, SHAPES);
  if (shapes.length === 0) throw new SpecificationError("Cannot let providers write no shapes");
  const k: Constants = {
    bounds,
    lane,
    model,
    shapes,
    attack: instance.attack ?? "none",
    rules: { ...rulesOf(instance.design), ...replacedBy(instance.fault) },
    frames: frameCount(bounds),
    queues: 1 + bounds.ioQueue,
  };
  const alike = commandsAreAlike(instance);
  const actions = actionsOf(k);
  const taken = withFairness(k, actions);
  return machine({
    name: "ringfence",
    actors: ["provider", "kernel", "controller"],
    constants: k,
    state: schema(bounds, alike),
    ...(alike ? { symmetric: ["command"] } : {}),
    initial,
    actions: taken,
    properties: propertiesOf(k, actions, taken),
    final: isAtRest,
    source: import.meta.url,
  });
}

/** What a fault replaces. */
function replacedBy(fault: string | undefined): Partial<Rules> {
  if (fault === undefined) return {};
  checkName("fault", fault, Object.keys(faults));
  return faults[fault].replaces;
}

/** Refuses a name that is not one of those known. */
function checkName(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) {
    throw new SpecificationError(
      `Cannot take the ${what} "${name}": there are ${known.join(", ")}`,
    );
  }
}
