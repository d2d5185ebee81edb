/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The driver of SATA disks against registers that are plain memory.  The fake
 * controller acts when the driver looks at the clock, as it does while it
 * waits, and when a test says so.
 */
#include <criterion/criterion.h>
#include <string.h>

#include <denali/rings.h>

#include "block.h"
#include "clock.h"
#include "log.h"
#include "paging.h"
#include "pci.h"

#define PORTS 6
#define DISK 0x00000101
#define START 0x1
#define RUNNING 0x8000
#define ANSWERING 0x4000

struct port {
	uint32_t list[2], answers[2], causes, enabled, command, reserved0;
	uint32_t task, signature, link, control, errors, tagged, issued;
	uint32_t reserved1[17];
};

static struct {
	uint32_t capabilities, control, causes, implemented, reserved[60];
	struct port port[32];
} registers;

/* What the driver's memory of a port is laid out as. */
struct memory {
	struct {
		uint16_t flags, pieces;
		uint32_t moved;
		uint64_t table;
		uint32_t reserved[4];
	} header[32];
	uint8_t answers[256];
	uint8_t command[128];
	struct {
		uint64_t address;
		uint32_t reserved, last;
	} piece[64];
	uint16_t identity[256];
};

static struct memory *memories[PORTS]; /* in the order of ports with a link */
static unsigned memory_count;
static uint16_t identities[PORTS][256];
static uint32_t class = 0x01060101;
static bool silent;
static irq_handler *handler;
static void *handler_argument;
static unsigned halts;

/* ---- what lies around the driver ---- */

bool pci_find(struct pci_device *found, pci_match *match, const void *argument)
{
	*found = (struct pci_device){ .vendor = 0x8086, .device = 0x2922 };
	return match(found, argument);
}

uint32_t pci_read32(const struct pci_device *device, unsigned offset)
{
	(void)device;
	cr_assert_eq(offset, PCI_CLASS);
	return class;
}

void pci_enable(const struct pci_device *device)
{
	(void)device;
}

bool pci_region(const struct pci_device *device, unsigned index,
		struct pci_region *region)
{
	(void)device;
	*region = (struct pci_region){ 0xfebf0000, false };
	return index == 5;
}

bool pci_interrupt(const struct pci_device *device, irq_handler *own,
		   void *argument)
{
	(void)device;
	handler = own;
	handler_argument = argument;
	return false;
}

void *mmio_map(phys_t phys, uint32_t size)
{
	cr_assert_eq(phys, 0xfebf0000);
	cr_assert_eq(size, sizeof registers);
	return &registers;
}

void *frame_alloc_block(uint32_t count)
{
	static _Alignas(PAGE_SIZE) uint8_t pages[PORTS][PAGE_SIZE];

	cr_assert(count == 1 && memory_count < PORTS);
	memories[memory_count] = (void *)pages[memory_count];
	return memories[memory_count++];
}

void virtio_blk_probe(const struct pci_device *pci)
{
	(void)pci;
}

void log_line(const char *format, ...)
{
	(void)format;
}

void panic(const char *format, ...)
{
	cr_assert_fail("the kernel panics: %s", format);
	__builtin_unreachable();
}

/* ---- the controller ---- */

static struct memory *memory_of(unsigned port)
{
	for (unsigned i = 0; i < memory_count; i++)
		if (registers.port[port].list[0] ==
		    (uint32_t)window_phys(memories[i]))
			return memories[i];
	cr_assert_fail("port %u has no memory", port);
	return NULL;
}

static void end_command(unsigned number, uint8_t status, uint32_t moved)
{
	struct port *port = &registers.port[number];
	struct memory *memory = memory_of(number);

	cr_assert(port->command & RUNNING && port->issued == 1);
	memory->header[0].moved = moved;
	memory->answers[0x42] = status;
	memory->answers[0x40] = 0x34;
	port->task = status;
	if (!(status & 1))
		port->issued = 0;
}

static void identify(unsigned number)
{
	struct memory *memory;

	if (!registers.port[number].issued)
		return;
	memory = memory_of(number);
	if (memory->command[2] != 0xec)
		return;
	cr_assert_eq(memory->piece[0].address, window_phys(memory->identity));
	cr_assert_eq(memory->piece[0].last, 511);
	memcpy(memory->identity, identities[number], 512);
	end_command(number, 0x50, 512);
}

uint64_t clock_ns(void)
{
	static uint64_t now;

	for (unsigned i = 0; i < PORTS && !silent; i++) {
		struct port *port = &registers.port[i];

		if (!(port->command & START) && port->command & RUNNING) {
			port->command &= ~(uint32_t)RUNNING;
			port->issued = 0;
			halts++;
		}
		if (port->command & START) {
			port->command |= RUNNING;
			identify(i);
		}
		if (!(port->command & 0x10))
			port->command &= ~(uint32_t)ANSWERING;
		port->task &= ~0x80u;
	}
	return now += 1000000;
}

/* ---- its disks ---- */

static void plug(unsigned number, uint64_t sectors)
{
	registers.port[number].link = 0x123;
	registers.port[number].signature = DISK;
	/* As firmware may leave it. */
	registers.port[number].command = RUNNING | START | ANSWERING | 0x10;
	registers.port[number].enabled = ~0u;
	registers.port[number].task = 0x80;
	identities[number][83] = 1 << 10;
	identities[number][106] = 0x4000;
	for (unsigned i = 0; i < 4; i++)
		identities[number][100 + i] = (uint16_t)(sectors >> 16 * i);
}

static void find(void)
{
	registers.capabilities = 0x80000000;
	registers.implemented = (1u << PORTS) - 1;
	block_init();
}

/* ---- requests ---- */

static struct block_request requests[3];
static unsigned ended[3], failed[3];

static void note(struct block_request *request, bool ok)
{
	ended[request - requests]++;
	failed[request - requests] += !ok;
}

static void submit(unsigned i, uint8_t operation, uint64_t page, uint16_t count)
{
	requests[i] = (struct block_request){ .done = note,
					      .disk = block_disk(1),
					      .operation = operation,
					      .page = page,
					      .count = count };
	for (unsigned j = 0; j < count; j++)
		requests[i].frames[j] = 0xfffff0 + 2 * j;
	block_submit(&requests[i]);
	block_tell();
}

static void prepare(void)
{
	plug(0, 1ull << 40);
	find();
	clock_ns();
	registers.port[0].causes = 0;
	halts = 0;
}

Test(ahci, find)
{
	plug(0, 8 * 100 + 7);
	plug(1, 8000);
	registers.port[1].link = 0x1; /* there, but no connection */
	plug(2, 8000);
	registers.port[2].signature = 0xeb140101; /* a CD drive */
	plug(3, 8000);
	identities[3][83] = 0; /* no long sector numbers */
	plug(4, 8000);
	identities[4][106] = 0x5000; /* long sectors */
	plug(5, 0x123456789abcull);
	find();
	cr_assert_eq(block_disk(1)->pages, 100);
	cr_assert_eq(block_disk(2)->pages, 0x123456789abcull / 8);
	cr_assert_null(block_disk(3));
	for (unsigned i = 0; i < PORTS; i++) {
		cr_expect_eq(!registers.port[i].enabled, i != 0 && i != 5);
		cr_expect_eq(!(registers.port[i].command & START),
			     i != 0 && i != 5);
	}
	cr_assert_eq(registers.control, 0x80000002);
}

Test(ahci, other_devices)
{
	class = 0x01018001;
	plug(0, 8000);
	find();
	cr_assert_null(block_disk(1));
	cr_assert_eq(registers.control, 0);
}

Test(ahci, commands)
{
	static const uint8_t read[] = { 0x27, 0x80, 0x25, 0, 0x10, 0x32, 0x54,
					0x40, 0x76, 0x98, 0, 0,    24,   0 };
	static const uint8_t write[] = { 0x27, 0x80, 0x35, 0, 8, 0, 0,
					 0x40, 0,    0,    0, 0, 0, 2 };
	static const uint8_t flush[14] = { 0x27, 0x80, 0xea, 0, 0, 0, 0, 0x40 };
	struct memory *memory;

	prepare();
	memory = memory_of(0);
	cr_assert_eq(memory->header[0].table, window_phys(memory->command));
	submit(0, DENALI_DISK_READ, 0x9876543210ull / 8, 3);
	cr_assert_eq(registers.port[0].issued, 1);
	cr_assert_arr_eq(memory->command, read, sizeof read);
	cr_assert(memory->header[0].flags == 5 &&
		  memory->header[0].pieces == 3);
	for (unsigned i = 0; i < 3; i++)
		cr_assert(memory->piece[i].address == (0xfffff0ull + 2 * i)
							      << 12 &&
			  memory->piece[i].last == 4095);
	cr_assert(!block_poll(), "it is at work");
	end_command(0, 0x50, 3 * 4096);
	cr_assert(block_poll() && ended[0] == 1 && !failed[0]);
	submit(1, DENALI_DISK_WRITE, 1, 64);
	cr_assert_arr_eq(memory->command, write, sizeof write);
	cr_assert_eq(memory->header[0].flags, 0x45);
	end_command(0, 0x50, 0);
	cr_assert(block_poll() && ended[1] == 1 && !failed[1]);
	submit(2, DENALI_DISK_FLUSH, 0, 0);
	cr_assert_arr_eq(memory->command, flush, sizeof flush);
	end_command(0, 0x50, 0);
	cr_assert(block_poll() && ended[2] == 1 && !failed[2]);
	cr_assert_eq(halts, 0);
}

Test(ahci, one_after_another)
{
	prepare();
	submit(0, DENALI_DISK_WRITE, 7, 1);
	submit(1, DENALI_DISK_READ, 9, 1);
	cr_assert_eq(memory_of(0)->command[4], 56);
	end_command(0, 0x50, 4096);
	/* The answer comes first, and then the port's own note of it. */
	registers.port[0].issued = 1;
	cr_assert(!block_poll());
	registers.port[0].issued = 0;
	cr_assert(block_poll());
	cr_assert(ended[0] == 1 && ended[1] == 0);
	cr_assert_eq(memory_of(0)->command[4], 72, "the next");
	cr_assert(!block_poll(), "an old answer is none");
	end_command(0, 0x50, 4096);
	cr_assert(block_poll() && ended[1] == 1);
}

/* What was not read is not to be shown to anybody. */
Test(ahci, short_read)
{
	prepare();
	submit(0, DENALI_DISK_READ, 7, 2);
	end_command(0, 0x50, 2 * 4096 - 1);
	cr_assert(block_poll() && failed[0] == 1);
}

Test(ahci, errors)
{
	static const uint8_t statuses[] = { 0x51, 0x71, 0x70 };

	prepare();
	for (unsigned i = 0; i < 3; i++) {
		submit(0, DENALI_DISK_READ, 7, 1);
		submit(1, DENALI_DISK_READ, 8, 1);
		end_command(0, statuses[i], 4096);
		cr_assert(block_poll());
		cr_assert(failed[0] == i + 1 && ended[1] == i);
		cr_assert_eq(halts, i + 1, "the port is started anew");
		clock_ns();
		end_command(0, 0x50, 4096);
		cr_assert(block_poll() && ended[1] == i + 1 && !failed[1]);
	}
}

/* No answer from the disk, but an interrupt. */
Test(ahci, broken_connection)
{
	prepare();
	for (unsigned i = 0; i < 4; i++) {
		submit(0, DENALI_DISK_WRITE, 7, 1);
		handler(handler_argument);
		cr_assert(!block_poll(), "somebody else's");
		registers.port[0].causes = 1u << (27 + i);
		handler(handler_argument);
		cr_assert(block_poll() && failed[0] == i + 1);
		cr_assert_eq(halts, i + 1);
		registers.port[0].causes = 0;
		clock_ns();
	}
}

Test(ahci, no_answer)
{
	prepare();
	submit(0, DENALI_DISK_READ, 7, 1);
	cr_assert(!block_wait(&requests[0]));
	cr_assert_eq(registers.port[0].command & 0x11, 0, "it is stopped");
	cr_assert_eq(block_disk(1)->pages, 0);
}

/* A port that does not stop is not used. */
Test(ahci, stuck)
{
	silent = true;
	plug(0, 8000);
	find();
	cr_assert_null(block_disk(1));
	cr_assert_eq(memory_count, 0, "it may still use the firmware's");
}
