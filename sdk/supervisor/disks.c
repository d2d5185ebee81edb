/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a service publishes with, and what comes of it when its VMs start.
 *
 * The numbers that a VM knows its disks by are a version's: those of its
 * manifest in their order, then, by name, what has been bound besides.
 */
#include "disks.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <ilwaco/disktable.h>
#include <ilwaco/supervisor.h>

#include "diskrow.h"
#include "host.h"
#include "instances.h"

const char disks_schema[] =
	"CREATE TABLE IF NOT EXISTS disks ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  tenant INTEGER NOT NULL REFERENCES tenants (id),"
	"  name TEXT NOT NULL, blocks INTEGER NOT NULL,"
	"  wanted INTEGER NOT NULL, state INTEGER NOT NULL,"
	"  error INTEGER NOT NULL, filesystem INTEGER NOT NULL,"
	"  made INTEGER NOT NULL, UNIQUE (tenant, name));"
	"CREATE TABLE IF NOT EXISTS disk_bindings ("
	"  service INTEGER NOT NULL REFERENCES services (id)"
	"    ON DELETE CASCADE,"
	"  name TEXT NOT NULL, disk INTEGER NOT NULL REFERENCES disks (id),"
	"  read_only INTEGER NOT NULL,"
	"  PRIMARY KEY (service, name)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS disk_bound ON disk_bindings (disk);"
	"CREATE TABLE IF NOT EXISTS disk_slots ("
	"  service INTEGER NOT NULL REFERENCES services (id)"
	"    ON DELETE CASCADE,"
	"  version INTEGER NOT NULL, slot INTEGER NOT NULL,"
	"  name TEXT NOT NULL,"
	"  PRIMARY KEY (service, version, slot)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS disk_uses ("
	"  instance INTEGER NOT NULL, slot INTEGER NOT NULL,"
	"  disk INTEGER NOT NULL, writable INTEGER NOT NULL,"
	"  PRIMARY KEY (instance, slot)) WITHOUT ROWID;";

/* ---- publishing ---- */

/* SERVICE-NAME, in small letters.  False: that is no name of a disk. */
static bool default_name(char name[NAME_TEXT], const char *service,
			 const char *disk)
{
	int length = snprintf(name, NAME_TEXT, "%s-%s", service, disk);

	if (length < 0 || length >= NAME_TEXT)
		return false;
	for (char *at = name; *at != '\0'; at++)
		*at = *at == '_' ? '-' : (char)tolower((unsigned char)*at);
	return name_valid(name);
}

/* What the request says of the service's disk of this name. */
struct said {
	const char *name, *disk;
	bool read_only;
};

static bool read_said(struct answer *answer, json_t *element, size_t index,
		      struct said *said)
{
	char where[40];
	const struct member members[] = {
		{ "name", MEMBER_TEXT, true, 1, MANIFEST_DISK_NAME,
		  &said->name },
		{ "disk", MEMBER_TEXT, false, 1, NAME_TEXT - 1, &said->disk },
		{ "read-only", MEMBER_BOOL, false, 0, 0, &said->read_only },
		{ 0 },
	};

	snprintf(where, sizeof where, "settings.disks[%u]", (unsigned)index);
	return object_members(element, where, answer, members);
}

/* True also if it says nothing. */
static bool find_said(struct answer *answer, json_t *list, const char *name,
		      struct said *said)
{
	size_t index;
	json_t *element;

	json_array_foreach (list, index, element) {
		struct said one = { .read_only = said->read_only };

		if (!read_said(answer, element, index, &one))
			return false;
		if (strcmp(one.name, name) == 0)
			*said = one;
	}
	return true;
}

static int64_t bound_disk(int64_t service, const char *name)
{
	return store_number(&host_state, 0,
			    "SELECT disk FROM disk_bindings"
			    " WHERE service = ?1 AND name = ?2",
			    "it", service, name);
}

/* The tenant's disk that it is to be; made if there is none. */
static int64_t disk_for(struct answer *answer,
			const struct disks_wanted *wanted,
			const struct manifest_disk *disk, const char *name)
{
	struct disk_row row = disk_find(wanted->tenant, name);
	bool filesystem = disk->mount != NULL;
	uint32_t blocks;

	if (row.id != 0 && row.state != DISK_FAILED)
		return row.id;
	if (disk->size == 0) {
		answer_error(answer, 422, "disk-missing",
			     "%s: the service reads a disk %s, and you have no "
			     "disk %s; create it first, or name another in "
			     "\"disks\"",
			     wanted->name, disk->name, name);
		return 0;
	}
	if (!disk_size(answer, name, (int64_t)disk->size, filesystem,
		       &blocks) ||
	    !disk_allowed(answer, wanted->tenant, name, blocks))
		return 0;
	if (wanted->dry_run)
		return -1;
	return disk_make(answer, wanted->tenant, name, blocks, filesystem);
}

static bool fits(struct answer *answer, const struct manifest_disk *disk,
		 const char *name, struct disk_row row)
{
	if (row.state == DISK_REMOVING) {
		answer_error(answer, 409, "disk-busy",
			     "%s: the disk is being removed; try again", name);
		return false;
	}
	if ((uint64_t)row.wanted * VOLUME_BLOCK >= disk->size)
		return true;
	answer_error(answer, 422, "disk-small",
		     "%s: the disk has %lld bytes, and %s needs %lld; grow it",
		     name, (long long)row.wanted * VOLUME_BLOCK, disk->name,
		     (long long)disk->size);
	return false;
}

/* By what the request says, else as it was before, else by the names. */
static bool choose(struct answer *answer, const struct disks_wanted *wanted,
		   const struct manifest_disk *disk, struct said *said,
		   char name[NAME_TEXT], int64_t *number)
{
	*number = 0;
	if (!find_said(answer, wanted->said, disk->name, said))
		return false;
	if (said->disk != NULL)
		snprintf(name, NAME_TEXT, "%s", said->disk);
	else
		*number = bound_disk(wanted->service, disk->name);
	if (said->disk == NULL && *number == 0 &&
	    !default_name(name, wanted->name, disk->name)) {
		answer_error(answer, 422, "disk-name",
			     "%s: %s-%s would be no name of a disk; name one "
			     "in \"disks\"",
			     disk->name, wanted->name, disk->name);
		return false;
	}
	if (*number == 0)
		return said->disk == NULL ||
		       answer_unless_name(answer, "disk", name);
	snprintf(name, NAME_TEXT, "%s", disk->name);
	return true;
}

static bool one_writes(struct answer *answer, const char *service,
		       uint32_t count)
{
	if (count > 1)
		answer_error(answer, 409, "disk-instances",
			     "%s writes to a disk, which %u instances cannot "
			     "do together; have it be one",
			     service, (unsigned)count);
	return count <= 1;
}

static bool admit(struct answer *answer, const struct disks_wanted *wanted,
		  uint32_t slot)
{
	const struct manifest_disk *disk = &wanted->manifest->disks[slot];
	struct said said = { .read_only = disk->read_only };
	char name[NAME_TEXT];
	int64_t number;

	if (!choose(answer, wanted, disk, &said, name, &number))
		return false;
	said.read_only |= disk->read_only;
	if (!said.read_only && !one_writes(answer, wanted->name, wanted->count))
		return false;
	if (number == 0)
		number = disk_for(answer, wanted, disk, name);
	if (number <= 0)
		return number < 0;
	if (!fits(answer, disk, name, disk_by_id(number)) ||
	    !disk_free_for(answer, number, name, wanted->service,
			   said.read_only))
		return false;
	if (wanted->dry_run)
		return true;
	return disk_bind(answer, wanted->service, disk->name, number,
			 said.read_only) &&
	       answer_store(answer,
			    store_run(&host_state,
				      "INSERT OR REPLACE INTO disk_slots"
				      " VALUES (?1, ?2, ?3, ?4)",
				      "iiit", wanted->service,
				      (int64_t)wanted->version, (int64_t)slot,
				      disk->name));
}

/* What the request names has to be there. */
static bool known(struct answer *answer, const struct disks_wanted *wanted)
{
	size_t index;
	json_t *element;

	json_array_foreach (wanted->said, index, element) {
		const char *name = json_string_value(
			json_object_get(element, "name"));
		bool found = name == NULL; /* told when it is read */

		for (uint32_t i = 0; i < wanted->manifest->disk_count; i++)
			found |= name != NULL &&
				 strcmp(wanted->manifest->disks[i].name,
					name) == 0;
		if (found)
			continue;
		answer_error(answer, 422, "disk-unknown",
			     "%s: the image's manifest has no [[disk]] of that "
			     "name; attach others with PUT "
			     "/v1/services/%s/disks/%s",
			     name, wanted->name, name);
		return false;
	}
	return true;
}

bool disks_admit(struct answer *answer, const struct disks_wanted *wanted)
{
	if (!known(answer, wanted))
		return false;
	for (uint32_t i = 0; i < wanted->manifest->disk_count; i++)
		if (!admit(answer, wanted, i))
			return false;
	return true;
}

void disks_forget_version(int64_t service, uint32_t version)
{
	store_run(&host_state,
		  "DELETE FROM disk_slots WHERE service = ?1 AND version = ?2",
		  "ii", service, (int64_t)version);
}

bool disks_writable(int64_t service)
{
	return store_number(&host_state, 0,
			    "SELECT 1 FROM disk_bindings"
			    " WHERE service = ?1 AND read_only = 0 LIMIT 1",
			    "i", service) != 0;
}

bool disks_allow(struct answer *answer, int64_t service, const char *name,
		 uint32_t count)
{
	if (count == 0)
		count = (uint32_t)store_number(
			&host_state, 1,
			"SELECT CASE target WHEN 0 THEN count"
			" ELSE max(count, target_count) END"
			" FROM services WHERE id = ?1",
			"i", service);
	return !disks_writable(service) || one_writes(answer, name, count);
}
