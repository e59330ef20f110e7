/**
 * Requirements: every sentence of the design document that requires something, paraphrased, with
 * what stands for it in this specification.
 *
 * The document is "NVMe Userspace Provider: Conditional Model B Doorbell/Notify DMA Validator".
 * `section` is the heading under which the sentence stands. Properties are those of `properties.ts`,
 * faults those of `faults.ts`; scenarios are named as `deno task check` names them. A test in
 * `scenarios/` fails if one of them does not exist, if a requirement has none, or if a property or a
 * fault stands for no requirement.
 *
 * @module
 */

/** One sentence that requires something. */
export interface Requirement {
  readonly id: string;
  readonly section: string;
  /** What it asks for, in our words. */
  readonly asks: string;
  readonly properties: readonly string[];
  readonly faults: readonly string[];
  readonly scenarios: readonly string[];
  /** Where the specification goes further, or stops short, and why. */
  readonly note?: string;
}

/** The requirements, in the document's order. */
export const requirements: readonly Requirement[] = [
  {
    id: "provider-authors",
    section: "Operator Decision",
    asks:
      "In the validated model the provider writes the device-visible addresses; none is minted.",
    properties: ["EntriesAreSubmitted", "OnlyValidatedEntriesAreFetched", "OffsetsCanBeServed"],
    faults: ["offsetsLockedOut"],
    scenarios: ["clean_remapped_correct_provider", "as_written_offset_refused"],
    note: "What `hardened` hands to the controller is a copy of what the provider wrote, in the " +
      "synthetic namespace translated; the kernel puts no address of its choice in its place, but " +
      "for where the copy of a list is.",
  },
  {
    id: "model-declared",
    section: "Model A vs Model B",
    asks: "A doorbell claim declares which model is active.",
    properties: ["ClaimsDeclareTheirModel"],
    faults: ["undeclaredClaim"],
    scenarios: ["clean_remapped_from_nothing"],
    note: "An instance has one model: claims of both beside each other are not explored.",
  },
  {
    id: "no-validated-bounce",
    section: "Model A vs Model B",
    asks: "Claims without an IOMMU accept no device addresses that a provider wrote.",
    properties: ["BounceLanesAreBrokered"],
    faults: ["validatedOnBounce"],
    scenarios: ["clean_bounce_validated_is_refused"],
    note:
      "Which lane a platform has, and whether its IOMMU has been verified, is given: nothing here " +
      "finds it out.",
  },
  {
    id: "scan-before-effect",
    section: "What Model B Requires",
    asks: "The kernel scans what the provider wrote before the doorbell write reaches the device.",
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
    section: "What Model B Requires",
    asks: "An address outside the owner's granted windows fails closed.",
    properties: ["PublishedPointersAreGranted", "TransfersStayInGrants"],
    faults: ["outOfWindowAccepted", "firstUnchecked"],
    scenarios: ["hostile_out_of_window", "clean_remapped_addresses"],
  },
  {
    id: "scan-queue-bases",
    section: "Scan targets",
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
    section: "Scan targets",
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
    section: "Scan targets",
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
    section: "Scan targets",
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
    section: "Scan targets",
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
    section: "Scan targets",
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
    section: "Scan targets",
    asks: "Memory writes between doorbells are free, and run no kernel code.",
    properties: ["MemoryWritesCostNothing"],
    faults: ["memoryWritesTrapped"],
    scenarios: ["clean_remapped_one_page"],
  },
  {
    id: "choke-point",
    section: "Scan targets",
    asks: "Nothing that a provider stores reaches the controller until a doorbell rings.",
    properties: ["RingingWaitsForTheScan", "OnlyValidatedEntriesAreFetched"],
    faults: ["doorbellWrittenAtOnce", "doorbellBufferAccepted", "entriesShared"],
    scenarios: ["clean_remapped_doorbell_buffers", "as_written_doorbell_buffer"],
    note:
      "Not so by itself: with Doorbell Buffer Config a store publishes, and a ring that is shared " +
      "with the controller can be written after the doorbell.",
  },
  {
    id: "bounds",
    section: "Invariants: Bounds",
    asks: "The full extent of every region lies wholly in the owner's windows.",
    properties: [
      "PublishedPointersAreGranted",
      "EnabledQueuesLieInGrants",
      "EntryFetchesStayInGrants",
      "TransfersStayInGrants",
      "CompletionPostsStayInGrants",
    ],
    faults: [
      "baseOverrun",
      "createdOverrun",
      "offsetIgnored",
      "pageSizeUnchecked",
      "sharedRingsNotQuiesced",
    ],
    scenarios: [
      "hostile_region_overrun",
      "clean_remapped_registers",
      "clean_remapped_page_sizes",
      "as_written_page_size",
    ],
  },
  {
    id: "alignment",
    section: "Invariants: Bounds",
    asks: "Unaligned queue bases and PRP addresses fail closed.",
    properties: [
      "QueueBasesArePageAligned",
      "PublishedPointersAreAligned",
      "OffsetsCanBeServed",
      "ScannedRingIsTheFetchedRing",
    ],
    faults: ["baseUnaligned", "pointerUnaligned"],
    scenarios: ["hostile_unaligned", "as_written_base_unaligned", "as_written_offset_refused"],
    note:
      "The document has the two rules the wrong way round: queue bases are page-aligned, PRP1 is " +
      "dword-aligned.",
  },
  {
    id: "owner-scoping",
    section: "Invariants: Owner-scoping",
    asks: "Only windows of the owner of the claim being rung count; another owner's are refused.",
    properties: ["PublishedPointersAreGranted", "NoTransferReachesForeignFrames"],
    faults: ["foreignWindowAccepted", "foreignCapability"],
    scenarios: [
      "hostile_cross_owner_alias",
      "clean_remapped_shared_domain",
      "as_written_entry_rewritten_shared_domain",
    ],
  },
  {
    id: "owner-from-claim",
    section: "Invariants: Owner-scoping",
    asks: "The owner follows from the claim's grant identity, not from the address.",
    properties: ["OnlyTheHolderRings", "OnlyTheHolderEnables"],
    faults: ["staleHandleAccepted", "generationsWrap"],
    scenarios: ["clean_remapped_old_handles", "as_written_generation_wraps"],
  },
  {
    id: "no-host-physical",
    section: "Invariants: No host-physical / no out-of-window",
    asks: "A provider writes names of its own address space, never host-physical ones.",
    properties: [
      "PublishedPointersAreGranted",
      "RegistersShowNoHostPhysical",
      "MemoryShowsNoHostPhysical",
    ],
    faults: ["hostPhysicalAccepted", "registersReadBack"],
    scenarios: [
      "hostile_host_physical",
      "as_written_translated_in_place",
      "as_written_registers_read_back",
    ],
    note:
      "That a provider learns none follows the document's premise; what a register read returns " +
      "it does not say.",
  },
  {
    id: "live-generation",
    section: "Invariants: Stale-completion / generation",
    asks: "Acceptance is bound to the live generations of the owner's window and claim.",
    properties: ["AcceptedDoorbellsAreLive"],
    faults: ["retiredWindowAccepted", "claimNotRechecked", "windowsNotRechecked"],
    scenarios: [
      "clean_remapped_revocations",
      "clean_remapped_lifecycle",
      "as_written_revoked_during_scan",
    ],
  },
  {
    id: "stale-doorbell",
    section: "Invariants: Stale-completion / generation",
    asks: "A doorbell rung after revoke, reset or regrant against a stale generation fails closed.",
    properties: ["OnlyTheHolderRings", "AcceptedDoorbellsAreLive", "RegrantedRingsAreRefused"],
    faults: [
      "staleHandleAccepted",
      "generationsWrap",
      "ringGenerationIgnored",
      "ringGenerationReadLate",
    ],
    scenarios: [
      "hostile_stale_generation",
      "clean_remapped_generations",
      "clean_remapped_ring_regrants",
      "clean_remapped_io_ring_regrants",
    ],
    note:
      "A queue stays armed when the window of its ring is revoked. It takes doorbells again when it " +
      "is armed anew, not when the window is granted anew.",
  },
  {
    id: "completion-generation",
    section: "Invariants: Stale-completion / generation",
    asks: "Completions count only against the issue that was live when its submission was scanned.",
    properties: ["OnlyLiveCommandsAreWoken", "WaitersAreWokenOnce", "WokenCommandsWereCompleted"],
    faults: [
      "retiredWakes",
      "dmaNotQuiesced",
      "unawaitedWakes",
      "everyCompletionWakes",
      "completionsLeftOver",
      "phaseIgnored",
    ],
    scenarios: [
      "clean_remapped_successions",
      "clean_remapped_abandoned_waits",
      "clean_remapped_revocations",
      "fault_dma_not_quiesced_on_revoke",
    ],
    note:
      "The generations are the claim's and those of the windows that the command uses. The claim's " +
      "is looked at when the completion is taken. A window's is retired when its revocation has " +
      "ended, which waits until the kernel has read the completion of every command that uses the " +
      "window; if it does not wait, what completes afterwards must wake nobody.",
  },
  {
    id: "completion-validated",
    section: "Invariants: Stale-completion / generation",
    asks: "A completion whose submission was never validated wakes nobody.",
    properties: ["OnlyLiveCommandsAreWoken", "WokenCommandsWereCompleted", "CommandsCanComplete"],
    faults: ["completionsShared", "unawaitedWakes"],
    scenarios: ["clean_remapped_one_page", "as_written_completion_forged"],
  },
  {
    id: "refusal-effect",
    section: "Invariants: On-notify timing",
    asks: "A rejected scan writes no doorbell; the device never sees the batch.",
    properties: [
      "RefusalsChangeNothing",
      "DoorbellsAreAllOrNothing",
      "DoorbellsCanBeRefused",
      "RefusedProvidersCanBeServed",
      "EntriesAreSubmitted",
      "CommandsAreServed",
    ],
    faults: ["partialBatch", "offsetsLockedOut", "completionsDropped"],
    scenarios: [
      "clean_remapped_mixed_batches",
      "clean_remapped_correct_provider",
      "hostile_out_of_window",
    ],
  },
  {
    id: "refusal-recorded",
    section: "Invariants: On-notify timing",
    asks: "A rejected scan returns an error to the provider's write and is recorded.",
    properties: ["RefusalsAreRecorded", "RefusedEnablesAreRecorded"],
    faults: ["refusalUnrecorded"],
    scenarios: ["clean_remapped_addresses", "clean_remapped_registers"],
  },
  {
    id: "no-unvalidated-fetch",
    section: "Invariants: On-notify timing",
    asks: "There is no window in which the controller can fetch an unvalidated descriptor.",
    properties: ["OnlyValidatedEntriesAreFetched", "OnlyValidatedListsAreUsed"],
    faults: ["entriesShared", "listsShared", "doorbellBufferAccepted"],
    scenarios: [
      "clean_remapped_addresses",
      "as_written_entry_rewritten",
      "as_written_entry_rewritten_synthetic",
    ],
  },
  {
    id: "quiesce-scans",
    section: "Invariants: Quiesce/teardown",
    asks: "On release, reset or driver death, scans in flight are quiesced.",
    properties: ["ScansReadOnlyTheOwnersPages", "TeardownsEnd", "DoorbellsAreAnswered"],
    faults: ["scansNotQuiesced", "ringNotGranted"],
    scenarios: [
      "clean_remapped_ends",
      "clean_remapped_ring_revocations",
      "as_written_ring_revoked_during_scan",
    ],
  },
  {
    id: "windows-removed",
    section: "Invariants: Quiesce/teardown",
    asks: "The owner's windows are removed from the accepted set.",
    properties: [
      "TeardownsLeaveNoWindows",
      "FreeFramesAreUnreachable",
      "NothingOutlivesItsGrant",
      "RevocationsEnd",
      "TeardownsEnd",
    ],
    faults: [
      "windowsLeftBehind",
      "windowsNotUnmapped",
      "iotlbNotInvalidated",
      "dmaNotQuiesced",
      "teardownWithoutReset",
      "resetNotAwaited",
    ],
    scenarios: [
      "clean_remapped_ends_without_data",
      "as_written_iotlb_stale",
      "as_written_dma_after_teardown",
    ],
    note: "Removing a window is not enough: the controller has to be at rest, and the IOTLB empty.",
  },
  {
    id: "scrub",
    section: "Invariants: Quiesce/teardown",
    asks: "Backing pages are scrubbed before their frames are used again.",
    properties: ["FramesAreCleanWhenGranted", "NoOwnerSeesAnothersBytes"],
    faults: ["framesNotScrubbed"],
    scenarios: ["clean_remapped_successions", "clean_synthetic_lifecycle"],
  },
  {
    id: "retired-doorbell",
    section: "Invariants: Quiesce/teardown",
    asks: "A doorbell rung against the retired grant fails closed, and the next owner is served.",
    properties: ["OnlyTheHolderRings", "TeardownsCanEnd", "TheNextOwnerCanBeServed"],
    faults: ["staleHandleAccepted"],
    scenarios: ["clean_remapped_lifecycle", "hostile_stale_generation"],
  },
  {
    id: "waiters",
    section: "Invariants: Quiesce/teardown",
    asks: "Nobody is left waiting for what a teardown has ended.",
    properties: ["WaitersAreReleased", "NothingOutlivesItsGrant"],
    faults: ["waitersForgotten"],
    scenarios: ["clean_remapped_ends", "as_written_waiters_forgotten"],
    note: "The document blocks stale completions, and does not say what becomes of their waiters.",
  },
  {
    id: "narrow-reads",
    section: "Where it hooks",
    asks: "The kernel reads only the bytes that the doorbell publishes, of the owner's own pages.",
    properties: ["ScansReadOnlyTheOwnersPages", "ScansReadOnlyNewEntries"],
    faults: [
      "entriesReadTwice",
      "ringNotGranted",
      "registersChangeWhileEnabled",
      "listReadBeforeCheck",
    ],
    scenarios: ["clean_remapped_ring_revocations", "clean_remapped_lists"],
  },
  {
    id: "identity-from-ledger",
    section: "Where it hooks",
    asks: "Owner and generation come from the grant ledger, not from what the provider supplies.",
    properties: ["OnlyTheHolderRings", "AcceptedDoorbellsAreLive", "RegrantedRingsAreRefused"],
    faults: [
      "staleHandleAccepted",
      "claimNotRechecked",
      "windowsNotRechecked",
      "ringGenerationIgnored",
    ],
    scenarios: ["clean_remapped_old_handles", "clean_remapped_ring_regrants"],
    note: "A handle names the generation that it was given for; the ledger says which is live.",
  },
  {
    id: "cost",
    section: "Performance note",
    asks: "A doorbell costs as much as it newly publishes, and no more.",
    properties: ["ScansReadOnlyNewEntries"],
    faults: ["entriesReadTwice"],
    scenarios: ["depth_2_remapped", "depth_3_remapped", "depth_4_remapped"],
  },
  {
    id: "no-data-copied",
    section: "Performance note",
    asks: "Provider memory is not trapped, and data are not copied through the kernel.",
    properties: ["MemoryWritesCostNothing", "TransfersStayInGrants"],
    faults: ["memoryWritesTrapped"],
    scenarios: ["clean_remapped_transfers", "clean_remapped_lists"],
    note:
      "The controller transfers to and from the owner's own frames. What `hardened` copies are the " +
      "entries and list pages that a doorbell publishes, which the scan reads anyway, and completions.",
  },
  {
    id: "bounce-no-exposure",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    asks: "No host-physical or bus address is published to userspace.",
    properties: ["RegistersShowNoHostPhysical", "MemoryShowsNoHostPhysical"],
    faults: ["registersReadBack"],
    scenarios: ["clean_bounce_brokered", "as_written_registers_read_back"],
  },
  {
    id: "brokered-authors",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    asks: "The kernel writes every address from the live ledger; the provider names capabilities.",
    properties: [
      "PublishedPointersAreGranted",
      "TransfersStayInGrants",
      "NoTransferReachesForeignFrames",
    ],
    faults: ["foreignCapability"],
    scenarios: ["clean_bounce_brokered", "clean_bounce_brokered_io_queues"],
  },
  {
    id: "brokered-gates",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    asks: "CC.EN, queue arming and doorbells are gated on the brokered ledger state.",
    properties: [
      "OnlyTheHolderEnables",
      "OnlyTheHolderRings",
      "AcceptedDoorbellsAreLive",
      "DoorbellsReachLiveQueues",
    ],
    faults: ["staleHandleAccepted", "unarmedQueueAccepted"],
    scenarios: ["clean_bounce_brokered_lifecycle", "clean_remapped_brokered"],
  },
  {
    id: "brokered-teardown",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    asks: "Teardown quiesces outstanding DMA, blocks stale completions and scrubs before reuse.",
    properties: ["NothingOutlivesItsGrant", "FramesAreCleanWhenGranted", "TeardownsEnd"],
    faults: ["dmaNotQuiesced", "framesNotScrubbed"],
    scenarios: ["clean_bounce_brokered_lifecycle", "clean_synthetic_brokered_lifecycle"],
    note:
      'The label "hostile_hardware_isolation=not-claimed" is no state of the machine, and is kept ' +
      "all the same: nothing is claimed of a controller that does not follow the protocol.",
  },
  {
    id: "synthetic-translation",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    asks: "Synthetic names are translated by trusted code before the controller observes them.",
    properties: ["TransfersStayInGrants", "MemoryShowsNoHostPhysical"],
    faults: ["entriesShared", "translatedInPlace"],
    scenarios: ["clean_synthetic_addresses", "as_written_translated_in_place"],
  },
  {
    id: "hostile-cases",
    section: "Implementing Slices",
    asks: "Seven hostile cases fail closed, with no doorbell write and no waiter wake.",
    properties: ["NoDoorbellIsWritten", "NoWaiterIsWoken", "TheAttackIsRefused"],
    faults: [
      "outOfWindowAccepted",
      "hostPhysicalAccepted",
      "foreignWindowAccepted",
      "baseOverrun",
      "pointerUnaligned",
      "chainAccepted",
      "staleHandleAccepted",
    ],
    scenarios: [
      "hostile_out_of_window",
      "hostile_host_physical",
      "hostile_cross_owner_alias",
      "hostile_region_overrun",
      "hostile_unaligned",
      "hostile_deeper_prp_chain",
      "hostile_stale_generation",
    ],
  },
];
