/**
 * What is known of derived mutants by name: at which places the machine shows them, and which of them
 * change nothing that anybody could see.
 *
 * @module
 */

/** The places whose suites find a mutant; the others are found by the byte suites. */
export const PLACES: { readonly [mutant: string]: readonly string[] } = {
  "allowed_commands/refusedField: no metadata": ["carriers"],
  "allowed_commands/refusedField: no sgl": ["carriers"],
  "batch/Batch.#stale: no staleGeneration": ["revocations"],
  'batch/Batch.begin: "queue.issues.size + count >= queue.size" is off by one': ["onePage"],
  "batch/Batch.begin: no ringOverrun": ["onePage"],
  "batch/Batch.begin: no scanUnderWay": ["onePage"],
  "batch/Batch.identifierObjection: no commandInFlight": ["oneCommandId"],
  "batch/Batch.overtaken: no staleClaim": ["brokeredIoQueues"],
  "brokered_path/BrokeredClaim.#segments: no foreignWindow": ["brokered"],
  "completion_gate/acceptCompletion: no staleCompletion": ["ends"],
  "data_pointer/planData: no unaligned": ["carriers"],
  "data_pointer/planList: no deeperChain": ["chains"],
  "kernel/Kernel.#claim: no modelInLane": ["validatedBounce"],
  "kernel/Kernel.#claim: no undeclaredModel": ["fromNothing"],
  "kernel/Kernel.#grantWindow: no staleClaim": ["successions"],
  "kernel/Kernel.endClaim: no staleClaim": ["ends"],
  "ledger/GrantLedger.cover: no cover": ["addresses"],
  "ledger/GrantLedger.cover: no extentOverrun": ["registers"],
  'ring/isSlot: "value < BigInt(size)" is off by one': ["onePage"],
  "scan/DoorbellScan.begin: no staleGeneration": ["ringRevocations"],
  "scan/DoorbellScan.begin: no tailOutOfRange": ["onePage"],
  "scan/DoorbellScan.begin: no tailUnchanged": ["onePage"],
  'slot_table/SlotTable.close: "slot.generation + 1 < this.generations" is off by one': [
    "generations",
  ],
  'session/ControllerSession.hasDoorbells: "this.#status().rdy === 1" is not asked': ["ends"],
  'session/ControllerSession.hasDoorbells: "this.#status().rdy === 1" is turned round': ["ends"],
  "validated_path/ValidatedClaim.#refusedConfiguration: no pageSize": ["pageSizes"],
  "validated_path/ValidatedClaim.#writeRegister: no latched": ["registers"],
};

/** Mutants that behave as the implementation does, each with the reason. */
export const EQUIVALENT: { readonly [mutant: string]: string } = {
  "allowed_commands/allowedTransfer: no opcode":
    "Every command on the allow-list has a known length; one that is added without is refused here.",
  'kernel/Kernel.#isAtRest: "enabled" is not asked': "To clear EN that is clear changes nothing.",
  'frames/FrameTable.release: "number < this.#lowest" is off by one':
    "To note the same frame again changes nothing.",
  'command_check/planNewQueue: "kind === "submission"" is turned round':
    "What is read here of a queue's creation stands in the same bits for either kind.",
  'scan/DoorbellScan.commit: "refusal === null" is turned round':
    "A scan that has ended takes no further step, whatever its end is called.",
  'session/ControllerSession.endIssue: "completion === null" is turned round':
    "A wait that is over is in no ledger any more; who waited is told by the completion, or by none.",
  'session/ControllerSession.hasDoorbells: "this.phase === "enabled"" is not asked':
    "It spares a read of CSTS: a controller that is enabled says RDY = 1 when it has posted anything.",
  'scan/DoorbellScan.begin: "queue.provider === null" is not asked':
    "Queues of a claim that rings doorbells have rings of the provider's; the type says they may not.",
};
