/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which VMs have which disks.  What a VM has been given is in the database too,
 * for the supervisor after this one, if this one dies.
 */
#include <stdio.h>
#include <string.h>

#include <ilwaco/disktable.h>
#include <ilwaco/supervisor.h>

#include "diskrow.h"
#include "disks.h"
#include "host.h"
#include "instances.h"

static char problem[160];

const char *disks_problem(void)
{
	return problem;
}

/* ---- after a start ---- */

/* What no row speaks of has been removed as far as anybody was told. */
static void remove_strays(void)
{
	int64_t next = 0;

	while ((next = volume_next(next)) != 0)
		if (disk_by_id(next).id == 0) {
			host_log("disk %lld: nobody's; removed",
				 (long long)next);
			volume_remove(next);
		}
}

/* The table is right about what there is: of a row that was changed before it,
 * and of an area that is not the one it was. */
static void compare_rows(void)
{
	struct query *query = store_query(&host_state,
					  "SELECT id, blocks FROM disks"
					  " WHERE state = ?1",
					  "i", (int64_t)DISK_READY);

	while (query_next(query)) {
		int64_t id = query_number(query, 0);
		uint32_t blocks = volume_blocks(id);

		if (blocks == query_number(query, 1))
			continue;
		host_log("disk %lld: the area for disks has %lu blocks of it",
			 (long long)id, (unsigned long)blocks);
		store_run(&host_state,
			  "UPDATE disks SET blocks = ?2, wanted = ?2,"
			  " state = ?3, error = ?4 WHERE id = ?1",
			  "iiii", id, (int64_t)blocks,
			  (int64_t)(blocks == 0 ? DISK_FAILED : DISK_READY),
			  (int64_t)(blocks == 0 ? ILW_DISKTABLE_ENOENT : 0));
	}
	query_end(query);
}

const char *disks_open(void)
{
	const char *wrong = volumes_open();

	if (wrong != NULL)
		return wrong;
	remove_strays();
	compare_rows();
	disk_work();
	return NULL;
}

void disks_adopted(void)
{
	struct query *query = store_query(&host_state,
					  "SELECT instance, disk, writable"
					  " FROM disk_uses",
					  "");
	struct denali_extents extents;

	while (query_next(query))
		if (instance_find((uint64_t)query_number(query, 0)) != NULL)
			volume_use(query_number(query, 1),
				   query_number(query, 2) != 0, &extents);
	query_end(query);
	query = store_query(&host_state,
			    "SELECT DISTINCT instance FROM disk_uses", "");
	while (query_next(query)) {
		int64_t instance = query_number(query, 0);

		if (instance_find((uint64_t)instance) == NULL)
			store_run(&host_state,
				  "DELETE FROM disk_uses WHERE instance = ?1",
				  "i", instance);
	}
	query_end(query);
}

/* ---- a VM's ---- */

struct given {
	int64_t disk;
	bool read_only;
	char name[NAME_TEXT]; /* of the disk */
	enum disk_state state;
};

/* What a version's VMs have, by slot; how many. */
static unsigned find_given(const struct instance *instance,
			   struct given given[DENALI_DISKS])
{
	struct query *query = store_query(
		&host_state,
		"SELECT d.id, b.read_only, d.name, d.state"
		" FROM disk_bindings b JOIN disks d ON d.id = b.disk"
		" LEFT JOIN disk_slots s ON s.service = b.service"
		"  AND s.name = b.name AND s.version = ?2"
		" WHERE b.service = ?1 ORDER BY ifnull(s.slot, 99), b.name",
		"ii", instance->service, (int64_t)instance->version);
	unsigned count = 0;

	for (; count < DENALI_DISKS && query_next(query); count++) {
		given[count].disk = query_number(query, 0);
		given[count].read_only = query_number(query, 1) != 0;
		snprintf(given[count].name, NAME_TEXT, "%s",
			 query_text(query, 2));
		given[count].state = (enum disk_state)query_number(query, 3);
	}
	query_end(query);
	return count;
}

static int32_t refuse(const struct given *given, int32_t error, const char *why)
{
	snprintf(problem, sizeof problem, "disk %s: %s", given->name, why);
	return error;
}

static int32_t give(const struct instance *instance, unsigned slot,
		    const struct given *given)
{
	struct denali_extents extents = { .slot = slot };
	int32_t error;
	int used;

	if (given->state == DISK_FAILED)
		return refuse(given, DENALI_ENOENT, "it could not be made");
	if (given->state != DISK_READY && given->state != DISK_GROWING)
		return refuse(given, DENALI_EBUSY, "it is not ready yet");
	used = volume_use(given->disk, !given->read_only, &extents);
	if (used != 0)
		return refuse(given,
			      used == ILW_DISKTABLE_EBUSY ? DENALI_EBUSY :
							    DENALI_ENOENT,
			      ilw_disktable_error(used));
	error = ilw_vm_disk(instance->vm, &extents);
	if (error >= 0 &&
	    store_run(&host_state,
		      "INSERT INTO disk_uses VALUES (?1, ?2, ?3,"
		      " ?4)",
		      "iiii", (int64_t)instance->id, (int64_t)slot, given->disk,
		      (int64_t)!given->read_only) != STORE_OK)
		error = DENALI_ENOMEM;
	if (error < 0) {
		volume_leave(given->disk);
		return refuse(given, error, ilw_supervisor_error(error));
	}
	return 0;
}

int32_t disks_attach(struct instance *instance)
{
	struct given given[DENALI_DISKS];
	unsigned count = find_given(instance, given);
	int32_t error = 0;

	for (unsigned slot = 0; slot < count && error == 0; slot++)
		error = give(instance, slot, &given[slot]);
	if (error != 0)
		disks_detach(instance);
	return error;
}

void disks_detach(struct instance *instance)
{
	struct query *query = store_query(
		&host_state, "SELECT disk FROM disk_uses WHERE instance = ?1",
		"i", (int64_t)instance->id);
	unsigned count = 0;

	for (; query_next(query); count++)
		volume_leave(query_number(query, 0));
	query_end(query);
	if (count > 0)
		store_run(&host_state,
			  "DELETE FROM disk_uses WHERE instance = ?1", "i",
			  (int64_t)instance->id);
}

void disk_show_growth(int64_t disk)
{
	struct query *query = store_query(
		&host_state,
		"SELECT instance, slot FROM disk_uses WHERE disk = ?1", "i",
		disk);

	while (query_next(query)) {
		struct denali_extents extents = {
			.slot = (uint32_t)query_number(query, 1)
		};
		const struct instance *instance = instance_find(
			(uint64_t)query_number(query, 0));

		if (instance != NULL && volume_extents(disk, &extents))
			ilw_vm_disk(instance->vm, &extents);
	}
	query_end(query);
}
