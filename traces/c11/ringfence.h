/*
 * Ringfence in C: a kernel's side of a userspace NVMe driver, in the validated model.
 *
 * The provider writes registers, queue bases and PRPs itself; the kernel checks them where they come
 * to matter: when the controller is enabled, and when a submission doorbell is rung. What the
 * controller then works on are copies of the kernel's, in frames that no provider maps.
 *
 * The functions named rf_host_ are what a port supplies.
 */
#ifndef RINGFENCE_H
#define RINGFENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much of everything there is. */
enum {
	RF_PAGE = 4096,
	RF_FRAMES = 96,
	RF_HOST_FRAMES = 4,  /* frames 0 to 3 are never granted */
	RF_WINDOWS = 4,
	RF_QUEUES = 2,       /* the admin queue pair and one for I/O */
	RF_QUEUE_PAGES = 2,  /* pages of a ring */
	RF_LIST = 33,        /* pages of a transfer: of 32 pages, from an offset */
	RF_COMMANDS = 16,    /* commands of a queue in flight, and of one doorbell */
};

enum rf_lane { RF_REMAPPED, RF_SYNTHETIC, RF_BOUNCE };
enum rf_model { RF_UNDECLARED, RF_BROKERED, RF_VALIDATED };

/* Why not. RF_OK is 0. RF_BUSY says that it may be asked again later. */
#define RF_REASONS(X) \
	X(RF_OK, "") \
	X(RF_BUSY, "busy") \
	X(RF_STALE_CLAIM, "staleClaim") \
	X(RF_STALE_GENERATION, "staleGeneration") \
	X(RF_UNDECLARED_MODEL, "undeclaredModel") \
	X(RF_MODEL_IN_LANE, "modelInLane") \
	X(RF_CONTROLLER_CLAIMED, "controllerClaimed") \
	X(RF_SLOTS_EXHAUSTED, "slotsExhausted") \
	X(RF_MEMORY_EXHAUSTED, "memoryExhausted") \
	X(RF_WINDOW_SHAPE, "windowShape") \
	X(RF_WINDOW_OVERLAP, "windowOverlap") \
	X(RF_OUT_OF_WINDOW, "outOfWindow") \
	X(RF_HOST_PHYSICAL, "hostPhysical") \
	X(RF_FOREIGN_WINDOW, "foreignWindow") \
	X(RF_EXTENT_OVERRUN, "extentOverrun") \
	X(RF_UNALIGNED, "unaligned") \
	X(RF_DEEPER_CHAIN, "deeperChain") \
	X(RF_TRANSFER_TOO_LONG, "transferTooLong") \
	X(RF_SGL, "sgl") \
	X(RF_FUSED, "fused") \
	X(RF_RESERVED_BITS, "reservedBits") \
	X(RF_METADATA, "metadata") \
	X(RF_OPCODE, "opcode") \
	X(RF_COMMAND_IN_FLIGHT, "commandInFlight") \
	X(RF_QUEUE_IDENTIFIER, "queueIdentifier") \
	X(RF_QUEUE_SIZE, "queueSize") \
	X(RF_QUEUE_ORDER, "queueOrder") \
	X(RF_CONTIGUITY, "contiguity") \
	X(RF_INTERRUPT_VECTOR, "interruptVector") \
	X(RF_UNARMED_QUEUE, "unarmedQueue") \
	X(RF_TAIL_OUT_OF_RANGE, "tailOutOfRange") \
	X(RF_TAIL_UNCHANGED, "tailUnchanged") \
	X(RF_RING_OVERRUN, "ringOverrun") \
	X(RF_HEAD, "headOverrun") \
	X(RF_SCAN_UNDER_WAY, "scanUnderWay") \
	X(RF_REGISTER, "register") \
	X(RF_LATCHED, "latched") \
	X(RF_PAGE_SIZE, "pageSize") \
	X(RF_CONFIGURATION, "configuration") \
	X(RF_NOT_READY, "notReady")

enum rf_reason {
#define X(name, text) name,
	RF_REASONS(X)
#undef X
};

/* The name of a reason, as a log has it. */
const char *rf_reason_name(enum rf_reason reason);

enum rf_window_phase {
	RF_WINDOW_FREE,
	RF_WINDOW_LIVE,
	RF_WINDOW_RETIRING,
	RF_WINDOW_UNMAPPED,
	RF_WINDOW_INVALIDATED,
};

/* A DMA window: whole pages of an owner's address space, and the frames behind them. */
struct rf_window {
	enum rf_window_phase phase;
	int owner;
	uint64_t base;
	int pages;
	int frame;            /* the first one; they follow each other */
	uint32_t generation;
	bool spent;           /* its generations are used up */
	int uses;             /* commands in flight that use it */
};

enum rf_claim_phase { RF_CLAIM_FREE, RF_CLAIM_LIVE, RF_CLAIM_CLOSING };

struct rf_claim {
	enum rf_claim_phase phase;
	int owner;
	uint32_t generation;
	bool spent;
};

/* A ring over whole frames. */
struct rf_ring {
	int frame[RF_QUEUE_PAGES];
	int entries;
	int entry_bytes;
};

enum rf_queue_state { RF_QUEUE_NONE, RF_QUEUE_CREATING, RF_QUEUE_LIVE, RF_QUEUE_DELETING };
enum rf_effect { RF_NO_EFFECT, RF_CREATE_SQ, RF_CREATE_CQ, RF_DELETE_SQ, RF_DELETE_CQ };

/* A command that was checked, and later one that is in flight. */
struct rf_command {
	bool used;
	bool waited;             /* somebody waits for it */
	uint8_t entry[64];       /* as the provider wrote it, read once */
	uint16_t cid;
	unsigned windows;        /* bit w: it uses window w */
	uint64_t page[RF_LIST];  /* what the controller is handed for each page of its data */
	int pages;
	int list_frame;          /* the kernel's copy of its list, or -1 */
	uint32_t claim;          /* the claim's generation when it was validated */
	enum rf_effect effect;
	struct rf_ring ring;     /* the provider's ring that it names, for creations */
	unsigned ring_windows;
};

/* Windows that something relies on, and their generations when it began to. */
struct rf_basis {
	unsigned windows;
	uint32_t generation[RF_WINDOWS];
};

struct rf_scan {
	bool active;
	int cursor, to;
	uint32_t claim;
	struct rf_basis basis;                /* of the ring, and of every entry so far */
	struct rf_command command[RF_COMMANDS];
	int commands;
};

struct rf_sq {
	enum rf_queue_state state;
	struct rf_ring provider, kernel;
	struct rf_basis basis; /* of the provider's ring */
	int tail, head;       /* the doorbell's value; how far the controller has read */
	struct rf_scan scan;
	struct rf_command flight[RF_COMMANDS];
};

struct rf_cq {
	enum rf_queue_state state;
	struct rf_ring provider, kernel;
	struct rf_basis basis;
	int head, phase;         /* where the kernel reads next */
	int copied, copied_phase; /* where it writes to the provider next */
	int consumed;            /* the provider's head doorbell */
};

enum rf_session { RF_DISABLED, RF_ENABLED, RF_STOPPING };

struct rf_kernel {
	enum rf_lane lane;
	uint32_t generations;
	int windows;
	uint32_t nsid, block_bytes, most_bytes;
	uint64_t physical;       /* the address of frame 0 */
	uint8_t memory[RF_FRAMES][RF_PAGE];
	bool taken[RF_FRAMES];
	struct rf_window window[RF_WINDOWS];
	struct rf_claim claim;
	struct { uint64_t asq, acq; uint32_t aqa, cc; } shadow; /* as the provider wrote them */
	enum rf_session session;
	uint32_t cc;             /* as it was written to the controller */
	bool was_ready;          /* it said so since then */
	struct rf_sq sq[RF_QUEUES];
	struct rf_cq cq[RF_QUEUES];
	uint64_t refusals;
};

/* What a port supplies: the controller's registers, the IOMMU, and whoever waits. */
void rf_host_write_register(uint32_t offset, uint64_t value);
uint64_t rf_host_read_register(uint32_t offset);
void rf_host_map(int owner, uint64_t address, int frame);
void rf_host_unmap(int owner, uint64_t address);
void rf_host_invalidate(int owner);
void rf_host_attach(int owner); /* -1: nobody */
void rf_host_wake(int queue, uint16_t cid, bool completed); /* or cancelled */

void rf_init(struct rf_kernel *k);

enum rf_reason rf_grant_window(struct rf_kernel *k, int w, int owner, uint64_t base, int pages);
enum rf_reason rf_grant_claim(struct rf_kernel *k, int owner, enum rf_model model);

/* A write of the provider's through its claim. A tail doorbell begins a scan and no more. */
enum rf_reason rf_write(struct rf_kernel *k, uint32_t claim, uint64_t offset, int width,
                        uint64_t value);
/* Reads one entry, and the list that it names. */
enum rf_reason rf_scan_entry(struct rf_kernel *k, int queue);
bool rf_scan_is_read(const struct rf_kernel *k, int queue);
/* Publishes everything that was read, or nothing. */
enum rf_reason rf_scan_end(struct rf_kernel *k, int queue);

void rf_interrupt(struct rf_kernel *k, int queue);
enum rf_reason rf_abandon(struct rf_kernel *k, int queue, uint16_t cid);

enum rf_reason rf_revoke_window(struct rf_kernel *k, int w);
enum rf_reason rf_unmap_window(struct rf_kernel *k, int w);
enum rf_reason rf_invalidate_window(struct rf_kernel *k, int w);
enum rf_reason rf_scrub_window(struct rf_kernel *k, int w);
enum rf_reason rf_end_claim(struct rf_kernel *k, uint32_t claim);
enum rf_reason rf_reset_controller(struct rf_kernel *k);
enum rf_reason rf_free_claim(struct rf_kernel *k);

#endif
