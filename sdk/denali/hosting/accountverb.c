/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali account` and `denali audit`: what was used, and who has done what.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "call.h"
#include "listing.h"
#include "verbs.h"

/* ---- account ---- */

static const struct column usage[] = {
	{ .title = "TENANT", .key = "tenant" },
	{ .title = "SERVICE", .key = "service" },
	{ .title = "CPU-SECONDS", .key = "cpu-seconds", .kind = COLUMN_NUMBER },
	{ .title = "MEMORY-BYTE-SECONDS",
	  .key = "memory-byte-seconds",
	  .kind = COLUMN_NUMBER },
	{ .title = "BYTES-IN", .key = "bytes-in", .kind = COLUMN_NUMBER },
	{ .title = "BYTES-OUT", .key = "bytes-out", .kind = COLUMN_NUMBER },
	{ .title = "DISK-BYTE-SECONDS",
	  .key = "disk-byte-seconds",
	  .kind = COLUMN_NUMBER },
	{ 0 },
};

static void print_csv(const json_t *rows)
{
	const json_t *row;
	size_t i;

	for (size_t c = 0; usage[c].title != NULL; c++)
		printf("%s%s", c > 0 ? "," : "", usage[c].key);
	putchar('\n');
	json_array_foreach (rows, i, row) {
		for (size_t c = 0; usage[c].title != NULL; c++) {
			struct buffer cell = { 0 };

			listing_cell(&cell, &usage[c], row);
			printf("%s%.*s", c > 0 ? "," : "", (int)cell.length,
			       cell.length > 0 ? (char *)cell.data : "");
			buffer_free(&cell);
		}
		putchar('\n');
	}
}

/* A day, or a time as the API has it; null, the error printed. */
static char *read_time(const char *option, const char *text)
{
	char *whole = strlen(text) == 10 ? allocate_text("%sT00:00:00Z", text) :
					   allocate_text("%s", text);
	char *escaped = http_escape(whole);
	bool good = listing_time(whole) >= 0;

	free(whole);
	if (good)
		return escaped;
	free(escaped);
	error("%s %s: not a time; write it as in 2026-01-31 or "
	      "2026-01-31T12:00:00Z",
	      option, text);
	return NULL;
}

static json_t *ask_usage(struct call *call)
{
	char *from = NULL, *to = NULL;
	json_t *answer = NULL;

	if ((call->value['B'] == NULL ||
	     (from = read_time("--from", call->value['B'])) != NULL) &&
	    (call->value['U'] == NULL ||
	     (to = read_time("--to", call->value['U'])) != NULL))
		answer = api_get(&call->remote, "/v1/usage%s%s%s%s",
				 from != NULL ? "?from=" : "",
				 from != NULL ? from : "",
				 to == NULL   ? "" :
				 from != NULL ? "&to=" :
						"?to=",
				 to != NULL ? to : "");
	free(from);
	free(to);
	return answer;
}

static int account(struct call *call)
{
	const char *form = call->value['o'];
	json_t *answer = ask_usage(call), *rows;

	if (answer == NULL)
		return STATUS_ERROR;
	rows = json_object_get(answer, "services");
	if (form != NULL && strcmp(form, "csv") == 0)
		print_csv(rows);
	else if (call->output == OUTPUT_JSON)
		listing_json(answer);
	else
		listing_print(rows, usage, call->output);
	json_decref(answer);
	return 0;
}

static const struct action account_action[] = {
	{ NULL, "", "rToBU", account },
};

static int account_main(int argc, char *argv[])
{
	return call_run(account_action, 1, argc, argv);
}

static const char account_help[] =
	"usage: denali account [options]\n"
	"\n"
	"Tells what services have used, for bills: seconds of a processor,\n"
	"bytes of memory and disk times seconds, bytes received and sent.\n"
	"\n"
	"  --from TIME         from this day or time on, as in 2026-01-31 or\n"
	"                      2026-01-31T12:00:00Z; all is UTC\n"
	"  --to TIME           up to it\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for administrators; -: of all\n"
	"  -o table|json|csv   for people, or for programs\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host cannot say.\n"
	"\n"
	"  denali account\n"
	"  denali account --from 2026-01-01 --to 2026-02-01 -o csv\n";

const struct verb verb_account = {
	.group = VERB_PUBLISH,
	.name = "account",
	.summary = "tell what services have used",
	.help = account_help,
	.main = account_main,
};

/* ---- audit ---- */

#define AUDIT_WAIT 25
#define AUDIT_MOST 1000

static const struct column entries[] = {
	{ .title = "SEQ", .key = "seq", .kind = COLUMN_NUMBER },
	{ .title = "TIME", .key = "time", .kind = COLUMN_TIME },
	{ .title = "TENANT", .key = "tenant" },
	{ .title = "ACTOR", .key = "actor" },
	{ .title = "ADDRESS", .key = "address" },
	{ .title = "VERB", .key = "verb" },
	{ .title = "OBJECT", .key = "object" },
	{ .title = "OUTCOME", .key = "outcome" },
	{ 0 },
};

static json_t *ask_entries(struct call *call, uint64_t after, uint64_t limit,
			   bool waits)
{
	char *path = allocate_text("/v1/audit?after=%llu&limit=%llu&wait=%d",
				   (unsigned long long)after,
				   (unsigned long long)limit,
				   waits ? AUDIT_WAIT : 0);
	const struct api_request request = { .method = "GET",
					     .path = path,
					     .wait = waits ? AUDIT_WAIT : 0 };
	struct api_answer answer;
	json_t *json = NULL;

	if (api_do(&call->remote, &request, &answer) == 0)
		json = json_incref(answer.json);
	api_answer_free(&answer);
	free(path);
	return json;
}

/* The last count entries, and the number of the last in *after; null: as
 * ask_entries.  A host keeps so few that all can be asked for. */
static json_t *last_entries(struct call *call, uint64_t count, uint64_t *after)
{
	json_t *rows = json_array(), *answer, *more;

	do {
		answer = ask_entries(call, *after, AUDIT_MOST, false);
		if (answer == NULL) {
			json_decref(rows);
			return NULL;
		}
		more = json_incref(json_object_get(answer, "entries"));
		json_array_extend(rows, more);
		while (json_array_size(rows) > count)
			json_array_remove(rows, 0);
		if (api_integer(answer, "next") <= (int64_t)*after) {
			json_decref(more);
			more = NULL;
		} else {
			*after = (uint64_t)api_integer(answer, "next");
		}
		json_decref(answer);
		json_decref(more);
	} while (more != NULL);
	return rows;
}

static int print_last(struct call *call, uint64_t count, uint64_t *after)
{
	return call_list(call, last_entries(call, count, after), entries);
}

static int audit(struct call *call)
{
	uint64_t after = 0, limit = 100;
	bool follow = call->value['f'] != NULL;
	bool all = follow || call->value['n'] == NULL;
	json_t *answer, *rows;
	size_t count = 0;

	if (!call_number(call, 'n', 1, AUDIT_MOST, &limit) ||
	    !call_number(call, 's', 0, INT64_MAX, &after))
		return STATUS_ERROR;
	if (call->value['n'] != NULL && call->value['s'] == NULL) {
		if (print_last(call, limit, &after) != 0)
			return STATUS_ERROR;
		if (!follow)
			return 0;
	}
	do {
		answer = ask_entries(call, after, limit, follow && count == 0);
		if (answer == NULL)
			return STATUS_ERROR;
		rows = json_object_get(answer, "entries");
		count = json_array_size(rows);
		if (count > 0 || !all || after == 0)
			listing_print(rows, entries, call->output);
		fflush(stdout);
		if (api_integer(answer, "next") > (int64_t)after)
			after = (uint64_t)api_integer(answer, "next");
		else if (!follow)
			all = false;
		json_decref(answer);
	} while (all && (follow || count > 0) && !ferror(stdout));
	return 0;
}

static const struct action audit_action[] = {
	{ NULL, "", "rTofns", audit },
};

static int audit_main(int argc, char *argv[])
{
	return call_run(audit_action, 1, argc, argv);
}

static const char audit_help[] =
	"usage: denali audit [options]\n"
	"\n"
	"Tells who has changed what on a host, and what was refused.\n"
	"\n"
	"  -f, --follow        go on with what happens from now on\n"
	"  -n COUNT            the last so many entries, at most 1000 (all)\n"
	"  --since SEQUENCE    those after the one of that number, the first\n"
	"                      of them with -n\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for administrators; -: of all\n"
	"                      tenants, and the host\n"
	"  -o FORM             as a table (for people), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host cannot say.\n"
	"\n"
	"  denali audit --since 1200\n"
	"  denali audit -f\n";

const struct verb verb_audit = {
	.group = VERB_PUBLISH,
	.name = "audit",
	.summary = "tell who has changed what on a host",
	.help = audit_help,
	.main = audit_main,
};
