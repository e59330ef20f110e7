/**
 * What the documents owe: their generated parts are those that the data gives, the findings cover the
 * document taken literally, and the commands that the README shows do what it says. (Its TypeScript is
 * run by `deno test --doc`, like the examples in the sources.)
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { checkCompiled } from "../checker/compile/mod.ts";
import type { Bounds } from "../spec/bounds.ts";
import { ingredients } from "../spec/designs.ts";
import { limits, machineOf, scenarios } from "./catalogue.ts";
import { findings } from "./findings.ts";
import { documents, goldenNames, partsOf, withParts } from "./readme.ts";
import { withFolder } from "./testing/with_folder.ts";

const project = fromFileUrl(new URL("../", import.meta.url));
const readme = Deno.readTextFileSync(join(project, "README.md"));
const parts = partsOf({ scenarios, limits, machine: machineOf }, goldenNames());

Deno.test("The generated parts of the documents are not stale", () => {
  const shown = new Set<string>();
  for (const path of documents) {
    const text = Deno.readTextFileSync(join(project, path));
    for (const [, name] of text.matchAll(/^<!-- begin (\w+) -->$/gm)) shown.add(name);
    assert(withParts(text, parts) === text, `${path} is stale: run deno task readme`);
  }
  assertEquals([...shown].sort(), Object.keys(parts).sort());
});

Deno.test("withParts() replaces what stands between the comments, and nothing else", () => {
  const document = (a: string, b: string) =>
    `<!-- begin a -->\n${a}<!-- end a -->\nbetween\n<!-- begin b -->\n${b}<!-- end b -->\n`;
  assertEquals(
    withParts(document("old\n", ""), { a: "new\n", b: "$&\n" }),
    document("new\n", "$&\n"),
  );
});

Deno.test("withParts() refuses a part that is not known, or does not end", () => {
  assertThrows(() => withParts("<!-- begin a -->\n<!-- end a -->\n", {}), Error, '"a"');
  assertThrows(() => withParts("<!-- begin a -->\n<!-- end b -->\n", { a: "" }), Error, "ends");
});

Deno.test("Every scenario of the document taken literally shows a finding", () => {
  const shown = findings.flatMap((finding) => finding.scenarios);
  // The overviews show all at once what the findings show one by one.
  const owed = scenarios.map(({ name }) => name)
    .filter((name) => name.startsWith("as_written_") && !name.startsWith("as_written_overview_"));
  assertEquals(owed.filter((name) => !shown.includes(name)), []);
});

Deno.test("Every finding is mended by ingredients, and every ingredient mends one", () => {
  const named = findings.flatMap((finding) => finding.ingredients);
  assertEquals(new Set(named), new Set(Object.keys(ingredients)));
});

Deno.test("The findings that the README counts are those that it means", () => {
  const numbers = (row: RegExp) => {
    const line = readme.split("\n").find((line) => row.test(line)) ?? "";
    return (line.match(/\d+/g) ?? []).map((digits) => findings[Number(digits) - 1].scenarios[0]);
  };
  assertEquals(numbers(/^\| An entry or a list page/), [
    "as_written_entry_rewritten",
    "as_written_list_rewritten",
  ]);
  assertEquals(numbers(/^\| A scan that began before/), [
    "as_written_revoked_during_scan",
    "as_written_ring_revoked_during_scan",
  ]);
  assertEquals(numbers(/^\| A bounded generation/), ["as_written_generation_wraps"]);
  assertEquals(numbers(/^\| The IOTLB translates/), ["as_written_iotlb_stale"]);
  assertEquals(numbers(/^\| A command id/), ["as_written_command_id_reused"]);
  assertEquals(numbers(/^\| I\/O queue bases/), [
    "as_written_io_queue_early",
    "as_written_io_queue_extent",
    "without_queue_order",
  ]);
  assertEquals(numbers(/^\| Commands and registers/), [
    "as_written_vendor_command",
    "as_written_doorbell_buffer",
    "as_written_metadata_pointer",
    "as_written_page_size",
  ]);
  assertEquals(numbers(/^\| The alignment rules/), [
    "as_written_base_unaligned",
    "as_written_offset_refused",
  ]);
  assertEquals(numbers(/^\| Register read-back/), ["as_written_registers_read_back"]);
});

Deno.test("The bounds that the README's limits state are those of the scenarios", () => {
  const limits = readme.slice(readme.indexOf("- Bounds are small:")).replaceAll(/\s+/g, " ");
  assert(limits.startsWith(
    "- Bounds are small: two owners, one to three windows of two pages, queues of two to five " +
      "entries, one or two commands in the controller at a time, generations of two values.",
  ));
  const values = (which: "bounds" | "deepBounds", name: keyof Bounds) =>
    [...new Set(scenarios.map((scenario) => scenario[which]?.[name] ?? scenario.bounds[name]))]
      .sort();
  assertEquals(values("bounds", "owners"), [2]);
  assertEquals(values("bounds", "windows"), [1, 2, 3]);
  assertEquals(values("bounds", "windowPages"), [2]);
  assertEquals(values("bounds", "depth"), [2, 3, 4, 5]);
  assertEquals(values("bounds", "flights"), [1, 2]);
  assertEquals(values("bounds", "generations"), [2]);
});

Deno.test("With three command ids about a sixth of the states is left up to symmetry", async () => {
  const said = "With three of them, as in the second line, about a sixth of the states is left.";
  assert(readme.replaceAll("\n", " ").includes(said));
  const scenario = scenarios.find(({ name }) => name === "depth_4_bounce")!;
  assertEquals(scenario.bounds.commands, 3);
  const { counts } = await checkCompiled(machineOf(scenario), {
    properties: ["CommandIdsAreUnique"],
    symmetry: true,
  });
  assertEquals(Math.round(10 * scenario.pinned.distinct / counts.distinct), 60);
  const full = scenarios.find(({ name }) => name === "depth_4_remapped_full")!;
  const whole = full.pinned.distinct.toLocaleString("en");
  assert(readme.includes(`Of the ${whole} states of \`depth_4_remapped_full\` `));
});

/** The documents below a folder of the project, by their paths from the top. */
function documentsIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(join(project, folder))).flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return /^(\..*|node_modules)$/.test(name) ? [] : documentsIn(path);
    return name.endsWith(".md") ? [path] : [];
  });
}

/** The names that a document's headings have in links. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-")
  );
}

Deno.test("Every link of the documents that leads into the project leads somewhere", () => {
  const links: string[] = [];
  const broken: string[] = [];
  for (const path of documentsIn("")) {
    const text = Deno.readTextFileSync(join(project, path));
    for (const [, target, anchor] of text.matchAll(/\]\(([^):#]*)(?:#([^):]*))?\)/g)) {
      links.push(target);
      const place = target === "" ? path : join(path, "..", target);
      try {
        Deno.statSync(join(project, place));
        const there = anchor === undefined ||
          anchorsOf(Deno.readTextFileSync(join(project, place))).includes(anchor);
        if (!there) broken.push(`${path}: ${target}#${anchor}`);
      } catch {
        broken.push(`${path}: ${target}`);
      }
    }
  }
  assertEquals(broken, []);
  assert(links.includes("spec/mod.ts") && links.includes("requirements.ts") && links.includes(""));
});

/** What would take minutes, or run this test again, is run in a form that does not. */
const cheaper: { readonly [command: string]: string } = {
  "npx -y deno@2 task check": "npx -y deno@2 task check --list",
  "npx -y deno@2 task test": "npx -y deno@2 task test --help",
};

/** Runs a line of a shell block in a folder, with the Deno at hand for the one that npx fetches. */
async function runLine(line: string, folder: string): Promise<string> {
  const [npx, yes, deno, task, ...args] = (cheaper[line] ?? line).split(" ");
  assertEquals([npx, yes, deno, task], ["npx", "-y", "deno@2", "task"]);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "--config",
      join(project, "deno.json"),
      ...args.map((arg) => arg.replaceAll('"', "")),
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  assert(success, `${line} failed:\n${text.decode(stdout)}${text.decode(stderr)}`);
  return text.decode(stdout);
}

/** Times differ from run to run. */
function timeless(line: string): string {
  return line.replaceAll(/\b\d+\.\ds\b/g, "some time");
}

Deno.test("The README's commands run, and print the lines that it shows, in their order", async () => {
  await withFolder(async (folder) => {
    // A shell block, and the text block that shows what it prints, where there is one.
    const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```\n(?:\n```text\n([^]*?)^```\n)?/gm)];
    assert(blocks.length > 0 && blocks.some(([, , shown]) => shown !== undefined));
    for (const [, commands, shown] of blocks) {
      // What needs a C compiler is run by a test that looks for one (traces/conform/).
      if (commands.startsWith("cc ")) continue;
      const printed: string[] = [];
      for (const line of commands.trimEnd().split("\n")) {
        printed.push(...(await runLine(line, folder)).split("\n").map(timeless));
      }
      for (const line of shown?.trimEnd().split("\n").map(timeless) ?? []) {
        const at = printed.indexOf(line);
        assert(
          at >= 0,
          `The README shows "${line}", which ${commands.trim()} does not print there`,
        );
        printed.splice(0, at + 1);
      }
    }
  });
});

Deno.test("deno task readme takes no arguments, and says so", async () => {
  for (const argument of ["--chekc", "README.md"]) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-read=.", "scenarios/readme_main.ts", argument],
      cwd: project,
    }).output();
    assertEquals(code, 2);
    assert(new TextDecoder().decode(stderr).startsWith(`Cannot use `));
  }
});
