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
