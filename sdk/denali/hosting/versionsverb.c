/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali versions` and `denali rollback`: what a service was, and back to it.
 */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "call.h"
#include "deployment.h"
#include "listing.h"
#include "verbs.h"

/* ---- versions ---- */

static void write_state(struct buffer *out, const json_t *row)
{
	if (json_is_true(json_object_get(row, "current")))
		buffer_printf(out, "current");
	else
		buffer_printf(out,
			      json_is_true(json_object_get(row, "served")) ?
				      "served" :
				      "never ran");
}

static void write_digest(struct buffer *out, const json_t *row)
{
	char *digest = api_text(api_string(row, "digest"));

	buffer_printf(out, "%.12s", digest);
	free(digest);
}

static const struct column columns[] = {
	{ "VERSION", "version", COLUMN_NUMBER, NULL },
	{ "STATE", NULL, COLUMN_OWN, write_state },
	{ "TAG", "tag", COLUMN_TEXT, NULL },
	{ "DIGEST", NULL, COLUMN_OWN, write_digest },
	{ "PUBLISHED", "created", COLUMN_TIME, NULL },
	{ "BY", "publisher", COLUMN_TEXT, NULL },
	{ "KEY", "signer", COLUMN_TEXT, NULL },
	{ 0 },
};

static int versions(struct call *call)
{
	return call_list(call,
			 api_list(&call->remote, "versions",
				  "/v1/services/%s/versions", call->words[0]),
			 columns);
}

static const struct action versions_action = { NULL, "SERVICE", "rTo",
					       versions };

static int versions_main(int argc, char *argv[])
{
	return call_run(&versions_action, 1, argc, argv);
}

static const char versions_help[] =
	"usage: denali versions [options] SERVICE\n"
	"\n"
	"Lists the versions of a service that its host has kept, the\n"
	"latest first: which of them it is, and which it has been;\n"
	"what they are called, and the beginning of their digests; who\n"
	"published them and when, and whose key signed them.\n"
	"\n"
	"  --remote HOST       a host that is not the default one\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             a table (for people), json, or quiet:\n"
	"                      the numbers alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or what the host\n"
	"refuses.\n"
	"\n"
	"  denali versions web\n"
	"  denali versions -o json web\n";

const struct verb verb_versions = {
	.group = VERB_PUBLISH,
	.name = "versions",
	.summary = "list the versions of a service",
	.help = versions_help,
	.main = versions_main,
};

/* ---- rollback ---- */

static int rollback(struct call *call)
{
	const char *service = call->words[0];
	bool dry = call->value['d'] != NULL;
	struct following following = { .service = service,
				       .output = call->output };
	json_t *body = json_object(), *answer = NULL;
	uint64_t version = 0;
	int status;

	if (call->count > 1 &&
	    !call_word_number(call, 1, 1, UINT32_MAX, &version)) {
		json_decref(body);
		return STATUS_ERROR;
	}
	if (version != 0)
		json_object_set_new(body, "version",
				    json_integer((json_int_t)version));
	status = api_change(&call->remote, "POST", body, &answer,
			    "/v1/services/%s/rollback%s", service,
			    dry ? "?dry-run=1" : "");
	following.version = api_integer(answer, "version");
	if (status == 0 && dry)
		deployment_pretend(service, answer, call->output);
	else if (status == 0 && call->value['W'] != NULL)
		deployment_begun(service, answer, NULL, call->output);
	else if (status == 0)
		status = deployment_follow(&call->remote, &following);
	json_decref(answer);
	return status;
}

static const struct action rollback_action = { NULL, "SERVICE [VERSION]",
					       "rTodwW", rollback };

static int rollback_main(int argc, char *argv[])
{
	return call_run(&rollback_action, 1, argc, argv);
}

static const char rollback_help[] =
	"usage: denali rollback [options] SERVICE [VERSION]\n"
	"\n"
	"Has a service be one of its versions again: VERSION, or the\n"
	"one before.  It starts beside the one that runs and takes its\n"
	"place once it is well, as with `denali publish`; the host has\n"
	"kept its image, and nothing is signed or sent.\n"
	"\n"
	"  --wait, --no-wait   wait until it runs (the default), or not\n"
	"  --dry-run           only say what would be done\n"
	"  --remote HOST       a host that is not the default one\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             where it is reached as a line, as json,\n"
	"                      or quiet: errors only\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if it runs; 1 if it does not; 125 for wrong\n"
	"usage, or what the host refuses.\n"
	"\n"
	"  denali rollback web\n"
	"  denali rollback web 3\n";

const struct verb verb_rollback = {
	.group = VERB_PUBLISH,
	.name = "rollback",
	.summary = "have a service be an earlier version",
	.help = rollback_help,
	.main = rollback_main,
};
