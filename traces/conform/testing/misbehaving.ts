/**
 * Adapters that misbehave, one way each, for the tests of the harness. The first argument says how; the
 * handshake is answered well unless it is what goes wrong.
 *
 * @module
 */

const [how] = Deno.args;
const encoder = new TextEncoder();

function write(text: string): void {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

const hello = {
  outcome: "done",
  version: how === "other_version" ? 2 : 1,
  name: how,
  lanes: how === "without_lanes" ? "" : "remapped",
  models: "validated",
  scan: how === "odd_scan" ? "sometimes" : "atomic",
  page: 4096,
};

function flood(more: () => void): never {
  while (true) more();
}

/** Answers a request that is not the handshake. */
function misbehave(id: number): void | Promise<void> {
  switch (how) {
    case "hangs":
      return new Promise(() => setInterval(() => {}, 1000));
    case "exits":
      Deno.stderr.writeSync(encoder.encode("out of pages\n"));
      return Deno.exit(7);
    case "half_line":
      write(`{"id":${id},"outc`);
      return Deno.exit(0);
    case "stalls_in_a_line":
      write(`{"id":${id},"outc`);
      return new Promise(() => setInterval(() => {}, 1000));
    case "floods_a_line":
      return flood(() => write("x".repeat(1 << 16)));
    case "floods_lines":
      return flood(() => write(`{"id":${id},"outcome":"done","physical":"0"}\n`.repeat(1000)));
    case "floods_errors":
      return flood(() => Deno.stderr.writeSync(encoder.encode("complaint\n".repeat(1000))));
    case "out_of_order":
      return write(`{"id":${id + 1},"outcome":"done"}\n`);
    case "not_json":
      return write("done\n");
    case "nested":
      return write(`{"id":${id},"outcome":"done","woken":[]}\n`);
    case "without_outcome":
      return write(`{"id":${id}}\n`);
    case "odd_bytes":
      return write(`{"id":${id},"outcome":"done","physical":"0x12"}\n`);
    case "repeats_a_field":
      return write(`{"id":9,"id":${id},"outcome":"done","physical":"0"}\n`);
    case "answers_with_huge_numbers":
      return write(`{"id":${id},"outcome":"done","physical":"0","tail0":1e308}\n`);
    case "writes_no_text":
      Deno.stdout.writeSync(Uint8Array.of(0xff, 0xfe, 0x0a));
      return;
    case "complains_at_length":
      Deno.stderr.writeSync(encoder.encode("e".repeat(1000)));
      return Deno.exit(7);
    case "closes_its_input":
      Deno.stdin.close();
      return new Promise(() => setInterval(() => {}, 1000));
    case "refuses":
      return write(`{"id":${id},"outcome":"${id === 2 ? "done" : "impossible"}","physical":"0"}\n`);
    case "answers_twice":
      return write(`{"id":${id},"outcome":"done","physical":"0"}\n`.repeat(2));
    default:
      throw new Error(`Cannot misbehave like "${how}"`);
  }
}

if (import.meta.main) {
  if (how === "never_reads") await new Promise(() => setInterval(() => {}, 1000));
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    rest += text;
    const lines = rest.split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const { id, op } = JSON.parse(line);
      if (op === "hello") write(`${JSON.stringify({ id, ...hello })}\n`);
      else await misbehave(id);
    }
  }
}
