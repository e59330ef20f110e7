/**
 * Whether what an implementation tells of its state is the machine's state.
 *
 * What is not told is not compared. Beyond that the two may differ where the machine itself says that
 * nothing depends on the difference; each such {@link LEEWAYS | leeway} says why.
 *
 * @module
 */

import type { Plain, PlainState } from "../../checker/mod.ts";
import { usesSecond } from "../../spec/shapes.ts";
import { isBlank } from "./stores.ts";
import type { MachineConstants, MachineState } from "./machine_state.ts";
import { mapperOf } from "./machine_state.ts";

/** A variable in which the two differ. */
export interface Departure {
  readonly path: string;
  readonly machine: Plain;
  readonly told: Plain;
}

/** Where in the state a value stands: names of fields, and numbers of elements. */
type Path = readonly (string | number)[];

/** A difference that means nothing. */
interface Leeway {
  readonly why: string;
  /** Whether only implementations of somebody else's have it (`allowances.ts`). */
  readonly lenient?: boolean;
  holds(place: {
    readonly k: MachineConstants;
    readonly state: MachineState;
    readonly path: Path;
    readonly machine: Plain;
    readonly told: Plain;
  }): boolean;
}

/** The differences that mean nothing. */
export const LEEWAYS: readonly Leeway[] = [
  {
    why: "The machine forgets slots that nobody reads again before they are written.",
    holds: ({ state, path }) =>
      path[0] === "frame" && path[2] === "slot" && path.length > 3 &&
      isBlank(state.frame[path[1] as number].slot[path[3] as number]),
  },
  {
    why: "Nobody can write or read a page that is no longer mapped, until it is scrubbed.",
    holds: ({ k, state, path }) =>
      path[0] === "frame" && (path[2] === "slot" || path[2] === "listed") &&
      mapperOf(state, k, path[1] as number) < 0,
  },
  {
    why: "A command without data names no page.",
    holds: ({ state, path }) => {
      const [, frame, , slot, field] = path;
      return path[0] === "frame" && path[2] === "slot" && field === "page" &&
        ["noData", "deleteSq", "deleteCq"].includes(
          state.frame[frame as number].slot[slot as number].shape,
        );
    },
  },
  {
    why: "PRP2 of a command that fits one page is a number that nobody reads.",
    holds: ({ state, path }) => {
      const [, frame, , slot, field] = path;
      return path[0] === "frame" && path[2] === "slot" && field === "second" &&
        !usesSecond(state.frame[frame as number].slot[slot as number].shape);
    },
  },
  {
    why: "Where registers are not under study, the driver writes them as part of the enable.",
    holds: ({ k, path }) => path[0] === "registers" && k.bounds.registers === 0,
  },
  {
    why: "The ring of a brokered queue is the kernel's: there is no number of the provider's.",
    holds: ({ k, path }) =>
      k.model === "brokered" && path[0] === "queue" && (path[2] === "sq" || path[2] === "cq"),
  },
  {
    why:
      "A controller that has come to rest has given its queues back, and let everybody know. The " +
      "machine does so when the claim is freed.",
    lenient: true,
    holds: ({ state, path, machine, told }) => {
      if (path[0] !== "queue" || !isAtRest(state)) return false;
      if (path[2] !== "issue") return true;
      return machine === "waiting" && told === "cancelled" ||
        machine === "abandoned" && told === "idle" || path[4] !== "phase";
    },
  },
  {
    why:
      "A scan is refused as soon as it finds that its claim has ended; the machine reads on first.",
    holds: ({ state, path, machine, told }) =>
      path[0] === "queue" && path[2] === "scan" && state.queue[path[1] as number].scan.overtaken &&
      machine === "scanning" && told === "refusing",
  },
  {
    why: "The IOTLB holds what the controller has used; the machine takes it to hold everything.",
    holds: ({ path, machine, told }) =>
      path[0] === "iommu" && path[1] === "reach" &&
      (told as readonly Plain[]).every((frame) => (machine as readonly Plain[]).includes(frame)),
  },
  {
    why: "Only what a doorbell published is compared of what was validated.",
    holds: ({ state, path, told }) =>
      path[0] === "queue" && path[2] === "checked" && path.length > 4 &&
      !state.queue[path[1] as number].checked[path[3] as number].published && told === false,
  },
  {
    why: "A list has an entry more than the machine counts, so that it needs a list at all.",
    holds: ({ state, path, machine, told }) => {
      if (path[0] !== "controller" || path[3] !== "part") return false;
      const { shape } = state.controller.flight[path[2] as number];
      return shape === "readList" && machine === 3 && told === 3;
    },
  },
];

function isAtRest({ claim, controller }: MachineState): boolean {
  return claim.phase === "closing" && controller.phase === "off";
}

/**
 * Every variable that is told and differs, without leeway.
 *
 * @param lenient whether the implementation may give back early what a controller at rest has used.
 */
export function departures(
  k: MachineConstants,
  state: MachineState,
  told: PlainState,
  lenient = false,
): Departure[] {
  const found: Departure[] = [];
  const leeways = LEEWAYS.filter((leeway) => lenient || leeway.lenient !== true);
  compare({ k, state, leeways, found }, [], state as unknown as Plain, told);
  return found;
}

interface Comparison {
  readonly k: MachineConstants;
  readonly state: MachineState;
  readonly leeways: readonly Leeway[];
  readonly found: Departure[];
}

function compare(to: Comparison, path: Path, machine: Plain, told: Plain): void {
  if (isComposite(machine) && isComposite(told) && !isSet(path)) {
    for (const name of Object.keys(told)) {
      const step = Array.isArray(told) ? Number(name) : name;
      const expected = (machine as { [name: string]: Plain })[name];
      const said = (told as { [name: string]: Plain | undefined })[name];
      if (expected === undefined || said === undefined) continue;
      compare(to, [...path, step], expected, said);
    }
    return;
  }
  if (isSet(path) ? sameSet(machine, told) : machine === told) return;
  const place = { k: to.k, state: to.state, path, machine, told };
  if (to.leeways.some((leeway) => leeway.holds(place))) return;
  to.found.push({ path: textOf(path), machine, told });
}

function isComposite(value: Plain): value is Plain & object {
  return typeof value === "object" && value !== null;
}

/** The machine's sets are lists of numbers. */
function isSet(path: Path): boolean {
  return (path[0] === "iommu" && path.length === 3) ||
    (path[0] === "handle" && path.length === 2) || path[4] === "uses";
}

function sameSet(left: Plain, right: Plain): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function textOf(path: Path): string {
  return path.map((step) => typeof step === "number" ? `[${step}]` : `.${step}`).join("").slice(1);
}
