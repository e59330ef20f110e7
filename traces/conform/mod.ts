/**
 * `deno task conform`: an implementation in another process, held to the machine.
 *
 * What is asked of it, and how its answers are judged, is `../conformance/`; here is what a process needs
 * beyond that. In the order in which to read:
 *
 * 1. `../PROTOCOL.md` is the page for whoever writes an adapter; `protocol.ts` what is checked of it.
 *    `adapter_process.ts` starts one and lets nothing that it does hang or crash the run.
 * 2. `process_adapter.ts` makes it an adapter like any other: it turns requests into those of the
 *    protocol. `device.ts` is the controller that the harness plays, `told_state.ts` what the harness can
 *    tell of the machine's variables from both.
 * 3. `suite_source.ts` finds the suites (`attacks.ts` is the one of golden traces), `run_suite.ts` runs
 *    one. `divergence_text.ts` and `report.ts` say what came of it, `reproduction.ts` keeps a divergence in
 *    a file. `command.ts` is the command.
 * 4. `kernel_host.ts` and `typescript_adapter.ts` are an adapter of the implementation in this project;
 *    `../c11/` has another one, of an implementation in C.
 *
 * @module
 */

export { AdapterProcess, type Link } from "./adapter_process.ts";
export { command } from "./command.ts";
export { KernelHost } from "./kernel_host.ts";
export { ProcessAdapter } from "./process_adapter.ts";
export { type Capabilities, PROTOCOL_VERSION } from "./protocol.ts";
export { runSuite, type SuiteResult } from "./run_suite.ts";
export { chosenSources, placeSources, type SuiteSource } from "./suite_source.ts";
