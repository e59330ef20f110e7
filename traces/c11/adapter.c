/*
 * The adapter: requests of the harness in, one flat JSON object a line, to calls of ringfence.c and
 * back. It also stands in for the hardware that the kernel would have: an IOMMU, and the registers of
 * a controller, which the harness itself plays.
 *
 * No JSON library is needed: objects are flat, strings hold no escapes, numbers are whole.
 */
#include "ringfence.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct rf_kernel kernel;

/* Whether a doorbell is scanned and published at once. */
static bool atomic;

/* ---- The IOMMU, and the controller's registers ---- */

enum { MAPPINGS = 256 };

/* A page of an owner's domain. `cached`: the IOTLB has seen it, and still has it. */
static struct { int owner; uint64_t page; int frame; bool mapped, cached; } mappings[MAPPINGS];
static int attached = -1;
static uint64_t cap, csts;

static char writes[1024], woken[256], cancelled[256];

static void append(char *list, size_t size, const char *separator, const char *item)
{
	size_t used = strlen(list);
	snprintf(list + used, size - used, "%s%s", used > 0 ? separator : "", item);
}

void rf_host_write_register(uint32_t offset, uint64_t value)
{
	char item[64];
	snprintf(item, sizeof item, "%x=%llx", (unsigned)offset, (unsigned long long)value);
	append(writes, sizeof writes, " ", item);
}

uint64_t rf_host_read_register(uint32_t offset)
{
	return offset == 0x00 ? cap : offset == 0x1c ? csts : 0;
}

void rf_host_map(int owner, uint64_t address, int frame)
{
	for (int i = 0; i < MAPPINGS; i++) {
		if (mappings[i].mapped || mappings[i].cached)
			continue;
		mappings[i].owner = owner;
		mappings[i].page = address / RF_PAGE;
		mappings[i].frame = frame;
		mappings[i].mapped = true;
		return;
	}
	fputs("the IOMMU has no room for another page\n", stderr);
	exit(1);
}

void rf_host_unmap(int owner, uint64_t address)
{
	for (int i = 0; i < MAPPINGS; i++)
		if (mappings[i].owner == owner && mappings[i].page == address / RF_PAGE)
			mappings[i].mapped = false;
}

void rf_host_invalidate(int owner)
{
	for (int i = 0; i < MAPPINGS; i++)
		if (mappings[i].owner == owner)
			mappings[i].cached = false;
}

void rf_host_attach(int owner)
{
	attached = owner;
}

void rf_host_wake(int queue, uint16_t cid, bool completed)
{
	char item[32];
	snprintf(item, sizeof item, "%d:%d", queue, cid);
	if (completed)
		append(woken, sizeof woken, ",", item);
	else
		append(cancelled, sizeof cancelled, ",", item);
}

/* The byte behind an address of the controller's, or NULL. */
static uint8_t *device_byte(uint64_t address)
{
	if (kernel.lane != RF_REMAPPED) {
		uint64_t offset = address - kernel.physical;
		if (offset >= (uint64_t)RF_FRAMES * RF_PAGE)
			return NULL;
		return &kernel.memory[offset / RF_PAGE][offset % RF_PAGE];
	}
	for (int i = 0; i < MAPPINGS; i++) {
		if (mappings[i].owner != attached || mappings[i].page != address / RF_PAGE)
			continue;
		if (!mappings[i].mapped && !mappings[i].cached)
			continue;
		mappings[i].cached = true;
		return &kernel.memory[mappings[i].frame][address % RF_PAGE];
	}
	return NULL;
}

/* The byte behind an address of a provider's own, or NULL. */
static uint8_t *provider_byte(int owner, uint64_t address)
{
	for (int w = 0; w < kernel.windows; w++) {
		struct rf_window *window = &kernel.window[w];
		uint64_t offset = address - window->base;
		if (window->phase != RF_WINDOW_LIVE && window->phase != RF_WINDOW_RETIRING)
			continue;
		if (window->owner == owner && offset < (uint64_t)window->pages * RF_PAGE)
			return &kernel.memory[window->frame + (int)(offset / RF_PAGE)][offset % RF_PAGE];
	}
	return NULL;
}

/* The byte behind an address of a provider's, or with owner -1 of the controller's, or NULL. */
static uint8_t *memory_byte(int owner, uint64_t address)
{
	return owner >= 0 ? provider_byte(owner, address) : device_byte(address);
}

/* ---- Flat JSON ---- */

static char line[32768];

/* The text of a field, without quotes, or "" if there is none. Two may be in use at once. */
static const char *field(const char *name)
{
	static char texts[2][sizeof line];
	static int next;
	char *text = texts[next ^= 1];
	char key[64];
	snprintf(key, sizeof key, "\"%s\":", name);
	const char *at = strstr(line, key);
	text[0] = '\0';
	if (at == NULL)
		return text;
	at += strlen(key);
	bool quoted = *at == '"';
	at += quoted;
	size_t length = strcspn(at, quoted ? "\"" : ",}");
	memcpy(text, at, length);
	text[length] = '\0';
	return text;
}

static int64_t number(const char *name)
{
	return strtoll(field(name), NULL, 10);
}

static uint64_t hex(const char *name)
{
	return strtoull(field(name), NULL, 16);
}

static bool is(const char *name, const char *value)
{
	return strcmp(field(name), value) == 0;
}

/* ---- What a request must be ---- */

/* The requests with their fields. */
static const char *const requests[][2] = {
	{ "hello", "" },
	{ "reset", "lane windows generations cap nsid block most" },
	{ "grantWindow", "window owner base pages" },
	{ "grantClaim", "owner model" },
	{ "store", "owner address bytes" },
	{ "load", "owner address length" },
	{ "dmaRead", "address length" },
	{ "dmaWrite", "address bytes" },
	{ "write", "claim offset width value" },
	{ "scan", "queue" },
	{ "endScan", "queue" },
	{ "status", "csts" },
	{ "interrupt", "queue" },
	{ "abandonWait", "queue cid" },
	{ "revokeWindow", "window" },
	{ "unmapWindow", "window" },
	{ "invalidateWindow", "window" },
	{ "scrubWindow", "window" },
	{ "endClaim", "claim" },
	{ "resetController", "" },
	{ "freeClaim", "" },
};

/* The largest number that a field may have. Those that index an array keep within it. */
static uint64_t most_of(const char *name)
{
	if (strcmp(name, "queue") == 0)
		return RF_QUEUES - 1;
	/* Which window may be granted the kernel itself says. */
	if (strcmp(name, "window") == 0)
		return is("op", "grantWindow") ? INT_MAX : RF_WINDOWS - 1;
	if (strcmp(name, "windows") == 0)
		return RF_WINDOWS;
	if (strcmp(name, "cid") == 0)
		return UINT16_MAX;
	if (strcmp(name, "nsid") == 0 || strcmp(name, "most") == 0)
		return UINT32_MAX;
	return INT_MAX;
}

/* Whether a field is there and is what it should be: a word, bytes, hexadecimal, or a number. */
static bool fits(const char *name)
{
	const char *text = field(name);
	size_t length = strlen(text), digits = strspn(text, "0123456789abcdefABCDEF");
	if (length == 0)
		return false;
	if (strcmp(name, "lane") == 0)
		return is(name, "remapped") || is(name, "synthetic") || is(name, "bounce");
	if (strcmp(name, "model") == 0)
		return is(name, "validated") || is(name, "brokered") || is(name, "undeclared");
	if (strcmp(name, "bytes") == 0)
		return digits == length && length % 2 == 0;
	if (strcmp(name, "address") == 0 || strcmp(name, "base") == 0 ||
	    strcmp(name, "offset") == 0 || strcmp(name, "value") == 0 ||
	    strcmp(name, "cap") == 0 || strcmp(name, "csts") == 0)
		return digits == length && length <= 16;
	return strspn(text, "0123456789") == length && length <= 10 &&
	       strtoull(text, NULL, 10) <= most_of(name);
}

/* Whether a request has all that it must have, so that whatever it indexes is there. */
static bool all_fit(const char *fields)
{
	char name[32];
	int length;
	for (const char *at = fields; sscanf(at, "%31s%n", name, &length) == 1; at += length)
		if (!fits(name))
			return false;
	return true;
}

/* ---- Requests ---- */

static char answer[16384];
/* Whether there was a `reset`. */
static bool is_set_up;

/* Ends an answer's own fields. */
static void outcome(enum rf_reason reason)
{
	if (reason == RF_OK)
		snprintf(answer, sizeof answer, "\"outcome\":\"done\"");
	else if (reason == RF_BUSY)
		snprintf(answer, sizeof answer, "\"outcome\":\"impossible\"");
	else
		snprintf(answer, sizeof answer, "\"outcome\":\"refused\",\"reason\":\"%s\"",
		         rf_reason_name(reason));
}

static void hello(void)
{
	snprintf(answer, sizeof answer,
	         "\"outcome\":\"done\",\"version\":1,\"name\":\"ringfence.c\","
	         "\"lanes\":\"remapped,synthetic,bounce\",\"models\":\"validated\","
	         "\"scan\":\"%s\",\"page\":%d",
	         atomic ? "atomic" : "stepwise", RF_PAGE);
}

static void reset(void)
{
	rf_init(&kernel);
	memset(mappings, 0, sizeof mappings);
	attached = -1;
	cap = hex("cap");
	csts = 0;
	kernel.lane = is("lane", "remapped") ? RF_REMAPPED
	            : is("lane", "synthetic") ? RF_SYNTHETIC : RF_BOUNCE;
	kernel.generations = (uint32_t)number("generations");
	kernel.windows = (int)number("windows");
	kernel.nsid = (uint32_t)number("nsid");
	kernel.block_bytes = (uint32_t)number("block");
	kernel.most_bytes = (uint32_t)number("most");
	kernel.physical = UINT64_C(0x3c5a00000000);
	is_set_up = true;
	snprintf(answer, sizeof answer, "\"outcome\":\"done\",\"physical\":\"%llx\"",
	         (unsigned long long)kernel.physical);
}

static void grant_window(void)
{
	int w = (int)number("window"), pages = (int)number("pages");
	enum rf_reason reason =
		rf_grant_window(&kernel, w, (int)number("owner"), hex("base"), pages);
	outcome(reason);
	if (reason != RF_OK)
		return;
	char list[RF_FRAMES * 17] = "", item[32];
	for (int i = 0; i < pages; i++) {
		uint64_t at = kernel.physical + (uint64_t)(kernel.window[w].frame + i) * RF_PAGE;
		snprintf(item, sizeof item, "%llx", (unsigned long long)at);
		append(list, sizeof list, ",", item);
	}
	snprintf(answer, sizeof answer, "\"outcome\":\"done\",\"physical\":\"%s\"", list);
}

/* Reads or writes memory, byte by byte, as a provider (owner >= 0) or as the controller. */
static void access_memory(int owner, bool stores)
{
	uint64_t address = hex("address");
	const char *bytes = field("bytes");
	size_t length = stores ? strlen(bytes) / 2 : (size_t)number("length");
	char text[2 * RF_PAGE + 1] = "";
	if (length > RF_PAGE) {
		outcome(RF_BUSY);
		return;
	}
	/* All of it, or nothing. */
	for (size_t i = 0; i < length; i++) {
		if (memory_byte(owner, address + i) == NULL) {
			outcome(RF_BUSY);
			return;
		}
	}
	for (size_t i = 0; i < length; i++) {
		uint8_t *byte = memory_byte(owner, address + i);
		if (stores) {
			char pair[3] = { bytes[2 * i], bytes[2 * i + 1], '\0' };
			*byte = (uint8_t)strtoul(pair, NULL, 16);
		} else {
			snprintf(text + 2 * i, 3, "%02x", *byte);
		}
	}
	if (stores)
		outcome(RF_OK);
	else
		snprintf(answer, sizeof answer, "\"outcome\":\"done\",\"bytes\":\"%s\"", text);
}

static void write_register(void)
{
	uint64_t offset = hex("offset");
	enum rf_reason reason = rf_write(&kernel, (uint32_t)number("claim"), offset,
	                                 (int)number("width"), hex("value"));
	int queue = (int)((offset - 0x1000) / 8);
	bool rings = offset >= 0x1000 && offset % 8 == 0 && queue < RF_QUEUES;
	while (reason == RF_OK && atomic && rings && kernel.sq[queue].scan.active) {
		reason = rf_scan_is_read(&kernel, queue) ? rf_scan_end(&kernel, queue)
		                                         : rf_scan_entry(&kernel, queue);
	}
	outcome(reason);
}

static void grant_claim(void)
{
	outcome(rf_grant_claim(&kernel, (int)number("owner"),
	                       is("model", "validated") ? RF_VALIDATED
	                       : is("model", "brokered") ? RF_BROKERED : RF_UNDECLARED));
}

static void end_claim(void)
{
	enum rf_reason reason = rf_end_claim(&kernel, (uint32_t)number("claim"));
	if (reason == RF_OK && is("cause", "reset"))
		rf_reset_controller(&kernel);
	outcome(reason);
}

static void run(void)
{
	int queue = (int)number("queue"), window = (int)number("window");
	if (is("op", "hello")) hello();
	else if (is("op", "reset")) reset();
	else if (is("op", "grantWindow")) grant_window();
	else if (is("op", "grantClaim")) grant_claim();
	else if (is("op", "store")) access_memory((int)number("owner"), true);
	else if (is("op", "load")) access_memory((int)number("owner"), false);
	else if (is("op", "dmaRead")) access_memory(-1, false);
	else if (is("op", "dmaWrite")) access_memory(-1, true);
	else if (is("op", "write")) write_register();
	else if (is("op", "scan")) outcome(rf_scan_entry(&kernel, queue));
	else if (is("op", "endScan")) outcome(rf_scan_end(&kernel, queue));
	else if (is("op", "status")) { csts = hex("csts"); outcome(RF_OK); }
	else if (is("op", "interrupt")) { rf_interrupt(&kernel, queue); outcome(RF_OK); }
	else if (is("op", "abandonWait"))
		outcome(rf_abandon(&kernel, queue, (uint16_t)number("cid")));
	else if (is("op", "revokeWindow")) outcome(rf_revoke_window(&kernel, window));
	else if (is("op", "unmapWindow")) outcome(rf_unmap_window(&kernel, window));
	else if (is("op", "invalidateWindow")) outcome(rf_invalidate_window(&kernel, window));
	else if (is("op", "scrubWindow")) outcome(rf_scrub_window(&kernel, window));
	else if (is("op", "endClaim")) end_claim();
	else if (is("op", "resetController")) outcome(rf_reset_controller(&kernel));
	else if (is("op", "freeClaim")) outcome(rf_free_claim(&kernel));
}

static void handle(void)
{
	size_t count = sizeof requests / sizeof requests[0], i = 0;
	while (i < count && !is("op", requests[i][0]))
		i++;
	if (!is_set_up && !is("op", "hello") && !is("op", "reset"))
		outcome(RF_BUSY);
	else if (i == count)
		snprintf(answer, sizeof answer, "\"outcome\":\"unsupported\"");
	else if (!all_fit(requests[i][1]))
		outcome(RF_BUSY);
	else
		run();
}

/* Reads a line, and whether there was one. One that is too long is no request: an empty line. */
static bool read_line(void)
{
	if (fgets(line, sizeof line, stdin) == NULL)
		return false;
	if (strchr(line, '\n') == NULL && !feof(stdin)) {
		for (int c = getchar(); c != '\n' && c != EOF; c = getchar())
			;
		line[0] = '\0';
	}
	return true;
}

int main(int argc, char **argv)
{
	atomic = argc > 1 && strcmp(argv[1], "--atomic") == 0;
	while (read_line()) {
		writes[0] = woken[0] = cancelled[0] = '\0';
		handle();
		printf("{\"id\":%lld,%s,\"writes\":\"%s\",\"woken\":\"%s\",\"cancelled\":\"%s\"}\n",
		       (long long)number("id"), answer, writes, woken, cancelled);
		fflush(stdout);
	}
	return 0;
}
