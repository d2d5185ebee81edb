/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the library OS does for the file system, here: one thread, one disk,
 * requests that are done when they are waited for, newest first.
 */
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/disk.h>
#include <ilwaco/preempt.h>
#include <ilwaco/sync.h>
#include <ilwaco/timer.h>

#include "rig.h"

struct rig rig;
struct ilw_preempt ilw_preempt;
static struct ilw_disk_request *pending;
static struct ilw_timer *timer;

uint32_t ilw_disk_blocks(unsigned disk)
{
	return disk == 0 ? rig.blocks : 0;
}

bool ilw_disk_is_read_only(unsigned disk)
{
	return disk == 0 && rig.read_only;
}

static bool fails(void)
{
	return rig.fail_after >= 0 && rig.fail_after-- == 0 &&
	       (rig.fail_after = 0, true);
}

static int move(const struct ilw_disk_request *request)
{
	uint8_t *place = rig.data + (size_t)request->block * ILW_DISK_BLOCK;
	size_t length = (size_t)request->count * ILW_DISK_BLOCK;

	if (request->disk != 0 || request->count == 0 ||
	    request->count > DENALI_DISK_COUNT ||
	    request->block + request->count > rig.blocks)
		return DENALI_DISK_OUTSIDE;
	if (fails() ||
	    (rig.bad != 0 && rig.bad - request->block < request->count))
		return DENALI_DISK_FAILED;
	if (request->operation == DENALI_DISK_READ && rig.bad_reads)
		return DENALI_DISK_FAILED;
	if (request->operation == DENALI_DISK_READ) {
		rig.reads += request->count;
		memcpy(request->data, place, length);
		return DENALI_DISK_OK;
	}
	if (rig.read_only)
		return DENALI_DISK_READ_ONLY;
	rig.writes += request->count;
	memcpy(place, request->data, length);
	if (rig.recording != NULL)
		recording_write(rig.recording,
				(uint64_t)request->block * ILW_DISK_BLOCK,
				request->data, length);
	return DENALI_DISK_OK;
}

void ilw_disk_submit(struct ilw_disk_request *request)
{
	request->pending = true;
	request->next = pending;
	pending = request;
}

int ilw_disk_wait(struct ilw_disk_request *request)
{
	while (request->pending) {
		struct ilw_disk_request *first = pending;

		if (first == NULL)
			abort();
		pending = first->next;
		first->status = move(first);
		first->pending = false;
	}
	return request->status;
}

int ilw_disk_flush(unsigned disk)
{
	if (disk != 0 || pending != NULL)
		abort();
	rig.flushes++;
	if (fails())
		return DENALI_DISK_FAILED;
	if (rig.recording != NULL)
		recording_flush(rig.recording);
	return DENALI_DISK_OK;
}

uint64_t ilw_clock_monotonic(void)
{
	return 1;
}

uint64_t ilw_clock_after(uint64_t delay)
{
	return delay + 1;
}

bool ilw_timer_set(struct ilw_timer *set, uint64_t deadline)
{
	timer = set;
	rig.timer = deadline;
	return true;
}

void ilw_timer_cancel(struct ilw_timer *cancelled)
{
	if (timer == cancelled)
		timer = NULL;
}

void rig_pass_time(void)
{
	struct ilw_timer *due = timer;

	timer = NULL;
	rig.timer = 0;
	if (due != NULL)
		due->callback(due->argument);
}

void ilw_mutex_lock(struct ilw_mutex *mutex)
{
	if (mutex->word++ != 0)
		abort();
}

void ilw_mutex_unlock(struct ilw_mutex *mutex)
{
	if (mutex->word-- != 1)
		abort();
}

bool ilw_mutex_trylock(struct ilw_mutex *mutex)
{
	return mutex->word == 0 && ++mutex->word;
}

bool ilw_mutex_is_mine(const struct ilw_mutex *mutex)
{
	return mutex->word != 0;
}

void ilw_preempt_catch_up(void)
{
}

void vfs_lock(struct vfs_mount *mount)
{
	ilw_mutex_lock(&mount->lock);
}

bool vfs_trylock(struct vfs_mount *mount)
{
	return ilw_mutex_trylock(&mount->lock);
}

void vfs_unlock(struct vfs_mount *mount)
{
	ilw_mutex_unlock(&mount->lock);
}
