/**
 * `deno task conform`: an implementation in another process, held to the machine.
 *
 * What is asked of it, and how its answers are judged, is `../conformance/`; here is what a process needs
 * beyond that. In the order in which to read:
 *
 * 1. `../PROTOCOL.md` is the page for whoever writes an adapter; `protocol.ts` what is checked of it.
 *    `adapter_process.ts` starts one and lets nothing that it does hang or crash the run.
 * 2. `process_adapter.ts` makes it an adapter like any other, in one `conversation.ts`: `asked_kernel.ts`
 *    turns what a kernel is to do into requests of the protocol, `played_controller.ts` has the harness's
 *    own controller, `device.ts`, do the rest. `answer_fields.ts` reads what is answered, `told_state.ts`
 *    what can be told of the machine's variables from all that.
 * 3. `suite_source.ts` finds the suites (`attacks.ts` is the one of golden traces), `run_suite.ts` runs
 *    one. `divergence_text.ts` and `report.ts` say what came of it, `reproduction.ts` keeps a divergence in
 *    a file. `command.ts` is the command.
 * 4. `kernel_host.ts` (with `kernel_teardown.ts`, how grants end, `kernel_questions.ts`, and
 *    `request_form.ts`, what is no request) and `typescript_adapter.ts` are an adapter of the
 *    implementation in this project;
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
export type { SuiteSource } from "./suite.ts";
export { chosenSources, placeSources } from "./suite_source.ts";
