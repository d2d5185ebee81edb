/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * PCI, through configuration mechanism 1: every PC has it, and it needs no
 * tables from the firmware.
 *
 * An access costs a fifth of a microsecond or more, so the search ends with the
 * last bus that a bridge holds rather than with the 256th.
 */
#include "pci.h"

#include "log.h"
#include "paging.h"
#include "x86.h"

#define PORT_ADDRESS 0xcf8
#define PORT_DATA 0xcfc
#define ADDRESS_ENABLE 0x80000000u

#define REGISTER_ID 0x00
#define REGISTER_COMMAND 0x04
#define REGISTER_STATUS 0x06
#define REGISTER_HEADER 0x0e
#define REGISTER_REGIONS 0x10
#define REGISTER_BUS 0x19 /* of a bridge: the one behind it */
#define REGISTER_SUBSYSTEM 0x2e
#define REGISTER_CAPABILITIES 0x34
#define REGISTER_LINE 0x3c

#define COMMAND_PORTS 0x1
#define COMMAND_MEMORY 0x2
#define COMMAND_MASTER 0x4
#define COMMAND_NO_LINE 0x400
#define STATUS_CAPABILITIES 0x10
#define HEADER_BRIDGE 0x01
#define HEADER_MULTIFUNCTION 0x80

#define REGION_PORTS 0x1
#define REGION_TYPE 0x6
#define REGION_WIDE 0x4

#define MSIX_CONTROL 2
#define MSIX_TABLE 4
#define MSIX_ENABLE 0x8000
#define MSIX_MASK_ALL 0x4000

#define LINES 16
/* Of addresses in configuration space. */
#define FUNCTION (1u << 8)
#define SLOT (1u << 11)
#define CAPABILITIES_MAX 48 /* as many as fit: bounds a list that loops */

static uint32_t read32(uint32_t address, unsigned offset)
{
	outl(PORT_ADDRESS, ADDRESS_ENABLE | address | (offset & 0xfc));
	return inl(PORT_DATA);
}

uint32_t pci_read32(const struct pci_device *device, unsigned offset)
{
	return read32(device->address, offset);
}

uint16_t pci_read16(const struct pci_device *device, unsigned offset)
{
	return (uint16_t)(pci_read32(device, offset) >> (offset & 2) * 8);
}

uint8_t pci_read8(const struct pci_device *device, unsigned offset)
{
	return (uint8_t)(pci_read32(device, offset) >> (offset & 3) * 8);
}

void pci_write16(const struct pci_device *device, unsigned offset,
		 uint16_t value)
{
	outl(PORT_ADDRESS, ADDRESS_ENABLE | device->address | (offset & 0xfc));
	outw((uint16_t)(PORT_DATA + (offset & 2)), value);
}

static void read_device(struct pci_device *device, uint32_t address,
			uint32_t id)
{
	*device = (struct pci_device){ .address = address,
				       .vendor = (uint16_t)id,
				       .device = (uint16_t)(id >> 16) };
	device->subsystem = pci_read16(device, REGISTER_SUBSYSTEM);
}

bool pci_find(struct pci_device *found, pci_match *match, const void *argument)
{
	unsigned last = 0; /* bus, that a bridge holds */

	for (uint32_t at = 0; at >> 16 <= last; at += FUNCTION) {
		uint32_t id = read32(at, REGISTER_ID);
		uint8_t header = 0;

		if ((id & 0xffff) != 0xffff) {
			read_device(found, at, id);
			header = pci_read8(found, REGISTER_HEADER);
			if ((header & ~HEADER_MULTIFUNCTION) == HEADER_BRIDGE) {
				uint8_t bus = pci_read8(found, REGISTER_BUS);
				last = bus > last ? bus : last;
			} else if (match(found, argument)) {
				return true;
			}
		}
		if (at % SLOT == 0 && !(header & HEADER_MULTIFUNCTION))
			at += SLOT - FUNCTION;
	}
	return false;
}

/* Where the firmware has placed nothing: from here on, upwards. */
static uint32_t next_ports = 0xc000, next_memory = 0xfe000000;

static void write32(uint32_t address, unsigned offset, uint32_t value)
{
	outl(PORT_ADDRESS, ADDRESS_ENABLE | address | offset);
	outl(PORT_DATA, value);
}

/* Give a region of registers, as large as it says when all ones are written to
 * it, a place. */
static void place_region(uint32_t address, unsigned offset, uint32_t kind)
{
	bool ports = kind & REGION_PORTS;
	uint32_t *next = ports ? &next_ports : &next_memory;
	uint32_t size;

	write32(address, offset, ~0u);
	size = read32(address, offset) & (ports ? ~3u : ~15u);
	if (size == 0)
		return;
	size = -(ports ? size | 0xffff0000 : size);
	*next = (*next + size - 1) & -size;
	write32(address, offset, *next);
	*next += size;
}

/* Some firmware leaves that to us. */
static void place(const struct pci_device *device)
{
	for (unsigned index = 0; index < 6; index++) {
		unsigned offset = REGISTER_REGIONS + 4 * index;
		uint32_t kind = read32(device->address, offset);

		if (kind & (kind & REGION_PORTS ? ~3u : ~15u))
			return; /* done already */
		place_region(device->address, offset, kind);
		if (!(kind & REGION_PORTS) &&
		    (kind & REGION_TYPE) == REGION_WIDE) {
			index++;
			write32(device->address, offset + 4, 0);
		}
	}
}

unsigned pci_capability(const struct pci_device *device, uint8_t id,
			unsigned after)
{
	unsigned next;

	if (!(pci_read16(device, REGISTER_STATUS) & STATUS_CAPABILITIES))
		return 0;
	next = pci_read8(device, after ? after + 1 : REGISTER_CAPABILITIES);
	for (unsigned i = 0; i < CAPABILITIES_MAX && next; i++) {
		next &= 0xfc;
		if (pci_read8(device, next) == id)
			return next;
		next = pci_read8(device, next + 1);
	}
	return 0;
}

bool pci_region(const struct pci_device *device, unsigned index,
		struct pci_region *region)
{
	unsigned offset = REGISTER_REGIONS + 4 * index;
	uint32_t low;

	if (index > 5)
		return false;
	low = pci_read32(device, offset);
	region->ports = low & REGION_PORTS;
	if (region->ports) {
		region->base = low & ~3u;
	} else {
		region->base = low & ~15u;
		if ((low & REGION_TYPE) == REGION_WIDE && index < 5)
			region->base |= (phys_t)pci_read32(device, offset + 4)
					<< 32;
	}
	return region->base != 0;
}

void pci_enable(const struct pci_device *device)
{
	uint16_t command = pci_read16(device, REGISTER_COMMAND);

	place(device);
	pci_write16(device, REGISTER_COMMAND,
		    command | COMMAND_PORTS | COMMAND_MEMORY | COMMAND_MASTER |
			    COMMAND_NO_LINE);
}

static bool msix(const struct pci_device *device, irq_handler *handler,
		 void *argument)
{
	unsigned at = pci_capability(device, PCI_CAPABILITY_MSIX, 0);
	struct pci_region region;
	volatile uint32_t *entry;
	uint32_t table;

	if (!at)
		return false;
	table = pci_read32(device, at + MSIX_TABLE);
	if (!pci_region(device, table & 7, &region) || region.ports)
		return false;
	entry = mmio_map(region.base + (table & ~7u), 4 * sizeof(*entry));
	entry[0] = IRQ_MSI_ADDRESS;
	entry[1] = 0;
	entry[2] = irq_msi(handler, argument);
	entry[3] = 0; /* not masked */
	pci_write16(device, at + MSIX_CONTROL,
		    (pci_read16(device, at + MSIX_CONTROL) & ~MSIX_MASK_ALL) |
			    MSIX_ENABLE);
	return true;
}

bool pci_interrupt(const struct pci_device *device, irq_handler *handler,
		   void *argument)
{
	uint8_t line;

	if (msix(device, handler, argument))
		return true;
	line = pci_read8(device, REGISTER_LINE);
	if (line >= LINES) {
		log_line("pci %x: no interrupt line", device->address >> 8);
		return false;
	}
	irq_line(line, handler, argument);
	pci_write16(device, REGISTER_COMMAND,
		    pci_read16(device, REGISTER_COMMAND) & ~COMMAND_NO_LINE);
	return false;
}
