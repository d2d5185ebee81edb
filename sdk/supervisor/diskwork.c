/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The thread that makes disks what their rows say.  It is there while there is
 * work; writing zeros takes long, and nobody is kept waiting by it.
 */
#include <pthread.h>

#include <ilwaco/disktable.h>

#include "diskrow.h"
#include "disks.h"
#include "host.h"
#include "usage.h"

static bool working;

void (*disks_changed)(void);

/* The row that has waited the longest; its id is 0: there is none. */
static struct disk_row next_row(void)
{
	return disk_by_id(store_number(
		&host_state, 0,
		"SELECT min(id) FROM disks WHERE state IN (?1, ?2, ?3)", "iii",
		(int64_t)DISK_MAKING, (int64_t)DISK_GROWING,
		(int64_t)DISK_REMOVING));
}

/* Without the lock. */
static int carry_out(const struct disk_row *row)
{
	int error = 0;

	switch (row->state) {
	case DISK_MAKING:
		/* What was cut off when the power went begins anew. */
		error = volume_remove(row->id);
		if (error == 0)
			error = volume_make(row->id, row->wanted,
					    row->filesystem,
					    (uint32_t)(clock_wall() / 1000));
		break;
	case DISK_GROWING:
		if (volume_blocks(row->id) < row->wanted)
			error = volume_grow(row->id, row->wanted);
		break;
	case DISK_REMOVING:
		error = volume_remove(row->id);
		break;
	default:
		break;
	}
	return error;
}

static void keep(const struct disk_row *row, enum disk_state state, int error)
{
	uint32_t blocks = error == 0 ? row->wanted : row->blocks;

	store_run(&host_state,
		  "UPDATE disks SET state = ?2, error = ?3, blocks = ?4,"
		  " wanted = ?4 WHERE id = ?1",
		  "iiii", row->id, (int64_t)state, (int64_t)error,
		  (int64_t)blocks);
}

/* Whoever waits for one that failed finds out why by its row, unless nobody has
 * bound it: then it is as if it had never been asked for. */
static void settle(const struct disk_row *row, int error)
{
	if (error != 0)
		host_log("disk %lld: %s", (long long)row->id,
			 ilw_disktable_error(error));
	if (store_begin(&host_state) != STORE_OK)
		return;
	/* Up to now it was not there, or smaller, or it was. */
	usage_disks();
	if (row->state == DISK_REMOVING && error == 0)
		store_run(&host_state, "DELETE FROM disks WHERE id = ?1", "i",
			  row->id);
	else if (row->state == DISK_GROWING || error == 0)
		keep(row, DISK_READY, error);
	else
		keep(row, DISK_FAILED, error);
	if (store_commit(&host_state) != STORE_OK)
		return;
	if (row->state == DISK_GROWING && error == 0)
		disk_show_growth(row->id);
	api_wake(TOPIC_DISKS);
	if (disks_changed != NULL)
		disks_changed();
}

/* A row that cannot be changed now would be done again for ever. */
static void *work(void *argument)
{
	struct disk_row row;
	int64_t before = 0;

	host_enter();
	for (;;) {
		int error;

		row = next_row();
		if (row.id == 0 || row.id == before)
			break;
		host_leave();
		error = carry_out(&row);
		host_enter();
		settle(&row, error);
		before = disk_by_id(row.id).state == row.state ? row.id : 0;
	}
	working = false;
	host_leave();
	return argument;
}

/* File systems are made on the stack, a block at a time. */
#define STACK 0x10000

void disk_work(void)
{
	pthread_attr_t attributes;
	pthread_t thread;

	if (working || !volumes_are_open())
		return;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	working = pthread_create(&thread, &attributes, work, NULL) == 0;
	pthread_attr_destroy(&attributes);
}
