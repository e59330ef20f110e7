/**
 * What is known of derived mutants by name: at which places the machine shows them, which of them change
 * nothing that anybody could see, and which nothing that an adapter could show.
 *
 * @module
 */

/** The places whose suites find a mutant; the others are found by the byte suites. */
export const PLACES: { readonly [mutant: string]: readonly string[] } = {
  "allowed_commands.metadata": ["carriers"],
  "allowed_commands.sgl": ["carriers"],
  "batch.commandInFlight": ["oneCommandId"],
  "batch.edge": ["onePage"],
  "batch.ringOverrun": ["onePage"],
  "batch.scanUnderWay": ["onePage"],
  "batch.staleClaim": ["brokeredIoQueues"],
  "batch.staleGeneration": ["revocations"],
  "brokered_path.foreignWindow": ["brokered"],
  "completion_gate.staleCompletion": ["ends"],
  "data_pointer.deeperChain": ["chains"],
  "data_pointer.unaligned": ["carriers"],
  "kernel.modelInLane": ["validatedBounce"],
  "kernel.staleClaim": ["ends"],
  "kernel.staleClaim.2": ["successions"],
  "kernel.undeclaredModel": ["fromNothing"],
  "ledger.cover": ["addresses"],
  "ledger.extentOverrun": ["registers"],
  "ring.edge.2": ["onePage"],
  "scan.staleGeneration": ["ringRevocations"],
  "scan.tailOutOfRange": ["onePage"],
  "scan.tailUnchanged": ["onePage"],
  "slot_table.edge": ["generations"],
  "validated_path.latched": ["registers"],
  "validated_path.pageSize": ["pageSizes"],
};

/**
 * Mutants that behave as the implementation does, by name or as {@link reachName} names them, each with
 * the reason.
 */
export const EQUIVALENT: { readonly [mutant: string]: string } = {
  "allowed_commands.opcode":
    "Every command on the allow-list has a known length; one that is added without is refused here.",
  'kernel: "enabled" is not asked': "To clear EN that is clear changes nothing.",
  'frames: "number < this.#lowest" is off by one': "To note the same frame again changes nothing.",
  "nvme/identify.number.6": "A space too many is written over by the field that follows.",
  "nvme/identify.number.8": "A space too many is written over by the field that follows.",
  "scan.condition":
    "Queues of a claim that rings doorbells have rings of the provider's; the type says they may not.",
};

/**
 * Mutants that a caller within the program can tell, and nobody who speaks through requests, by file and
 * title, each with the reason. The implementation's own tests find them.
 */
export const OUT_OF_REACH: { readonly [mutant: string]: string } = {
  'address_window: "base + length > this.addressSpaceEnd" is not asked':
    "No window is granted beyond the address space.",
  'address_window: "base < 0n || length <= 0n" is not asked':
    "No window is granted without a page, or below zero.",
  'address_window: "base < 0n" is not asked': "No window is granted below zero.",
  'address_window: "length <= 0n" is not asked': "No window is granted without a page.",
  'address_window: "length <= 0n" is off by one':
    "No window is granted without a page, and no command that is allowed names no byte.",
  "allowed_commands: Not refused: Doorbell Buffer Config would let memory publish commands":
    "It is refused as any other opcode then.",
  "allowed_commands: Not refused: the Host Memory Buffer feature carries addresses of its own":
    "It is refused as any other feature then.",
  'allowed_commands: "entry.opc === OPC.getFeatures" is not asked':
    "No suite wants reserved bits of Set Features let through.",
  "batch: Not refused: the queue cannot be created or deleted in its present state":
    "The publication refuses the same for the same reason.",
  'brokered_path: "Number.isInteger(size)" is not asked': "A request's numbers are whole.",
  'brokered_path: "!Number.isSafeInteger(offset)" is not asked': "A request's numbers are whole.",
  'kernel: "!Number.isInteger(pages)" is not asked': "A request's numbers are whole.",
  'kernel: "base < 0n" is not asked': "No address is negative.",
  'kernel: "page > memoryPageBytes(mpsmax)" is not asked':
    "CAP has no value for a page that is smaller than 4096 bytes.",
  'kernel: "phase !== "free"" is not asked': "A window that is free already takes no further step.",
  'probe: "!succeeded(answered)" is not asked':
    "An adapter is told by `reset` what a controller would tell its kernel.",
  'probe: "answered === undefined" is not asked':
    "An adapter is told by `reset` what a controller would tell its kernel.",
  'ring: "value >= 0n" is not asked': "No register holds a negative number.",
};

/** A mutant as {@link OUT_OF_REACH} names it: numbers in names change when the source does. */
export function reachName({ name, title }: { readonly name: string; readonly title: string }) {
  return `${name.slice(0, name.lastIndexOf("."))}: ${title}`.replace(/\.[a-zA-Z]+:/, ":");
}
