/**
 * The state of the machine: every variable, with what it stands for.
 *
 * Memory is counted in pages. Frame 0 is the host's own; frames 1 to F-1 belong to the windows in
 * order, `windowPages` each. A *page number* is what stands in a register or an entry: 0 to F-1 are
 * names of the provider's address space (IOVA or synthetic name `p` is backed by frame `p`), F to
 * 2F-1 are host-physical numbers (`F + f` is frame `f`). The two ranges do not overlap, so a
 * host-physical number is recognised wherever it turns up.
 *
 * Variables marked *ghost* are read by properties only: no guard and no check of the kernel may.
 *
 * @module
 */

import {
  array,
  type Draft,
  flag,
  index,
  language,
  oneOf,
  optional,
  range,
  type Reading,
  record,
  subset,
} from "../checker/mod.ts";
import { type Bounds, frameCount } from "./bounds.ts";
import type { Rules } from "./rules.ts";
import { type Answer, ANSWERS, type Lane, type Model, type Shape, SHAPES } from "./vocabulary.ts";

/** What the text of the machine may refer to besides its state. */
export interface Constants {
  readonly bounds: Bounds;
  readonly lane: Lane;
  /** The model that claims declare in this instance. */
  readonly model: Model;
  /** The checks and steps that designs and faults replace. */
  readonly rules: Rules;
  /** Frames, the host's included. */
  readonly frames: number;
  /** Queues: 1 (admin) or 2 (admin and I/O). */
  readonly queues: number;
  /** The command shapes that providers write. */
  readonly shapes: readonly Shape[];
  /** The refusal that every doorbell is to be answered with; `none` where some are accepted. */
  readonly attack: Answer;
}

/** The page numbers that providers write. */
export const pagesWritten = (k: Constants) => range(k.bounds.lowPage, k.bounds.highPage);

/** The admin queue's number, and the I/O queue's. */
export const ADMIN = 0;
export const IO = 1;

const owners = (b: Bounds) => index("owner", b.owners);
const generation = (b: Bounds) => range(0, b.generations - 1);
const page = (b: Bounds) => range(0, 2 * frameCount(b) - 1);
const slotNumber = (b: Bounds) => range(0, b.depth - 1);
const commandId = (b: Bounds) => index("command", b.commands);
const queues = (b: Bounds) => 1 + b.ioQueue;

/**
 * The command that an entry names. Memory that nobody has written names command 0, as zeros do. Where
 * no such memory is ever read (`commandsAreAlike` in `machine.ts`) it names none, so that it does not
 * tell one command from the others.
 */
const namedCommand = (b: Bounds, alike: boolean) => alike ? optional(commandId(b)) : commandId(b);

/** A submission entry: its shape, command id and two pointers. */
const entry = (b: Bounds, alike: boolean) => ({
  shape: oneOf(...SHAPES),
  cid: namedCommand(b, alike),
  page: page(b),
  second: page(b),
});

/** A completion entry: the command it names, the phase bit, and whether the status is an error. */
const completion = (b: Bounds, alike: boolean) =>
  record({ cid: namedCommand(b, alike), phase: flag(), error: flag() });

/** The kernel's ledger of grants. */
const claim = (b: Bounds) =>
  record({
    /** The one doorbell claim of the controller. `closing`: its teardown is under way. */
    phase: oneOf("free", "live", "closing"),
    owner: owners(b),
    /** The model the claim declares. */
    model: oneOf("undeclared", "brokered", "validated"),
    /** Advances whenever the claim ends. */
    generation: generation(b),
    /** The generations are used up: the claim is never granted again. */
    spent: flag(),
  });

const window = (b: Bounds) =>
  record({
    /** `retiring`: revoked, teardown not ended. `unmapped`, `invalidated`: how far it has come. */
    phase: oneOf("free", "live", "retiring", "unmapped", "invalidated"),
    owner: owners(b),
    /** Advances whenever the window is revoked. */
    generation: generation(b),
    spent: flag(),
  });

/** A page of memory, and what stands in it. */
const frame = (b: Bounds, alike: boolean) =>
  record({
    /** Whose bytes are in it. */
    holds: optional(owners(b)),
    /** Submission entries, if it is read as a submission ring. */
    slot: array(b.depth, record(entry(b, alike))),
    /** The page in its first PRP-list entry, if it is read as a list. */
    listed: page(b),
    /** Completion entries, if it is read as a completion ring. */
    cell: array(b.depth, completion(b, alike)),
  });

const iommu = (b: Bounds) =>
  record({
    /** The owner whose domain translates the controller's accesses. */
    attached: optional(owners(b)),
    /** By domain: frames that the tables map. */
    mapped: array(owners(b), subset(frameCount(b))),
    /** By domain: frames that an access can still reach, through the tables or a stale IOTLB. */
    reach: array(owners(b), subset(frameCount(b))),
  });

/** The registers as the provider wrote them, which is also the kernel's shadow of them. */
const registers = (b: Bounds) =>
  record({
    asq: page(b),
    acq: page(b),
    /** ASQ is dword-aligned, but not page-aligned. */
    asqShifted: flag(),
    /** CC.MPS selects pages twice the size that the kernel counts in. */
    bigPages: flag(),
  });

/** What the kernel read of one entry in a scan: in `hardened`, what the controller will fetch. */
const checked = (b: Bounds, alike: boolean) =>
  record({
    ...entry(b, alike),
    /** The page that the entry's PRP list named when it was read. */
    listed: page(b),
    /** Ghost: its PRP list was read. */
    listRead: flag(),
    /** Generations of the windows that `page`, `second` and `listed` lay in. */
    pageGeneration: generation(b),
    secondGeneration: generation(b),
    listedGeneration: generation(b),
    /** Ghost: a doorbell published it, and the controller has not fetched it yet. */
    published: flag(),
    /** Ghost: a grant that it was read or validated under has ended. */
    stale: flag(),
  });

const scan = (b: Bounds) =>
  record({
    phase: oneOf("idle", "scanning", "refusing"),
    /** The next slot to read, and the tail that was rung. */
    cursor: slotNumber(b),
    to: range(0, b.depth),
    /** The claim's generation when the doorbell was rung. */
    generation: generation(b),
    /** Entries read so far for this doorbell. */
    reads: range(0, 2 * b.depth),
    /** Ghost: the claim ended while the scan ran. */
    overtaken: flag(),
    /** Ghost: who rang. */
    ringer: owners(b),
    /** Ghost: the generation of the handle it rang with. */
    presented: generation(b),
  });

const issue = (b: Bounds) =>
  record({
    /** `abandoned`: nobody waits any more, but the completion is still due. */
    phase: oneOf("idle", "waiting", "woken", "abandoned", "cancelled"),
    /** The claim's generation when the command was validated. */
    generation: generation(b),
    /** What was asked for: queue creation and deletion take effect by it. */
    shape: oneOf(...SHAPES),
    /** The base of a queue that it creates; 0 for other commands. */
    page: page(b),
    /** The windows that it uses, until its completion is read. */
    uses: subset(b.windows),
    /** The generation of the window that the ring of a queue to be created was found in. */
    ringGeneration: generation(b),
    /** Ghost: how often its waiter was woken, up to 2. */
    wakes: range(0, 2),
    /** Ghost: the controller has completed it. */
    completed: flag(),
    /** Ghost: a grant that it was validated under has ended. */
    stale: flag(),
  });

/** What the kernel knows of a queue. */
const queue = (b: Bounds, alike: boolean) =>
  record({
    /** `half`: only the completion queue of the pair exists. */
    armed: oneOf("no", "half", "yes"),
    /** The bases, as the kernel believes the controller uses them. */
    sq: page(b),
    sqShifted: flag(),
    cq: page(b),
    /** The generation of the window that the submission ring was found in when it was checked. */
    ringGeneration: generation(b),
    /** Ghost: that grant has ended. */
    ringStale: flag(),
    /** The last validated tail: the value of the tail doorbell. */
    tail: slotNumber(b),
    /** Where the kernel reads the next completion, and the phase that marks it as new. */
    head: slotNumber(b),
    expects: flag(),
    scan: scan(b),
    /** Why the last doorbell was refused; `none` if it was not. */
    answer: oneOf(...ANSWERS),
    /** Ghost: a doorbell was refused, where the machine remembers reasons. */
    wasRefused: flag(),
    checked: array(b.depth, checked(b, alike)),
    /**
     * The kernel's own completion ring, where the design gives the controller one. What was read stays
     * there, so that which command it names in the beginning makes no difference.
     */
    cell: array(b.depth, completion(b, false)),
    issue: array(commandId(b), issue(b)),
  });

/** What the controller has of a queue. */
const controllerQueue = (b: Bounds) =>
  record({
    state: oneOf("none", "half", "live"),
    sq: page(b),
    cq: page(b),
    /** The next entry to fetch. */
    head: slotNumber(b),
    /** The tail doorbell. Entries from head up to it are published and not fetched. */
    tail: slotNumber(b),
    /** Where the next completion is posted, and its phase. */
    post: slotNumber(b),
    phase: flag(),
    /** The completion queue's head doorbell. */
    consumed: slotNumber(b),
    /** Ghost: on whose behalf it was armed. */
    owner: owners(b),
  });

/** A command that the controller works on. */
const flight = (b: Bounds, alike: boolean) =>
  record({
    phase: oneOf("idle", "busy"),
    queue: range(0, queues(b) - 1),
    ...entry(b, alike),
    listed: page(b),
    /** The next of the memory accesses that its shape asks for. */
    part: range(0, 4),
    /** Ghost: the page that its PRP list named when the kernel validated it. */
    validated: page(b),
    /** Ghost: on whose behalf. */
    owner: owners(b),
    /** Ghost: a grant that it was validated under has ended. */
    stale: flag(),
  });

const controller = (b: Bounds, alike: boolean) =>
  record({
    /** `stopping`: EN was cleared, RDY has not followed. */
    phase: oneOf("off", "on", "stopping"),
    /** The page size latched when EN was set. */
    bigPages: flag(),
    /** Doorbell Buffer Config took effect: memory publishes, without a doorbell. */
    shadowDoorbells: flag(),
    queue: array(queues(b), controllerQueue(b)),
    flight: array(b.flights, flight(b, alike)),
  });

/** The schema, for the bounds given; `alike` says whether command ids are interchangeable. */
export const schema = (b: Bounds, alike: boolean) =>
  record({
    claim: claim(b),
    /** By owner: the generations of the claim handles that it holds or once held. */
    handle: array(owners(b), subset(b.generations)),
    window: array(b.windows, window(b)),
    frame: array(frameCount(b), frame(b, alike)),
    iommu: iommu(b),
    registers: registers(b),
    queue: array(queues(b), queue(b, alike)),
    controller: controller(b, alike),
  });

export type Schema = ReturnType<typeof schema>;
/** What guards and properties see. */
export type State = Reading<Schema>;
/** What effects change. */
export type Next = Draft<Schema>;
/** An entry's shape and pointers, wherever it stands: in a ring, in a snapshot, in flight. */
export type Entry = Reading<ReturnType<typeof record<ReturnType<typeof entry>>>>;

/** A command in the controller's hands. */
export type Flight = Reading<ReturnType<typeof flight>>;
export type NextFlight = Draft<ReturnType<typeof flight>>;
/** A completion entry that is being written. */
export type Cell = Reading<ReturnType<typeof completion>>;
export type NextCell = Draft<ReturnType<typeof completion>>;
/** What the kernel read of one entry. */
export type NextChecked = Draft<ReturnType<typeof checked>>;
export type Checked = Reading<ReturnType<typeof checked>>;

export const { action, invariant, step, everyStep, witness, leadsTo } = language<
  Schema,
  Constants
>();
