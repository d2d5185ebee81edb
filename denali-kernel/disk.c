/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks that a VM has, and what others are told of them.
 */
#include "diskport.h"

#include "block.h"
#include "clock.h"
#include "log.h"
#include "options.h"
#include "pool.h"
#include "string.h"

static struct pool ports = { .size = sizeof(struct disk_port) };
static struct pool attachments = { .size = sizeof(struct attached) };

static struct disk_port *make_port(struct vm *vm)
{
	struct options *options = options_make(vm);
	struct disk_port *port = vm_disks(vm);

	if (port || !options)
		return port;
	port = options->disks = pool_take(&ports);
	if (port) {
		port->vm = vm;
		link_init(&port->finished);
		link_init(&port->holding);
		link_init(&port->waiting);
	}
	return port;
}

/* Blocks of all extents; 0: one is empty or past the end, or there are too
 * many. */
static uint32_t count_blocks(const struct block_device *device,
			     const struct denali_extents *extents)
{
	uint64_t blocks = 0;

	for (uint32_t i = 0; i < extents->extent_count; i++) {
		const struct denali_extent *extent = &extents->extent[i];

		if (!extent->count ||
		    (uint64_t)extent->first + extent->count > device->pages)
			return 0;
		blocks += extent->count;
	}
	return blocks > UINT32_MAX ? 0 : (uint32_t)blocks;
}

int32_t disk_attach(struct vm *vm, const struct denali_extents *extents)
{
	struct block_device *device = block_disk(extents->disk);
	uint32_t count = extents->extent_count, blocks = 0;

	if (extents->slot >= DENALI_DISKS || count > DENALI_EXTENTS ||
	    extents->flags & ~(uint32_t)DENALI_DISK_IS_READ_ONLY)
		return DENALI_EINVAL;
	if (count && (!device || device->swap))
		return DENALI_ENOENT;
	if (count && !(blocks = count_blocks(device, extents)))
		return DENALI_EINVAL;
	struct disk_port *port = make_port(vm);
	if (!port)
		return DENALI_ENOMEM;
	struct attached **disk = &port->disk[extents->slot];
	if (!*disk)
		*disk = pool_take(&attachments);
	if (!*disk)
		return DENALI_ENOMEM;
	if ((*disk)->busy && blocks < (*disk)->blocks)
		return DENALI_EBUSY;
	(*disk)->blocks = blocks;
	if (count)
		(*disk)->device = device;
	(*disk)->read_only = extents->flags || (count && device->read_only);
	memcpy((*disk)->extent, extents->extent, sizeof((*disk)->extent));
	disk_enter(vm);
	return 0;
}

bool disk_limit(struct vm *vm, const struct denali_limits *limits)
{
	bool any = limits->disk_bytes || limits->disk_requests;
	struct disk_port *port = any ? make_port(vm) : vm_disks(vm);

	if (!port)
		return !any;
	limit_set(&port->bytes, limits->disk_bytes, clock_ns());
	limit_set(&port->requests, limits->disk_requests, clock_ns());
	return true;
}

bool disk_create(struct vm *vm, const struct denali_plan_group *group)
{
	for (uint32_t slot = 0; slot < DENALI_DISKS; slot++) {
		const struct denali_plan_disk *disk = &group->disk[slot];
		const struct block_device *device = block_disk(disk->number);
		struct denali_extents whole = { slot,
						disk->number,
						disk->flags,
						1,
						{ { 0, UINT32_MAX } } };

		if (!disk->number)
			continue;
		if (device && device->pages < UINT32_MAX)
			whole.extent[0].count = (uint32_t)device->pages;
		int32_t error = disk_attach(vm, &whole);
		if (error == DENALI_ENOMEM)
			return false;
		if (error)
			log_line("vm %u (%s): there is no disk %u for it",
				 vm->id, vm_name(vm), disk->number);
	}
	return disk_limit(vm, &group->limits);
}

/* ---- what others see ---- */

void disk_fill_info(const struct vm *vm, struct denali_disk_info *info)
{
	const struct disk_port *port = vm_disks(vm);

	for (uint32_t slot = 0; slot < DENALI_DISKS; slot++) {
		const struct attached *disk = port ? port->disk[slot] : 0;

		info[slot] = (struct denali_disk_info){ 0 };
		if (!disk || !disk->blocks)
			continue;
		info[slot].blocks = disk->blocks;
		info[slot].flags = DENALI_DISK_PRESENT |
				   (disk->read_only ? DENALI_DISK_IS_READ_ONLY :
						      0);
	}
}

void disk_enter(struct vm *vm)
{
	if (!vm_disks(vm) || !vm->ro)
		return;
	disk_fill_info(vm, vm->ro->disk);
	vm->ro->devices |= DENALI_DEVICE_DISK;
}

bool disk_end(struct vm *vm)
{
	struct disk_port *port = vm_disks(vm);

	if (!port)
		return true;
	disk_leave_line(port);
	disk_drop_finished(port);
	return !port->busy;
}

void disk_destroy(struct vm *vm)
{
	struct disk_port *port = vm_disks(vm);

	if (!port)
		return;
	for (uint32_t slot = 0; slot < DENALI_DISKS; slot++)
		if (port->disk[slot])
			pool_give(&attachments, port->disk[slot]);
	pool_give(&ports, port);
	vm->options->disks = 0;
}

uint32_t disk_bytes(const struct vm *vm)
{
	const struct disk_port *port = vm_disks(vm);
	uint32_t bytes = 0;

	if (!port)
		return 0;
	for (uint32_t slot = 0; slot < DENALI_DISKS; slot++)
		if (port->disk[slot])
			bytes += (uint32_t)sizeof(struct attached);
	return bytes + (uint32_t)sizeof(*port) + port->frames * PAGE_SIZE;
}

void disk_fill_ledger(const struct vm *vm, struct denali_ledger *ledger)
{
	const struct disk_port *port = vm_disks(vm);

	if (!port)
		return;
	ledger->disk_reads = port->count[DENALI_DISK_READ];
	ledger->disk_read_blocks = port->blocks[DENALI_DISK_READ];
	ledger->disk_writes = port->count[DENALI_DISK_WRITE];
	ledger->disk_written_blocks = port->blocks[DENALI_DISK_WRITE];
	ledger->disk_flushes = port->count[DENALI_DISK_FLUSH];
	ledger->disk_errors = port->errors;
	ledger->disk_delays = port->delays;
}
