// `deno task suites [--pairs] FOLDER [PLACE…]`: writes the suites as bundles of ITF traces.

import { join } from "@std/path";
import { bundleOf, manifestText } from "./suite_bundle.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { suiteOf } from "./suites.ts";

const covers = Deno.args.includes("--pairs") ? "pairs" : "transitions";
const [folder, ...names] = Deno.args.filter((argument) => argument !== "--pairs");
const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
const unknown = names.find((name) => suitePlaces.every((place) => place.name !== name));
if (folder === undefined || unknown !== undefined) {
  write(
    folder === undefined
      ? "Cannot write suites: name the folder\n"
      : `Cannot make a suite of "${unknown}": there are ` +
        `${suitePlaces.map(({ name }) => name).join(", ")}\n`,
  );
  Deno.exit(2);
}
await Deno.mkdir(folder, { recursive: true });
for (const place of suitePlaces) {
  if (names.length > 0 && !names.includes(place.name)) continue;
  const explored = await explorePlace(place);
  const suite = suiteOf(explored.graph, explored.constants, covers);
  const { manifest, bytes } = bundleOf(explored, suite);
  await Deno.writeFile(join(folder, `${place.name}.${covers}.zip`), bytes);
  write(manifestText(manifest));
}
