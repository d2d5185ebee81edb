/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Requests about disks.
 */
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disktable.h>

#include "asked.h"
#include "diskrow.h"
#include "disks.h"
#include "host.h"

static const char *const state_names[] = {
	[DISK_READY] = "ready",     [DISK_MAKING] = "making",
	[DISK_GROWING] = "growing", [DISK_REMOVING] = "removing",
	[DISK_FAILED] = "failed",
};

/* ---- what there is ---- */

static json_t *users_json(int64_t disk)
{
	struct query *query = store_query(
		&host_state,
		"SELECT s.name, b.name, b.read_only FROM disk_bindings b"
		" JOIN services s ON s.id = b.service WHERE b.disk = ?1"
		" ORDER BY s.name, b.name",
		"i", disk);
	json_t *users = json_array();

	while (query_next(query))
		json_array_append_new(
			users, json_pack("{s:s, s:s, s:b}", "service",
					 query_text(query, 0), "name",
					 query_text(query, 1), "read-only",
					 (int)query_number(query, 2)));
	query_end(query);
	return users;
}

static json_t *disk_json(const char *name, const struct disk_row *row)
{
	json_t *disk = json_pack(
		"{s:s, s:I, s:s, s:b, s:I, s:o}", "name", name, "size",
		(json_int_t)row->blocks * VOLUME_BLOCK, "state",
		state_names[row->state], "file-system", row->filesystem,
		"instances",
		(json_int_t)store_number(
			&host_state, 0,
			"SELECT count(*) FROM disk_uses WHERE disk = ?1", "i",
			row->id),
		"services", users_json(row->id));

	if (row->error != 0)
		json_object_set_new(
			disk, "problem",
			json_string(ilw_disktable_error(row->error)));
	return disk;
}

static void list_disks(struct request *request, struct answer *answer)
{
	struct query *query = store_query(&host_state,
					  "SELECT name FROM disks"
					  " WHERE tenant = ?1 ORDER BY name",
					  "i", request->tenant);
	json_t *disks = json_array();

	while (query_next(query)) {
		const char *name = query_text(query, 0);
		struct disk_row row = disk_find(request->tenant, name);

		json_array_append_new(disks, disk_json(name, &row));
	}
	query_end(query);
	answer_json(answer, 200, json_pack("{s:o}", "disks", disks));
}

/* ---- changes, which the thread makes while the request waits ---- */

static void wait_for_work(struct request *request, struct answer *answer)
{
	answer_wait(answer, TOPIC_DISKS, request->began + WAIT_MAX * 1000);
}

/* How it has gone, when the request is asked again: 202 if it goes on. */
static void answer_later(struct request *request, struct answer *answer,
			 const char *name, unsigned status)
{
	struct disk_row row = disk_find(request->tenant, name);

	if (row.id == 0) {
		answer_missing(answer, "disk", name);
	} else if (row.state == DISK_READY && row.error == 0) {
		answer_json(answer, status, disk_json(name, &row));
	} else if (row.state == DISK_READY || row.state == DISK_FAILED) {
		answer_error(answer, 507, "disk-failed", "%s: %s", name,
			     ilw_disktable_error(row.error));
	} else if (request->late) {
		answer_json(answer, 202, disk_json(name, &row));
	} else {
		wait_for_work(request, answer);
	}
}

/* All has been found right, and nothing is to be done. */
static bool only_dry(struct request *request, struct answer *answer,
		     const char *name)
{
	if (!request_flag(request, "dry-run"))
		return false;
	answer_json(answer, 200,
		    json_pack("{s:s, s:b}", "name", name, "dry-run", 1));
	return true;
}

struct new_disk {
	const char *name;
	int64_t size;
	bool filesystem;
};

static bool read_new(struct request *request, struct answer *answer,
		     struct new_disk *disk)
{
	const struct member members[] = {
		{ "name", MEMBER_TEXT, true, 1, NAME_TEXT - 1, &disk->name },
		{ "size", MEMBER_NUMBER, true, 1, INT64_MAX / 2, &disk->size },
		{ "file-system", MEMBER_BOOL, false, 0, 0, &disk->filesystem },
		{ 0 },
	};

	disk->filesystem = true;
	return request_members(request, answer, members) &&
	       answer_unless_name(answer, "disk", disk->name);
}

static bool exists(struct request *request, struct answer *answer,
		   const char *name)
{
	struct disk_row row = disk_find(request->tenant, name);

	if (row.id == 0 || row.state == DISK_FAILED)
		return false;
	answer_error(answer, 409, "disk-exists",
		     "%s: there is a disk of that name; grow it, or "
		     "choose another name",
		     name);
	return true;
}

static void create_disk(struct request *request, struct answer *answer)
{
	struct new_disk disk;
	uint32_t blocks;

	if (!read_new(request, answer, &disk))
		return;
	if (request->calls > 0) {
		answer_later(request, answer, disk.name, 201);
		return;
	}
	if (exists(request, answer, disk.name) ||
	    !disk_size(answer, disk.name, disk.size, disk.filesystem,
		       &blocks) ||
	    !disk_allowed(answer, request->tenant, disk.name, blocks))
		return;
	if (only_dry(request, answer, disk.name))
		return;
	audit(request, "disk.create", "%s size=%lld", disk.name,
	      (long long)blocks * VOLUME_BLOCK);
	if (disk_make(answer, request->tenant, disk.name, blocks,
		      disk.filesystem) != 0)
		wait_for_work(request, answer);
}

/* The disk that the path names, if it can be changed now. */
static struct disk_row asked_disk(struct request *request,
				  struct answer *answer)
{
	const char *name = request->parameter[0];
	struct disk_row row = disk_find(request->tenant, name);

	if (row.id == 0) {
		answer_missing(answer, "disk", name);
	} else if (row.state != DISK_READY && row.state != DISK_FAILED) {
		answer_error(answer, 409, "disk-busy",
			     "%s: the disk is %s; try again", name,
			     state_names[row.state]);
		row.id = 0;
	}
	return row;
}

static bool may_grow(struct request *request, struct answer *answer,
		     const struct disk_row *row, uint32_t blocks)
{
	const char *name = request->parameter[0];

	if (row->state == DISK_FAILED) {
		answer_error(answer, 409, "disk-failed",
			     "%s: the disk could not be made; delete it", name);
		return false;
	}
	if (blocks < row->blocks) {
		answer_error(answer, 409, "disk-shrinks",
			     "%s: the disk has %lld bytes, and disks can only "
			     "grow",
			     name, (long long)row->blocks * VOLUME_BLOCK);
		return false;
	}
	return disk_allowed(answer, request->tenant, name,
			    blocks - row->blocks);
}

static void grow_disk(struct request *request, struct answer *answer)
{
	const char *name = request->parameter[0];
	int64_t size = 0;
	const struct member members[] = {
		{ "size", MEMBER_NUMBER, true, 1, INT64_MAX / 2, &size },
		{ 0 },
	};
	struct disk_row row;
	uint32_t blocks;

	if (request->calls > 0) {
		answer_later(request, answer, name, 200);
		return;
	}
	row = asked_disk(request, answer);
	if (row.id == 0 || !request_members(request, answer, members) ||
	    !disk_size(answer, name, size, row.filesystem, &blocks) ||
	    !may_grow(request, answer, &row, blocks) ||
	    only_dry(request, answer, name) ||
	    !answer_store(answer, store_run(&host_state,
					    "UPDATE disks SET wanted = ?2,"
					    " state = ?3 WHERE id = ?1",
					    "iii", row.id, (int64_t)blocks,
					    (int64_t)DISK_GROWING)))
		return;
	audit(request, "disk.grow", "%s size=%lld", name,
	      (long long)blocks * VOLUME_BLOCK);
	disk_work();
	wait_for_work(request, answer);
}

/* Nobody may lose it: neither a service that is bound to it, nor a VM that has
 * it still. */
static bool may_remove(struct answer *answer, const char *name, int64_t disk)
{
	char *service = store_text(
		&host_state,
		"SELECT s.name FROM disk_bindings b"
		" JOIN services s ON s.id = b.service WHERE b.disk = ?1"
		" LIMIT 1",
		"i", disk);
	bool used = store_number(&host_state, 0,
				 "SELECT 1 FROM disk_uses WHERE disk = ?1"
				 " LIMIT 1",
				 "i", disk) != 0;

	if (service != NULL)
		answer_error(answer, 409, "disk-in-use",
			     "%s: service %s uses the disk; detach it, or "
			     "remove the service, first",
			     name, service);
	else if (used)
		answer_error(answer, 409, "disk-in-use",
			     "%s: an instance still has the disk; stop it "
			     "first",
			     name);
	free(service);
	return service == NULL && !used;
}

static void remove_disk(struct request *request, struct answer *answer)
{
	const char *name = request->parameter[0];
	struct disk_row row;

	if (request->calls > 0) {
		if (disk_find(request->tenant, name).id == 0)
			answer->status = 204;
		else
			answer_later(request, answer, name, 200);
		return;
	}
	row = asked_disk(request, answer);
	if (row.id == 0 || !may_remove(answer, name, row.id) ||
	    only_dry(request, answer, name) ||
	    !answer_store(answer,
			  store_run(&host_state,
				    "UPDATE disks SET state = ?2"
				    " WHERE id = ?1",
				    "ii", row.id, (int64_t)DISK_REMOVING)))
		return;
	audit(request, "disk.delete", "%s", name);
	disk_work();
	wait_for_work(request, answer);
}

/* ---- bindings ---- */

/* As [[disk]] name of a manifest. */
static bool valid_binding(struct answer *answer, const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789_-";
	size_t length = strlen(name);

	if (length > 0 && length <= MANIFEST_DISK_NAME &&
	    strspn(name, allowed) == length)
		return true;
	answer_error(answer, 400, "bad-name",
		     "%.80s: no name that a service can have for a disk: "
		     "letters, digits, - and _, at most %d",
		     name, MANIFEST_DISK_NAME);
	return false;
}

static void bind_service(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const char *disk = NULL;
	bool read_only = false;
	const char *name = request->parameter[1];
	const struct member members[] = {
		{ "disk", MEMBER_TEXT, true, 1, NAME_TEXT - 1, &disk },
		{ "read-only", MEMBER_BOOL, false, 0, 0, &read_only },
		{ 0 },
	};
	struct disk_row row;

	if (service == 0 || !request_members(request, answer, members) ||
	    !valid_binding(answer, name))
		return;
	row = disk_find(request->tenant, disk);
	if (row.id == 0 || row.state == DISK_REMOVING) {
		answer_missing(answer, "disk", disk);
		return;
	}
	if (!disk_free_for(answer, row.id, disk, service, read_only) ||
	    only_dry(request, answer, name) ||
	    !disk_bind(answer, service, name, row.id, read_only) ||
	    !disks_allow(answer, service, request->parameter[0], 0))
		return;
	audit(request, "disk.attach", "%s %s disk=%s%s", request->parameter[0],
	      name, disk, read_only ? " read-only" : "");
	answer_json(answer, 200,
		    json_pack("{s:s, s:s, s:b, s:s}", "name", name, "disk",
			      disk, "read-only", read_only, "applies",
			      "next-start"));
}

static void unbind_service(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const char *name = request->parameter[1];

	if (service == 0)
		return;
	if (store_number(&host_state, 0,
			 "SELECT 1 FROM disk_bindings"
			 " WHERE service = ?1 AND name = ?2",
			 "it", service, name) == 0) {
		answer_missing(answer, "disk", name);
		return;
	}
	if (only_dry(request, answer, name) ||
	    !answer_store(answer, store_run(&host_state,
					    "DELETE FROM disk_bindings"
					    " WHERE service = ?1"
					    " AND name = ?2",
					    "it", service, name)))
		return;
	audit(request, "disk.detach", "%s %s", request->parameter[0], name);
	answer->status = 204;
}

#define JSON_MAX 4096
const struct route disks_routes[] = {
	{ "GET", "/v1/disks", SCOPE_READ, OF_TENANT, list_disks, BODY_NONE, 0,
	  NULL },
	{ "POST", "/v1/disks", SCOPE_DEPLOY, OF_TENANT, create_disk, BODY_JSON,
	  JSON_MAX, NULL },
	{ "PATCH", "/v1/disks/{disk}", SCOPE_DEPLOY, OF_TENANT, grow_disk,
	  BODY_JSON, JSON_MAX, NULL },
	{ "DELETE", "/v1/disks/{disk}", SCOPE_DEPLOY, OF_TENANT, remove_disk,
	  BODY_NONE, 0, NULL },
	{ "PUT", "/v1/services/{service}/disks/{name}", SCOPE_DEPLOY, OF_TENANT,
	  bind_service, BODY_JSON, JSON_MAX, NULL },
	{ "DELETE", "/v1/services/{service}/disks/{name}", SCOPE_DEPLOY,
	  OF_TENANT, unbind_service, BODY_NONE, 0, NULL },
	{ 0 },
};
