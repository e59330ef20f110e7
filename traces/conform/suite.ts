/**
 * What a suite is: named, and once it is known what an adapter can do, ready to be run.
 *
 * @module
 */

import type { Instance } from "../../spec/machine.ts";
import type { Adapter } from "../conformance/adapter.ts";
import type { Coverage } from "../conformance/suites.ts";
import type { Failure, Work } from "../conformance/walks.ts";
import type { Capabilities } from "./protocol.ts";

/** What a suite covers of what. */
export interface Coverages {
  readonly covers: Coverage | "attacks";
  readonly all: number;
  readonly covered: number;
  /** States of the machine that it was made from, and whether those are all there are. */
  readonly states: number;
  readonly complete: boolean;
}

/** A suite that is ready to be run. */
export interface PreparedSuite {
  readonly counts: Coverages;
  /** Steps that an atomic scan cannot take, among all; `null` for a stepwise one. */
  readonly interleaved: { readonly left: number; readonly all: number } | null;
  /** Takes an adapter through it, up to the first failure. */
  run(adapter: Adapter, work: Work): Promise<Failure | null>;
  /** Makes a failure short. */
  shrink(adapter: Adapter, failure: Failure): Promise<Failure>;
}

/** A suite by name. */
export interface SuiteSource {
  readonly name: string;
  readonly title: string;
  /** The instance of the machine, if it is one. */
  readonly instance: Instance | null;
  /** Makes it ready for an adapter; or says why that has to leave it out. */
  prepare(capabilities: Capabilities): Promise<PreparedSuite | string>;
}
