/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * SATA disks behind AHCI controllers.  The firmware has found and started them.
 *
 * A port has one command at a time: a disk that is not given tags does no more
 * than that either.  It has ended when the disk's answer lies in memory, so
 * that looking for it costs no access to registers; only errors of the
 * connection leave none, and these the interrupt's handler notes.
 */
#include "block.h"

#include <stddef.h>

#include "clock.h"
#include "log.h"
#include "paging.h"
#include "pci.h"
#include "x86.h"

#define CLASS_AHCI 0x010601
#define REGION 5
#define PORTS 32
#define SECTORS_A_PAGE (PAGE_SIZE / 512)
#define PATIENCE_NS 500000000

/* Registers. */
#define CONTROL_INTERRUPTS 0x2u
#define CONTROL_AHCI 0x80000000u
#define CAPABILITY_WIDE 0x80000000u /* addresses of 64 bits */
#define COMMAND_START 0x1u
#define COMMAND_POWER 0x6u
#define COMMAND_ANSWERS 0x10u
#define COMMAND_ANSWERING 0x4000u
#define COMMAND_RUNNING 0x8000u
#define CAUSE_ANSWER 0x1u
#define CAUSE_ERRORS 0x78000000u
#define LINK_UP 0x3u
#define LINK_MASK 0xfu
#define SIGNATURE_DISK 0x00000101u

/* A disk's status. */
#define STATUS_ERROR 0x21 /* or fault */
#define STATUS_BUSY 0x88

/* Commands to a disk, and what they are sent in. */
#define IDENTIFY 0xec
#define READ 0x25
#define WRITE 0x35
#define FLUSH 0xea
#define SENT_TYPE 0x27
#define SENT_COMMAND 0x80
#define SENT_BY_SECTOR 0x40
#define SENT_BYTES 20
#define HEADER_WRITE 0x40
#define ANSWER 0x40 /* where the disk's final answer is */

struct ahci_port {
	uint32_t list[2], answers[2];
	uint32_t causes, enabled;
	uint32_t command, reserved0;
	uint32_t task, signature;
	uint32_t link, link_control, errors;
	uint32_t tagged, issued;
	uint32_t reserved1[17];
};
_Static_assert(sizeof(struct ahci_port) == 0x80, "AHCI");

struct ahci_controller {
	uint32_t capabilities, control, causes, implemented;
	uint32_t reserved[60];
	struct ahci_port port[PORTS];
};
_Static_assert(offsetof(struct ahci_controller, port) == 0x100, "AHCI");

/* Memory that a port works with. */
struct ahci_memory {
	struct {
		uint16_t flags, pieces;
		uint32_t moved; /* bytes, the controller's */
		uint64_t command;
		uint32_t reserved[4];
	} header[32]; /* of which the first is used */
	uint8_t answers[256];
	uint8_t command[128];
	struct {
		uint64_t address;
		uint32_t reserved;
		uint32_t last; /* byte of it */
	} piece[BLOCK_PAGES_MAX];
	uint16_t identity[256];
};
_Static_assert(sizeof(struct ahci_memory) <= PAGE_SIZE, "a frame");
_Static_assert(offsetof(struct ahci_memory, command) % 128 == 0, "AHCI");

struct ahci_disk {
	struct block_device block;
	volatile struct ahci_port *port;
	volatile struct ahci_memory *memory;
	struct block_request *request; /* that it is at work on */
	uint32_t causes;               /* of interrupts since it began */
};

static struct ahci_disk disks[BLOCK_DISKS];
static unsigned disk_count;

static struct ahci_disk *disk_of(struct block_device *block)
{
	return (struct ahci_disk *)(void *)block;
}

static phys_t address_of(const volatile void *memory)
{
	return window_phys((const void *)(uintptr_t)memory);
}

/* Until none of these bits is set. */
static bool await(const volatile uint32_t *word, uint32_t bits)
{
	uint64_t end = clock_ns() + PATIENCE_NS;

	while (*word & bits) {
		if (clock_ns() > end)
			return false;
		cpu_pause();
	}
	return true;
}

static bool halt(volatile struct ahci_port *port)
{
	port->command &= ~COMMAND_START;
	return await(&port->command, COMMAND_RUNNING);
}

/* Have the disk execute a command, its pieces already described. */
static void issue(struct ahci_disk *disk, uint8_t command, uint64_t sector,
		  uint16_t sectors, uint16_t pieces)
{
	uint8_t sent[SENT_BYTES] = { SENT_TYPE, SENT_COMMAND, command };
	volatile struct ahci_memory *memory = disk->memory;

	for (unsigned i = 0; i < 3; i++) {
		sent[4 + i] = (uint8_t)(sector >> 8 * i);
		sent[8 + i] = (uint8_t)(sector >> (24 + 8 * i));
	}
	sent[7] = SENT_BY_SECTOR;
	sent[12] = (uint8_t)sectors;
	sent[13] = (uint8_t)(sectors >> 8);
	for (unsigned i = 0; i < sizeof(sent); i++)
		memory->command[i] = sent[i];
	memory->header[0].flags = (command == WRITE ? HEADER_WRITE : 0) |
				  SENT_BYTES / sizeof(uint32_t);
	memory->header[0].pieces = pieces;
	memory->header[0].moved = 0;
	memory->answers[ANSWER] = 0;
	disk->causes = 0;
	disk->port->issued = 1;
}

static void describe(struct ahci_disk *disk, unsigned piece, phys_t address,
		     uint32_t bytes)
{
	disk->memory->piece[piece].address = address;
	disk->memory->piece[piece].last = bytes - 1;
}

static bool start(struct block_device *block, struct block_request *request)
{
	static const uint8_t commands[] = { READ, WRITE, FLUSH };
	struct ahci_disk *disk = disk_of(block);
	uint16_t count = request->count;

	if (disk->request)
		return false;
	disk->request = request;
	request->part = count;
	for (unsigned i = 0; i < count; i++)
		describe(disk, i, frame_phys(request->frames[i]), PAGE_SIZE);
	issue(disk, commands[request->operation],
	      request->page * SECTORS_A_PAGE,
	      (uint16_t)(count * SECTORS_A_PAGE), count);
	return true;
}

static void tell(struct block_device *block)
{
	(void)block; /* start has */
}

/* What the disk has not filled of a read is still what somebody else had
 * there. */
static bool went_well(const struct ahci_disk *disk)
{
	const struct block_request *request = disk->request;

	return request->operation != DENALI_DISK_READ ||
	       disk->memory->header[0].moved >= request->count * PAGE_SIZE;
}

/* After an error a port does nothing until it was halted. */
static void recover(volatile struct ahci_port *port)
{
	halt(port);
	port->errors = ~0u;
	port->causes = ~0u;
	port->command |= COMMAND_START;
}

static bool poll(struct block_device *block)
{
	struct ahci_disk *disk = disk_of(block);
	const volatile uint8_t *answer = &disk->memory->answers[ANSWER];
	struct block_request *request = disk->request;
	bool failed = disk->causes & CAUSE_ERRORS ||
		      (answer[0] && answer[2] & STATUS_ERROR);
	bool ok;

	/* Between answer and interrupt it may not have taken note itself. */
	if (!failed && (!answer[0] || disk->port->issued))
		return false;
	if (failed)
		recover(disk->port);
	ok = !failed && went_well(disk);
	disk->request = NULL;
	block_part_done(request, ok);
	return true;
}

/* From then on it touches no memory. */
static bool silence(volatile struct ahci_port *port)
{
	if (!halt(port))
		return false;
	port->command &= ~COMMAND_ANSWERS;
	return await(&port->command, COMMAND_ANSWERING);
}

static void stop(struct block_device *block)
{
	silence(disk_of(block)->port);
}

static void interrupt(void *argument)
{
	volatile struct ahci_controller *controller = argument;
	uint32_t causes = controller->causes;

	for (unsigned i = 0; i < disk_count; i++) {
		uint32_t own = disks[i].port->causes;

		disks[i].causes |= own;
		disks[i].port->causes = own;
	}
	controller->causes = causes;
}

/* ---- start-up ---- */

static const struct block_driver driver = { "ahci", start, tell, poll, stop };

/* Take the port from the firmware. */
static bool take_over(struct ahci_disk *disk)
{
	volatile struct ahci_memory *memory = disk->memory;
	volatile struct ahci_port *port = disk->port;

	memory->header[0].command = address_of(memory->command);
	port->list[0] = (uint32_t)address_of(memory);
	port->list[1] = 0;
	port->answers[0] = (uint32_t)address_of(memory->answers);
	port->answers[1] = 0;
	port->errors = ~0u;
	port->command |= COMMAND_ANSWERS | COMMAND_POWER;
	if (!await(&port->task, STATUS_BUSY) ||
	    port->signature != SIGNATURE_DISK)
		return false;
	port->command |= COMMAND_START;
	return true;
}

/* Read how many pages it has; 0: not a disk of our kind. */
static uint64_t identify(struct ahci_disk *disk)
{
	const volatile uint16_t *identity = disk->memory->identity;
	uint64_t sectors = 0;

	describe(disk, 0, address_of(identity), sizeof(disk->memory->identity));
	issue(disk, IDENTIFY, 0, 0, 1);
	/* Sectors are numbered with 48 bits, and of 512 bytes. */
	if (!await(&disk->port->issued, 1) || disk->port->task & STATUS_ERROR ||
	    !(identity[83] & 1 << 10) || (identity[106] & 0xd000) == 0x5000)
		return 0;
	for (unsigned i = 4; i-- > 0;)
		sectors = sectors << 16 | identity[100 + i];
	return sectors / SECTORS_A_PAGE;
}

static void add_disk(volatile struct ahci_port *port)
{
	struct ahci_disk *disk = &disks[disk_count];

	disk->port = port;
	disk->block.driver = &driver;
	disk->block.flushes = true;
	port->enabled = 0;
	if (!silence(port) || (port->link & LINK_MASK) != LINK_UP)
		return;
	disk->memory = frame_alloc_block(1);
	if (!disk->memory || !take_over(disk))
		return;
	disk->block.pages = identify(disk);
	if (!disk->block.pages || !block_add(&disk->block)) {
		silence(port);
		return;
	}
	port->causes = ~0u;
	port->enabled = CAUSE_ANSWER | CAUSE_ERRORS;
	disk_count++;
}

void ahci_probe(const struct pci_device *pci)
{
	volatile struct ahci_controller *controller;
	struct pci_region region;

	if (pci_read32(pci, PCI_CLASS) >> 8 != CLASS_AHCI)
		return;
	pci_enable(pci);
	if (!pci_region(pci, REGION, &region))
		return;
	controller = mmio_map(region.base, sizeof(*controller));
	controller->control |= CONTROL_AHCI;
	if (!(controller->capabilities & CAPABILITY_WIDE)) {
		log_line("ahci: without addresses of 64 bits: not used");
		return;
	}
	for (unsigned i = 0; i < PORTS && disk_count < BLOCK_DISKS; i++)
		if (controller->implemented >> i & 1)
			add_disk(&controller->port[i]);
	pci_interrupt(pci, interrupt, (void *)(uintptr_t)controller);
	controller->control |= CONTROL_INTERRUPTS;
}
