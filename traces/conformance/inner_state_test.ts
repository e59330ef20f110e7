import { assert, assertEquals, assertThrows } from "@std/assert";
import * as implementation from "../../spec/implementation/mod.ts";
import { inProcessAdapter } from "./in_process.ts";
import { innerState } from "./inner_state.ts";
import { implementationTexts } from "./mutants/mutant.ts";
import { type Node, parseModule, type Place, placesOf } from "./mutants/syntax.ts";
import { OpenedAdapter } from "./opened_adapter.ts";
import { openedText } from "./opened.ts";
import { geometryOf } from "./plan.ts";
import { explorePlace, suitePlaces } from "./suite_places.ts";
import { LEFT_OUT, TOLD_OTHERWISE } from "./told_fields.ts";

/** The source that a host runs, by path: not what shows how it is used, and how fast it is. */
const source = new Map(
  [...await implementationTexts()].filter(([path]) => !/example|_bench/.test(path)),
);
const modules = [...source].map(([path, text]) => ({
  path,
  places: [...placesOf(parseModule(text), [])],
}));

async function geometry() {
  const { constants } = await explorePlace(suitePlaces.find(({ name }) => name === "onePage")!);
  return geometryOf(constants);
}

Deno.test("what cannot be looked into is not told", async () => {
  const adapter = inProcessAdapter(implementation);
  adapter.reset(await geometry());
  assertThrows(() => innerState(adapter.host), Error, "it has private state");
});

Deno.test("a function that nobody knows is not told", async () => {
  const adapter = await OpenedAdapter.open();
  adapter.reset(await geometry());
  Object.assign(adapter.host.assembly.kernel, { later: () => 1 });
  assertThrows(() => adapter.fingerprint(), Error, "Kernel.later keeps: it is a function");
});

Deno.test("what differs is told: a field, a byte of memory, what one frame is used for", async () => {
  const adapter = await OpenedAdapter.open();
  const told = new Set<string>();
  const changes: ((host: typeof adapter.host) => void)[] = [
    () => {},
    ({ assembly }) => Object.assign(assembly.kernel, { $hidden: 0 }),
    ({ assembly }) => Object.assign(assembly.kernel, { $hidden: 1 }),
    ({ assembly }) => Object.assign(assembly.kernel.platform.frames, { $hidden: 1 }),
    ({ assembly }) => Object.assign(assembly.kernel.platform.frames.at(9), { hidden: 1 }),
    ({ assembly }) => Object.assign(assembly.iommu!, { $hidden: 1 }),
    ({ assembly }) => assembly.memory.write(9, 4095, new Uint8Array([1])),
    ({ assembly }) => assembly.memory.write(0, 4095, new Uint8Array([1])),
    ({ assembly }) => assembly.kernel.platform.frames.takeRun(0, 1),
  ];
  for (const change of changes) {
    adapter.reset(await geometry());
    change(adapter.host);
    told.add(adapter.fingerprint());
  }
  assertEquals(told.size, changes.length);
});

Deno.test("which frames were free, and in which order pages were mapped, is not told", async () => {
  const adapter = await OpenedAdapter.open();
  const told = new Set<string>();
  for (const first of [0, 1]) {
    adapter.reset(await geometry());
    for (const owner of [first, 1 - first]) {
      const base = 0x10_0000n + BigInt(0x1000 * owner);
      adapter.host.assembly.kernel.grantWindow(owner, base, 1, owner);
    }
    told.add(adapter.fingerprint());
  }
  assertEquals(told.size, 1);
});

Deno.test("fields that are told otherwise, or not at all, are fields", () => {
  const fields = new Set<string>();
  for (const { path, places } of modules) {
    const opened = openedText(path, source.get(path)!);
    for (const { node, within } of places) {
      const owner = within[1]?.type === "ClassDeclaration" ? (within[1].id as Node).name : "Object";
      const { key } = node as { key?: Node };
      if (key !== undefined) fields.add(`${owner}.${opened.slice(key.start, key.end)}`);
    }
  }
  for (const field of [...Object.keys(LEFT_OUT), ...Object.keys(TOLD_OTHERWISE)]) {
    assert(fields.has(field.replace(/^QueueHandle/, "Object")), field);
  }
});

Deno.test("what is left out because it is only written is not read", () => {
  for (const { path, places } of modules) {
    for (const { node, within: [outer, ...further] } of places) {
      const name = (node.property as Node | undefined)?.name ?? nameOf(node);
      const here = `${path}: ${outer && source.get(path)!.slice(outer.start, outer.end)}`;
      if (node.type === "MemberExpression" && name === "log") {
        const isRecorded = (outer.property as Node | undefined)?.name === "record";
        const isHandedOut = further.some((each) => each.kind === "get" && nameOf(each) === "log");
        assert(isRecorded || isHandedOut, here);
      }
      if (node.type === "MemberExpression" && name === "invalidDoorbells") {
        assertEquals(outer.type, "UpdateExpression", here);
      }
      const isMade = path.endsWith("queue_set.ts") && node.type === "MemberExpression" &&
        (node.property as Node).type === "PrivateName" &&
        ((node.property as Node).id as Node).name === "made";
      if (isMade) {
        assertEquals([outer.type, nameOf(further[0])], ["UpdateExpression", "generation"]);
      }
      // Nor is any of it taken out of an object in another way.
      if (node.type === "ObjectProperty" && outer.type === "ObjectPattern") {
        assert(!["log", "records", "total", "invalidDoorbells"].includes(nameOf(node)), here);
      }
    }
  }
});

Deno.test("variables change only in the function that declares them, and no other sees them", () => {
  for (const { path, places } of modules) {
    for (const { node, within } of places) {
      const changed = targetOf(node);
      if (changed?.type !== "Identifier") continue;
      const inside = within.find(isFunction);
      const name = changed.name as string;
      assert(inside !== undefined, `${path}: ${name} is changed outside of functions`);
      const declared = places.some((each) =>
        each.node.type === "VariableDeclarator" && (each.node.id as Node).name === name &&
        each.within.find(isFunction) === inside
      );
      assert(declared, `${path}: ${name} is changed, and declared elsewhere`);
      for (const other of places) {
        const isName = other.node.type === "Identifier" && other.node.name === name &&
          other.within[0].type !== "MemberExpression" && other.within[0].type !== "ObjectProperty";
        const isInner = other.within.includes(inside) && other.within.find(isFunction) !== inside;
        assert(!isName || !isInner, `${path}: ${name} changes, and another function sees it`);
      }
    }
  }
});

/** Methods that change what they are called on. */
const CHANGING =
  /^(set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/;

Deno.test("modules and classes have no state", () => {
  let count = 0;
  for (const { path, places } of modules) {
    /** What stands for the same value wherever the module looks, and is not to change. */
    const constants = new Set<unknown>();
    for (const { node, within } of places) {
      const isStatic = /^Class.*Property$/.test(node.type) && node.static === true;
      assert(!isStatic && node.type !== "StaticBlock", `${path}: a class has state`);
      if (/^Import.*Specifier$/.test(node.type)) constants.add((node.local as Node).name);
      if (node.type !== "VariableDeclarator" || within.some(isFunction)) continue;
      assertEquals(within[0].kind, "const", `${path}: ${(node.id as Node).name}`);
      constants.add((node.id as Node).name);
    }
    count += constants.size;
    for (const { node } of places) {
      const changed = targetOf(node) ?? calledOn(node);
      if (changed === null) continue;
      assert(!constants.has(rootOf(changed)), `${path}: ${rootOf(changed)} is changed`);
    }
  }
  assert(count > 100);
});

/** What says something else every time. */
const CHANCE =
  /^(Date|random|performance|Temporal|crypto|setTimeout|setInterval|queueMicrotask|WeakRef)$/;

Deno.test("nothing depends on time or chance, and no class on another's private fields", () => {
  for (const { path, places } of modules) {
    for (const { node } of places) {
      const isChance = node.type === "Identifier" && CHANCE.test(node.name as string);
      assert(!isChance, `${path}: ${node.name}`);
      const parent = node.type === "ClassDeclaration" ? node.superClass as Node | null : null;
      assert(parent === null || parent === undefined || parent.name === "Error", path);
    }
  }
});

function isFunction({ type }: Node): boolean {
  return /Function|Method/.test(type) && !type.startsWith("TS");
}

function nameOf(node: Node): string {
  return ((node.key as Node | undefined)?.name ?? "") as string;
}

/** What an expression gives another value, or `null`. */
function targetOf(node: Place["node"]): Node | null {
  if (node.type === "AssignmentExpression") return node.left as Node;
  const isUpdate = node.type === "UpdateExpression" || node.operator === "delete";
  return isUpdate ? node.argument as Node : null;
}

/** What a call of a changing method is made on, or `null`. */
function calledOn(node: Node): Node | null {
  if (node.type !== "CallExpression") return null;
  const { property, object } = node.callee as { property?: Node; object?: Node };
  return object !== undefined && CHANGING.test(`${property?.name}`) ? object : null;
}

/** The name that a chain of members begins with. */
function rootOf(node: Node): unknown {
  let root = node;
  while (root.type === "MemberExpression") root = root.object as Node;
  return root.name;
}
