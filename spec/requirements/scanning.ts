/**
 * What is required of models and scans.
 *
 * @module
 */

import { sections } from "./requirement.ts";

export const scanning = sections({
  "Operator Decision": [
    {
      id: "provider-authors",
      asks:
        "In the validated model the provider writes the device-visible addresses; none is minted.",
      properties: ["EntriesAreSubmitted", "OnlyValidatedEntriesAreFetched", "OffsetsCanBeServed"],
      faults: ["offsetsLockedOut"],
      scenarios: ["clean_remapped_correct_provider", "as_written_offset_refused"],
      note:
        "What `hardened` hands to the controller is a copy of what the provider wrote, in the " +
        "synthetic namespace translated; the kernel puts no address of its choice in its place, but " +
        "for where the copy of a list is.",
    },
  ],
  "Model A vs Model B": [
    {
      id: "model-declared",
      asks: "A doorbell claim declares which model is active.",
      properties: ["ClaimsDeclareTheirModel"],
      faults: ["undeclaredClaim"],
      scenarios: ["clean_remapped_from_nothing"],
      note: "An instance has one model: claims of both beside each other are not explored.",
    },
    {
      id: "no-validated-bounce",
      asks: "Claims without an IOMMU accept no device addresses that a provider wrote.",
      properties: ["BounceLanesAreBrokered"],
      faults: ["validatedOnBounce"],
      scenarios: ["clean_bounce_validated_is_refused"],
      note:
        "Which lane a platform has, and whether its IOMMU has been verified, is given: nothing here " +
        "finds it out.",
    },
  ],
  "What Model B Requires": [
    {
      id: "scan-before-effect",
      asks:
        "The kernel scans what the provider wrote before the doorbell write reaches the device.",
      properties: [
        "RingingWaitsForTheScan",
        "EveryPublishedEntryWasScanned",
        "PublishedPointersAreGranted",
        "DoorbellsAreAnswered",
      ],
      faults: [
        "scanFromTheStart",
        "judgedThenCopied",
        "doorbellWrittenAtOnce",
        "overtakenNotAnswered",
      ],
      scenarios: ["clean_remapped_addresses", "as_written_entry_rewritten"],
      note:
        "The document scans in place. The controller may fetch long after the scan, so `hardened` " +
        "hands it the copy that was judged.",
    },
    {
      id: "refuse-outside-window",
      asks: "An address outside the owner's granted windows fails closed.",
      properties: ["PublishedPointersAreGranted", "TransfersStayInGrants"],
      faults: ["outOfWindowAccepted", "firstUnchecked"],
      scenarios: ["hostile_out_of_window", "clean_remapped_addresses"],
    },
  ],
  "Scan targets": [
    {
      id: "scan-queue-bases",
      asks: "ASQ and ACQ are scanned when CC.EN activates the admin queue.",
      properties: ["EnabledQueuesLieInGrants", "ScannedRingIsTheFetchedRing"],
      faults: [
        "submissionBaseUnchecked",
        "completionBaseUnchecked",
        "registersChangeWhileEnabled",
        "sharedRingMoved",
      ],
      scenarios: ["clean_remapped_registers", "as_written_registers_rewritten"],
      note:
        "The kernel's shadow must be the base that the controller latched: registers change only " +
        "while EN = 0.",
    },
    {
      id: "scan-io-queue-bases",
      asks: "I/O queue bases are scanned when the doorbell that arms the queue is rung.",
      properties: [
        "PublishedPointersAreGranted",
        "QueuesChangeOnCompletions",
        "DoorbellsReachLiveQueues",
        "KernelAndControllerAgreeOnRings",
        "DeletionsStrandNobody",
        "IoCommandsCanComplete",
      ],
      faults: [
        "createdOverrun",
        "queuesChangeWhenPublished",
        "queueOrderUnchecked",
        "goingQueueAccepted",
        "statusIgnored",
        "unarmedQueueAccepted",
      ],
      scenarios: [
        "clean_remapped_io_queues",
        "clean_remapped_io_queue_order",
        "clean_remapped_io_queue_extents",
        "as_written_io_queue_early",
      ],
      note:
        "I/O queue bases are not registers but PRP1 of Create I/O Completion and Submission Queue; " +
        "they count from the completion of that command on.",
    },
    {
      id: "scan-new-entries",
      asks:
        "PRP1 and PRP2 of each command between the last validated tail and the new tail are read.",
      properties: [
        "ScansReadOnlyNewEntries",
        "EveryPublishedEntryWasScanned",
        "PublishedPointersAreGranted",
      ],
      faults: ["secondUnchecked", "offsetIgnored", "scanFromTheStart", "vendorAccepted"],
      scenarios: ["clean_remapped_transfers", "as_written_vendor_command"],
      note: "How many pages a command touches follows from its opcode: unknown ones are refused.",
    },
    {
      id: "scan-tail-values",
      asks: "The new tail says which entries are newly visible.",
      properties: [
        "TailsStayInRange",
        "RingsAreNeverOverrun",
        "EveryDoorbellMovesTheTail",
        "CommandIdsAreUnique",
      ],
      faults: ["tailOutOfRange", "tailUnchanged", "ringOverrun", "commandIdReused"],
      scenarios: [
        "depth_2_remapped",
        "depth_3_remapped",
        "depth_4_remapped",
        "as_written_doorbell_values",
        "as_written_command_id_reused",
      ],
      note: "Which tails and command ids are valid the document does not say; NVMe does.",
    },
    {
      id: "scan-lists",
      asks: "One level of PRP list is followed.",
      properties: ["PublishedPointersAreGranted", "OnlyValidatedListsAreUsed"],
      faults: ["listUnchecked", "listedUnchecked", "listsShared", "listReadBeforeCheck"],
      scenarios: [
        "clean_remapped_lists",
        "clean_remapped_foreign_lists",
        "as_written_list_rewritten",
      ],
    },
    {
      id: "refuse-deeper",
      asks: "Deeper SGL and PRP-chain shapes are refused, not silently accepted.",
      properties: ["PublishedPointersAreGranted", "OnlyValidatedEntriesAreFetched"],
      faults: ["chainAccepted", "sglAccepted", "metadataAccepted", "doorbellBufferAccepted"],
      scenarios: [
        "hostile_deeper_prp_chain",
        "clean_remapped_carriers",
        "clean_remapped_doorbell_buffers",
        "as_written_metadata_pointer",
        "as_written_doorbell_buffer",
      ],
      note: "MPTR and Doorbell Buffer Config carry addresses that the document does not mention.",
    },
    {
      id: "scan-on-notify-only",
      asks: "Memory writes between doorbells are free, and run no kernel code.",
      properties: ["MemoryWritesCostNothing"],
      faults: ["memoryWritesTrapped"],
      scenarios: ["clean_remapped_one_page"],
    },
    {
      id: "choke-point",
      asks: "Nothing that a provider stores reaches the controller until a doorbell rings.",
      properties: ["RingingWaitsForTheScan", "OnlyValidatedEntriesAreFetched"],
      faults: ["doorbellWrittenAtOnce", "doorbellBufferAccepted", "entriesShared"],
      scenarios: ["clean_remapped_doorbell_buffers", "as_written_doorbell_buffer"],
      note:
        "Not so by itself: with Doorbell Buffer Config a store publishes, and a ring that is shared " +
        "with the controller can be written after the doorbell.",
    },
  ],
});
