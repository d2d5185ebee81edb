/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali tenant`: who may publish to a host, for its administrators.
 */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "assign.h"
#include "call.h"
#include "listing.h"
#include "verbs.h"

static int tell(const struct call *call, int status, json_t *answer,
		const char *what)
{
	if (status == 0 && call->output == OUTPUT_TABLE)
		printf("%s: %s\n", call->words[0], what);
	if (status == 0 && call->output == OUTPUT_JSON && answer != NULL)
		listing_json(answer);
	json_decref(answer);
	return status;
}

/* The words after the name, as limits; false: the error is printed. */
static bool read_limits(const struct call *call, json_t **limits)
{
	*limits = assign_read(call->title, call->words + 1, call->count - 1,
			      assign_tenant);
	return *limits != NULL;
}

static int create(struct call *call)
{
	json_t *limits, *answer = NULL;
	int status;

	if (!read_limits(call, &limits))
		return STATUS_ERROR;
	status = api_change(&call->remote, "POST",
			    json_pack("{s:s, s:o}", "name", call->words[0],
				      "limits", limits),
			    &answer, "/v1/tenants");
	return tell(call, status, answer, "created");
}

static int set(struct call *call)
{
	json_t *limits, *answer = NULL;
	int status;

	if (!read_limits(call, &limits))
		return STATUS_ERROR;
	status = api_change(&call->remote, "PATCH",
			    json_pack("{s:o}", "limits", limits), &answer,
			    "/v1/tenants/%s", call->words[0]);
	return tell(call, status, answer, "set");
}

static int delete (struct call *call)
{
	json_t *answer = NULL;
	int status = api_change(&call->remote, "DELETE", NULL, &answer,
				"/v1/tenants/%s", call->words[0]);

	return tell(call, status, answer, "removed");
}

/* ---- what it may have ---- */

/* A key of what the host has said, as people write it. */
static void write_limit(struct buffer *out, const json_t *row, const char *key)
{
	const struct assign_key *known = assign_tenant;
	const char *name = api_string(row, "limit");
	struct column column = { .key = key, .kind = COLUMN_NUMBER };

	while (known->name != NULL && strcmp(known->name, name) != 0)
		known++;
	if (known->kind == ASSIGN_SIZE)
		column.kind = COLUMN_SIZE;
	listing_cell(out, &column, row);
}

static void write_most(struct buffer *out, const json_t *row)
{
	write_limit(out, row, "most");
}

static void write_used(struct buffer *out, const json_t *row)
{
	write_limit(out, row, "used");
}

/* A row for each limit; of what is not counted, how much is not there. */
static json_t *limit_rows(const json_t *tenant)
{
	json_t *limits = json_object_get(tenant, "limits"), *most;
	json_t *rows = json_array();
	const char *name;

	json_object_foreach (limits, name, most) {
		json_t *row = json_pack("{s:s, s:O}", "limit", name, "most",
					most);
		json_t *used = json_object_get(json_object_get(tenant, "used"),
					       name);

		if (used != NULL)
			json_object_set(row, "used", used);
		json_array_append_new(rows, row);
	}
	return rows;
}

static void print(const json_t *tenant)
{
	static const struct column columns[] = {
		{ .title = "LIMIT", .key = "limit" },
		{ .title = "MOST", .kind = COLUMN_OWN, .write = write_most },
		{ .title = "USED", .kind = COLUMN_OWN, .write = write_used },
		{ 0 },
	};
	json_t *rows = limit_rows(tenant);

	listing_print(rows, columns, OUTPUT_TABLE);
	json_decref(rows);
}

static int show(struct call *call)
{
	json_t *tenant = api_get(&call->remote, "/v1/tenants/%s",
				 call->words[0]);

	if (tenant == NULL)
		return STATUS_ERROR;
	if (call->output == OUTPUT_JSON)
		listing_json(tenant);
	else if (call->output == OUTPUT_TABLE)
		print(tenant);
	json_decref(tenant);
	return 0;
}

static int list(struct call *call)
{
	static const struct column columns[] = {
		{ .title = "NAME", .key = "name" },
		{ .title = "CREATED", .key = "created", .kind = COLUMN_TIME },
		{ .title = "SERVICES",
		  .key = "limits.services",
		  .kind = COLUMN_NUMBER },
		{ .title = "INSTANCES",
		  .key = "limits.instances",
		  .kind = COLUMN_NUMBER },
		{ .title = "MEMORY",
		  .key = "limits.memory",
		  .kind = COLUMN_SIZE },
		{ .title = "CPU", .key = "limits.cpu", .kind = COLUMN_NUMBER },
		{ .title = "DISK", .key = "limits.disk", .kind = COLUMN_SIZE },
		{ 0 },
	};

	return call_list(call,
			 api_list(&call->remote, "tenants", "/v1/tenants"),
			 columns);
}

static const struct action actions[] = {
	{ "create", "TENANT [KEY=VALUE...]", "ro", create },
	{ "list", "", "ro", list },
	{ "show", "TENANT", "ro", show },
	{ "set", "TENANT KEY=VALUE...", "ro", set },
	{ "rm", "TENANT", "ro", delete },
};

static int tenant_main(int argc, char *argv[])
{
	return call_run(actions, sizeof actions / sizeof actions[0], argc,
			argv);
}

static const char help[] =
	"usage: denali tenant create [options] TENANT [KEY=VALUE...]\n"
	"       denali tenant list [options]\n"
	"       denali tenant show [options] TENANT\n"
	"       denali tenant set [options] TENANT KEY=VALUE...\n"
	"       denali tenant rm [options] TENANT\n"
	"\n"
	"Keeps a host's tenants, for its administrators.  A tenant sees its\n"
	"own services, disks, tokens and keys, and nothing of others.  Its\n"
	"limits are those of `denali help limits`; 0 lets it have none.\n"
	"show tells each limit, and how much of it is in use.\n"
	"rm removes a tenant of which nothing is left.\n"
	"\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  -o FORM             as a table (for people), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host refuses.\n"
	"\n"
	"  denali tenant create acme services=10 memory=256M\n"
	"  denali token create --tenant acme --scopes read,deploy team\n";

const struct verb verb_tenant = {
	.group = VERB_PUBLISH,
	.name = "tenant",
	.summary = "keep a host's tenants, as its administrator",
	.help = help,
	.main = tenant_main,
};
