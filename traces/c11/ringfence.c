/*
 * Ringfence in C: the ledger, the scan, the completion gate and the teardown.
 *
 * It reads from top to bottom: grants, addresses, one entry, a whole doorbell, registers, completions,
 * the end of grants. The comments say what would go wrong otherwise.
 *
 * DEFECT_ macros put well-known mistakes in, one at a time, so that a test can see them found.
 */
#include "ringfence.h"

#include <string.h>

enum { ADMIN = 0, IO = 1 };
enum { CAP = 0x00, CC = 0x14, CSTS = 0x1c, AQA = 0x24, ASQ = 0x28, ACQ = 0x30, DOORBELLS = 0x1000 };
enum { SQ_ENTRY = 64, CQ_ENTRY = 16 };

/* Where the kernel's frames appear to the controller behind an IOMMU. No window may lie there. */
#define KERNEL_IOVA (UINT64_C(1) << 63)

const char *rf_reason_name(enum rf_reason reason)
{
	static const char *const names[] = {
#define X(name, text) text,
		RF_REASONS(X)
#undef X
	};
	return names[reason];
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static void put64(uint8_t *p, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

void rf_init(struct rf_kernel *k)
{
	memset(k, 0, sizeof *k);
	for (int f = 0; f < RF_HOST_FRAMES; f++)
		k->taken[f] = true;
}

static enum rf_reason refuse(struct rf_kernel *k, enum rf_reason reason)
{
	k->refusals++;
	return reason;
}

/* ---- Frames ---- */

/* Takes a run of free frames; -1 if there is none. Free frames are all zeroes. */
static int take_frames(struct rf_kernel *k, int count)
{
	for (int first = 0, f = 0; f < RF_FRAMES; f++) {
		if (k->taken[f])
			first = f + 1;
		else if (f - first + 1 == count) {
			for (int i = first; i <= f; i++)
				k->taken[i] = true;
			return first;
		}
	}
	return -1;
}

/* Gives a frame back, clean. */
static void free_frame(struct rf_kernel *k, int frame)
{
#ifndef DEFECT_NO_SCRUB
	memset(k->memory[frame], 0, RF_PAGE);
#endif
	k->taken[frame] = false;
}

static uint64_t physical(const struct rf_kernel *k, int frame)
{
	return k->physical + (uint64_t)frame * RF_PAGE;
}

/* The address by which the controller knows a frame of the kernel's. */
static uint64_t kernel_address(const struct rf_kernel *k, int frame)
{
	return k->lane == RF_REMAPPED ? KERNEL_IOVA + (uint64_t)frame * RF_PAGE : physical(k, frame);
}

static int take_kernel_frame(struct rf_kernel *k)
{
	int frame = take_frames(k, 1);
	if (frame >= 0 && k->lane == RF_REMAPPED)
		rf_host_map(k->claim.owner, kernel_address(k, frame), frame);
	return frame;
}

static void free_kernel_frame(struct rf_kernel *k, int frame)
{
	if (k->lane == RF_REMAPPED) {
		rf_host_unmap(k->claim.owner, kernel_address(k, frame));
		/* Before anybody else gets the frame, nothing may lead to it. */
		rf_host_invalidate(k->claim.owner);
	}
	memset(k->memory[frame], 0, RF_PAGE);
	k->taken[frame] = false;
}

/* ---- Grants ---- */

enum rf_reason rf_grant_window(struct rf_kernel *k, int w, int owner, uint64_t base, int pages)
{
	if (w < 0 || w >= k->windows || k->window[w].phase != RF_WINDOW_FREE || k->window[w].spent)
		return refuse(k, RF_SLOTS_EXHAUSTED);
	/* What is granted to an owner whose claim ends would not be taken back with it. */
	if (k->claim.phase == RF_CLAIM_CLOSING && k->claim.owner == owner)
		return refuse(k, RF_STALE_CLAIM);
	/* The last byte, not the one after it: that of the topmost page would be 0. */
	uint64_t last = base + ((uint64_t)pages * RF_PAGE - 1);
	if (pages < 1 || base % RF_PAGE != 0 || last < base)
		return refuse(k, RF_WINDOW_SHAPE);
	if (k->lane == RF_REMAPPED && last >= KERNEL_IOVA &&
	    base < KERNEL_IOVA + (uint64_t)RF_FRAMES * RF_PAGE)
		return refuse(k, RF_WINDOW_OVERLAP);
	/* Where providers author addresses, a host-physical number is none of theirs. */
	if (k->lane != RF_BOUNCE && last >= k->physical &&
	    base < k->physical + (uint64_t)RF_FRAMES * RF_PAGE)
		return refuse(k, RF_WINDOW_OVERLAP);
	for (int i = 0; i < k->windows; i++) {
		const struct rf_window *other = &k->window[i];
		uint64_t end = other->base + ((uint64_t)other->pages * RF_PAGE - 1);
		if (other->phase != RF_WINDOW_FREE && other->owner == owner &&
		    base <= end && other->base <= last)
			return refuse(k, RF_WINDOW_OVERLAP);
	}
	int frame = take_frames(k, pages);
	if (frame < 0)
		return refuse(k, RF_MEMORY_EXHAUSTED);
	struct rf_window *window = &k->window[w];
	window->phase = RF_WINDOW_LIVE;
	window->owner = owner;
	window->base = base;
	window->pages = pages;
	window->frame = frame;
	window->uses = 0;
	for (int i = 0; i < pages && k->lane == RF_REMAPPED; i++)
		rf_host_map(owner, base + (uint64_t)i * RF_PAGE, frame + i);
	return RF_OK;
}

enum rf_reason rf_grant_claim(struct rf_kernel *k, int owner, enum rf_model model)
{
	if (model == RF_UNDECLARED)
		return refuse(k, RF_UNDECLARED_MODEL);
	/* Without an address space of its own a provider would author host-physical addresses. */
	if (model == RF_VALIDATED && k->lane == RF_BOUNCE)
		return refuse(k, RF_MODEL_IN_LANE);
	if (model != RF_VALIDATED)
		return refuse(k, RF_MODEL_IN_LANE);
	if (k->claim.phase != RF_CLAIM_FREE)
		return refuse(k, RF_CONTROLLER_CLAIMED);
	/* A controller that is ready in nobody's service works on anybody's memory. */
	if ((rf_host_read_register(CSTS) & 1) != 0)
		return refuse(k, RF_NOT_READY);
	/* CAP.MPSMIN: pages of 4096 bytes are 0. */
	if ((rf_host_read_register(CAP) >> 48 & 0xf) != 0)
		return refuse(k, RF_PAGE_SIZE);
	if (k->claim.spent)
		return refuse(k, RF_SLOTS_EXHAUSTED);
	k->claim.phase = RF_CLAIM_LIVE;
	k->claim.owner = owner;
	rf_host_attach(owner);
	return RF_OK;
}

static bool claim_is_live(const struct rf_kernel *k, uint32_t claim)
{
	return k->claim.phase == RF_CLAIM_LIVE && k->claim.generation == claim;
}

/* The next generation of a grant that ends; after the last one there is none. */
static void end_generation(const struct rf_kernel *k, uint32_t *generation, bool *spent)
{
	if (*generation + 1 < k->generations)
		++*generation;
	else
		*spent = true;
}

/* ---- Addresses ---- */

/* Whether `length` bytes from `address` lie in a window. Nothing here can wrap. */
static bool holds(const struct rf_window *window, uint64_t address, uint64_t length)
{
	uint64_t size = (uint64_t)window->pages * RF_PAGE;
	if (address < window->base || address - window->base >= size)
		return false;
	return length <= size - (address - window->base);
}

/* Why an address lies in no live window of the claim's owner. */
static enum rf_reason outside(const struct rf_kernel *k, uint64_t address)
{
	enum rf_reason reason = RF_OUT_OF_WINDOW;
	if (address >= k->physical && address - k->physical < (uint64_t)RF_FRAMES * RF_PAGE)
		reason = RF_HOST_PHYSICAL;
	for (int w = 0; w < k->windows; w++) {
		const struct rf_window *window = &k->window[w];
		if (window->phase == RF_WINDOW_FREE || !holds(window, address, 1))
			continue;
		return window->owner == k->claim.owner ? RF_STALE_GENERATION : RF_FOREIGN_WINDOW;
	}
	return reason;
}

/* The live window of the claim's owner that holds some bytes of one page, or -1 and why not. */
static int window_of(const struct rf_kernel *k, uint64_t address, uint64_t length,
                     enum rf_reason *why)
{
	for (int w = 0; w < k->windows; w++) {
		const struct rf_window *window = &k->window[w];
		if (window->phase == RF_WINDOW_LIVE && window->owner == k->claim.owner &&
		    holds(window, address, length))
			return w;
	}
	*why = outside(k, address);
	return -1;
}

static int frame_of(const struct rf_window *window, uint64_t address)
{
	return window->frame + (int)((address - window->base) / RF_PAGE);
}

/* What the controller is handed for an address in a window. */
static uint64_t device_address(const struct rf_kernel *k, const struct rf_window *window,
                               uint64_t address)
{
	if (k->lane == RF_REMAPPED)
		return address;
	return physical(k, frame_of(window, address)) + address % RF_PAGE;
}

/* Finds a provider's ring: every page of its extent must be in a live window of the owner. */
static enum rf_reason place_ring(const struct rf_kernel *k, uint64_t base, int entries,
                                 int entry_bytes, struct rf_ring *ring, unsigned *windows)
{
	if (base % RF_PAGE != 0)
		return RF_UNALIGNED;
	int bytes = entries * entry_bytes;
	if (entries < 2 || bytes > RF_QUEUE_PAGES * RF_PAGE)
		return RF_QUEUE_SIZE;
	ring->entries = entries;
	ring->entry_bytes = entry_bytes;
	*windows = 0;
	for (int i = 0; i * RF_PAGE < bytes; i++) {
#ifdef DEFECT_EXTENT_START
		if (i > 0) {
			ring->frame[i] = ring->frame[0];
			continue;
		}
#endif
		enum rf_reason why = RF_OK;
		uint64_t page = base + (uint64_t)i * RF_PAGE;
		int w = page < base ? -1 : window_of(k, page, 1, &why);
		if (w < 0)
			return i == 0 ? why : RF_EXTENT_OVERRUN;
		ring->frame[i] = frame_of(&k->window[w], page);
		*windows |= 1u << w;
	}
	return RF_OK;
}

static uint8_t *slot(struct rf_kernel *k, const struct rf_ring *ring, int number)
{
	int at = number * ring->entry_bytes;
	return &k->memory[ring->frame[at / RF_PAGE]][at % RF_PAGE];
}

static int distance(int from, int to, int entries)
{
	return (to - from + entries) % entries;
}

/* ---- One entry ---- */

enum transfer { NO_DATA, DATA, QUEUE, NOT_ALLOWED };

/* What an opcode moves. What is not listed here is refused: its length is not known. */
static enum transfer transfer_of(const struct rf_kernel *k, int queue, const uint8_t *entry,
                                 uint64_t *bytes)
{
	uint32_t cdw10 = get32(entry + 40), cdw11 = get32(entry + 44), cdw12 = get32(entry + 48);
	*bytes = 0;
	if (queue == ADMIN) {
		switch (entry[0]) {
		case 0x00: case 0x04: case 0x08: /* Delete I/O SQ, Delete I/O CQ, Abort */
			return NO_DATA;
		case 0x01: case 0x05: /* Create I/O SQ, Create I/O CQ */
			return QUEUE;
		case 0x02: /* Get Log Page: NUMD dwords, 0-based; only pages that are laid out */
			if ((cdw10 & 0xff) < 1 || (cdw10 & 0xff) > 6)
				return NOT_ALLOWED;
			*bytes = ((uint64_t)((cdw11 & 0xffff) << 16 | cdw10 >> 16) + 1) * 4;
			return DATA;
		case 0x06: /* Identify */
			*bytes = 4096;
			return DATA;
		case 0x09: /* Set Features: Timestamp has 8 bytes; Number of Queues none */
			if ((cdw10 & 0xff) == 0x07)
				return NO_DATA;
			*bytes = 8;
			return (cdw10 & 0xff) == 0x0e ? DATA : NOT_ALLOWED;
		default:
			return NOT_ALLOWED;
		}
	}
	switch (entry[0]) {
	case 0x00: /* Flush */
		return NO_DATA;
	case 0x01: case 0x02: case 0x05: /* Write, Read, Compare: NLB blocks, 0-based */
		if (get32(entry + 4) != k->nsid)
			return NOT_ALLOWED;
		*bytes = ((uint64_t)(cdw12 & 0xffff) + 1) * k->block_bytes;
		return DATA;
	default:
		return NOT_ALLOWED;
	}
}

/* Adds a page's share of the data, if it is in a live window of the owner. */
static enum rf_reason add_page(const struct rf_kernel *k, struct rf_command *c, uint64_t address,
                               uint64_t length)
{
	enum rf_reason why = RF_OK;
	int w = window_of(k, address, length, &why);
	if (w < 0)
		return why;
	c->windows |= 1u << w;
	c->page[c->pages++] = device_address(k, &k->window[w], address);
	return RF_OK;
}

/* The pages of a transfer. The list, if there is one, is read here, once. */
static enum rf_reason find_pages(struct rf_kernel *k, struct rf_command *c, uint64_t bytes)
{
	uint64_t prp1 = get64(c->entry + 24), prp2 = get64(c->entry + 32);
	uint64_t first = RF_PAGE - prp1 % RF_PAGE;
	uint64_t left = bytes > first ? bytes - first : 0;
	uint64_t following = (left + RF_PAGE - 1) / RF_PAGE;
	enum rf_reason why = add_page(k, c, prp1, left == 0 ? bytes : first);
	if (why != RF_OK || following == 0)
		return why;
	if (following == 1)
		return add_page(k, c, prp2, left);

	int w = window_of(k, prp2, following * 8, &why);
	if (w < 0)
		return why;
	c->windows |= 1u << w;
	const struct rf_window *window = &k->window[w];
	const uint8_t *list = &k->memory[frame_of(window, prp2)][prp2 % RF_PAGE];
	uint64_t listed[RF_LIST];
	for (uint64_t i = 0; i < following; i++)
		listed[i] = get64(list + 8 * i);
	for (uint64_t i = 0; i < following; i++) {
		if (listed[i] % RF_PAGE != 0)
			return RF_UNALIGNED;
#ifdef DEFECT_UNCHECKED_LIST
		c->page[c->pages++] = listed[i];
		continue;
#endif
		why = add_page(k, c, listed[i], left < RF_PAGE ? left : RF_PAGE);
		if (why != RF_OK)
			return why;
		left -= left < RF_PAGE ? left : RF_PAGE;
	}
	return RF_OK;
}

/* What can be seen wrong with the pointers without knowing any window. */
static enum rf_reason check_pointers(const uint8_t *entry, uint64_t bytes)
{
	uint64_t prp1 = get64(entry + 24), prp2 = get64(entry + 32);
	uint64_t first = RF_PAGE - prp1 % RF_PAGE;
	if (prp1 % 4 != 0)
		return RF_UNALIGNED;
	if (bytes <= first)
		return RF_OK;
	uint64_t following = (bytes - first + RF_PAGE - 1) / RF_PAGE;
	if (following == 1)
		return prp2 % RF_PAGE == 0 ? RF_OK : RF_UNALIGNED;
	if (prp2 % 8 != 0)
		return RF_UNALIGNED;
	/* With one entry too many, the last slot of the page would point to another list. */
	if (following > (RF_PAGE - prp2 % RF_PAGE) / 8)
		return RF_DEEPER_CHAIN;
	return following < RF_LIST ? RF_OK : RF_TRANSFER_TOO_LONG;
}

static struct rf_command *in_flight(struct rf_sq *sq, uint16_t cid)
{
	for (int i = 0; i < RF_COMMANDS; i++)
		if (sq->flight[i].used && sq->flight[i].cid == cid)
			return &sq->flight[i];
	return NULL;
}

static int count_in_flight(const struct rf_sq *sq)
{
	int count = 0;
	for (int i = 0; i < RF_COMMANDS; i++)
		count += sq->flight[i].used;
	return count;
}

/* A completion queue comes before the submission queue that it answers, and goes after it. */
static bool effect_is_possible(const struct rf_kernel *k, enum rf_effect effect)
{
	const struct rf_sq *sq = &k->sq[IO];
	const struct rf_cq *cq = &k->cq[IO];
	switch (effect) {
	case RF_CREATE_CQ:
		return cq->state == RF_QUEUE_NONE;
	case RF_CREATE_SQ:
		return sq->state == RF_QUEUE_NONE && cq->state == RF_QUEUE_LIVE;
	case RF_DELETE_SQ:
		return sq->state == RF_QUEUE_LIVE && !sq->scan.active && count_in_flight(sq) == 0;
	case RF_DELETE_CQ:
		return cq->state == RF_QUEUE_LIVE && sq->state == RF_QUEUE_NONE;
	default:
		return true;
	}
}

/* What a later controller may read in dwords that a command does not use, nobody knows. */
static bool uses_only_its_dwords(int queue, const uint8_t *entry)
{
	enum { CDW10 = 1, CDW11 = 2, CDW12 = 4, CDW13 = 8, CDW14 = 16 };
	unsigned used = 0;
	if (queue != ADMIN && entry[0] != 0x00)
		return true;
	if (queue == ADMIN) {
		switch (entry[0]) {
		case 0x00: case 0x04: case 0x08: used = CDW10; break;
		case 0x01: case 0x05: used = CDW10 | CDW11; break;
		case 0x02: used = CDW10 | CDW11 | CDW12 | CDW13 | CDW14; break;
		default: used = CDW10 | CDW11 | CDW14; break; /* Identify, Set Features */
		}
	}
	for (int i = 0; i < 6; i++)
		if ((used >> i & 1) == 0 && get32(entry + 40 + 4 * i) != 0)
			return false;
	return get64(entry + 8) == 0;
}

static enum rf_effect effect_of(int queue, uint8_t opc)
{
	if (queue != ADMIN)
		return RF_NO_EFFECT;
	switch (opc) {
	case 0x00: return RF_DELETE_SQ;
	case 0x01: return RF_CREATE_SQ;
	case 0x04: return RF_DELETE_CQ;
	case 0x05: return RF_CREATE_CQ;
	default: return RF_NO_EFFECT;
	}
}

/* Checks an entry that was read, as far as a batch goes, and finds its pages. */
static enum rf_reason check_entry(struct rf_kernel *k, int queue, struct rf_command *c)
{
	const uint8_t *entry = c->entry;
	struct rf_sq *sq = &k->sq[queue];
	if (entry[1] >> 6 != 0)
		return RF_SGL;
	if (entry[1] != 0)
		return RF_FUSED;
	if (get64(entry + 16) != 0)
		return RF_METADATA;
	uint64_t bytes;
	enum transfer transfer = transfer_of(k, queue, entry, &bytes);
	if (transfer == NOT_ALLOWED)
		return RF_OPCODE;
	if (!uses_only_its_dwords(queue, entry))
		return RF_RESERVED_BITS;
	if (bytes > k->most_bytes)
		return RF_TRANSFER_TOO_LONG;
	if (transfer == DATA) {
		enum rf_reason why = check_pointers(entry, bytes);
		if (why != RF_OK)
			return why;
	}
	c->cid = get16(entry + 2);
	if (in_flight(sq, c->cid) != NULL)
		return RF_COMMAND_IN_FLIGHT;
	for (int i = 0; i < sq->scan.commands; i++)
		if (sq->scan.command[i].cid == c->cid)
			return RF_COMMAND_IN_FLIGHT;

	c->effect = effect_of(queue, entry[0]);
	if (c->effect != RF_NO_EFFECT) {
		if ((get32(entry + 40) & 0xffff) != IO)
			return RF_QUEUE_IDENTIFIER;
		/* Two changes in one batch could depend on each other. */
		for (int i = 0; i < sq->scan.commands; i++)
			if (sq->scan.command[i].effect != RF_NO_EFFECT)
				return RF_QUEUE_ORDER;
		if (!effect_is_possible(k, c->effect))
			return RF_QUEUE_ORDER;
	}
	if (transfer == QUEUE) {
		uint32_t cdw11 = get32(entry + 44);
		if ((cdw11 & 1) == 0)
			return RF_CONTIGUITY;
		if (c->effect == RF_CREATE_CQ && (cdw11 & 2) != 0)
			return RF_INTERRUPT_VECTOR;
		if (c->effect == RF_CREATE_SQ && cdw11 >> 16 != IO)
			return RF_QUEUE_IDENTIFIER;
		/* CAP.MQES and the size are both one less than they say. */
		if (get32(entry + 40) >> 16 > (rf_host_read_register(CAP) & 0xffff))
			return RF_QUEUE_SIZE;
		return place_ring(k, get64(entry + 24), (int)(get32(entry + 40) >> 16) + 1,
		                  c->effect == RF_CREATE_SQ ? SQ_ENTRY : CQ_ENTRY, &c->ring,
		                  &c->ring_windows);
	}
	return transfer == DATA ? find_pages(k, c, bytes) : RF_OK;
}

/* ---- A doorbell ---- */

static bool is_ready(struct rf_kernel *k)
{
	bool ready = k->session == RF_ENABLED && (rf_host_read_register(CSTS) & 1) != 0;
	k->was_ready = k->was_ready || ready;
	return ready;
}

/* Whether every window is live, and no other grant than it was. */
static bool stands(const struct rf_kernel *k, const struct rf_basis *basis)
{
	for (int w = 0; w < k->windows; w++) {
		const struct rf_window *window = &k->window[w];
		if ((basis->windows >> w & 1) == 0)
			continue;
		if (window->phase != RF_WINDOW_LIVE)
			return false;
#ifndef DEFECT_GRANTED_ANEW
		if (window->generation != basis->generation[w])
			return false;
#endif
	}
	return true;
}

static void rely_on(const struct rf_kernel *k, struct rf_basis *basis, unsigned windows)
{
	for (int w = 0; w < k->windows; w++)
		if ((windows & ~basis->windows) >> w & 1)
			basis->generation[w] = k->window[w].generation;
	basis->windows |= windows;
}

/* Whether a scan of the admin queue has read the deletion of this queue: it takes no doorbells then. */
static bool is_going(const struct rf_kernel *k, int queue)
{
	const struct rf_scan *scan = &k->sq[ADMIN].scan;
	if (queue != IO || !scan->active)
		return false;
	for (int i = 0; i < scan->commands; i++)
		if (scan->command[i].effect == RF_DELETE_SQ)
			return true;
	return false;
}

static enum rf_reason begin_scan(struct rf_kernel *k, int queue, uint64_t tail)
{
	struct rf_sq *sq = &k->sq[queue];
	if (!is_ready(k))
		return RF_NOT_READY;
	if (sq->state != RF_QUEUE_LIVE || is_going(k, queue))
		return RF_UNARMED_QUEUE;
	if (sq->scan.active)
		return RF_SCAN_UNDER_WAY;
	/* A ring in a window that was revoked is nobody's, also when the window was granted anew. */
	if (!stands(k, &sq->basis))
		return RF_STALE_GENERATION;
	if (tail >= (uint64_t)sq->provider.entries)
		return RF_TAIL_OUT_OF_RANGE;
	int count = distance(sq->tail, (int)tail, sq->provider.entries);
	if (count == 0)
		return RF_TAIL_UNCHANGED;
	/* A slot is written anew only when no command of it can still be fetched. */
	if (count + count_in_flight(sq) >= sq->provider.entries ||
	    count + count_in_flight(sq) > RF_COMMANDS)
		return RF_RING_OVERRUN;
	memset(&sq->scan, 0, sizeof sq->scan);
	sq->scan.active = true;
	sq->scan.cursor = sq->tail;
	sq->scan.to = (int)tail;
	sq->scan.claim = k->claim.generation;
	sq->scan.basis = sq->basis;
	return RF_OK;
}

static enum rf_reason end_refused(struct rf_kernel *k, struct rf_scan *scan, enum rf_reason reason)
{
	scan->active = false;
	return refuse(k, reason);
}

static bool is_overtaken(const struct rf_kernel *k, const struct rf_scan *scan)
{
	return !claim_is_live(k, scan->claim);
}

static void publish(struct rf_kernel *k, int queue);

enum rf_reason rf_scan_entry(struct rf_kernel *k, int queue)
{
	struct rf_sq *sq = &k->sq[queue];
	struct rf_scan *scan = &sq->scan;
	if (!scan->active || rf_scan_is_read(k, queue))
		return RF_BUSY;
	if (is_overtaken(k, scan))
		return end_refused(k, scan, RF_STALE_CLAIM);
	struct rf_command *c = &scan->command[scan->commands];
	memset(c, 0, sizeof *c);
	c->list_frame = -1;
	c->claim = scan->claim;
	/* The provider may write at any moment: what is checked and what is published is this copy. */
	memcpy(c->entry, slot(k, &sq->provider, scan->cursor), SQ_ENTRY);
	enum rf_reason why = check_entry(k, queue, c);
	if (why != RF_OK) {
#ifdef DEFECT_PARTIAL_BATCH
		if (scan->commands > 0)
			publish(k, queue);
#endif
		return end_refused(k, scan, why);
	}
	rely_on(k, &scan->basis, c->windows | c->ring_windows);
	scan->commands++;
	scan->cursor = (scan->cursor + 1) % sq->provider.entries;
	return RF_OK;
}

bool rf_scan_is_read(const struct rf_kernel *k, int queue)
{
	return k->sq[queue].scan.cursor == k->sq[queue].scan.to;
}

static bool make_ring(struct rf_kernel *k, struct rf_ring *ring, int entries, int entry_bytes)
{
	ring->entries = entries;
	ring->entry_bytes = entry_bytes;
	int pages = (entries * entry_bytes + RF_PAGE - 1) / RF_PAGE;
	int first = take_frames(k, pages);
	if (first < 0)
		return false;
	for (int i = 0; i < pages; i++) {
		ring->frame[i] = first + i;
		if (k->lane == RF_REMAPPED)
			rf_host_map(k->claim.owner, kernel_address(k, first + i), first + i);
	}
	return true;
}

static void free_ring(struct rf_kernel *k, struct rf_ring *ring)
{
	int pages = (ring->entries * ring->entry_bytes + RF_PAGE - 1) / RF_PAGE;
	for (int i = 0; i < pages; i++)
		free_kernel_frame(k, ring->frame[i]);
}

static bool open_sq(struct rf_kernel *k, int queue, enum rf_queue_state state,
                    const struct rf_ring *provider, unsigned windows)
{
	struct rf_sq *sq = &k->sq[queue];
	memset(sq, 0, sizeof *sq);
	if (!make_ring(k, &sq->kernel, provider->entries, SQ_ENTRY))
		return false;
	sq->state = state;
	sq->provider = *provider;
	rely_on(k, &sq->basis, windows);
	return true;
}

static bool open_cq(struct rf_kernel *k, int queue, enum rf_queue_state state,
                    const struct rf_ring *provider, unsigned windows)
{
	struct rf_cq *cq = &k->cq[queue];
	memset(cq, 0, sizeof *cq);
	if (!make_ring(k, &cq->kernel, provider->entries, CQ_ENTRY))
		return false;
	cq->state = state;
	cq->provider = *provider;
	rely_on(k, &cq->basis, windows);
	cq->phase = 1;
	cq->copied_phase = 1;
	return true;
}

static void close_sq(struct rf_kernel *k, int queue)
{
	if (k->sq[queue].state != RF_QUEUE_NONE)
		free_ring(k, &k->sq[queue].kernel);
	memset(&k->sq[queue], 0, sizeof k->sq[queue]);
}

static void close_cq(struct rf_kernel *k, int queue)
{
	if (k->cq[queue].state != RF_QUEUE_NONE)
		free_ring(k, &k->cq[queue].kernel);
	memset(&k->cq[queue], 0, sizeof k->cq[queue]);
}

/* Creation and deletion begin when they are published, and end on a completion that was read. */
static bool begin_effect(struct rf_kernel *k, const struct rf_command *c)
{
	switch (c->effect) {
	case RF_CREATE_SQ:
		return open_sq(k, IO, RF_QUEUE_CREATING, &c->ring, c->ring_windows);
	case RF_CREATE_CQ:
		return open_cq(k, IO, RF_QUEUE_CREATING, &c->ring, c->ring_windows);
	case RF_DELETE_SQ:
		k->sq[IO].state = RF_QUEUE_DELETING;
		return true;
	case RF_DELETE_CQ:
		k->cq[IO].state = RF_QUEUE_DELETING;
		return true;
	default:
		return true;
	}
}

static void undo_effect(struct rf_kernel *k, enum rf_effect effect)
{
	switch (effect) {
	case RF_CREATE_SQ: close_sq(k, IO); break;
	case RF_CREATE_CQ: close_cq(k, IO); break;
	case RF_DELETE_SQ: k->sq[IO].state = RF_QUEUE_LIVE; break;
	case RF_DELETE_CQ: k->cq[IO].state = RF_QUEUE_LIVE; break;
	default: break;
	}
}

/* Takes everything that a batch needs, or nothing. */
static bool reserve(struct rf_kernel *k, struct rf_scan *scan)
{
	for (int i = 0; i < scan->commands; i++) {
		struct rf_command *c = &scan->command[i];
		bool taken = begin_effect(k, c);
		if (taken && c->pages > 2) {
			c->list_frame = take_kernel_frame(k);
			if (c->list_frame < 0) {
				undo_effect(k, c->effect);
				taken = false;
			}
		}
		if (taken)
			continue;
		while (i-- > 0) {
			struct rf_command *before = &scan->command[i];
			undo_effect(k, before->effect);
			if (before->list_frame >= 0)
				free_kernel_frame(k, before->list_frame);
		}
		return false;
	}
	return true;
}

/* Writes what the controller will fetch into the kernel's ring. */
static void write_entry(struct rf_kernel *k, int queue, struct rf_command *c)
{
	struct rf_sq *sq = &k->sq[queue];
	uint8_t entry[SQ_ENTRY];
#ifdef DEFECT_SECOND_READ
	memcpy(entry, slot(k, &sq->provider, sq->tail), SQ_ENTRY);
#else
	memcpy(entry, c->entry, SQ_ENTRY);
	/* Pointers that the controller is to ignore reach it as zeroes. */
	put64(entry + 24, c->pages > 0 ? c->page[0] : 0);
	put64(entry + 32, c->pages > 1 ? c->page[1] : 0);
#endif
	if (c->effect == RF_CREATE_SQ)
		put64(entry + 24, kernel_address(k, k->sq[IO].kernel.frame[0]));
	if (c->effect == RF_CREATE_CQ)
		put64(entry + 24, kernel_address(k, k->cq[IO].kernel.frame[0]));
	if (c->list_frame >= 0) {
		for (int i = 1; i < c->pages; i++)
			put64(&k->memory[c->list_frame][8 * (i - 1)], c->page[i]);
		put64(entry + 32, kernel_address(k, c->list_frame));
	}
	memcpy(slot(k, &sq->kernel, sq->tail), entry, SQ_ENTRY);
	sq->tail = (sq->tail + 1) % sq->kernel.entries;
}

static void publish(struct rf_kernel *k, int queue)
{
	struct rf_sq *sq = &k->sq[queue];
	for (int i = 0; i < sq->scan.commands; i++) {
		struct rf_command *c = &sq->scan.command[i];
		write_entry(k, queue, c);
		for (int w = 0; w < k->windows; w++)
			k->window[w].uses += c->windows >> w & 1;
		c->used = true;
		c->waited = true;
		for (int j = 0; j < RF_COMMANDS; j++)
			if (!sq->flight[j].used) {
				sq->flight[j] = *c;
				break;
			}
	}
	/* The doorbell comes last. */
	rf_host_write_register(DOORBELLS + 8 * (uint32_t)queue, (uint64_t)sq->tail);
}

enum rf_reason rf_scan_end(struct rf_kernel *k, int queue)
{
	struct rf_scan *scan = &k->sq[queue].scan;
	if (!scan->active || !rf_scan_is_read(k, queue))
		return RF_BUSY;
#ifndef DEFECT_NO_SECOND_LOOK
	/* Reading took time. What the checks relied on must still be so. */
	if (is_overtaken(k, scan))
		return end_refused(k, scan, RF_STALE_CLAIM);
	if (!stands(k, &scan->basis))
		return end_refused(k, scan, RF_STALE_GENERATION);
#endif
	for (int i = 0; i < scan->commands; i++)
		if (!effect_is_possible(k, scan->command[i].effect))
			return end_refused(k, scan, RF_QUEUE_ORDER);
	if (!reserve(k, scan))
		return end_refused(k, scan, RF_MEMORY_EXHAUSTED);
	publish(k, queue);
	scan->active = false;
	return RF_OK;
}

/* ---- Registers ---- */

static void settle(struct rf_kernel *k);

static void configure(struct rf_kernel *k, uint32_t cc)
{
	k->cc = cc;
	rf_host_write_register(CC, cc);
}

static enum rf_reason enable(struct rf_kernel *k, uint32_t cc)
{
	enum { EN = 1, IOSQES = 6 << 16, IOCQES = 4 << 20 };
	if (k->session != RF_DISABLED)
		return RF_NOT_READY;
	if ((cc >> 7 & 0xf) != 0)
		return RF_PAGE_SIZE;
	if (cc != (EN | IOSQES | IOCQES))
		return RF_CONFIGURATION;
	/* The whole extent of both queues counts, and so does their alignment: to a page. */
	struct rf_ring sq, cq;
	unsigned sq_windows, cq_windows;
	uint32_t aqa = k->shadow.aqa;
	if ((aqa & 0xf000f000) != 0)
		return RF_QUEUE_SIZE;
	enum rf_reason why = place_ring(k, k->shadow.asq, (int)(aqa & 0xfff) + 1, SQ_ENTRY, &sq,
	                                &sq_windows);
	if (why == RF_OK)
		why = place_ring(k, k->shadow.acq, (int)(aqa >> 16 & 0xfff) + 1, CQ_ENTRY, &cq,
		                 &cq_windows);
	if (why != RF_OK)
		return why;
	if (!open_cq(k, ADMIN, RF_QUEUE_LIVE, &cq, cq_windows))
		return RF_MEMORY_EXHAUSTED;
	if (!open_sq(k, ADMIN, RF_QUEUE_LIVE, &sq, sq_windows)) {
		close_cq(k, ADMIN);
		return RF_MEMORY_EXHAUSTED;
	}
	rf_host_write_register(AQA, aqa);
	rf_host_write_register(ASQ, kernel_address(k, k->sq[ADMIN].kernel.frame[0]));
	rf_host_write_register(ACQ, kernel_address(k, k->cq[ADMIN].kernel.frame[0]));
	k->session = RF_ENABLED;
	k->was_ready = false;
	configure(k, cc);
	return RF_OK;
}

static void begin_reset(struct rf_kernel *k)
{
	if (k->session != RF_ENABLED)
		return;
	k->session = RF_STOPPING;
	settle(k);
}

static enum rf_reason write_configuration(struct rf_kernel *k, uint32_t cc)
{
	enum rf_reason why = RF_OK;
	if (k->session == RF_ENABLED && (cc & 1) == 0) {
		/* A reset ends the claim: what was granted before it is stale after it. */
		why = rf_end_claim(k, k->claim.generation);
		begin_reset(k);
	} else if (k->session == RF_ENABLED)
		why = cc == k->cc ? RF_OK : RF_LATCHED;
	else if ((cc & 1) != 0)
		why = enable(k, cc);
	if (why == RF_OK)
		k->shadow.cc = cc;
	return why;
}

static void take_completions(struct rf_kernel *k, int queue);

static enum rf_reason write_head(struct rf_kernel *k, int queue, uint64_t head)
{
	struct rf_cq *cq = &k->cq[queue];
	if (!is_ready(k))
		return RF_NOT_READY;
	if (cq->state != RF_QUEUE_LIVE)
		return RF_UNARMED_QUEUE;
	if (head >= (uint64_t)cq->provider.entries)
		return RF_HEAD;
	int taken = distance(cq->consumed, (int)head, cq->provider.entries);
	if (taken == 0 || taken > distance(cq->consumed, cq->copied, cq->provider.entries))
		return RF_HEAD;
	cq->consumed = (int)head;
	/* What did not fit before may fit now. */
	take_completions(k, queue);
	return RF_OK;
}

static enum rf_reason write_register(struct rf_kernel *k, uint64_t offset, int width,
                                     uint64_t value)
{
	settle(k);
	if (width == 4 && value > UINT32_MAX)
		return RF_REGISTER;
	if (offset >= DOORBELLS && (offset - DOORBELLS) / 8 < RF_QUEUES && width == 4) {
		int queue = (int)((offset - DOORBELLS) / 8);
		if (offset % 8 == 0)
			return begin_scan(k, queue, value);
		return offset % 8 == 4 ? write_head(k, queue, value) : RF_REGISTER;
	}
	if (offset == CC && width == 4)
		return write_configuration(k, (uint32_t)value);
	/* The controller latches its queue bases at EN = 1; a shadow that still moves is a lie. */
	bool latched = k->session != RF_DISABLED;
	if (offset == AQA && width == 4) {
		if (!latched)
			k->shadow.aqa = (uint32_t)value;
	} else if (offset == ASQ && width == 8) {
		if (!latched)
			k->shadow.asq = value;
	} else if (offset == ACQ && width == 8) {
		if (!latched)
			k->shadow.acq = value;
	} else {
		return RF_REGISTER;
	}
	return latched ? RF_LATCHED : RF_OK;
}

enum rf_reason rf_write(struct rf_kernel *k, uint32_t claim, uint64_t offset, int width,
                        uint64_t value)
{
	enum rf_reason why = claim_is_live(k, claim) ? write_register(k, offset, width, value)
	                                             : RF_STALE_CLAIM;
	return why == RF_OK ? RF_OK : refuse(k, why);
}

/* ---- Completions ---- */

/* A command is no longer in flight. */
static void end_command(struct rf_kernel *k, int queue, struct rf_command *c, bool completed)
{
	for (int w = 0; w < k->windows; w++)
		k->window[w].uses -= c->windows >> w & 1;
	if (c->list_frame >= 0)
		free_kernel_frame(k, c->list_frame);
	if (c->waited)
		rf_host_wake(queue, c->cid, completed);
#ifdef DEFECT_COMMAND_KEPT
	if (completed)
		return;
#endif
	c->used = false;
}

static void end_effect(struct rf_kernel *k, enum rf_effect effect, bool succeeded)
{
	switch (effect) {
	case RF_CREATE_SQ:
		if (succeeded) k->sq[IO].state = RF_QUEUE_LIVE; else close_sq(k, IO);
		break;
	case RF_CREATE_CQ:
		if (succeeded) k->cq[IO].state = RF_QUEUE_LIVE; else close_cq(k, IO);
		break;
	case RF_DELETE_SQ:
		if (succeeded) close_sq(k, IO); else k->sq[IO].state = RF_QUEUE_LIVE;
		break;
	case RF_DELETE_CQ:
		if (succeeded) close_cq(k, IO); else k->cq[IO].state = RF_QUEUE_LIVE;
		break;
	default:
		break;
	}
}

/*
 * Believes a completion only as far as the kernel can hold it against what it published: it must name
 * this queue, move the head no further than the tail, and name a command in flight.
 */
static void accept(struct rf_kernel *k, int queue, const uint8_t *entry)
{
	struct rf_sq *sq = &k->sq[queue];
	struct rf_cq *cq = &k->cq[queue];
	int head = get16(entry + 8);
	struct rf_command *c = in_flight(sq, get16(entry + 12));
	bool believed = get16(entry + 10) == queue && c != NULL && head < sq->kernel.entries &&
		distance(sq->head, head, sq->kernel.entries) <=
		distance(sq->head, sq->tail, sq->kernel.entries);
	/* Who waits under a claim that ends is told so by its teardown, not by the controller. */
	if (!believed || !claim_is_live(k, c->claim)) {
		k->refusals++;
		return;
	}
	sq->head = head;
	if (stands(k, &cq->basis)) {
		uint8_t *copy = slot(k, &cq->provider, cq->copied);
		memcpy(copy, entry, CQ_ENTRY);
		copy[14] = (uint8_t)((copy[14] & ~1) | cq->copied_phase);
		cq->copied = (cq->copied + 1) % cq->provider.entries;
		if (cq->copied == 0)
			cq->copied_phase ^= 1;
	}
	enum rf_effect effect = c->effect;
	bool succeeded = (get16(entry + 14) >> 1 & 0x7ff) == 0;
	end_command(k, queue, c, true);
	end_effect(k, effect, succeeded);
}

static void take_completions(struct rf_kernel *k, int queue)
{
	struct rf_cq *cq = &k->cq[queue];
	bool moved = false;
	while (k->session == RF_ENABLED && cq->state == RF_QUEUE_LIVE) {
		/* A completion that has nowhere to go stays with the controller. */
		int entries = cq->kernel.entries;
		if (distance(cq->consumed, (cq->copied + 1) % entries, entries) == 0)
			break;
		uint8_t entry[CQ_ENTRY];
		memcpy(entry, slot(k, &cq->kernel, cq->head), CQ_ENTRY);
		if ((entry[14] & 1) != cq->phase)
			break;
		cq->head = (cq->head + 1) % entries;
		if (cq->head == 0)
			cq->phase ^= 1;
		moved = true;
		accept(k, queue, entry);
	}
	if (moved)
		rf_host_write_register(DOORBELLS + 8 * (uint32_t)queue + 4, (uint64_t)cq->head);
}

void rf_interrupt(struct rf_kernel *k, int queue)
{
	take_completions(k, queue);
}

enum rf_reason rf_abandon(struct rf_kernel *k, int queue, uint16_t cid)
{
	struct rf_command *c = in_flight(&k->sq[queue], cid);
	if (c == NULL || !c->waited)
		return RF_BUSY;
	/* The command goes on, and keeps its identifier until its completion has come. */
	c->waited = false;
	return RF_OK;
}

/* ---- The end of grants ---- */

enum rf_reason rf_revoke_window(struct rf_kernel *k, int w)
{
	struct rf_window *window = &k->window[w];
	if (window->phase != RF_WINDOW_LIVE)
		return refuse(k, RF_STALE_GENERATION);
	window->phase = RF_WINDOW_RETIRING;
	end_generation(k, &window->generation, &window->spent);
	return RF_OK;
}

static bool scans_are_idle(const struct rf_kernel *k)
{
	for (int q = 0; q < RF_QUEUES; q++)
		if (k->sq[q].scan.active)
			return false;
	return true;
}

enum rf_reason rf_unmap_window(struct rf_kernel *k, int w)
{
	struct rf_window *window = &k->window[w];
	settle(k);
	/* A scan may still look at it, and the controller may still use it. */
	if (window->phase != RF_WINDOW_RETIRING || !scans_are_idle(k) || window->uses > 0)
		return RF_BUSY;
	for (int i = 0; i < window->pages && k->lane == RF_REMAPPED; i++)
		rf_host_unmap(window->owner, window->base + (uint64_t)i * RF_PAGE);
	window->phase = RF_WINDOW_UNMAPPED;
	return RF_OK;
}

enum rf_reason rf_invalidate_window(struct rf_kernel *k, int w)
{
	struct rf_window *window = &k->window[w];
	if (window->phase != RF_WINDOW_UNMAPPED || k->lane != RF_REMAPPED)
		return RF_BUSY;
#ifndef DEFECT_NO_INVALIDATION
	rf_host_invalidate(window->owner);
#endif
	window->phase = RF_WINDOW_INVALIDATED;
	return RF_OK;
}

enum rf_reason rf_scrub_window(struct rf_kernel *k, int w)
{
	struct rf_window *window = &k->window[w];
	/* To scrub any earlier is to scrub what is still being written. */
	if (window->phase != (k->lane == RF_REMAPPED ? RF_WINDOW_INVALIDATED : RF_WINDOW_UNMAPPED))
		return RF_BUSY;
	for (int i = 0; i < window->pages; i++)
		free_frame(k, window->frame + i);
	window->phase = RF_WINDOW_FREE;
	return RF_OK;
}

enum rf_reason rf_end_claim(struct rf_kernel *k, uint32_t claim)
{
	if (!claim_is_live(k, claim))
		return refuse(k, RF_STALE_CLAIM);
	k->claim.phase = RF_CLAIM_CLOSING;
	for (int w = 0; w < k->windows; w++)
		if (k->window[w].phase == RF_WINDOW_LIVE && k->window[w].owner == k->claim.owner)
			rf_revoke_window(k, w);
	return RF_OK;
}

enum rf_reason rf_reset_controller(struct rf_kernel *k)
{
	if (k->claim.phase != RF_CLAIM_CLOSING || k->session != RF_ENABLED)
		return RF_BUSY;
	begin_reset(k);
	return RF_OK;
}

/*
 * Carries a reset on as far as the controller lets it. Only RDY = 0 says that it has stopped; then
 * everything in flight is cancelled, and the kernel has its frames back.
 */
static void settle(struct rf_kernel *k)
{
	if (k->session != RF_STOPPING)
		return;
	uint64_t csts = rf_host_read_register(CSTS);
	bool ready = (csts & 1) != 0, failed = (csts & 2) != 0;
	/*
	 * To clear EN before the controller is ready, or has failed, has undefined results. One that was
	 * ready and is no longer was reset by somebody else, and comes up no more.
	 */
	if ((k->cc & 1) != 0) {
		if (ready || failed || k->was_ready)
			configure(k, k->cc & ~1u);
		return;
	}
	if (ready)
		return;
	for (int q = 0; q < RF_QUEUES; q++) {
		for (int i = 0; i < RF_COMMANDS; i++)
			if (k->sq[q].flight[i].used)
				end_command(k, q, &k->sq[q].flight[i], false);
		/* A scan that was overtaken has not ended yet: it is told when it asks. */
		struct rf_scan scan = k->sq[q].scan;
		close_sq(k, q);
		k->sq[q].scan = scan;
		close_cq(k, q);
	}
	k->session = RF_DISABLED;
}

enum rf_reason rf_free_claim(struct rf_kernel *k)
{
	settle(k);
	if (k->claim.phase != RF_CLAIM_CLOSING || k->session != RF_DISABLED || !scans_are_idle(k))
		return RF_BUSY;
	for (int w = 0; w < k->windows; w++)
		if (k->window[w].phase != RF_WINDOW_FREE && k->window[w].owner == k->claim.owner)
			return RF_BUSY;
	rf_host_attach(-1);
	memset(&k->shadow, 0, sizeof k->shadow);
	end_generation(k, &k->claim.generation, &k->claim.spent);
	k->claim.phase = RF_CLAIM_FREE;
	return RF_OK;
}
