/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali ps`: services on a host, or the instances of one.
 */
#include "api.h"
#include "call.h"
#include "listing.h"
#include "verbs.h"

static void write_instances(struct buffer *out, const json_t *row)
{
	buffer_printf(out, "%lld/%lld",
		      (long long)api_integer(row, "instances"),
		      (long long)api_integer(row, "wanted"));
}

static const struct column services[] = {
	{ .title = "NAME", .key = "name" },
	{ .title = "STATE", .key = "state" },
	{ .title = "VERSION", .key = "version", .kind = COLUMN_NUMBER },
	{ .title = "TAG", .key = "tag" },
	{ .title = "INSTANCES", .kind = COLUMN_OWN, .write = write_instances },
	{ .title = "RESTARTS", .key = "restarts", .kind = COLUMN_NUMBER },
	{ .title = "SINCE", .key = "since", .kind = COLUMN_AGE },
	{ .title = "MEMORY", .key = "memory", .kind = COLUMN_SIZE },
	{ .title = "URL", .key = "url" },
	{ 0 },
};

static const struct column instances[] = {
	{ .title = "INSTANCE", .key = "instance" },
	{ .title = "STATE", .key = "state" },
	{ .title = "VERSION", .key = "version", .kind = COLUMN_NUMBER },
	{ .title = "STARTED", .key = "started", .kind = COLUMN_AGE },
	{ .title = "ADDRESS", .key = "address" },
	{ .title = "MEMORY", .key = "memory", .kind = COLUMN_SIZE },
	{ 0 },
};

static int ps(struct call *call)
{
	bool one = call->count > 0;
	json_t *rows = one ? api_list(&call->remote, "instances",
				      "/v1/services/%s/instances",
				      call->words[0]) :
			     api_list(&call->remote, "services",
				      "/v1/services");

	return call_list(call, rows, one ? instances : services);
}

static const struct action actions[] = {
	{ NULL, "[SERVICE]", "rTo", ps },
};

static int ps_main(int argc, char *argv[])
{
	return call_run(actions, 1, argc, argv);
}

static const char help[] =
	"usage: denali ps [options] [SERVICE]\n"
	"\n"
	"Lists the services on a host: what state each is in and since when,\n"
	"which version serves, how many instances of how many are healthy,\n"
	"how often one has been started anew, and where it is reached.  With\n"
	"a SERVICE, lists its instances.\n"
	"\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as a table (for people), as json, or quiet:\n"
	"                      the names alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host cannot say.\n"
	"\n"
	"  denali ps\n"
	"  denali ps -o json web\n";

const struct verb verb_ps = {
	.group = VERB_PUBLISH,
	.name = "ps",
	.summary = "list the services on a host",
	.help = help,
	.main = ps_main,
};
