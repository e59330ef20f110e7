/**
 * The requests of a byte suite and their fields: those of the protocol, and two that stand for several.
 *
 * @module
 */

import { MISFITS } from "./wire_fields.ts";

/**
 * `count`: a whole number from 0. `integer`: a whole number. `number`: hexadecimal, or a name with `$`
 * before it, plus or minus a hexadecimal number. `bytes`: pairs of digits, or names in braces, each of
 * which stands for the eight bytes of an address. `list`: words with commas. `word`: one.
 */
export type Kind = "count" | "integer" | "number" | "bytes" | "list" | "word";

/** Whether a value is one that no register holds: a number in part, below zero, or of 65 bits. */
export function isMisfit(value: unknown, kind: Kind): boolean {
  const pattern = kind === "number" ? MISFITS.number : MISFITS.integer;
  const isNumber = kind === "number" || kind === "count" || kind === "integer";
  return isNumber && typeof value === "string" && pattern!.test(value);
}

/** Whether a value is of a kind. */
export function fits(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case "count":
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "string" &&
        /^([0-9a-f]{1,16}|\$[a-z][a-z0-9_]*([+-][0-9a-f]{1,16})?)$/.test(value);
    case "bytes":
      return typeof value === "string" &&
        /^([0-9a-f]{2}|\{[a-z][a-z0-9_]*(\+[0-9a-f]{1,16})?\})+$/.test(value);
    case "list":
      return typeof value === "string" && /^([\w:]+(,[\w:]+)*)?$/.test(value);
    case "word":
      return typeof value === "string" && /^\w+$/.test(value);
  }
}

interface RequestFields {
  readonly fields: { readonly [field: string]: Kind };
  readonly optional: {
    readonly [field: string]: { readonly kind: Kind; readonly feature: string };
  };
  /** What an adapter must offer for it; empty if it need offer nothing. */
  readonly feature: string;
  /** Whether it is one step of a scan. */
  readonly isStep: boolean;
  /** What can be named once it was answered. */
  names(ask: { readonly [field: string]: unknown }): string[];
}

interface RequestForm {
  readonly feature?: string;
  readonly optional?: { readonly [feature: string]: { readonly [field: string]: Kind } };
  readonly isStep?: boolean;
  names?(ask: { readonly [field: string]: unknown }): string[];
}

function request(
  fields: { readonly [field: string]: Kind },
  form: RequestForm = {},
): RequestFields {
  const optional = Object.entries(form.optional ?? {}).flatMap(([feature, some]) =>
    Object.entries(some).map(([field, kind]) => [field, { kind, feature }] as const)
  );
  return {
    fields,
    optional: Object.fromEntries(optional),
    feature: form.feature ?? "",
    isStep: form.isStep ?? false,
    names: form.names ?? (() => []),
  };
}

const WRITE = { claim: "count", offset: "number", value: "number" } as const;

const INTENT = {
  claim: "count",
  queue: "count",
  cid: "integer",
  intent: "word",
  window: "count",
  generation: "count",
  entries: "count",
} as const;

const INTENT_DETAILS = {
  intents: {
    at: "integer",
    nsid: "count",
    cns: "count",
    block: "number",
    blocks: "integer",
    qid: "count",
    cqid: "count",
    vector: "count",
    handle: "count",
  },
} as const;

/** The bases of the admin queues, once the kernel has written them. */
const bases = () => ["asq", "acq"];

/** The frames of a window's pages, the first ones if there are very many. */
function pagesOf({ window, pages }: { readonly [field: string]: unknown }): string[] {
  const count = Math.min(Number(pages) || 0, 256);
  return Array.from({ length: count }, (_, page) => `window${window}_${page}`);
}

/** The requests by name. */
export const REQUESTS: { readonly [op: string]: RequestFields } = {
  reset: request({
    lane: "word",
    owners: "count",
    windows: "count",
    generations: "count",
    cap: "number",
    nsid: "count",
    block: "count",
    most: "count",
  }, {
    optional: {
      firmware: { cc: "number", csts: "number" },
      pages: { page: "count" },
      limits: {
        frames: "count",
        interrupts: "count",
        queues: "count",
        queueEntries: "count",
        listPages: "count",
        refusals: "count",
        metadata: "count",
      },
    },
    names: () => ["host", "reserved", "reserved_end", "memory", "memory_end"],
  }),
  grantWindow: request(
    { window: "count", owner: "count", base: "number", pages: "count" },
    { names: pagesOf },
  ),
  grantClaim: request({ claim: "count", owner: "count", model: "word" }),
  store: request({ owner: "count", address: "number", bytes: "bytes" }),
  load: request({ owner: "count", address: "number", length: "count" }),
  write: request({ ...WRITE, width: "count" }, { names: bases }),
  enable: request({ claim: "count", submission: "integer", completion: "integer" }, {
    names: bases,
  }),
  submit: request(INTENT, { optional: INTENT_DETAILS, isStep: true }),
  scan: request({ queue: "count" }, { isStep: true }),
  endScan: request({ queue: "count" }, { isStep: true }),
  // A doorbell or an intent with everything that follows from it.
  ring: request({ ...WRITE, queue: "count" }),
  issue: request(INTENT, { optional: INTENT_DETAILS }),
  dmaRead: request({ address: "number", length: "count" }),
  dmaWrite: request({ address: "number", bytes: "bytes" }),
  status: request({ csts: "number" }),
  interrupt: request({ queue: "count" }, { optional: { most: { most: "count" } } }),
  abandonWait: request({ queue: "count", cid: "count" }),
  revokeWindow: request({ window: "count" }),
  unmapWindow: request({ window: "count" }),
  invalidateWindow: request({ window: "count" }),
  scrubWindow: request({ window: "count" }),
  endClaim: request({ claim: "count", cause: "word" }),
  resetController: request({}),
  freeClaim: request({}),
  read: request({ claim: "count", offset: "number", width: "count" }, { feature: "read" }),
  grantInterrupt: request({ owner: "count", vector: "count" }, { feature: "interrupts" }),
  revokeInterrupt: request({ interrupt: "count" }, { feature: "interrupts" }),
  raise: request({ vector: "count" }, { feature: "interrupts" }),
  poll: request({}, { feature: "interrupts" }),
  queue: request({ claim: "count", queue: "count" }, { feature: "intents" }),
  take: request({ claim: "count" }, { feature: "take" }),
  log: request({}, { feature: "log" }),
  probe: request({}, { feature: "probe", names: bases }),
};

/** The fields that an answer may be held to, besides its outcome and reason. */
export const ANSWER_FIELDS: {
  readonly [field: string]: { readonly kind: Kind; readonly feature: string };
} = {
  told: { kind: "word", feature: "told" },
  detail: { kind: "word", feature: "detail" },
  known: { kind: "count", feature: "probe" },
  waits: { kind: "list", feature: "waits" },
  doorbell: { kind: "list", feature: "" },
  head: { kind: "list", feature: "" },
  cc: { kind: "number", feature: "" },
  aqa: { kind: "number", feature: "" },
  woken: { kind: "list", feature: "" },
  cancelled: { kind: "list", feature: "" },
  bytes: { kind: "bytes", feature: "" },
  value: { kind: "number", feature: "" },
  taken: { kind: "count", feature: "" },
  completions: { kind: "list", feature: "take" },
  total: { kind: "count", feature: "log" },
  kept: { kind: "count", feature: "log" },
  owner: { kind: "integer", feature: "log" },
  last: { kind: "word", feature: "log" },
  handle: { kind: "count", feature: "intents" },
};

/** The names that a field's text mentions. */
export function namesIn(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return [...text.matchAll(/[${]([a-z][a-z0-9_]*)/g)].map(([, name]) => name);
}

/** Whether a name stands for an edge of what is no provider's: only some adapters say where that is. */
export function isEdge(name: string): boolean {
  return ["reserved", "reserved_end", "memory", "memory_end"].includes(name);
}
