/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali disk`: disks on a host, and which service has them.
 */
#include <stdio.h>
#include <stdlib.h>

#include "api.h"
#include "call.h"
#include "listing.h"
#include "parse.h"
#include "verbs.h"

static bool read_size(const struct call *call, const char *text, json_t **size)
{
	uint64_t bytes;

	if (parse_size(text, &bytes) && bytes > 0 && bytes < INT64_MAX) {
		*size = json_integer((json_int_t)bytes);
		return true;
	}
	error("%s: %s: not a size; write it as in 64M", call->title, text);
	return false;
}

static int tell(const struct call *call, int status, json_t *answer,
		const char *name, const char *what)
{
	if (status == 0 && call->output == OUTPUT_TABLE)
		printf("%s: %s\n", name, what);
	if (status == 0 && call->output == OUTPUT_JSON && answer != NULL)
		listing_json(answer);
	json_decref(answer);
	return status;
}

static int create(struct call *call)
{
	bool pretend = call->value['d'] != NULL;
	json_t *size, *answer = NULL;
	int status;

	if (!read_size(call, call->words[1], &size))
		return STATUS_ERROR;
	status = api_change(
		&call->remote, "POST",
		json_pack("{s:s, s:o, s:b}", "name", call->words[0], "size",
			  size, "file-system", call->value['W'] == NULL),
		&answer, "/v1/disks%s", pretend ? "?dry-run=1" : "");
	return tell(call, status, answer, call->words[0],
		    pretend ? "would be created" : "created");
}

static int grow(struct call *call)
{
	json_t *size, *answer = NULL;
	int status;

	if (!read_size(call, call->words[1], &size))
		return STATUS_ERROR;
	status = api_change(&call->remote, "PATCH",
			    json_pack("{s:o}", "size", size), &answer,
			    "/v1/disks/%s", call->words[0]);
	return tell(call, status, answer, call->words[0], "grown");
}

static int delete (struct call *call)
{
	int status = 0;

	for (size_t i = 0; i < call->count; i++) {
		json_t *answer = NULL;
		int one = api_change(&call->remote, "DELETE", NULL, &answer,
				     "/v1/disks/%s", call->words[i]);

		one = tell(call, one, answer, call->words[i], "removed");
		status = one > status ? one : status;
	}
	return status;
}

/* What the service calls it; the disk's own name, unless it is said. */
static int attach(struct call *call)
{
	const char *disk = call->words[0], *service = call->words[1];
	const char *name = call->value['A'] != NULL ? call->value['A'] : disk;
	char *escaped = http_escape(name);
	json_t *answer = NULL;
	int status = api_change(
		&call->remote, "PUT",
		json_pack("{s:s, s:b}", "disk", disk, "read-only",
			  call->value['O'] != NULL),
		&answer, "/v1/services/%s/disks/%s", service, escaped);

	free(escaped);
	return tell(call, status, answer, disk,
		    "attached, from the service's next start on");
}

static int detach(struct call *call)
{
	char *name = http_escape(call->words[1]);
	json_t *answer = NULL;
	int status = api_change(&call->remote, "DELETE", NULL, &answer,
				"/v1/services/%s/disks/%s", call->words[0],
				name);

	free(name);
	return tell(call, status, answer, call->words[1],
		    "detached, from the service's next start on");
}

static void write_services(struct buffer *out, const json_t *row)
{
	const struct column service = { .key = "service" };
	const json_t *users = json_object_get(row, "services"), *user;
	size_t i;

	json_array_foreach (users, i, user) {
		if (i > 0)
			buffer_append(out, ",", 1);
		listing_cell(out, &service, user);
	}
}

static int list(struct call *call)
{
	static const struct column columns[] = {
		{ .title = "NAME", .key = "name" },
		{ .title = "SIZE", .key = "size", .kind = COLUMN_SIZE },
		{ .title = "STATE", .key = "state" },
		{ .title = "SERVICES",
		  .kind = COLUMN_OWN,
		  .write = write_services },
		{ .title = "PROBLEM", .key = "problem" },
		{ 0 },
	};

	return call_list(call, api_list(&call->remote, "disks", "/v1/disks"),
			 columns);
}

static const struct action actions[] = {
	{ "create", "DISK SIZE", "rTodW", create },
	{ "list", "", "rTo", list },
	{ "attach", "DISK SERVICE", "rToAO", attach },
	{ "detach", "SERVICE DISK", "rTo", detach },
	{ "grow", "DISK SIZE", "rTo", grow },
	{ "rm", "DISK...", "rTo", delete },
};

static int disk_main(int argc, char *argv[])
{
	return call_run(actions, sizeof actions / sizeof actions[0], argc,
			argv);
}

static const char help[] =
	"usage: denali disk create [options] DISK SIZE\n"
	"       denali disk list [options]\n"
	"       denali disk attach [options] DISK SERVICE\n"
	"       denali disk detach [options] SERVICE DISK\n"
	"       denali disk grow [options] DISK SIZE\n"
	"       denali disk rm [options] DISK...\n"
	"\n"
	"Keeps disks on a host: they outlive services, their versions and the\n"
	"host's boots.  A service finds what is attached under the name that\n"
	"its manifest has in [[disk]], from its next start on.\n"
	"\n"
	"  --as NAME           attach: what the service calls the disk, if it\n"
	"                      is another name\n"
	"  --read-only         attach: the service cannot write to it; then\n"
	"                      several can have it\n"
	"  --raw               create: without a file system\n"
	"  --dry-run           create: only ask whether it could be done\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as a table (for people), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"What rm removes is gone; a disk that a service has is not removed.\n"
	"Disks only grow.\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host refuses.\n"
	"\n"
	"  denali disk create data 1G\n"
	"  denali disk attach --as store data web\n";

const struct verb verb_disk = {
	.group = VERB_PUBLISH,
	.name = "disk",
	.summary = "keep disks for services on a host",
	.help = help,
	.main = disk_main,
};
