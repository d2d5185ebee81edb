/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "diskrow.h"
#include "disks.h"

#include <stdlib.h>

#include "host.h"
#include "mkext4.h"
#include "tenants.h"

static struct disk_row read_row(struct query *query)
{
	struct disk_row row = { .id = 0 };

	if (query_next(query)) {
		row.id = query_number(query, 0);
		row.blocks = (uint32_t)query_number(query, 1);
		row.wanted = (uint32_t)query_number(query, 2);
		row.state = (enum disk_state)query_number(query, 3);
		row.error = (int)query_number(query, 4);
		row.filesystem = query_number(query, 5) != 0;
	}
	query_end(query);
	return row;
}

#define COLUMNS "id, blocks, wanted, state, error, filesystem"

struct disk_row disk_find(int64_t tenant, const char *name)
{
	return read_row(store_query(&host_state,
				    "SELECT " COLUMNS " FROM disks"
				    " WHERE tenant = ?1 AND name = ?2",
				    "it", tenant, name));
}

struct disk_row disk_by_id(int64_t id)
{
	return read_row(store_query(&host_state,
				    "SELECT " COLUMNS " FROM disks"
				    " WHERE id = ?1",
				    "i", id));
}

bool disk_size(struct answer *answer, const char *name, int64_t bytes,
	       bool filesystem, uint32_t *blocks)
{
	int64_t least = filesystem ? MKEXT4_LEAST : 1;
	int64_t count = bytes / VOLUME_BLOCK + (bytes % VOLUME_BLOCK != 0);

	if (count >= least && count <= DISK_BLOCKS_MAX) {
		*blocks = (uint32_t)count;
		return true;
	}
	answer_error(answer, 400, "bad-size",
		     "%s: size: a disk%s has from %ld bytes to 1 TiB", name,
		     filesystem ? " with a file system" : "",
		     (long)least * VOLUME_BLOCK);
	return false;
}

/* Of disks that could not be made nothing is there. */
#define USED "SELECT sum(wanted) FROM disks WHERE tenant = ?1 AND state <> ?2"

/* Blocks that rows speak of and the table does not know yet. */
static int64_t blocks_to_come(void)
{
	return store_number(
		&host_state, 0,
		"SELECT sum(CASE state WHEN ?1 THEN wanted"
		" ELSE wanted - blocks END) FROM disks WHERE state IN (?1, ?2)",
		"ii", (int64_t)DISK_MAKING, (int64_t)DISK_GROWING);
}

uint64_t disks_used(int64_t tenant)
{
	return VOLUME_BLOCK * (uint64_t)store_number(&host_state, 0, USED, "ii",
						     tenant,
						     (int64_t)DISK_FAILED);
}

bool disk_allowed(struct answer *answer, int64_t tenant, const char *name,
		  uint32_t blocks)
{
	int64_t left;

	if (!tenant_allows(tenant, LIMIT_DISK, disks_used(tenant),
			   (uint64_t)blocks * VOLUME_BLOCK, answer))
		return false;
	if (!volumes_are_open()) {
		answer_error(answer, 507, "no-disks",
			     "%s: this host has no disks for services; ask its "
			     "provider",
			     name);
		return false;
	}
	left = (int64_t)volumes_free() - blocks_to_come();
	if (left >= blocks)
		return true;
	answer_error(answer, 507, "no-space",
		     "%s: the host has %lld bytes left for disks, and %lld are "
		     "needed; ask its provider",
		     name, (long long)(left > 0 ? left : 0) * VOLUME_BLOCK,
		     (long long)blocks * VOLUME_BLOCK);
	return false;
}

int64_t disk_make(struct answer *answer, int64_t tenant, const char *name,
		  uint32_t blocks, bool filesystem)
{
	if (!answer_store(answer,
			  store_run(&host_state,
				    "INSERT INTO disks (tenant, name, blocks,"
				    " wanted, state, error, filesystem, made)"
				    " VALUES (?1, ?2, ?3, ?3, ?4, 0, ?5, ?6)"
				    " ON CONFLICT (tenant, name) DO UPDATE"
				    " SET blocks = ?3, wanted = ?3, state = ?4,"
				    " error = 0, filesystem = ?5, made = ?6",
				    "itiiii", tenant, name, (int64_t)blocks,
				    (int64_t)DISK_MAKING, (int64_t)filesystem,
				    clock_wall())))
		return 0;
	disk_work();
	return disk_find(tenant, name).id;
}

bool disk_free_for(struct answer *answer, int64_t disk, const char *name,
		   int64_t service, bool read_only)
{
	char *other = store_text(&host_state,
				 "SELECT s.name FROM disk_bindings b"
				 " JOIN services s ON s.id = b.service"
				 " WHERE b.disk = ?1 AND b.service <> ?2"
				 " AND (b.read_only = 0 OR ?3 = 0) LIMIT 1",
				 "iii", disk, service, (int64_t)read_only);

	if (other == NULL)
		return true;
	answer_error(answer, 409, "disk-in-use",
		     "%s: service %s uses the disk, and one that writes has it "
		     "for itself; detach it there, or attach it read-only",
		     name, other);
	free(other);
	return false;
}

/* More than 8 disks cannot be had. */
static bool few_enough(struct answer *answer, int64_t service, const char *name)
{
	if (store_number(&host_state, 0,
			 "SELECT count(*) FROM disk_bindings"
			 " WHERE service = ?1 AND name <> ?2",
			 "it", service, name) < DENALI_DISKS)
		return true;
	answer_error(answer, 409, "quota-bindings",
		     "%s: the service has %d disks, which is the most; detach "
		     "one",
		     name, DENALI_DISKS);
	return false;
}

bool disk_bind(struct answer *answer, int64_t service, const char *name,
	       int64_t disk, bool read_only)
{
	return few_enough(answer, service, name) &&
	       answer_store(answer,
			    store_run(&host_state,
				      "INSERT INTO disk_bindings"
				      " VALUES (?1, ?2, ?3, ?4) ON CONFLICT"
				      " DO UPDATE SET disk = ?3,"
				      " read_only = ?4",
				      "itii", service, name, disk,
				      (int64_t)read_only));
}
