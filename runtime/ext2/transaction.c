/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Everything that is changed between two commits is one transaction, which is
 * on the disk as a whole or not at all.  Files' data is written before the
 * metadata that makes it theirs.
 *
 * Without a journal metadata is written in place: what a loss of power leaves
 * then is e2fsck's to mend.
 */
#include <errno.h>

#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>

#include "volume.h"

#define DELAY (5 * ILW_SECOND)  /* until changes are written unasked */
#define AGAIN (ILW_SECOND / 10) /* if others are busy then */

static bool has_journal(const struct volume *volume)
{
	return volume->journal.run_count != 0;
}

static int write_in_place(struct volume *volume)
{
	int error = device_flush(&volume->device);

	if (error != 0)
		return error;
	cache_committed(&volume->cache);
	error = cache_write_logged(&volume->cache);
	return error != 0 ? error : device_flush(&volume->device);
}

static int commit_metadata(struct volume *volume)
{
	int error = has_journal(volume) ? journal_commit(volume) :
					  write_in_place(volume);

	if (error != 0) {
		volume->failed = true;
		return error;
	}
	cache_committed(&volume->cache);
	space_committed(volume);
	for (struct node *node = volume->nodes; node; node = node->next)
		node->resized = false;
	return 0;
}

static int empty_log(struct volume *volume)
{
	int error = cache_write_logged(&volume->cache);

	if (error == 0)
		error = device_flush(&volume->device);
	if (error == 0 && has_journal(volume))
		error = journal_empty(volume, false);
	if (error != 0)
		volume->failed = true;
	else
		space_emptied(volume);
	return error;
}

int volume_flush(struct volume *volume)
{
	int error = device_flush(&volume->device);

	if (error != 0)
		volume->failed = true;
	return error;
}

int volume_commit(struct volume *volume)
{
	int error;

	if (volume->mount.read_only)
		return 0;
	if (volume->failed)
		return -EROFS;
	error = volume->touched ? super_begin(volume) : 0;
	if (error == 0)
		error = nodes_store(volume);
	if (error == 0)
		error = groups_store(volume);
	if (error == 0)
		error = cache_write_data(&volume->cache, 0);
	if (error != 0)
		return error;
	volume->touched = false;
	if (volume->cache.changed == 0)
		return volume_flush(volume);
	error = commit_metadata(volume);
	if (error == 0 && journal_is_full(volume))
		error = empty_log(volume);
	return error;
}

int volume_checkpoint(struct volume *volume)
{
	int error = volume_commit(volume);

	if (error == 0 && volume->began)
		error = empty_log(volume);
	return error;
}

int volume_begin(struct volume *volume)
{
	if (volume->mount.read_only || volume->failed)
		return -EROFS;
	if (space_is_short(volume))
		return volume_checkpoint(volume);
	if (cache_is_crowded(&volume->cache) || journal_is_due(volume))
		return volume_commit(volume);
	return 0;
}

static void write_behind(void *argument);

static void set_timer(struct volume *volume, uint64_t delay)
{
	volume->timer.callback = write_behind;
	volume->timer.argument = volume;
	volume->timer_set = ilw_timer_set(&volume->timer,
					  ilw_clock_after(delay));
}

/* Whoever has the lock may be unmounting it: then it is not to be waited for,
 * since it will be freed with the volume. */
static bool lock_volume(struct volume *volume)
{
	bool locked = false;

	ilw_preempt_disable();
	if (volumes_have(volume)) {
		locked = vfs_trylock(&volume->mount);
		if (!locked)
			set_timer(volume, AGAIN);
	}
	ilw_preempt_enable();
	return locked;
}

static void write_behind(void *argument)
{
	struct volume *volume = argument;

	if (!lock_volume(volume))
		return;
	volume->timer_set = false;
	if (volume->touched)
		volume_commit(volume);
	vfs_unlock(&volume->mount);
}

void volume_touch(struct volume *volume)
{
	volume->touched = true;
	if (!volume->timer_set)
		set_timer(volume, DELAY);
}
