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

void volumes_add(struct volume *volume)
{
	ilw_preempt_disable();
	volume->next = volumes;
	volumes = volume;
	ilw_preempt_enable();
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

/* Not in the middle of what the cache itself is about. */
static size_t reclaim(struct volume *volume, size_t wanted)
{
	size_t done;

	if (!ilw_mutex_trylock(&volume->mount.lock))
		return 0;
	done = cache_reclaim(&volume->cache, wanted);
	ilw_mutex_unlock(&volume->mount.lock);
	return done;
}

size_t memory_reclaim(size_t wanted)
{
	size_t done = 0;

	if (ilw_preempt.depth != 0)
		return 0; /* an event function: who was interrupted? */
	for (struct volume *volume = volumes; volume && done < wanted;
	     volume = volume->next)
		done += reclaim(volume, wanted - done);
	return done;
}
