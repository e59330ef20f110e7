import { assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "./command_line.ts";
import { UsageError } from "./exit_codes.ts";

function read(...args: string[]) {
  return parseCommandLine({
    args,
    options: {
      seed: { type: "string", short: "s" },
      list: { type: "boolean" },
      color: { type: "boolean" },
    },
    allowPositionals: true,
    allowNegative: true,
  });
}

/** The message with which a command line is refused. */
function refusal(...args: string[]): string {
  return assertThrows(() => read(...args), UsageError).message;
}

Deno.test("options, their negations and what stands between them are read", () => {
  const { values, positionals } = read("a", "--seed=-1", "--no-color", "--", "--list");
  assertEquals({ ...values }, { seed: "-1", color: false });
  assertEquals(positionals, ["a", "--list"]);
});

Deno.test("an option that there is none of is named, with one that may be meant", () => {
  assertEquals(
    refusal("--sed", "1"),
    'Cannot use the option "--sed": there is none; the nearest is "--seed"',
  );
  assertEquals(
    refusal("--unlike=anything"),
    'Cannot use the option "--unlike": there is none; --help lists them',
  );
  assertEquals(refusal("-q"), 'Cannot use the option "-q": there is none; --help lists them');
});

Deno.test("an option without its value, or with one too many, is named", () => {
  assertEquals(refusal("--seed"), "Cannot use --seed without a value");
  assertEquals(refusal("a", "-s"), "Cannot use --seed without a value");
  assertEquals(refusal("--list=all"), "Cannot give --list a value: it takes none");
  const dash =
    'Cannot use --seed with what follows it; a value that begins with "-" is written --seed=VALUE';
  assertEquals(refusal("--seed", "-1"), dash);
});
