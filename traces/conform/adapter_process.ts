/**
 * An adapter as a process: requests go to its standard input, answers come from its standard output.
 *
 * Nothing that it does or leaves undone can hang or crash the run. A watchdog kills it when an answer
 * is overdue, its output is read only while an answer is due (what it writes beyond that waits in the
 * pipe, where it costs nobody memory), and of its standard error only the end is kept.
 *
 * @module
 */

import type { Flat } from "../conformance/adapter.ts";
import { AdapterFault, type FaultKind } from "../conformance/adapter_fault.ts";
import { onInterruption } from "./interruption.ts";
import {
  type Answer,
  type Capabilities,
  capabilitiesOf,
  cut,
  parseFlat,
  printable,
  PROTOCOL_VERSION,
  type Request,
} from "./protocol.ts";

/** Where requests go and answers come from. */
export interface Link {
  readonly capabilities: Capabilities;
  /** What was asked last, as messages name it. */
  readonly asked: string;
  ask(request: Request): Promise<Answer>;
}

/** The longest line that is an answer. */
const LONGEST_LINE = 1 << 16;

/** How much of the standard error is kept. */
const KEPT_ERRORS = 4096;

/** How much of a line of it is quoted, in characters. */
const LONGEST_QUOTE = 200;

/** How often the watchdog looks, in milliseconds. */
const WATCH = 20;

/** How long it may take to write an empty line to one that gives no answer, in milliseconds. */
const PROBE = 100;

/** How an adapter is started. */
export interface AdapterOptions {
  readonly command: readonly string[];
  /** Milliseconds that an answer may take. */
  readonly timeout: number;
  /** The folder that it is started in, from which its command is found, too; by default the current one. */
  readonly folder?: string;
}

/** A running adapter. */
export class AdapterProcess implements Link {
  readonly capabilities: Capabilities;
  readonly #line: Line;

  private constructor(line: Line, capabilities: Capabilities) {
    this.#line = line;
    this.capabilities = capabilities;
  }

  /**
   * Starts an adapter and shakes hands with it.
   *
   * @throws {AdapterFault} if it cannot be started, or does not answer as the protocol says.
   */
  static async start(options: AdapterOptions): Promise<AdapterProcess> {
    const line = new Line(options);
    try {
      const answer = await line.ask({ op: "hello", version: PROTOCOL_VERSION });
      return new AdapterProcess(line, capabilitiesOf(answer));
    } catch (error) {
      await line.close();
      throw error;
    }
  }

  get asked(): string {
    return this.#line.asked;
  }

  /** The end of what it wrote to its standard error. */
  get errors(): string {
    return this.#line.errors;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws {AdapterFault} if none comes, or one that the protocol does not allow.
   */
  ask(request: Request): Promise<Answer> {
    return this.#line.ask(request);
  }

  /** Ends the process, if it has to be by force. */
  close(): Promise<void> {
    return this.#line.close();
  }
}

/** The two pipes and the watchdog. */
class Line {
  readonly #child: Deno.ChildProcess;
  readonly #name: string;
  readonly #timeout: number;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  readonly #draining: Promise<void>;
  readonly #watchdog: ReturnType<typeof setInterval>;
  /** Ends what {@link onInterruption} began. */
  readonly #uncover: () => void;
  #deadline = Infinity;
  /** Whether it gave no answer in time; and whether because it had ended, and others hold its pipe. */
  #hung = false;
  #held = false;
  /** Whether nothing could be written to it, though nobody had ended it. */
  #isDeaf = false;
  /** How the process ended, once it has. */
  #exit: Deno.CommandStatus | undefined;
  #buffer = "";
  #errors = "";
  #id = 0;
  /** What was asked last. */
  asked = "";

  constructor({ command, timeout, folder }: AdapterOptions) {
    const [name, ...args] = command;
    this.#name = name;
    this.#timeout = timeout;
    // Before there is anybody to end, so that there is no moment at which nobody would be ended.
    this.#uncover = onInterruption(() => this.#kill());
    try {
      this.#child = new Deno.Command(name, {
        args,
        ...(folder === undefined ? {} : { cwd: folder }),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      this.#uncover();
      const why = error instanceof Error ? error.message : String(error);
      throw new AdapterFault("not-started", `Cannot start the adapter "${name}": ${why}`);
    }
    this.#writer = this.#child.stdin.getWriter();
    this.#reader = this.#child.stdout.getReader();
    this.#draining = this.#drainErrors();
    this.#child.status.then((exit) => this.#exit = exit);
    this.#watchdog = setInterval(() => void this.#watch(), WATCH);
  }

  get errors(): string {
    return this.#errors;
  }

  async ask(request: Request): Promise<Answer> {
    if (this.#buffer !== "") {
      throw this.#fault(
        "unasked",
        `wrote more than one line: ${cut(this.#buffer)} was not asked for`,
      );
    }
    const id = ++this.#id;
    this.asked = `request ${id} (${request.op})`;
    this.#deadline = performance.now() + this.#timeout;
    try {
      await this.#writer.write(this.#encoder.encode(`${JSON.stringify({ id, ...request })}\n`));
    } catch {
      // It has ended, or was ended, or reads no more; the reading below says which.
      this.#isDeaf = !this.#hung;
    }
    const text = await this.#readLine();
    this.#deadline = Infinity;
    const answer = this.#parsed(text);
    if (answer.id !== id) {
      throw this.#fault("out-of-order", `answered with the number ${JSON.stringify(answer.id)}`);
    }
    if (typeof answer.outcome !== "string") {
      throw this.#fault("misfit", "answered without an outcome");
    }
    return answer as Answer;
  }

  #parsed(text: string): Flat {
    try {
      return parseFlat(text);
    } catch (error) {
      if (!(error instanceof AdapterFault)) throw error;
      throw new AdapterFault(error.kind, `${error.message}, at ${this.asked}`);
    }
  }

  async close(): Promise<void> {
    this.#deadline = Infinity;
    this.#uncover();
    await this.#writer.close().catch(() => {});
    const ended = await within(this.#child.status, 500);
    if (!ended) this.#kill();
    clearInterval(this.#watchdog);
    await this.#reader.cancel().catch(() => {});
    await this.#child.status;
    // Whoever it started may still hold the pipe open: that is not waited for.
    await within(this.#draining, 100);
  }

  async #readLine(): Promise<string> {
    while (true) {
      const end = this.#buffer.indexOf("\n");
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      if (this.#buffer.length > LONGEST_LINE) {
        throw this.#fault(
          "flooded",
          `wrote ${this.#buffer.length} characters without ending a line`,
        );
      }
      const { done, value } = await this.#reader.read().catch(() => ({
        done: true,
        value: undefined,
      }));
      // What comes too late is no answer, even where it is there before the process is ended.
      if (done || this.#hung) throw await this.#ended();
      this.#buffer += this.#decoder.decode(value, { stream: true });
    }
  }

  async #ended(): Promise<AdapterFault> {
    if (this.#hung) {
      const why = this.#isDeaf ? "closed its standard input, and " : "";
      return this.#fault("hung", `${why}gave no answer within ${this.#timeout} ms`);
    }
    if (this.#buffer !== "") {
      return this.#fault("half-line", `ended in the middle of a line: ${cut(this.#buffer)}`);
    }
    const exit = this.#exit ?? await withValue(this.#child.status, 500);
    if (exit === undefined) return this.#fault("exited", "closed its standard output");
    const how = exit.signal === null ? `exit code ${exit.code}` : `the signal ${exit.signal}`;
    const held = this.#held ? ", and whatever it started holds its standard output open" : "";
    return this.#fault("exited", `ended with ${how}${held}`);
  }

  #fault(kind: FaultKind, what: string): AdapterFault {
    this.#deadline = Infinity;
    const lines = this.#errors.trim().split("\n").slice(-3);
    const said = lines.map((line) => printable(line).slice(-LONGEST_QUOTE)).join("\n  ");
    const errors = said === "" ? "" : `\nIts standard error ends with:\n  ${said}`;
    return new AdapterFault(
      kind,
      `The adapter "${this.#name}" ${what}, at ${this.asked}${errors}`,
    );
  }

  async #watch(): Promise<void> {
    if (performance.now() < this.#deadline) return;
    this.#hung = this.#exit === undefined;
    this.#held = !this.#hung;
    this.#deadline = Infinity;
    // It may have read the request, and have closed its input since.
    if (this.#hung) this.#isDeaf ||= await this.#hasClosedInput();
    this.#kill();
    // A process that the adapter started may hold the pipe open after it.
    this.#reader.cancel().catch(() => {});
  }

  /** Whether nothing can be written to it any more: tried with an empty line, as it is to be ended. */
  async #hasClosedInput(): Promise<boolean> {
    const written = this.#writer.write(this.#encoder.encode("\n")).then(() => false, () => true);
    // Where the pipe is full, there is someone who holds it open.
    return await withValue(written, PROBE) ?? false;
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  async #drainErrors(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr) {
      this.#errors = (this.#errors + decoder.decode(bytes, { stream: true })).slice(-KEPT_ERRORS);
    }
  }
}

/** Whether a promise settles within some milliseconds. */
async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return await withValue(promise.then(() => true, () => true), milliseconds) ?? false;
}

/** A promise's value, if it comes within some milliseconds. */
async function withValue<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
