/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Row numbers of tenants are not used again: what is left of one that was
 * deleted, its bill and its rows of the audit, never becomes another's.
 */
#include "tenants.h"

#include <stdio.h>
#include <stdlib.h>

#include "host.h"
#include "ports.h"

const char tenants_schema[] = "CREATE TABLE IF NOT EXISTS tenants ("
			      " id INTEGER PRIMARY KEY AUTOINCREMENT,"
			      " name TEXT NOT NULL UNIQUE,"
			      " created INTEGER NOT NULL,"
			      " services INTEGER NOT NULL,"
			      " instances INTEGER NOT NULL,"
			      " memory INTEGER NOT NULL,"
			      " cpu INTEGER NOT NULL,"
			      " disk INTEGER NOT NULL,"
			      " bandwidth INTEGER NOT NULL,"
			      " image_bytes INTEGER NOT NULL,"
			      " requests INTEGER NOT NULL,"
			      " ports INTEGER NOT NULL);";

#define LIMIT_COLUMNS                                                          \
	"services, instances, memory, cpu, disk, bandwidth, "                  \
	"image_bytes, requests, ports"

#define KiB INT64_C(1024)
#define MiB (1024 * KiB)
#define GiB (1024 * MiB)
#define NUMBER_MOST (INT64_C(1) << 50)

/* By enum limit; what a new tenant has if nothing else is said. */
static const struct {
	const char *name, *code, *what;
	int64_t most, usual;
} limits[LIMITS] = {
	[LIMIT_SERVICES] = { "services", "quota-services", "services", 1000000,
			     50 },
	[LIMIT_INSTANCES] = { "instances", "quota-instances", "instances",
			      1000000, 100 },
	[LIMIT_MEMORY] = { "memory", "quota-memory", "bytes of memory",
			   NUMBER_MOST, GiB },
	[LIMIT_CPU] = { "cpu", "quota-cpu", "percent of a processor", 1000000,
			100 },
	[LIMIT_DISK] = { "disk", "quota-disk", "bytes of disks", NUMBER_MOST,
			 4 * GiB },
	[LIMIT_BANDWIDTH] = { "bandwidth", "quota-bandwidth", "bytes a second",
			      NUMBER_MOST, 12500000 },
	[LIMIT_IMAGE_BYTES] = { "image-bytes", "quota-image-bytes",
				"bytes of images", NUMBER_MOST, 256 * MiB },
	[LIMIT_REQUESTS] = { "requests", "quota-requests", "requests a minute",
			     1000000, 600 },
	[LIMIT_PORTS] = { "ports", "quota-ports", "ports of the host's",
			  1000000, 64 },
};

/* ---- for others ---- */

uint64_t tenant_limit(int64_t tenant, enum limit limit)
{
	struct query *row = store_query(&host_state,
					"SELECT " LIMIT_COLUMNS
					" FROM tenants WHERE id = ?1",
					"i", tenant);
	uint64_t value = 0;

	if (query_next(row))
		value = (uint64_t)query_number(row, (int)limit);
	query_end(row);
	return value;
}

bool tenant_allows(int64_t tenant, enum limit limit, uint64_t used,
		   uint64_t more, struct answer *answer)
{
	uint64_t most = tenant_limit(tenant, limit);

	if (used <= most && more <= most - used)
		return true;
	if (answer != NULL)
		answer_error(answer, 409, limits[limit].code,
			     "%llu more %s than the %llu in use would be over "
			     "the tenant's limit of %llu (%s)",
			     (unsigned long long)more, limits[limit].what,
			     (unsigned long long)used, (unsigned long long)most,
			     limits[limit].name);
	return false;
}

int64_t tenant_find(const char *name)
{
	return store_number(&host_state, 0,
			    "SELECT id FROM tenants WHERE name = ?1", "t",
			    name);
}

bool tenant_name(int64_t tenant, char name[NAME_TEXT])
{
	struct query *row = store_query(&host_state,
					"SELECT name FROM tenants "
					"WHERE id = ?1",
					"i", tenant);
	bool found = query_next(row);

	if (found)
		snprintf(name, NAME_TEXT, "%s", query_text(row, 0));
	query_end(row);
	return found;
}

int64_t tenant_make(const char *name, const int64_t values[LIMITS],
		    enum store_result *result)
{
	*result = store_run(&host_state,
			    "INSERT INTO tenants (name, created, " LIMIT_COLUMNS
			    ") VALUES "
			    "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
			    "tiiiiiiiiii", name, clock_wall(), values[0],
			    values[1], values[2], values[3], values[4],
			    values[5], values[6], values[7], values[8]);
	return *result == STORE_OK ? store_inserted(&host_state) : 0;
}

void tenant_most(int64_t values[LIMITS])
{
	for (int i = 0; i < LIMITS; i++)
		values[i] = limits[i].most;
}

json_t *tenant_limits(int64_t tenant)
{
	json_t *json = json_object();

	for (int i = 0; i < LIMITS; i++)
		json_object_set_new(json, limits[i].name,
				    json_integer((json_int_t)tenant_limit(
					    tenant, (enum limit)i)));
	return json;
}

/* ---- handlers ---- */

static json_t *tenant_json(int64_t tenant)
{
	struct query *row = store_query(&host_state,
					"SELECT name, created FROM tenants "
					"WHERE id = ?1",
					"i", tenant);
	json_t *json = NULL;

	if (query_next(row))
		json = json_pack("{s:s,s:o,s:o,s:o}", "name",
				 query_text(row, 0), "created",
				 json_time(query_number(row, 1)), "limits",
				 tenant_limits(tenant), "used",
				 tenant_uses(tenant));
	query_end(row);
	return json;
}

static bool read_limits(struct answer *answer, json_t *object,
			int64_t values[LIMITS])
{
	struct member members[LIMITS + 1] = { 0 };

	for (int i = 0; i < LIMITS; i++)
		members[i] = (struct member){ .name = limits[i].name,
					      .kind = MEMBER_NUMBER,
					      .most = limits[i].most,
					      .to = &values[i] };
	return object == NULL ||
	       object_members(object, "limits", answer, members);
}

/* Never all of the ports that there are: others want some, too. */
static void usual(int64_t values[LIMITS])
{
	int64_t half = (ports_offered() + 1) / 2;

	for (int i = 0; i < LIMITS; i++)
		values[i] = limits[i].usual;
	if (values[LIMIT_PORTS] > half)
		values[LIMIT_PORTS] = half;
}

static void list_tenants(struct request *request, struct answer *answer)
{
	struct query *rows = store_query(
		&host_state, "SELECT id FROM tenants ORDER BY name", "");
	json_t *list = json_array();

	(void)request;
	while (query_next(rows))
		json_array_append_new(list, tenant_json(query_number(rows, 0)));
	query_end(rows);
	answer_json(answer, 200, json_pack("{s:o}", "tenants", list));
}

static void make_tenant(struct request *request, struct answer *answer)
{
	int64_t values[LIMITS], tenant;
	enum store_result result;
	const char *name = "";
	json_t *object = NULL;
	const struct member members[] = {
		{ "name", MEMBER_TEXT, true, 0, 64, &name },
		{ "limits", MEMBER_OBJECT, false, 0, LIMITS, &object },
		{ 0 },
	};

	usual(values);
	if (!request_members(request, answer, members) ||
	    !answer_unless_name(answer, "tenant", name) ||
	    !read_limits(answer, object, values))
		return;
	audit(request, "tenant.create", "%s", name);
	tenant = tenant_make(name, values, &result);
	if (result == STORE_EXISTS)
		answer_error(answer, 409, "exists",
			     "there is a tenant %s already", name);
	else if (answer_store(answer, result))
		answer_json(answer, 201, tenant_json(tenant));
}

/* The tenant of the path, or 404. */
static int64_t named(struct request *request, struct answer *answer)
{
	int64_t tenant = tenant_find(request->parameter[0]);

	if (tenant == 0)
		answer_missing(answer, "tenant", request->parameter[0]);
	return tenant;
}

static void get_tenant(struct request *request, struct answer *answer)
{
	int64_t tenant = named(request, answer);

	if (tenant != 0)
		answer_json(answer, 200, tenant_json(tenant));
}

static void change_tenant(struct request *request, struct answer *answer)
{
	int64_t tenant = named(request, answer), v[LIMITS];
	json_t *object = NULL;
	const struct member members[] = {
		{ "limits", MEMBER_OBJECT, true, 1, LIMITS, &object },
		{ 0 },
	};
	enum store_result result;
	char *text;

	if (tenant == 0 || !request_members(request, answer, members))
		return;
	for (int i = 0; i < LIMITS; i++)
		v[i] = (int64_t)tenant_limit(tenant, (enum limit)i);
	if (!read_limits(answer, object, v))
		return;
	text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
	audit(request, "tenant.limits", "%s %s", request->parameter[0],
	      text == NULL ? "" : text);
	free(text);
	result = store_run(&host_state,
			   "UPDATE tenants SET (" LIMIT_COLUMNS ") = "
			   "(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
			   "WHERE id = ?1",
			   "iiiiiiiiii", tenant, v[0], v[1], v[2], v[3], v[4],
			   v[5], v[6], v[7], v[8]);
	if (answer_store(answer, result))
		answer_json(answer, 200, tenant_json(tenant));
}

/* What else refers to it, services and disks, goes first, by their own rules;
 * tokens and keys go with it. */
static void delete_tenant(struct request *request, struct answer *answer)
{
	int64_t tenant = named(request, answer);
	enum store_result result;

	if (tenant == 0)
		return;
	audit(request, "tenant.delete", "%s", request->parameter[0]);
	result = store_run(&host_state, "DELETE FROM tenants WHERE id = ?1",
			   "i", tenant);
	if (result == STORE_REFUSED)
		answer_error(answer, 409, "in-use",
			     "the tenant %s has services, images or disks; "
			     "delete them first",
			     request->parameter[0]);
	else
		answer_store(answer, result);
}

#define TENANT_BODY 4096

const struct route tenants_routes[] = {
	{ .method = "GET",
	  .path = "/v1/tenants",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = list_tenants },
	{ .method = "POST",
	  .path = "/v1/tenants",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = make_tenant,
	  .body = BODY_JSON,
	  .body_max = TENANT_BODY },
	{ .method = "GET",
	  .path = "/v1/tenants/{tenant}",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = get_tenant },
	{ .method = "PATCH",
	  .path = "/v1/tenants/{tenant}",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = change_tenant,
	  .body = BODY_JSON,
	  .body_max = TENANT_BODY },
	{ .method = "DELETE",
	  .path = "/v1/tenants/{tenant}",
	  .scope = SCOPE_ADMIN,
	  .whose = OF_HOST,
	  .handler = delete_tenant },
	{ 0 },
};
