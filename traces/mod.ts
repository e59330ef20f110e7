/**
 * Traces: behaviours written down, read back, replayed and shown; and implementations held to them.
 *
 * What the checker finds is a `Behaviour`: states, the actions between them, perhaps a loop.
 * This room turns it into a file that outlives the run and that other tools read, and turns such
 * files, whoever wrote them, back into behaviours that the machine confirms or denies.
 *
 * The rooms, in the order in which to read them: this one, for traces as files; `golden/`, a trace of
 * every expected violation; `conformance/mod.ts`, how an implementation is held to the machine, with
 * `abstraction.ts` for the one in this project, whose state it reads as the machine's;
 * `conform/mod.ts`, the command that does so with a process, and `PROTOCOL.md` for whoever writes one;
 * `c11/`, an implementation in C with its adapter, written from the specification; `vectors/README.md`,
 * inputs and verdicts as data for kernels that cannot host an adapter.
 *
 * The way into this room:
 *
 * 1. `itf.ts` is the Informal Trace Format as it is written here; `itf_value.ts` writes and reads the
 *    values, directed by the schema; `trace_of.ts` puts a whole trace together.
 * 2. `trace_file.ts` makes files of traces, packed where they are long. `itf_read.ts` reads their
 *    text and `behaviour_of.ts`, once the machine is known, their behaviour; `tlc_read.ts` takes what
 *    TLC dumps. `errors.ts` lists all that can be wrong with a file, each with a code of its own.
 * 3. `subject_of.ts` finds the machine that a trace belongs to, among those of `known_machines.ts`.
 *    `replay.ts` takes the trace through it step by step; `departure_text.ts` says where it leaves
 *    the machine, `claim.ts` whether it shows what it claims. `deno task replay FILE` does all this
 *    (`replay_command.ts`).
 * 4. `render.ts` shows a behaviour in a terminal and `mermaid.ts` as a sequence diagram, both from
 *    the steps that `show.ts` makes; `addressees.ts` says to whom an action goes in a diagram.
 *    `forms.ts` hands all forms to the `check` command.
 * 5. `golden.ts` keeps a trace of every expected violation in `golden/`. `deno task golden` rewrites
 *    them, and a test fails when they are stale.
 *
 * @example From a violation to a file, and from the file to a replay
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { check } from "../checker/mod.ts";
 * import { dieHard } from "../checker/examples/die_hard.ts";
 * import { behaviourOf, parseTraceFile, replay, traceFile, traceOf } from "./mod.ts";
 *
 * const subject = { machine: dieHard(), scenario: "die hard" };
 * const { violations: [violation] } = await check(subject.machine);
 * const { suffix, bytes } = traceFile(traceOf(subject, violation.behaviour, violation));
 * assertEquals(suffix, ".itf.json");
 *
 * const told = behaviourOf(subject, parseTraceFile(bytes, "four_gallons.itf.json"));
 * assertEquals(replay(subject.machine, told).kind, "replays");
 * assertEquals(told.steps.at(-1)?.state, { small: 3, big: 4 });
 * ```
 *
 * @module
 */

export * from "./addressees.ts";
export * from "./behaviour_of.ts";
export * from "./claim.ts";
export * from "./departure_text.ts";
export * from "./errors.ts";
export * from "./forms.ts";
export * from "./golden.ts";
export * from "./itf.ts";
export * from "./itf_read.ts";
export * from "./itf_value.ts";
export * from "./known_machines.ts";
export * from "./mermaid.ts";
export * from "./render.ts";
export * from "./replay.ts";
export * from "./show.ts";
export * from "./subject.ts";
export * from "./subject_of.ts";
export * from "./tlc_read.ts";
export * from "./trace_file.ts";
export * from "./trace_of.ts";
