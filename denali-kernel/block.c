/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all disks have in common: numbers, requests that wait, and parts.
 *
 * Invariant: no request waits while its device has none, as a part fits a
 * device with nothing to do; so something always comes that starts those that
 * wait.
 */
#include "block.h"

#include "clock.h"
#include "log.h"
#include "pci.h"
#include "x86.h"

#define PATIENCE_NS 1000000000

uint32_t block_pending;
bool block_untold;
static struct block_device *disks[BLOCK_DISKS];
static unsigned disk_count;
/* To be reported without having been asked for. */
static struct link unasked = { &unasked, &unasked };

bool block_add(struct block_device *disk)
{
	if (disk_count == BLOCK_DISKS)
		return false;
	link_init(&disk->waiting);
	disks[disk_count++] = disk;
	log_line("disk %u: %s, %u MiB%s", disk_count, disk->driver->name,
		 (unsigned)(disk->pages / 256),
		 disk->read_only ? ", read-only" : "");
	return true;
}

static bool probe(const struct pci_device *pci, const void *unused)
{
	(void)unused;
	virtio_blk_probe(pci);
	ahci_probe(pci);
	return false;
}

void block_init(void)
{
	struct pci_device none;

	pci_find(&none, probe, 0);
}

struct block_device *block_disk(uint32_t number)
{
	return number - 1 < disk_count ? disks[number - 1] : 0;
}

static struct block_request *first_of(const struct link *list)
{
	return LINK_OWNER(list->next, struct block_request, link);
}

static void start_waiting(struct block_device *disk)
{
	while (link_used(&disk->waiting) &&
	       disk->driver->start(disk, first_of(&disk->waiting))) {
		link_remove(disk->waiting.next);
		disk->busy++;
		block_untold = true;
	}
}

/* Is there anything the device must do for it, and can? */
static bool to_be_asked(const struct block_request *request)
{
	const struct block_device *disk = request->disk;

	if (request->operation == DENALI_DISK_FLUSH)
		return disk->flushes && disk->pages;
	if (request->operation == DENALI_DISK_WRITE && disk->read_only)
		return false;
	return request->page <= disk->pages &&
	       request->count <= disk->pages - request->page;
}

void block_submit(struct block_request *request)
{
	struct block_device *disk = request->disk;

	ensure(request->count <= BLOCK_PAGES_MAX &&
	       !request->count == (request->operation == DENALI_DISK_FLUSH));
	request->pending = true;
	request->moved = 0;
	block_pending++;
	link_append(to_be_asked(request) ? &disk->waiting : &unasked,
		    &request->link);
	start_waiting(disk);
}

static void report(struct block_request *request, bool ok)
{
	request->pending = false;
	block_pending--;
	request->done(request, ok);
}

void block_part_done(struct block_request *request, bool ok)
{
	struct block_device *disk = request->disk;

	disk->busy--;
	request->moved = (uint16_t)(request->moved + request->part);
	if (ok && request->moved < request->count)
		link_append(disk->waiting.next, &request->link); /* the first */
	else
		report(request, ok);
}

/* What comes while these are reported waits for the next time. */
static bool report_unasked(void)
{
	struct link *last = unasked.previous;
	struct link *link;

	if (!link_used(&unasked))
		return false;
	do {
		struct block_request *request = first_of(&unasked);

		link = unasked.next;
		link_remove(link);
		report(request, request->operation == DENALI_DISK_FLUSH &&
					request->disk->pages);
	} while (link != last);
	return true;
}

bool block_poll_disks(void)
{
	bool some = report_unasked();

	for (unsigned i = 0; i < disk_count; i++) {
		struct block_device *disk = disks[i];

		if (!disk->busy || !disk->driver->poll(disk))
			continue;
		start_waiting(disk);
		some = true;
	}
	return some;
}

void block_tell_disks(void)
{
	block_untold = false;
	for (unsigned i = 0; i < disk_count; i++)
		if (disks[i]->busy)
			disks[i]->driver->tell(disks[i]);
}

static void give_up(struct block_device *disk)
{
	log_line("disk: %s does not answer: not used", disk->driver->name);
	disk->driver->stop(disk);
	disk->pages = 0;
	for (; link_used(&disk->waiting); block_pending--)
		link_remove(disk->waiting.next);
	block_pending -= disk->busy;
	disk->busy = 0;
}

bool block_wait(struct block_request *request)
{
	uint64_t end = clock_ns() + PATIENCE_NS;

	for (;;) {
		bool late = clock_ns() > end;

		block_tell();
		block_poll();
		if (!request->pending)
			return true;
		if (late)
			break;
		cpu_pause();
	}
	give_up(request->disk);
	return false;
}
