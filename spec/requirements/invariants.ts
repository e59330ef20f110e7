/**
 * The invariants that the document lists.
 *
 * @module
 */

import { sections } from "./requirement.ts";

export const invariants = sections({
  "Invariants: Bounds": [
    {
      id: "bounds",
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
  ],
  "Invariants: Owner-scoping": [
    {
      id: "owner-scoping",
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
      asks: "The owner follows from the claim's grant identity, not from the address.",
      properties: ["OnlyTheHolderRings", "OnlyTheHolderEnables"],
      faults: ["staleHandleAccepted", "generationsWrap"],
      scenarios: ["clean_remapped_old_handles", "as_written_generation_wraps"],
    },
  ],
  "Invariants: No host-physical / no out-of-window": [
    {
      id: "no-host-physical",
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
  ],
  "Invariants: Stale-completion / generation": [
    {
      id: "live-generation",
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
      asks:
        "A doorbell rung after revoke, reset or regrant against a stale generation fails closed.",
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
      asks:
        "Completions count only against the issue that was live when its submission was scanned.",
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
      asks: "A completion whose submission was never validated wakes nobody.",
      properties: ["OnlyLiveCommandsAreWoken", "WokenCommandsWereCompleted", "CommandsCanComplete"],
      faults: ["completionsShared", "unawaitedWakes"],
      scenarios: ["clean_remapped_one_page", "as_written_completion_forged"],
    },
  ],
  "Invariants: On-notify timing": [
    {
      id: "refusal-effect",
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
      asks: "A rejected scan returns an error to the provider's write and is recorded.",
      properties: ["RefusalsAreRecorded", "RefusedEnablesAreRecorded"],
      faults: ["refusalUnrecorded"],
      scenarios: ["clean_remapped_addresses", "clean_remapped_registers"],
    },
    {
      id: "no-unvalidated-fetch",
      asks: "There is no window in which the controller can fetch an unvalidated descriptor.",
      properties: ["OnlyValidatedEntriesAreFetched", "OnlyValidatedListsAreUsed"],
      faults: ["entriesShared", "listsShared", "doorbellBufferAccepted"],
      scenarios: [
        "clean_remapped_addresses",
        "as_written_entry_rewritten",
        "as_written_entry_rewritten_synthetic",
      ],
    },
  ],
  "Invariants: Quiesce/teardown": [
    {
      id: "quiesce-scans",
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
      note:
        "Removing a window is not enough: the controller has to be at rest, and the IOTLB empty.",
    },
    {
      id: "scrub",
      asks: "Backing pages are scrubbed before their frames are used again.",
      properties: ["FramesAreCleanWhenGranted", "NoOwnerSeesAnothersBytes"],
      faults: ["framesNotScrubbed"],
      scenarios: ["clean_remapped_successions", "clean_synthetic_lifecycle"],
    },
    {
      id: "retired-doorbell",
      asks: "A doorbell rung against the retired grant fails closed, and the next owner is served.",
      properties: ["OnlyTheHolderRings", "TeardownsCanEnd", "TheNextOwnerCanBeServed"],
      faults: ["staleHandleAccepted"],
      scenarios: ["clean_remapped_lifecycle", "hostile_stale_generation"],
    },
    {
      id: "waiters",
      asks: "Nobody is left waiting for what a teardown has ended.",
      properties: ["WaitersAreReleased", "NothingOutlivesItsGrant"],
      faults: ["waitersForgotten"],
      scenarios: ["clean_remapped_ends", "as_written_waiters_forgotten"],
      note:
        "The document blocks stale completions, and does not say what becomes of their waiters.",
    },
  ],
});
