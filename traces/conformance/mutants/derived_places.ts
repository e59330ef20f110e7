/**
 * What is known of derived mutants by name: at which places the machine shows them, and which of them
 * change nothing that anybody could see.
 *
 * @module
 */

/** The places whose suites find a mutant; the others are found by the implementation's own tests. */
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

/** Mutants that behave as the implementation does, each with the reason why their check stays. */
export const EQUIVALENT: { readonly [mutant: string]: string } = {
  "allowed_commands.opcode":
    "Every command on the allow-list has a known length; one that is added without is refused here.",
  "nvme/identify.number.6": "A space too many is written over by the field that follows.",
  "nvme/identify.number.8": "A space too many is written over by the field that follows.",
  "scan.condition":
    "Queues of a claim that rings doorbells have rings of the provider's; the type says they may not.",
};

/**
 * Mutants that a caller within the program can tell, and nobody who speaks through requests: each with
 * the reason. The implementation's own tests find them.
 */
export const OUT_OF_REACH: { readonly [mutant: string]: string } = {
  "ring.condition.2": "No register holds a negative number.",
  "brokered_path.condition.4": "A request's numbers are whole.",
  "brokered_path.condition.10": "A request's numbers are whole.",
  "kernel.condition.6": "A request's numbers are whole.",
  "kernel.condition.8": "No address is negative.",
  "kernel.condition": "A window that is free already takes no further step.",
  "address_window.condition": "No window is granted beyond the address space.",
  "address_window.condition.2": "No window is granted without a page, or below zero.",
  "address_window.condition.3": "No window is granted without a page.",
  "address_window.condition.4": "No window is granted below zero.",
  "address_window.edge.2": "No window is granted without a page.",
  "address_window.edge.8": "No command that is allowed names memory without a byte.",
  "batch.queueOrder": "The publication refuses the same for the same reason.",
  "kernel.condition.13": "CAP has no value for a page that is smaller than 4096 bytes.",
  "allowed_commands.doorbellBuffer": "It is refused as any other opcode then.",
  "allowed_commands.hostMemoryBuffer": "It is refused as any other feature then.",
};
