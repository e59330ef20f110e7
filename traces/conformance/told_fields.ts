/**
 * How the fields of a host are told (`inner_state.ts`): by their values, unless they are listed here.
 *
 * @module
 */

/** Fields that are not told, and why nobody does anything else because of them. */
export const LEFT_OUT: { readonly [field: string]: string } = {
  "RefusalLog.$records": "written, and never read by the kernel",
  "RefusalLog.$counts": "written, and never read by the kernel",
  "RefusalLog.$total": "written, and never read by the kernel",
  "SimulatedController.invalidDoorbells": "counted, and never read",
  "QueueSet.$made":
    "makes the next queue's generation, of which no queue is; that is all it is for",
  "FrameTable.$lowest": "follows from the use of the frames",
  "FrameTable.$frames": "told frame by frame",
  "PhysicalMemory.$bytes": "told frame by frame",
  "Disk.$bytes": "data, by which nobody decides anything",
};

/**
 * Fields that are told otherwise than by their values.
 *
 * - `frame`, `generation`: which frame was free, and how many queues there were before, is arbitrary. Told
 *   is where one and the same is meant. Of a frame it is told what is in it. (Host-physical addresses that
 *   a provider was never told name frames by number. Whichever they name, they are refused.)
 * - `function`: it knows what it belongs to, which is told, and nothing else.
 * - `work`: how far the controller has come with a command is told by its accesses.
 * - `translations`: asked is where a page leads. In which order pages were mapped matters to nobody.
 * - `owners`: asked is whether any has a window at an address; and to have had none is to have none.
 */
export const TOLD_OTHERWISE = {
  "Ring.frames": "frame",
  "ListPages.$idle": "frame",
  "ListPages.$made": "frame",
  "Object.frame": "frame",
  "Object.frames": "frame",
  "Object.listFrame": "frame",
  "SubmissionQueue.generation": "generation",
  "QueueHandle.generation": "generation",
  "ControllerSession.$onReset": "function",
  "ClaimRetirement.$onFree": "function",
  "SimulatedController.onInterrupt": "function",
  "SimulatedController.write": "function",
  "Object.onWake": "function",
  "SimulatedController.$work": "work",
  "Iommu.$tables": "translations",
  "Iommu.$cached": "translations",
  "GrantLedger.$byOwner": "owners",
} as const;

type Manner = "value" | "nothing" | (typeof TOLD_OTHERWISE)[keyof typeof TOLD_OTHERWISE];

/** A field, and how it is told. */
export interface ToldField {
  /** The name of its object's class and its own: `Batch.$commands`. */
  readonly name: string;
  readonly manner: Manner;
}

/** The fields that were asked for, by class and key. */
const known = new Map<string, Map<PropertyKey, ToldField>>();

/** A field of a class. An object without one is an `Object`, or a `QueueHandle` if it is that. */
export function toldField(className: string, key: PropertyKey): ToldField {
  let fields = known.get(className);
  if (fields === undefined) known.set(className, fields = new Map());
  let field = fields.get(key);
  if (field === undefined) {
    const name = `${className}.${String(key)}`;
    const otherwise: { readonly [field: string]: Manner } = TOLD_OTHERWISE;
    field = { name, manner: name in LEFT_OUT ? "nothing" : otherwise[name] ?? "value" };
    fields.set(key, field);
  }
  return field;
}
