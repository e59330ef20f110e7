/**
 * Findings: what the checker says of the document taken literally.
 *
 * The document is "NVMe Userspace Provider: Conditional Model B Doorbell/Notify DMA Validator". Each
 * finding quotes what stands there, says what comes of it, names the scenarios whose shortest traces
 * show it, and the ingredient of the hardened design that mends it. The README prints them with the
 * numbers that the scenarios pin; a test holds them to scenarios and ingredients.
 *
 * @module
 */

/** One flaw of the document, or of one reading of it. */
export interface Finding {
  /** What is wrong, as a sentence. */
  readonly title: string;
  /** The document's own words. */
  readonly quote: string;
  /** The heading under which they stand. */
  readonly section: string;
  /** What comes of it, and under which conditions. */
  readonly consequence: string;
  /** The scenarios that show it, by name. */
  readonly scenarios: readonly string[];
  /** The names of the {@link ingredients} that mend it. */
  readonly ingredients: readonly string[];
  /** What they do. */
  readonly mend: string;
  /** Where the document can be read otherwise: how. Then the finding stands only for our reading. */
  readonly otherReading?: string;
}

/** The findings, the gravest first. */
export const findings: readonly Finding[] = [
  {
    title: "An entry is rewritten after its scan",
    quote: "There is no window in which the controller can fetch an unvalidated descriptor.",
    section: "Invariants, On-notify timing",
    consequence:
      "The ring that is scanned is the ring that is fetched, and the provider keeps it mapped. It " +
      "stores another address once the scan has passed, and every check has been made for nothing. " +
      "What the controller then reaches depends on the lane. Behind an IOMMU with a domain for each " +
      "owner, the rewritten address still leads only to the owner's own frames. In the synthetic " +
      "namespace it leads to any frame, the host's included; in a domain that two owners share, to " +
      "the other's.",
    scenarios: [
      "as_written_entry_rewritten",
      "as_written_entry_rewritten_synthetic",
      "as_written_entry_rewritten_shared_domain",
    ],
    ingredients: ["privateEntries"],
    mend: "The controller fetches from the kernel's own copy of what was judged.",
  },
  {
    title: "A PRP list is rewritten after its scan",
    quote: "The validator follows one level of PRP-list indirection",
    section: "Scan targets",
    consequence:
      "The list page is the provider's memory too, and the controller reads it later still: when it " +
      "executes the command, long after it has fetched the entry. Where entries are the provider's " +
      "as well, a way that is as short is to name another list in the entry, as the first trace does; " +
      "with entries copied and lists not, as in the second, the list itself is rewritten.",
    scenarios: ["as_written_list_rewritten", "without_private_lists"],
    ingredients: ["privateLists"],
    mend: "The entry handed to the controller points to the kernel's copy of the list.",
  },
  {
    title: "A claim ends while the controller still works for it",
    quote:
      "in-flight doorbell scans are quiesced, the owner's windows are removed from the validator's " +
      "accepted set, backing pages are scrubbed before frame reuse",
    section: "Invariants, Quiesce/teardown",
    consequence:
      "Nothing here stops the controller. A command that was accepted before the teardown transfers " +
      "data after it, into frames that are scrubbed and free or somebody else's. Behind an IOMMU with " +
      "a domain for each owner it takes the stale translation of the next finding besides: then an " +
      "honest command of the last owner writes into a frame of the next one.",
    scenarios: ["as_written_dma_after_teardown", "as_written_frame_changes_hands"],
    ingredients: ["quiesceDma"],
    mend:
      "Teardown resets the controller and waits for RDY = 0; a window is unmapped when the kernel has " +
      "read the completion of every command that uses it.",
    otherReading:
      '"Teardown still quiesces outstanding DMA" stands in the section on the brokered path. We read ' +
      'it as said of that path; the word "still" can be read as taking it for granted everywhere.',
  },
  {
    title: "A freed window is still translated",
    quote: "the owner's windows are removed from the validator's accepted set",
    section: "Invariants, Quiesce/teardown",
    consequence:
      "The validator's set is not what the hardware consults. The IOTLB goes on translating to " +
      "frames that are free by now.",
    scenarios: ["as_written_iotlb_stale"],
    ingredients: ["invalidation"],
    mend:
      "The window is unmapped and the IOTLB invalidated before its frames are scrubbed and freed.",
  },
  {
    title: "A scan commits what was revoked while it ran",
    quote:
      "The validator binds its accept decision to the live grant generation of the owner's DMA " +
      "window and doorbell claim.",
    section: "Invariants, Stale-completion / generation",
    consequence:
      "The scan takes time. A window that was live when its entry was read can be revoked before " +
      "the doorbell is written.",
    scenarios: ["as_written_revoked_during_scan"],
    ingredients: ["secondLook"],
    mend: "Claim and windows are compared once more, in the step that publishes the batch.",
    otherReading:
      "We read the accept decision as made entry by entry while scanning. If the decision is one step " +
      "at the end of the scan that looks at every generation again, the document asks for the mend.",
  },
  {
    title: "A ring is revoked and scanned on",
    quote: "On release/reset/driver-death, in-flight doorbell scans are quiesced",
    section: "Invariants, Quiesce/teardown",
    consequence:
      "Revoking a single window is none of the three. The window that holds the ring is freed under " +
      "a running scan, and the kernel reads entries from a frame that is the owner's no longer.",
    scenarios: ["as_written_ring_revoked_during_scan"],
    ingredients: ["quiesceOnRevoke"],
    mend: "Revoking a window waits for running scans, as ending a claim does.",
  },
  {
    title: "A generation starts again",
    quote:
      "A doorbell rung after revoke/reset/regrant against a stale generation fails closed even if " +
      "the byte value would have been in-window for the prior grant.",
    section: "Invariants, Stale-completion / generation",
    consequence:
      "No width is given. Once a counter wraps, a handle kept from the first grant is current again, " +
      "and its holder rings for the new owner.",
    scenarios: ["as_written_generation_wraps"],
    ingredients: ["endingGenerations"],
    mend: "A ledger slot whose generation is used up is never granted again.",
  },
  {
    title: "A waiter is woken by a completion that the provider wrote",
    quote: "a completion whose submission was never validated … does not wake a waiter",
    section: "Invariants, Stale-completion / generation",
    consequence:
      "The provider programs ACQ, so completions land in memory that it can write. The completion it " +
      "forges names a submission that was validated, and that the controller has not finished.",
    scenarios: ["as_written_completion_forged"],
    ingredients: ["privateCompletions"],
    mend: "Completion queues are the kernel's; the provider is given copies.",
  },
  {
    title: "A command id is used while it is in flight",
    quote:
      "Completions are accepted only against the issue/generation that was live at submission scan " +
      "time",
    section: "Invariants, Stale-completion / generation",
    consequence:
      "Which issue a completion is for follows from its command id alone, and nothing says that ids " +
      "differ. Two commands in flight share one id and one waiter. Nor can a kernel tell which of them " +
      "has ended: it takes a window away that the other still writes to.",
    scenarios: ["as_written_command_id_reused", "as_written_window_freed_early"],
    ingredients: ["commandIds"],
    mend: "An id that is in flight, or twice in a batch, is refused.",
  },
  {
    title: "Any tail is accepted",
    quote: "each NVMe command between the last validated tail and the new tail",
    section: "Scan targets",
    consequence:
      "Which tails are valid is not said. A tail outside the ring reaches the doorbell, so does one " +
      "that publishes nothing, and so does one that runs past the head.",
    scenarios: ["as_written_doorbell_values"],
    ingredients: ["doorbellValues"],
    mend: "A tail lies in the ring, moves, and leaves room for what has not completed.",
  },
  {
    title: "An unknown command moves more than the validator counts",
    quote: "the PRP1/PRP2 entries … of each NVMe command",
    section: "Scan targets",
    consequence:
      "How much a command transfers, and whether PRP2 is an address, a list or nothing, follows from " +
      "its opcode. For one that the kernel does not know, the extent that was checked means nothing.",
    scenarios: ["as_written_vendor_command"],
    ingredients: ["opcodes"],
    mend: "Opcodes are allow-listed, each with the length that the kernel knows it to have.",
  },
  {
    title: "Memory publishes entries, and no doorbell is rung",
    quote:
      "nothing device-reachable happens until a doorbell rings, and that is the single choke point " +
      "the kernel guards",
    section: "Scan targets",
    consequence:
      "The command Doorbell Buffer Config makes a page of memory stand for the doorbells. From then " +
      "on the controller learns of new tails from there, and fetches what nobody has scanned.",
    scenarios: ["as_written_doorbell_buffer"],
    ingredients: ["opcodes"],
    mend: "The command is not on the list.",
  },
  {
    title: "MPTR is an address that nobody looks at",
    quote: "the PRP1/PRP2 entries (and, where used, the PRP list pages and SGL descriptors)",
    section: "Scan targets",
    consequence: "An entry has a third pointer, to metadata. It is published unchecked.",
    scenarios: ["as_written_metadata_pointer"],
    ingredients: ["metadata"],
    mend: "Entries with a metadata pointer are refused.",
  },
  {
    title: "Host-physical numbers are written where the provider reads",
    quote:
      "a synthetic address namespace that is translated by trusted code before the controller " +
      "observes it",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    consequence:
      "Where the controller fetches from the provider's ring, the translation has to be stored in " +
      "that ring, and the provider reads there which frames it was given.",
    scenarios: ["as_written_translated_in_place"],
    ingredients: ["privateEntries", "privateLists"],
    mend: "The kernel translates into its own copies.",
  },
  {
    title: "A register read returns what the kernel wrote",
    quote:
      "Publishing that value to userspace would violate the reviewed no-host-physical-exposure " +
      "invariant.",
    section: "No-IOMMU Correction And Brokered Bounce Path",
    consequence:
      "In the brokered model ASQ holds a host-physical number, and a register can be read.",
    scenarios: ["as_written_registers_read_back"],
    ingredients: ["hiddenRegisters"],
    mend: "Reads of queue bases are answered from what the provider wrote.",
    otherReading:
      "The document speaks of selected writes and says nothing of reads. If a claim gives none, there " +
      "is nothing to mend.",
  },
  {
    title: "The ring that is scanned is not the ring that is fetched",
    quote: "The scan reads the provider's mapped SQ pages and queue-base register shadow",
    section: "Where it hooks",
    consequence:
      "A controller latches ASQ and ACQ when EN goes from 0 to 1; the shadow follows every write. " +
      "After one more write, kernel and controller look at different rings.",
    scenarios: ["as_written_registers_rewritten"],
    ingredients: ["latchedRegisters"],
    mend: "Registers that describe queues are refused while EN = 1.",
  },
  {
    title: "Unaligned queue bases are accepted",
    quote: "NVMe requires page-aligned PRP1 for the first entry, dword-aligned queue bases",
    section: "Invariants, Bounds",
    consequence:
      "NVMe has it the other way round. ASQ and ACQ have no bits for an offset within a page, so the " +
      "controller uses another address than the one that was scanned.",
    scenarios: ["as_written_base_unaligned"],
    ingredients: ["baseAlignment"],
    mend: "Queue bases are page-aligned.",
  },
  {
    title: "Offsets in PRP1 are refused",
    quote: "NVMe requires page-aligned PRP1 for the first entry, dword-aligned queue bases",
    section: "Invariants, Bounds",
    consequence:
      "The other half of the same sentence locks out correct providers: a buffer that starts within " +
      "a page cannot be used at all.",
    scenarios: ["as_written_offset_refused"],
    ingredients: ["pointerAlignment"],
    mend: "PRP1 is dword-aligned; an offset makes a transfer reach one page further.",
  },
  {
    title: "Pages are larger than the validator thinks",
    quote: "the full extent of the region it names",
    section: "Invariants, Bounds",
    consequence:
      "CC.MPS is the provider's to write, and says how long a page is for the controller. Nothing " +
      "compares it with the page that the validator counts in.",
    scenarios: ["as_written_page_size"],
    ingredients: ["pageSize"],
    mend: "Any page size but the kernel's is refused.",
  },
  {
    title: "A queue is rung before the controller has it",
    quote:
      "the I/O SQ/CQ base addresses the provider programmed through its selected-write DeviceMmio " +
      "claim",
    section: "Scan targets",
    consequence:
      "There are no such registers: I/O queues are created by admin commands, which may fail and take " +
      "their time. A kernel that takes a published command for a queue believes in one that does not " +
      "exist.",
    scenarios: ["as_written_io_queue_early"],
    ingredients: ["queueTiming"],
    mend: "A queue changes when the kernel has read a successful completion of the command.",
  },
  {
    title: "A created queue runs past its window",
    quote: "queue size × entry size for a queue base; transfer length for a PRP/SGL data pointer",
    section: "Invariants, Bounds",
    consequence:
      "The base of an I/O queue *is* a PRP1. Scanned as a data pointer it counts as one page, and as " +
      "many pages as the queue is long are used.",
    scenarios: ["as_written_io_queue_extent"],
    ingredients: ["createdExtents"],
    mend: "The extent of PRP1 in a Create command is that of the queue.",
  },
  {
    title: "A completion queue is deleted under its submission queue",
    quote: "the doorbell/notify that arms a queue",
    section: "Scan targets",
    consequence:
      "The document has queues that are armed and none that go. In which order they may be created " +
      "and deleted is left to the provider, and deleting one strands whoever waits on it.",
    scenarios: ["without_queue_order"],
    ingredients: ["queueOrder"],
    mend: "Create and Delete are refused out of NVMe's order, and while commands are outstanding.",
  },
  {
    title: "Whoever waits when a claim ends waits for ever",
    quote: "does not wake a waiter",
    section: "Invariants, Stale-completion / generation",
    consequence:
      "Stale completions are blocked, which is right, and what becomes of their waiters is not said.",
    scenarios: ["as_written_waiters_forgotten"],
    ingredients: ["cancelledWaiters"],
    mend: "Teardown cancels them.",
  },
];
