/**
 * The suite of the attacks: an implementation must go along with each of the golden traces up to its
 * decisive step, and no further.
 *
 * @module
 */

import type { Choice } from "../../checker/mod.ts";
import type { Adapter, Exchange } from "../conformance/adapter.ts";
import { type Attack, goldenAttacks } from "../conformance/attacks.ts";
import { decisiveStep } from "../conformance/decisive_step.ts";
import { fact } from "../conformance/facts.ts";
import { meetAttack, OUT_OF_SIGHT } from "../conformance/golden_replay.ts";
import { type Failure, noWork, type Work } from "../conformance/walks.ts";
import type { ToldBehaviour } from "../subject.ts";
import { type Capabilities, lacking } from "./protocol.ts";
import type { SuiteSource } from "./suite.ts";

/** The suite of the attacks. */
export const attacks: SuiteSource = {
  name: "attacks",
  title: "what breaks other designs, and kernels with a fault",
  instance: null,
  async prepare(capabilities: Capabilities) {
    // What is decisive in most of them falls between two steps of a scan.
    if (capabilities.scan === "atomic") return "they interrupt scans";
    const all = await goldenAttacks();
    const met = all.filter(({ constants, property }) =>
      lacking(capabilities, constants) === null && !Object.hasOwn(OUT_OF_SIGHT, property)
    );
    return {
      counts: {
        covers: "attacks",
        all: all.length,
        covered: met.length,
        states: met.reduce((sum, { behaviour }) => sum + behaviour.steps.length, 0),
        complete: met.length === all.length,
      },
      interleaved: null,
      async run(adapter, work) {
        for (const attack of met) {
          const failure = await takeAttack(adapter, attack, work);
          if (failure !== null) return failure;
        }
        return null;
      },
      shrink: (_, failure: Failure) => Promise.resolve(failure),
    };
  },
};

/** Takes an adapter along an attack, up to the step that it declines or does otherwise. */
export async function takeAttack(
  adapter: Adapter,
  attack: Attack,
  work: Work = noWork(),
): Promise<Failure | null> {
  const { name, constants, behaviour, property } = attack;
  const exchanges: (readonly Exchange[])[] = [];
  const result = await meetAttack(adapter, constants, behaviour, property, exchanges);
  // What is decisive may be something of which this adapter tells nothing.
  if (result.kind === "performed" && decisiveStep(constants, behaviour, result.told) === null) {
    return null;
  }
  work.walks++;
  // Who declines an earlier step has not met the attack. Who tells little of its state may be seen to
  // do otherwise only later.
  const decisive = decisiveStep(constants, behaviour) ?? behaviour.steps.length - 1;
  const last = result.kind === "performed" ? behaviour.steps.length - 1 : result.step;
  if (result.kind !== "performed" && last >= decisive) {
    work.steps += last;
    return null;
  }
  const steps = choicesOf(behaviour).slice(0, last);
  const actual = result.kind === "performed"
    ? "does all of it"
    : `declines step ${last} (${result.how})`;
  const facts = [fact(`of ${name}`, [`declines step ${decisive}`], actual)];
  const disagreement = { choice: steps.at(-1) ?? null, enabled: true, facts };
  return { steps, disagreement, exchanges, attack, decisive };
}

/** The choices of a behaviour's steps, after the first state. */
export function choicesOf({ steps }: ToldBehaviour): Choice[] {
  return steps.slice(1).map(({ action, params }) => ({ action: action!, params: params! }));
}
