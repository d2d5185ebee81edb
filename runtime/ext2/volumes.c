/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The mounted volumes, and what the allocator does before it fails: caches of
 * files give back what they can.
 */
#include <ilwaco/heap.h>
#include <ilwaco/preempt.h>

#include "volume.h"

static struct volume *volumes;

bool volumes_add(struct volume *volume)
{
	struct volume *other;

	ilw_preempt_disable();
	other = volumes;
	while (other != NULL && other->device.disk != volume->device.disk)
		other = other->next;
	if (other == NULL) {
		volume->next = volumes;
		volumes = volume;
	}
	ilw_preempt_enable();
	return other == NULL;
}

void volumes_remove(struct volume *volume)
{
	struct volume **link = &volumes;

	ilw_preempt_disable();
	while (*link != volume)
		link = &(*link)->next;
	*link = volume->next;
	ilw_preempt_enable();
}

bool volumes_have(const struct volume *volume)
{
	const struct volume *other = volumes;

	while (other != NULL && other != volume)
		other = other->next;
	return other != NULL;
}

enum { BUSY, MINE, LOCKED };

/* The volume after so many others, and whether it is locked now: it is not
 * unmounted then. */
static struct volume *lock_next(unsigned after, int *lock)
{
	struct volume *volume;

	ilw_preempt_disable();
	volume = volumes;
	while (volume != NULL && after-- > 0)
		volume = volume->next;
	*lock = BUSY;
	if (volume != NULL && ilw_mutex_is_mine(&volume->mount.lock))
		*lock = MINE;
	else if (volume != NULL && vfs_trylock(&volume->mount))
		*lock = LOCKED;
	ilw_preempt_enable();
	return volume;
}

size_t memory_reclaim(size_t wanted)
{
	struct volume *volume;
	size_t done = 0;
	int lock;

	if (ilw_preempt.depth != 0)
		return 0; /* an event function: who was interrupted? */
	for (unsigned i = 0; done < wanted; i++) {
		volume = lock_next(i, &lock);
		if (volume == NULL)
			break;
		if (lock != BUSY)
			done += cache_reclaim(&volume->cache, wanted - done);
		if (lock == LOCKED)
			vfs_unlock(&volume->mount);
	}
	return done;
}
