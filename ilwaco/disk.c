/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks' rings.  A request's tag is its place in the table of those that
 * the kernel has.
 */
#include <stddef.h>

#include <ilwaco/disk.h>
#include <ilwaco/event.h>
#include <ilwaco/kick.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>
#include <ilwaco/wait.h>

#define SLOTS DENALI_DISK_SLOTS
#define PARTS 4 /* of a long transfer, under way at once */

static struct ilw_disk_request *sent[SLOTS];   /* the kernel has them */
static uint32_t used;                          /* its places, as bits */
static struct ilw_disk_request *first;         /* the others */
static struct ilw_disk_request **end = &first; /* where the next is linked */
static struct ilw_wait_queue waiters;

static volatile struct denali_disks *ring(void)
{
	return &ilw_shared()->disks;
}

static uint32_t flags_of(unsigned disk)
{
	return disk < DENALI_DISKS ? ilw_registers()->disk[disk].flags : 0;
}

uint32_t ilw_disk_blocks(unsigned disk)
{
	return flags_of(disk) & DENALI_DISK_PRESENT ?
		       ilw_registers()->disk[disk].blocks :
		       0;
}

bool ilw_disk_is_read_only(unsigned disk)
{
	return (flags_of(disk) & DENALI_DISK_IS_READ_ONLY) != 0;
}

static void post(struct ilw_disk_request *request)
{
	volatile struct denali_disks *disks = ring();
	uint32_t posted = disks->posted;
	uint32_t tag = (uint32_t)__builtin_ctz(~used);
	volatile struct denali_disk_request *slot =
		&disks->request[posted % SLOTS];

	used |= 1u << tag;
	sent[tag] = request;
	slot->address = (uintptr_t)request->data;
	slot->block = request->block;
	slot->count = request->count;
	slot->disk = request->disk;
	slot->operation = request->operation;
	slot->tag = tag;
	__asm__ volatile("" ::: "memory");
	disks->posted = posted + 1;
}

static void post_waiting(void)
{
	if (first == NULL || used == UINT32_MAX)
		return;
	do {
		struct ilw_disk_request *request = first;

		first = request->next;
		if (first == NULL)
			end = &first;
		post(request);
	} while (first != NULL && used != UINT32_MAX);
	ilw_kick_later(DENALI_DEVICE_DISK);
}

static void finish(struct ilw_disk_request *request, int status)
{
	request->status = status;
	request->pending = false;
	if (request->done != NULL)
		request->done(request);
}

static void on_event(void)
{
	volatile struct denali_disks *disks = ring();

	while (disks->seen != disks->answered) {
		const volatile struct denali_disk_answer *answer =
			&disks->answer[disks->seen % SLOTS];
		struct ilw_disk_request *request = sent[answer->tag];
		int status = (int)answer->status;

		used &= ~(1u << answer->tag);
		disks->seen = disks->seen + 1;
		finish(request, status);
	}
	post_waiting();
	ilw_wake_all(&waiters);
}

void ilw_disk_submit(struct ilw_disk_request *request)
{
	ilw_preempt_disable();
	request->pending = true;
	request->next = NULL;
	*end = request;
	end = &request->next;
	if ((ilw_registers()->devices & DENALI_DEVICE_DISK) != 0) {
		ilw_event_register(DENALI_EVENT_DISK, on_event);
		post_waiting();
	} else {
		first = NULL;
		end = &first;
		finish(request, DENALI_DISK_MISSING);
	}
	ilw_preempt_enable();
}

void ilw_disk_kick(void)
{
	if (used != 0)
		ilw_kick(DENALI_DEVICE_DISK);
}

int ilw_disk_wait(struct ilw_disk_request *request)
{
	ilw_preempt_disable();
	while (request->pending)
		ilw_wait(&waiters, ILW_NEVER);
	ilw_preempt_enable();
	return request->status;
}

/* A long transfer: its parts in turn. */
static int move(unsigned disk, uint8_t operation, uint32_t block,
		uint32_t count, char *data)
{
	struct ilw_disk_request parts[PARTS] = { { .pending = false } };
	uint32_t blocks = ilw_disk_blocks(disk);
	int result = DENALI_DISK_OK;

	if (blocks == 0)
		return DENALI_DISK_MISSING;
	if (block > blocks || count > blocks - block)
		return DENALI_DISK_OUTSIDE;
	for (unsigned i = 0; count != 0 && result == 0; i = (i + 1) % PARTS) {
		struct ilw_disk_request *part = &parts[i];
		uint32_t most = DENALI_DISK_COUNT;

		result = ilw_disk_wait(part);
		part->data = data;
		part->block = block;
		part->count = (uint16_t)(count < most ? count : most);
		part->disk = (uint8_t)disk;
		part->operation = operation;
		block += part->count;
		count -= part->count;
		data += part->count * ILW_DISK_BLOCK;
		if (result == 0)
			ilw_disk_submit(part);
	}
	for (unsigned i = 0; i < PARTS; i++) {
		int status = ilw_disk_wait(&parts[i]);

		if (result == 0)
			result = status;
	}
	return result;
}

int ilw_disk_read(unsigned disk, uint32_t block, uint32_t count, void *data)
{
	return move(disk, DENALI_DISK_READ, block, count, data);
}

int ilw_disk_write(unsigned disk, uint32_t block, uint32_t count,
		   const void *data)
{
	return move(disk, DENALI_DISK_WRITE, block, count,
		    (char *)(uintptr_t)data);
}

int ilw_disk_flush(unsigned disk)
{
	struct ilw_disk_request request = { .disk = (uint8_t)disk,
					    .operation = DENALI_DISK_FLUSH };

	if (disk >= DENALI_DISKS)
		return DENALI_DISK_MISSING;
	ilw_disk_submit(&request);
	return ilw_disk_wait(&request);
}
