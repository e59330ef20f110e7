/**
 * What is required of cost, of the brokered path, and of hostile cases.
 *
 * @module
 */

import { sections } from "./requirement.ts";

export const service = sections({
  "Where it hooks": [
    {
      id: "narrow-reads",
      asks:
        "The kernel reads only the bytes that the doorbell publishes, of the owner's own pages.",
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
  ],
  "Performance note": [
    {
      id: "cost",
      asks: "A doorbell costs as much as it newly publishes, and no more.",
      properties: ["ScansReadOnlyNewEntries"],
      faults: ["entriesReadTwice"],
      scenarios: ["depth_2_remapped", "depth_3_remapped", "depth_4_remapped"],
    },
    {
      id: "no-data-copied",
      asks: "Provider memory is not trapped, and data are not copied through the kernel.",
      properties: ["MemoryWritesCostNothing", "TransfersStayInGrants"],
      faults: ["memoryWritesTrapped"],
      scenarios: ["clean_remapped_transfers", "clean_remapped_lists"],
      note:
        "The controller transfers to and from the owner's own frames. What `hardened` copies are the " +
        "entries and list pages that a doorbell publishes, which the scan reads anyway, and completions.",
    },
  ],
  "No-IOMMU Correction And Brokered Bounce Path": [
    {
      id: "bounce-no-exposure",
      asks: "No host-physical or bus address is published to userspace.",
      properties: ["RegistersShowNoHostPhysical", "MemoryShowsNoHostPhysical"],
      faults: ["registersReadBack"],
      scenarios: ["clean_bounce_brokered", "as_written_registers_read_back"],
    },
    {
      id: "brokered-authors",
      asks:
        "The kernel writes every address from the live ledger; the provider names capabilities.",
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
      asks: "Synthetic names are translated by trusted code before the controller observes them.",
      properties: ["TransfersStayInGrants", "MemoryShowsNoHostPhysical"],
      faults: ["entriesShared", "translatedInPlace"],
      scenarios: ["clean_synthetic_addresses", "as_written_translated_in_place"],
    },
  ],
  "Implementing Slices": [
    {
      id: "hostile-cases",
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
  ],
});
