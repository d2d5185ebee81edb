/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "bootinfo.h"

#include "log.h"
#include "string.h"

static const void *at_physical(uint32_t address, uint32_t length)
{
	if (address > WINDOW_SIZE || length > WINDOW_SIZE - address)
		panic("the boot loader's lists are not below 768 MiB");
	return window_at(address);
}

/* One that overlaps another is left out: no frame is there twice. */
static void add_range(struct bootinfo *to, const struct multiboot_range *range)
{
	phys_t base = range->base, length = range->length;

	if (range->type != MULTIBOOT_RAM || base >= BOOTINFO_TOP)
		return;
	if (length > BOOTINFO_TOP - base)
		length = BOOTINFO_TOP - base;
	for (unsigned i = 0; i < to->usable_count; i++)
		if (base < to->usable[i].end &&
		    to->usable[i].base < base + length)
			return;
	to->usable[to->usable_count].base = base;
	to->usable[to->usable_count++].end = base + length;
}

static void read_map(const struct multiboot_info *info, struct bootinfo *to)
{
	const uint8_t *map = at_physical(info->map, info->map_length);
	uint32_t left = info->map_length;
	struct multiboot_range range;

	if (!(info->flags & MULTIBOOT_HAS_MAP))
		panic("the boot loader gives no memory map");
	while (left >= sizeof(range) && to->usable_count < BOOTINFO_RANGES) {
		memcpy(&range, map, sizeof(range));
		add_range(to, &range);
		left -= sizeof(range.size);
		if (range.size < sizeof(range) - sizeof(range.size) ||
		    range.size > left)
			break;
		left -= range.size;
		map += sizeof(range.size) + range.size;
	}
}

static void read_modules(const struct multiboot_info *info, struct bootinfo *to)
{
	const uint32_t size = sizeof(*to->module);

	if (!(info->flags & MULTIBOOT_HAS_MODULES))
		return;
	if (info->module_count > BOOTINFO_MODULES)
		panic("%u modules, at most %u are possible", info->module_count,
		      BOOTINFO_MODULES);
	to->module_count = info->module_count;
	memcpy(to->module, at_physical(info->modules, to->module_count * size),
	       to->module_count * size);
	for (uint32_t i = 0; i < to->module_count; i++) {
		const struct multiboot_module *m = &to->module[i];

		if (m->start % PAGE_SIZE || m->start > m->end ||
		    m->end > WINDOW_SIZE)
			panic("module %u at %08x to %08x: must be page-aligned "
			      "and below 768 MiB",
			      i, m->start, m->end);
	}
}

void bootinfo_read(uint32_t information, struct bootinfo *to)
{
	struct multiboot_info info;

	memcpy(&info, at_physical(information, sizeof(info)), sizeof(info));
	to->module_count = 0;
	to->usable_count = 0;
	read_map(&info, to);
	read_modules(&info, to);
}
