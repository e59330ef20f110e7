/**
 * The formats and tables of a wire file, with the kinds of their fields.
 *
 * @module
 */

/**
 * `integer`: a whole number. `number`: hexadecimal. `text`: printable ASCII. `numbers`: hexadecimal
 * numbers with commas. `pairs`: two of those with a colon each. `word`: one word.
 */
export type WireKind = "integer" | "number" | "text" | "numbers" | "pairs" | "word";

/**
 * How values of each kind are written that no register holds, if there are any: numbers in part, below zero,
 * or of 65 bits and more. What is asked of those is that they are refused.
 */
export const MISFITS: { readonly [kind in WireKind]?: RegExp } = {
  integer: /^-?\d+\.\d+$/,
  number: /^(-[0-9a-f]{1,17}|[0-9a-f]{17})$/,
  numbers: /^([0-9a-f]{1,17},)*(-[0-9a-f]{1,17}|[0-9a-f]{17})(,[0-9a-f]{1,17})*$/,
  pairs: /^-[0-9a-f]{1,17}:[0-9a-f]{1,17}$/,
};

/** Fields by name. */
export type WireFields = { readonly [field: string]: WireKind };

/** A format: how many bytes it has, where that is always the same, and its fields. */
export interface WireFormat {
  readonly bytes: number | null;
  readonly fields: WireFields;
}

/** Where a field lies in a format's bytes, read as one integer, the lowest byte first. */
export type WireLayout = {
  readonly bytes: number;
  readonly fields: { readonly [field: string]: readonly [low: number, width: number] };
};

/** Formats whose fields tile their bytes, from the tables of the specification. */
export const LAYOUTS: { readonly [format: string]: WireLayout } = {
  submissionEntry: {
    bytes: 64,
    fields: {
      ...{ opc: [0, 8], fuse: [8, 2], reserved10: [10, 4], psdt: [14, 2], cid: [16, 16] },
      ...{ nsid: [32, 32], cdw2: [64, 32], cdw3: [96, 32], mptr: [128, 64], prp1: [192, 64] },
      ...{ prp2: [256, 64], cdw10: [320, 32], cdw11: [352, 32], cdw12: [384, 32] },
      ...{ cdw13: [416, 32], cdw14: [448, 32], cdw15: [480, 32] },
    },
  },
  completionEntry: {
    bytes: 16,
    fields: {
      ...{ dw0: [0, 32], dw1: [32, 32], sqhd: [64, 16], sqid: [80, 16], cid: [96, 16] },
      ...{ phase: [112, 1], sc: [113, 8], sct: [121, 3], crd: [124, 2], more: [126, 1] },
      dnr: [127, 1],
    },
  },
  sglDescriptor: {
    bytes: 16,
    fields: {
      ...{ address: [0, 64], length: [64, 32], reserved: [96, 24], subtype: [120, 4] },
      type: [124, 4],
    },
  },
  cap: {
    bytes: 8,
    fields: {
      ...{ mqes: [0, 16], cqr: [16, 1], ams: [17, 2], reserved19: [19, 5], to: [24, 8] },
      ...{ dstrd: [32, 4], nssrs: [36, 1], css: [37, 8], bps: [45, 1], cps: [46, 2] },
      ...{ mpsmin: [48, 4], mpsmax: [52, 4], pmrs: [56, 1], cmbs: [57, 1], nsss: [58, 1] },
      ...{ crms: [59, 2], nsses: [61, 1], reserved62: [62, 2] },
    },
  },
  cc: {
    bytes: 4,
    fields: {
      ...{ en: [0, 1], reserved1: [1, 3], css: [4, 3], mps: [7, 4], ams: [11, 3], shn: [14, 2] },
      ...{ iosqes: [16, 4], iocqes: [20, 4], crime: [24, 1], reserved25: [25, 7] },
    },
  },
  csts: {
    bytes: 4,
    fields: {
      ...{ rdy: [0, 1], cfs: [1, 1], shst: [2, 2], nssro: [4, 1], pp: [5, 1], st: [6, 1] },
      reserved7: [7, 25],
    },
  },
  aqa: {
    bytes: 4,
    fields: { asqs: [0, 12], reserved12: [12, 4], acqs: [16, 12], reserved28: [28, 4] },
  },
};

const QUEUE: WireFields = {
  cid: "integer",
  qid: "integer",
  entries: "integer",
  contiguous: "integer",
  base: "number",
};

function formatOf({ bytes, fields }: WireLayout): WireFormat {
  const kinds = Object.entries(fields).map(([field, [, width]]) =>
    [field, width > 32 ? "number" : "integer"] as const
  );
  return { bytes, fields: Object.fromEntries(kinds) };
}

/** The formats by name. */
export const FORMATS: { readonly [format: string]: WireFormat } = {
  ...Object.fromEntries(Object.entries(LAYOUTS).map(([name, layout]) => [name, formatOf(layout)])),
  prpList: { bytes: null, fields: { entries: "numbers" } },
  createCompletionQueue: { bytes: 64, fields: { ...QUEUE, vector: "integer" } },
  createSubmissionQueue: { bytes: 64, fields: { ...QUEUE, cqid: "integer" } },
  controllerIdentity: {
    bytes: 4096,
    fields: {
      serialNumber: "text",
      modelNumber: "text",
      firmwareRevision: "text",
      mdts: "integer",
      nn: "integer",
    },
  },
  namespaceIdentity: {
    bytes: 4096,
    fields: { nsze: "number", blockBytes: "integer", metadataBytes: "integer" },
  },
  namespaceList: { bytes: 4096, fields: { nsids: "numbers" } },
};

/** The tables by name: what is given, and what follows; not all of it has to be there. */
export const TABLES: {
  readonly [table: string]: { readonly given: WireFields; readonly answer: WireFields };
} = {
  opcode: {
    given: { set: "word", opc: "integer" },
    answer: { name: "text", vendor: "integer" },
  },
  transfer: {
    given: {
      ...{ set: "word", blockBytes: "integer", opc: "integer" },
      ...{ cdw10: "integer", cdw11: "integer", cdw12: "integer" },
    },
    answer: { kind: "word", direction: "word", length: "integer" },
  },
  pointer: { given: { psdt: "integer" }, answer: { kind: "word" } },
  descriptor: { given: { type: "integer" }, answer: { name: "text" } },
  pages: {
    given: { prp1: "number", length: "integer", pageBytes: "integer" },
    answer: { pages: "integer", offset: "integer", kind: "word", entries: "integer" },
  },
  shares: {
    given: { prp1: "number", following: "numbers", length: "integer", pageBytes: "integer" },
    answer: { shares: "pairs" },
  },
  list: {
    given: { pointer: "number", pageBytes: "integer" },
    answer: { slots: "integer" },
  },
  alignment: {
    given: { address: "number", to: "integer" },
    answer: { aligned: "integer" },
  },
  doorbell: {
    given: { offset: "number", dstrd: "integer" },
    answer: { kind: "word", qid: "integer" },
  },
  doorbellOffset: {
    given: { kind: "word", qid: "integer", dstrd: "integer" },
    answer: { offset: "number" },
  },
  register: { given: { offset: "number" }, answer: { name: "word", width: "integer" } },
  status: {
    given: { sct: "integer", sc: "integer" },
    answer: { name: "text", succeeded: "integer" },
  },
  page: { given: { mps: "integer" }, answer: { length: "integer" } },
  deletion: { given: { cdw10: "integer" }, answer: { qid: "integer" } },
  number: { given: { name: "text" }, answer: { value: "integer" } },
  word: { given: { bits: "integer", layout: "text" }, answer: {} },
  extent: {
    given: { windows: "pairs", base: "number", length: "number" },
    answer: { covered: "word" },
  },
};
