/**
 * Which step of a golden trace is the decisive one: the first at which the hardened machine does not do
 * what the trace tells. To refuse that step is to withstand the attack; to refuse an earlier one is to
 * miss what the attack is about.
 *
 * @module
 */

import { type Plain, type PlainState, Stepper } from "../../checker/mod.ts";
import { ringfence } from "../../spec/machine.ts";
import { usesList } from "../../spec/shapes.ts";
import type { ToldBehaviour } from "../subject.ts";
import { departures } from "./comparison.ts";
import type { AbstractEntry } from "./entries.ts";
import { Expectations } from "./expectation.ts";
import { type MachineConstants, machineState } from "./machine_state.ts";

/**
 * The number of the decisive step, or `null` if the hardened machine does all that is told: then the
 * trace is about what a state shows, or about what it never comes to.
 *
 * @param tellings by step, what an implementation tells of its state, where no more is to be looked at.
 */
export function decisiveStep(
  k: MachineConstants,
  { steps }: ToldBehaviour,
  tellings?: readonly (PlainState | null)[],
): number | null {
  const { lane, model, bounds, shapes } = k;
  const hardened = ringfence({ lane, model, bounds, shapes, design: "hardened" });
  const stepper = new Stepper(hardened);
  const known = hardened.constants;
  const [ours, theirs] = [new Expectations(known), new Expectations(k)];
  let [state] = stepper.initial();
  for (let step = 1; step < steps.length; step++) {
    const { action, params, state: told } = steps[step];
    const choice = { action: action!, params: params! };
    if (!Object.hasOwn(hardened.actions, choice.action)) return step;
    if (!stepper.isEnabled(state, choice)) {
      // Which stores a provider makes is limited to keep the state space small; nobody refuses them.
      if (STORES.includes(choice.action)) continue;
      return step;
    }
    const after = stepper.apply(state, choice);
    const [seen, wanted] = [
      ours.of(machineState(state), choice, machineState(after)),
      theirs.of(machineState(steps[step - 1].state), choice, machineState(told)),
    ];
    if (
      JSON.stringify({ ...seen, reasons: null }) !== JSON.stringify({ ...wanted, reasons: null })
    ) {
      return step;
    }
    const shown = visible(after, k);
    const compared = tellings === undefined ? shown : shared(shown, tellings[step] ?? {});
    if (departures(k, machineState(told), compared as PlainState).length > 0) return step;
    state = after;
  }
  return null;
}

/** What of a state is told, too. */
function shared(shown: Plain, told: Plain): Plain {
  if (typeof shown !== "object" || shown === null || typeof told !== "object" || told === null) {
    return shown;
  }
  if (Array.isArray(shown)) {
    return shown.map((each, index) => shared(each, (told as readonly Plain[])[index] ?? {}));
  }
  const known = told as { readonly [name: string]: Plain | undefined };
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, value]) => {
      const said = known[name];
      return said === undefined ? [] : [[name, shared(value, said)]];
    }),
  );
}

const STORES = ["providerWritesEntry", "providerWritesList"];

/** What an implementation tells of the variables that decide who touches what, and who is told. */
function visible(state: PlainState, { lane, bounds }: MachineConstants): PlainState {
  const { claim, window, frame, queue, controller } = machineState(state);
  return {
    ...(lane === "remapped" && bounds.sharedDomain === 0 ? { iommu: state.iommu } : {}),
    claim: { ...claim },
    window: window.map(({ phase, owner, generation, spent }) => ({
      phase,
      owner,
      generation,
      spent,
    })),
    frame: frame.map(({ holds }) => ({ holds })),
    queue: queue.map(({ armed, tail, issue, checked }) => ({
      armed,
      tail,
      issue: issue.map(({ phase }) => ({ phase })),
      checked: checked.map(({ published, ...entry }) =>
        published ? { published, ...entryOf(entry) } : { published }
      ),
    })),
    controller: {
      phase: controller.phase,
      queue: controller.queue.map(({ tail }) => ({ tail })),
      flight: controller.flight.map(({ phase, queue, part, ...entry }) =>
        phase === "busy" ? { phase, queue, part, ...entryOf(entry) } : { phase }
      ),
    },
  } as unknown as PlainState;
}

function entryOf(
  { shape, cid, page, listed }: AbstractEntry & { readonly listed: number },
): { [name: string]: Plain } {
  return { shape, cid, page, ...(usesList(shape) ? { listed } : {}) };
}
