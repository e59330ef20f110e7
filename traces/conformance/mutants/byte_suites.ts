/**
 * Byte suites, taken to mutants: the sequences, vectors and wire vectors that any adapter can be held to.
 *
 * @module
 */

import * as implementation from "../../../spec/implementation/mod.ts";
import * as wire from "../../../spec/nvme/mod.ts";
import type { Link } from "../../conform/adapter_process.ts";
import { KernelHost } from "../../conform/kernel_host.ts";
import { type Answer, type Capabilities, capabilitiesOf } from "../../conform/protocol.ts";
import { vectorFile } from "../../vectors/cases.ts";
import { runVector } from "../../vectors/run.ts";
import { outOfReach, runSequence } from "../../vectors/sequence_run.ts";
import { sequenceFile } from "../../vectors/sequences/mod.ts";
import { wireFile } from "../../vectors/wire/mod.ts";
import { runWireCase, wireCases } from "../../vectors/wire_run.ts";
import type { LoadedMutant } from "./mutant.ts";

/** How a case of a byte suite found a mutant. */
export interface ByteFinding {
  /** The sequence's or vector's name. */
  readonly name: string;
  /** How many requests it makes of an implementation that answers them all as it should. */
  readonly requests: number;
  /** What was wanted, and what came. */
  readonly text: string;
}

/** A case: what differs, or `null`. */
export interface ByteCase {
  readonly name: string;
  readonly pace: "stepwise" | "atomic";
  /** Whether it asks of wire formats alone. */
  readonly isWire: boolean;
  readonly requests: number;
  run(link: Link): Promise<string | null>;
}

/** A kernel without a process between, that counts what it is asked. */
class CountingLink implements Link {
  readonly capabilities: Capabilities;
  readonly asked = "";
  count = 0;
  readonly #host: KernelHost;

  constructor(using: LoadedMutant, pace: ByteCase["pace"]) {
    this.#host = new KernelHost(using.implementation, pace, using.wire);
    this.capabilities = capabilitiesOf(this.#host.answer({ op: "hello" }) as Answer);
  }

  ask(request: Parameters<Link["ask"]>[0]): Promise<Answer> {
    this.count++;
    return Promise.resolve(this.#host.answer(request) as Answer);
  }
}

/**
 * The cases, those with the fewest requests first, each held to the implementation itself before.
 *
 * @throws {Error} if the implementation does not answer one as it should.
 */
export async function byteCases(): Promise<ByteCase[]> {
  const cases: ByteCase[] = [];
  for (const pace of ["stepwise", "atomic"] as const) {
    const link = new CountingLink({ implementation, wire }, pace);
    const add = async (name: string, run: ByteCase["run"], isWire = false) => {
      link.count = 0;
      const differs = await run(link);
      // A case that finds something without any mistake would find every mutant.
      if (differs !== null) {
        throw new Error(
          `Cannot hold mutants to "${name}": the implementation fails it: ${differs}`,
        );
      }
      cases.push({ name, pace, isWire, requests: link.count, run });
    };
    for (const sequence of sequenceFile.sequences) {
      if (outOfReach(link.capabilities, sequence) !== null) continue;
      await add(sequence.name, async (to) => {
        const departure = await runSequence(to, sequenceFile, sequence);
        return departure && `wanted ${departure.wanted}, came ${departure.came}`;
      });
    }
    // Wire formats know of no scan.
    for (const each of pace === "stepwise" ? wireCases(wireFile) : []) {
      await add(each.name, (to) => runWireCase(to, each), true);
    }
    for (const vector of vectorFile.vectors) {
      await add(vector.name, async (to) => {
        const came = await runVector(to, vectorFile, vector);
        return came && `wanted ${vector.answer} ${vector.reason}, came ${came}`;
      });
    }
  }
  return cases.sort((a, b) => a.requests - b.requests);
}

/**
 * Takes an implementation to cases until one finds something.
 *
 * @param onCase Told of each case before it is run, so that one that does not end can be named.
 */
export async function firstFailedCase(
  using: LoadedMutant,
  cases: readonly ByteCase[],
  onCase: (at: number) => void,
): Promise<ByteFinding | null> {
  for (const [at, { name, pace, requests, run }] of cases.entries()) {
    onCase(at);
    let text: string | null;
    try {
      text = await run(new CountingLink(using, pace));
    } catch (error) {
      text = `it breaks off: ${(error as Error).message}`;
    }
    if (text !== null) return { name, requests, text };
  }
  return null;
}
