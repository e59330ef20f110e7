/**
 * The command as somebody runs it: what it prints and exits with, and what README's section promises.
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { exitCodes } from "../../scenarios/exit_codes.ts";
import { suitesCommand } from "../conformance/suites_command.ts";
import { compiledTest, hasCompiler } from "./testing/compile.ts";

const project = fromFileUrl(new URL("../../", import.meta.url));
const typescript = [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--quiet",
  "traces/conform/typescript_adapter.ts",
];
const misbehaving = (how: string) => [
  Deno.execPath(),
  "run",
  "--no-prompt",
  "--quiet",
  "traces/conform/testing/misbehaving.ts",
  how,
];

async function run(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-run"],
      ...["--allow-env=INIT_CWD", "traces/conform/main.ts", ...args],
    ],
    cwd: project,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("conform prints a table, and exits with 0 for an adapter that conforms", async () => {
  const { code, stdout, stderr } = await run("onePage", "brokered", "--", ...typescript);
  assertEquals([code, stderr], [exitCodes.asExpected.code, ""]);
  assertMatch(stdout, /^conforms {2}onePage .* steps in \d+ walks/);
  assertStringIncludes(stdout, "spec/implementation conforms in 2 of 2 suites.");
});

Deno.test("conform writes JSON and nothing else to the standard output", async () => {
  const { code, stdout } = await run("onePage", "--json", "-", "--", ...typescript);
  const report = JSON.parse(stdout);
  assertEquals([code, report.passed, report.adapter.scan], [0, true, "stepwise"]);
  assertEquals(report.suites.map((suite: { verdict: string }) => suite.verdict), ["conforms"]);
});

Deno.test("conform reports an adapter that breaks the protocol, as JUnit too", async () => {
  const { code, stdout } = await run(
    ...["onePage", "lists", "brokered", "--junit", "-", "--", ...misbehaving("exits")],
  );
  assertEquals(code, exitCodes.differs.code);
  assertMatch(stdout, /tests="3" failures="0" errors="1" skipped="2"/);
  assertStringIncludes(stdout, "ended with exit code 7");
});

Deno.test("conform reports an adapter of another version", async () => {
  const { code, stdout } = await run("onePage", "--", ...misbehaving("other_version"));
  assertEquals(code, exitCodes.differs.code);
  assertStringIncludes(stdout, "speaks version 2 of the protocol, this harness version 1");
});

Deno.test("conform runs the bundle of a suite, and refuses a damaged one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const options = ["--covers", "witnesses", "--seed", "3", "--states", "300"];
    assertEquals(await suitesCommand([...options, folder, "onePage"]), 0);
    const file = join(folder, "onePage.witnesses.zip");
    const { code, stdout } = await run(file, "--", ...typescript);
    assertEquals(code, 0, stdout);
    assertMatch(stdout, /^conforms {2}onePage .* 2 of 2 witnesses of all \d+ states/);
    const bytes = await Deno.readFile(file);
    await Deno.writeFile(file, bytes.subarray(0, bytes.length >> 1));
    const truncated = await run(file, "--", ...typescript);
    assertEquals(truncated.code, exitCodes.badInput.code);
    assertStringIncludes(truncated.stderr, "as a suite: it cannot be unpacked");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const refused: { readonly [said: string]: readonly string[] } = {
  'did you mean "onePage"': ["onePgae", "--", "true"],
  'give its command after "--"': ["onePage"],
  'Cannot take --timeout "soon"': ["--timeout", "soon", "--", "true"],
  'Cannot take --states "0"': ["--states", "0", "--", "true"],
  'Cannot cover "everything"': ["--covers", "everything", "--", "true"],
  'Cannot read "no_such_suite.zip"': ["no_such_suite.zip", "--", "true"],
  "Cannot read the command line": ["--fast", "--", "true"],
  'Cannot start the adapter "./no-such-adapter"': ["onePage", "--", "./no-such-adapter"],
  'Cannot read "no_such_file.json"': ["--replay", "no_such_file.json", "--", "true"],
  'Cannot replay "deno.json": it is no divergence': ["--replay", "deno.json", "--", "true"],
};

for (const [said, args] of Object.entries(refused)) {
  Deno.test(`conform ${args.join(" ")} is refused`, async () => {
    const { code, stderr } = await run(...args);
    assertEquals(code, exitCodes.badInput.code);
    assertStringIncludes(stderr, said);
  });
}

Deno.test("conform --help and --list run nothing", async () => {
  const help = await run("--help");
  assertEquals(help.code, 0);
  assertStringIncludes(help.stdout, "Usage: deno task conform");
  const list = await run("--list");
  assertMatch(list.stdout, /^onePage +honest addresses/m);
});

compiledTest(
  "A divergence is shown with what was expected, and seen again from its file",
  ["DEFECT_PARTIAL_BATCH"],
  async (adapter) => {
    const folder = await Deno.makeTempDir();
    try {
      const first = await run("mixedBatches", "--reproduce", folder, "--", adapter);
      assertEquals(first.code, exitCodes.differs.code);
      assertStringIncludes(
        first.stdout,
        "mixedBatches: adapter and machine part ways after 3 steps",
      );
      assertMatch(first.stdout, /! doorbell +not written +queue 0: 1/);
      const file = join(folder, "divergence_mixedBatches.json");
      const again = await run("--replay", file, "--", adapter);
      assertEquals(again.code, exitCodes.differs.code);
      assertMatch(again.stdout, /! doorbell +not written +queue 0: 1/);
      const mended = await run("--replay", file, "--", ...typescript);
      assertEquals(mended.code, 0, mended.stdout);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test({
  name: "What the README says of other implementations is true" +
    (hasCompiler() ? "" : " (skipped: no C compiler)"),
  ignore: !hasCompiler(),
  async fn() {
    const readme = await Deno.readTextFile(join(project, "README.md"));
    const [page] = /^## Hold your own implementation[^]*?(?=^## )/m.exec(readme)!;
    const block = /```sh\n([\s\S]*?)```/.exec(page)![1].trim();
    for (const [, path] of page.matchAll(/\]\(([^)]+)\)/g)) {
      assert((await Deno.stat(join(project, path))).isFile, path);
    }
    const folder = await Deno.makeTempDir();
    try {
      for (const line of block.split("\n")) {
        const words = line.replace(/-o ringfence/, `-o ${folder}/ringfence`)
          .replace("./ringfence", `${folder}/ringfence`).replace("npx -y deno@2", "deno").split(
            " ",
          );
        const [name, ...args] = words;
        const program = name === "deno" ? Deno.execPath() : name;
        const { code, stdout, stderr } = await new Deno.Command(program, { args, cwd: project })
          .output();
        const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
        assertEquals(code, 0, `${line}\n${said}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
