/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali token`: what opens a host's doors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "call.h"
#include "listing.h"
#include "parse.h"
#include "suggest.h"
#include "verbs.h"

#define DAY_MS 86400000

static const char *const scopes[] = { "read", "deploy", "manage", "metrics",
				      "admin" };
#define SCOPES (sizeof scopes / sizeof scopes[0])

static bool is_scope(const char *word)
{
	const char *near;

	for (size_t i = 0; i < SCOPES; i++)
		if (strcmp(word, scopes[i]) == 0)
			return true;
	near = suggest(word, scopes, SCOPES);
	if (near != NULL)
		error("--scopes %s: unknown; did you mean %s?", word, near);
	else
		error("--scopes %s: unknown; it is read, deploy, manage, "
		      "metrics or admin",
		      word);
	return false;
}

/* Null, the error printed: a word is no scope. */
static json_t *read_scopes(const char *text)
{
	json_t *list = json_array();
	char *copy = allocate_text("%s", text), *rest = copy, *word;

	while (list != NULL && (word = strsep(&rest, ",")) != NULL) {
		if (is_scope(word)) {
			json_array_append_new(list, json_string(word));
		} else {
			json_decref(list);
			list = NULL;
		}
	}
	free(copy);
	return list;
}

/* Days, too, which other times do not have. */
static bool read_lifetime(const char *text, uint64_t *milliseconds)
{
	size_t length = strlen(text);
	char days[16];

	if (length < 2 || length >= sizeof days || text[length - 1] != 'd')
		return parse_time(text, milliseconds) && *milliseconds >= 1000;
	snprintf(days, sizeof days, "%.*s", (int)length - 1, text);
	if (!parse_number(days, 1, 36500, milliseconds))
		return false;
	*milliseconds *= DAY_MS;
	return true;
}

static int make_body(struct call *call, json_t **body)
{
	const char *expires = call->value['E'];
	uint64_t lifetime = 0;
	json_t *list;

	if (call->value['S'] == NULL)
		return error("token create: no scopes given; say what it may, "
			     "as in --scopes read,deploy");
	if (expires != NULL && !read_lifetime(expires, &lifetime))
		return error("--expires %s: not a time; write it as in 30d or "
			     "12h",
			     expires);
	list = read_scopes(call->value['S']);
	if (list == NULL)
		return STATUS_ERROR;
	*body = json_pack("{s:s, s:o}", "name", call->words[0], "scopes", list);
	if (expires != NULL)
		json_object_set_new(*body, "lifetime",
				    json_integer((json_int_t)lifetime / 1000));
	return 0;
}

/* The token alone is on standard output, and never anywhere again. */
static int create(struct call *call)
{
	json_t *body = NULL, *answer = NULL;
	int status = make_body(call, &body);

	if (status == 0)
		status = api_change(&call->remote, "POST", body, &answer,
				    "/v1/tokens");
	if (status == 0 && call->output == OUTPUT_JSON) {
		listing_json(answer);
	} else if (status == 0) {
		char *token = api_text(api_string(answer, "token"));

		printf("%s\n", token);
		free(token);
	}
	json_decref(answer);
	return status;
}

static int list(struct call *call)
{
	static const struct column columns[] = {
		{ .title = "ID", .key = "id" },
		{ .title = "NAME", .key = "name" },
		{ .title = "SCOPES", .key = "scopes", .kind = COLUMN_LIST },
		{ .title = "CREATED", .key = "created", .kind = COLUMN_TIME },
		{ .title = "EXPIRES", .key = "expires", .kind = COLUMN_TIME },
		{ .title = "REVOKED", .key = "revoked", .kind = COLUMN_TIME },
		{ 0 },
	};

	return call_list(call, api_list(&call->remote, "tokens", "/v1/tokens"),
			 columns);
}

static int revoke(struct call *call)
{
	int status = 0;

	for (size_t i = 0; i < call->count; i++) {
		char *id = http_escape(call->words[i]);
		int one = api_change(&call->remote, "DELETE", NULL, NULL,
				     "/v1/tokens/%s", id);

		if (one == 0 && call->output == OUTPUT_TABLE)
			printf("%s: revoked\n", call->words[i]);
		status = one > status ? one : status;
		free(id);
	}
	return status;
}

static const struct action actions[] = {
	{ "create", "TITLE", "rToSE", create },
	{ "list", "", "rTo", list },
	{ "revoke", "ID...", "rTo", revoke },
};

static int token_main(int argc, char *argv[])
{
	return call_run(actions, sizeof actions / sizeof actions[0], argc,
			argv);
}

static const char help[] =
	"usage: denali token create --scopes SCOPES [options] TITLE\n"
	"       denali token list [options]\n"
	"       denali token revoke [options] ID...\n"
	"\n"
	"Keeps the tokens that a host takes.  create prints a new one, once:\n"
	"the host knows only what it needs to recognise it.  TITLE is for\n"
	"people, and shows in the audit log.\n"
	"\n"
	"  --scopes SCOPES     what it may, by commas: read (see what its\n"
	"                      tenant has), deploy (images, services, disks,\n"
	"                      secrets), manage (tokens, keys), metrics;\n"
	"                      admin (all, for administrators)\n"
	"  --expires TIME      it is good for so long, as 30d or 12h\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator; -: of no\n"
	"                      tenant, but administrators'\n"
	"  -o FORM             as a table (for people), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host refuses.\n"
	"\n"
	"  denali token create --scopes read,deploy --expires 90d ci > token\n"
	"  denali token list\n";

const struct verb verb_token = {
	.group = VERB_PUBLISH,
	.name = "token",
	.summary = "keep the tokens that a host takes",
	.help = help,
	.main = token_main,
};
