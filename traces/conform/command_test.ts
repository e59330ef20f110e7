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

/** The command as a process, as somebody calls it in a folder. */
function commandIn(folder: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-run"],
      ...["--allow-env=INIT_CWD", "traces/conform/main.ts", ...args],
    ],
    cwd: project,
    env: { INIT_CWD: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function runIn(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await commandIn(folder, args).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function run(...args: string[]) {
  return runIn(project, ...args);
}

Deno.test("conform prints a table, and exits with 0 for an adapter that conforms", async () => {
  const { code, stdout, stderr } = await run("onePage", "brokered", "--", ...typescript);
  assertEquals([code, stderr], [exitCodes.asExpected.code, ""]);
  assertMatch(stdout, /^conforms {2}onePage .* steps in \d+ walks/);
  assertStringIncludes(stdout, "spec/implementation conforms in 2 of 2 suites.");
  const { stdout: list } = await run("--list");
  const there = list.trim().split("\n").length;
  assertStringIncludes(stdout, `\n2 of the ${there} suites were run.\n`);
});

Deno.test("conform says of a suite that did not end what was done, not what it covers", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "report.json");
    const args = ["onePage", "--reproduce", folder, "--json", file];
    const { stdout } = await run(...args, "--", ...misbehaving("refuses"));
    assertMatch(stdout, /^diverges {2}onePage .*, \d+ forbidden ones tried\n/);
    const [suite] = JSON.parse(await Deno.readTextFile(file)).suites;
    assertEquals([suite.verdict, suite.covered, suite.covers], [
      "diverges",
      undefined,
      "situations",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an adapter that is none differs, in a run and in a replay", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await run("onePage", "--reproduce", folder, "--", ...misbehaving("refuses"));
    const file = join(folder, "divergence_onePage.json");
    for (const what of [["onePage"], ["--replay", file]]) {
      const { code } = await run(...what, "--", ...misbehaving("other_version"));
      assertEquals(code, exitCodes.differs.code, what[0]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the line to see it again is true where the command was run", async () => {
  const folder = await Deno.makeTempDir({ prefix: "some where" });
  try {
    // The path has a blank in it, and lies outside the project.
    const adapter = ["./an adapter"];
    const script = `#!/bin/sh\ncd ${project}\nexec ${misbehaving("refuses").join(" ")}\n`;
    await Deno.writeTextFile(join(folder, "an adapter"), script, { mode: 0o755 });
    const first = await runIn(folder, "onePage", "--", ...adapter);
    const [, line] = /To see it again: (.*)/.exec(first.stdout)!;
    const [program] = /^(npx -y deno@2|deno)/.exec(line)!;
    // A shell that is not inside a task, as this test may be, has no INIT_CWD.
    const pasted = `unset INIT_CWD; ${line.replace(program, `'${Deno.execPath()}'`)}`;
    const again = await new Deno.Command("sh", { args: ["-c", pasted], cwd: folder }).output();
    assertEquals(again.code, exitCodes.differs.code, new TextDecoder().decode(again.stderr));
    assertStringIncludes(new TextDecoder().decode(again.stdout), "! ");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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

Deno.test("an adapter that can run no suite does not pass", async () => {
  const { code, stdout } = await run("onePage", "--", ...misbehaving("without_lanes"));
  assertEquals(code, exitCodes.differs.code);
  assertStringIncludes(stdout, "left out  onePage                the adapter has no lane remapped");
  assertStringIncludes(stdout, "Nothing was run, so nothing is known of without_lanes.");
});

Deno.test("the command is found from where the user is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "adapter"), "#!/bin/sh\nexit 5\n", { mode: 0o755 });
    const { stdout } = await runIn(folder, "onePage", "--", "./adapter");
    assertStringIncludes(stdout, 'The adapter "./adapter" ended with exit code 5');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a divergence is shown although no file can be written", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Where the file should go there is a folder.
    await Deno.mkdir(join(folder, "made", "divergence_onePage.json"), { recursive: true });
    const { code, stdout } = await run(
      ...["onePage", "--reproduce", join(folder, "made"), "--", ...misbehaving("refuses")],
    );
    assertEquals(code, exitCodes.differs.code);
    assertStringIncludes(stdout, "onePage: adapter and machine part ways");
    assertMatch(stdout, /Cannot write to .*onePage\.json: .* no file to see it again from/);
    await Deno.writeTextFile(join(folder, "file"), "");
    const never = await run(
      ...["onePage", "--reproduce", join(folder, "file"), "--", ...typescript],
    );
    assertEquals(never.code, exitCodes.badInput.code);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "an adapter that heeds no signal does not outlive a run that is interrupted",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const pulse = join(folder, "pulse");
    const size = () => Deno.stat(pulse).then((info) => info.size, () => 0);
    const beating = `trap "" INT TERM; while :; do echo >> ${pulse}; sleep 0.05; done`;
    try {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        const before = await size();
        const args = ["--timeout", "60000", "onePage", "--", "sh", "-c", beating];
        const harness = commandIn(folder, args).spawn();
        while (await size() === before) await pause(20);
        harness.kill(signal);
        const { code } = await harness.status;
        assertEquals(code, signal === "SIGINT" ? 130 : 143);
        await Promise.all([harness.stdout.cancel(), harness.stderr.cancel()]);
        // It is dead if it has written nothing for several times as long as it sleeps.
        let quiet = 0;
        for (let last = await size(), looks = 0; quiet < 5 && looks < 100; looks++) {
          await pause(100);
          const now = await size();
          quiet = now === last ? quiet + 1 : 0;
          last = now;
        }
        assertEquals(quiet, 5, "it still writes");
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const refused: { readonly [said: string]: readonly string[] } = {
  'the nearest is "onePage"': ["onePgae", "--", "true"],
  'give its command after "--"': ["onePage"],
  'the suite "./ringfence": there is none; an adapter\'s command goes after "--"': [
    "onePage",
    "./ringfence",
  ],
  'Cannot use "soon" as --timeout': ["--timeout", "soon", "--", "true"],
  "Cannot write both --json and --junit to the standard output": [
    ...["--json", "-", "--junit", "-", "--", "true"],
  ],
  'Cannot write --json to "": it names no file': ["--json=", "--", "true"],
  'Cannot use "0" as --states': ["--states", "0", "--", "true"],
  'Cannot cover "everything"': ["--covers", "everything", "--", "true"],
  'Cannot read "no_such_suite.zip": No such file': ["no_such_suite.zip", "--", "true"],
  'Cannot use the option "--fast": there is none': ["--fast", "--", "true"],
  'Cannot start the adapter "./no-such-adapter"': ["onePage", "--", "./no-such-adapter"],
  'Cannot read "no_such_file.json": No such file': ["--replay", "no_such_file.json", "--", "true"],
  'Cannot read "traces": Is a directory': ["--replay", "traces", "--", "true"],
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

/** By kind of suite: where a defect shows, and which line says so. */
const seenAgain: {
  readonly [kind: string]: {
    readonly defect: string;
    readonly suite: string;
    readonly line: RegExp;
    readonly covers?: string;
    readonly scan?: string;
  };
} = {
  situations: {
    defect: "DEFECT_PARTIAL_BATCH",
    suite: "mixedBatches",
    line: /! doorbell +not written +queue 0: tail 1/,
  },
  "situations, whole scans": {
    defect: "DEFECT_PARTIAL_BATCH",
    suite: "mixedBatches",
    scan: "--atomic",
    line: /! doorbell +not written +queue 0: tail 2/,
  },
  transitions: {
    defect: "DEFECT_UNCHECKED_LIST",
    suite: "lists",
    covers: "transitions",
    line: /! outcome +refused +done/,
  },
  pairs: {
    defect: "DEFECT_EXTENT_START",
    suite: "registers",
    covers: "pairs",
    line: /! outcome +refused +done/,
  },
  attacks: {
    defect: "DEFECT_GRANTED_ANEW",
    suite: "attacks",
    line: /! of \S+itf\.json +declines step 7 +does all of it/,
  },
};

for (const [kind, { defect, suite, line, covers, scan }] of Object.entries(seenAgain)) {
  compiledTest(
    `A divergence (${kind}) is shown with what was expected, and seen again from its file`,
    [defect],
    async (adapter) => {
      const folder = await Deno.makeTempDir();
      try {
        const command = [adapter, scan ?? "--stepwise"];
        const options = ["--covers", covers ?? "situations", "--states", "1500"];
        const first = await run(suite, ...options, "--reproduce", folder, "--", ...command);
        assertEquals(first.code, exitCodes.differs.code);
        assertMatch(first.stdout, line);
        const file = join(folder, `divergence_${suite}.json`);
        assertStringIncludes(first.stdout, `conform --replay ${file} -- ${command.join(" ")}`);
        const again = await run("--replay", file, "--", ...command);
        assertEquals(again.code, exitCodes.differs.code);
        // From the steps on, it is the same to the letter.
        const steps = again.stdout.indexOf("   0  the adapter is set up");
        assertStringIncludes(first.stdout, again.stdout.slice(steps));
        const sound = await run("--replay", file, "--", ...typescript);
        assertEquals(sound.code, 0, sound.stdout);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  );
}

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
      const lines = block.split("\n");
      // All suites take a minute. That the C implementation conforms in each, made from fewer states, is
      // tested in c11_test.ts; here it is only seen that the line is there, and it is not run.
      const everything = lines.pop()!;
      assertMatch(everything, / task conform -- \.\/ringfence {3}# everything, /);
      for (const line of lines) {
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
