/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "hostcrash.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/hostport.h>

#include "api.h"
#include "call.h"
#include "crashrecord.h"
#include "listing.h"
#include "parse.h"
#include "report.h"
#include "result.h"
#include "sketch.h"
#include "symbols.h"
#include "token.h"
#include "trace.h"

bool hostcrash_means(const struct hostcrash *options, const char *word)
{
	const char *chosen = getenv("DENALI_REMOTE");
	char *usual;
	bool known;

	if (options->remote != NULL || options->tenant != NULL)
		return true;
	if (!hosting_name_good(word) ||
	    strncmp(word, TOKEN_PREFIX, sizeof TOKEN_PREFIX - 1) == 0)
		return false;
	usual = remote_default();
	known = usual != NULL || (chosen != NULL && chosen[0] != '\0');
	free(usual);
	return known;
}

/* ---- what the host knows ---- */

/* The crash of that number in the list, or the last; null, the error printed,
 * with the status: there is none. */
static json_t *choose(struct remote *remote, const char *service,
		      const char *number, int *status)
{
	json_t *rows = api_list(remote, "crashes", "/v1/services/%s/crashes",
				service);
	json_t *row, *found = NULL;
	uint64_t wanted = 0;
	size_t i;

	*status = STATUS_ERROR;
	if (rows == NULL)
		return NULL;
	if (number != NULL)
		parse_number(number, 1, INT64_MAX, &wanted);
	json_array_foreach (rows, i, row) {
		int64_t id = api_integer(row, "id");

		if (number != NULL ? id == (int64_t)wanted :
				     id > api_integer(found, "id"))
			found = row;
	}
	json_incref(found);
	json_decref(rows);
	if (found != NULL)
		return found;
	*status = STATUS_NOT_SO;
	if (number != NULL)
		error("crash: %s: no crash %s is kept; `denali crash -o json "
		      "%s` shows the last one",
		      service, number, service);
	else
		error("crash: %s: has not crashed; `denali logs %s` shows what "
		      "it has printed",
		      service, service);
	return NULL;
}

/* ---- what this machine knows ---- */

/* Half of a hexadecimal digit pair; -1: it is none. */
static int digit(char c)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, c);

	return c != '\0' && found != NULL ? (int)(found - digits) : -1;
}

static uint32_t read_id(const char *text, uint8_t bytes[IMAGE_BUILD_ID_MAX])
{
	uint32_t length = 0;

	while (length < IMAGE_BUILD_ID_MAX && digit(text[0]) >= 0 &&
	       digit(text[1]) >= 0) {
		bytes[length++] = (uint8_t)(digit(text[0]) << 4 |
					    digit(text[1]));
		text += 2;
	}
	return length;
}

/* One crash, and what is found for it. */
struct found {
	struct denali_post_mortem record;
	struct image image;
	struct symbols symbols;
	struct trace trace;
	struct buffer tried;
	char *debug; /* path of the .dbg; null: not found */
};

static void look_up(struct found *found, const json_t *crash,
		    const struct debug_places *places)
{
	uint8_t bytes[IMAGE_BUILD_ID_MAX];
	struct build_id id = { bytes,
			       read_id(api_string(crash, "build-id"), bytes) };

	found->image.fd = -1;
	found->image.memory_size = UINT32_MAX;
	if (id.length > 0)
		found->debug = debug_find(&id, NULL, places, &found->tried);
	if (found->debug != NULL) {
		symbols_read(&found->symbols, found->debug);
		sketch_open(&found->image, found->debug, UINT32_MAX);
	}
	trace_make(&found->trace, &found->record, &found->image,
		   &found->symbols);
}

static void drop(struct found *found)
{
	trace_free(&found->trace);
	symbols_close(&found->symbols);
	image_close(&found->image);
	buffer_free(&found->tried);
	free(found->debug);
}

/* ---- telling ---- */

static void print_json(const struct found *found, const json_t *crash)
{
	json_t *object = json_deep_copy(crash);

	json_object_set_new(object, "at", result_place(&found->trace.at));
	json_object_set_new(object, "calls",
			    result_places(found->trace.calls,
					  found->trace.call_count));
	listing_json(object);
	json_decref(object);
}

static void print(const struct hostcrash *options, const struct found *found,
		  const json_t *crash, const char *service)
{
	char *text = api_text(api_string(crash, "text"));
	char *instance = api_text(api_string(crash, "instance"));
	char *when = api_text(api_string(crash, "time"));

	if (options->output == OUTPUT_JSON) {
		print_json(found, crash);
	} else if (options->output == OUTPUT_QUIET) {
		printf("%s\n", text);
	} else {
		printf("%s, crash %" PRId64 " (%s, version %" PRId64
		       ", instance %s): %s\n",
		       service, api_integer(crash, "id"), when,
		       api_integer(crash, "version"), instance, text);
		report_trace(stdout, &found->trace, found->debug != NULL);
		fflush(stdout);
		report_console(&found->record);
	}
	free(when);
	free(instance);
	free(text);
}

static int tell(const struct hostcrash *options, struct remote *remote,
		const char *service, const json_t *crash)
{
	struct found found = { 0 };
	int status = crashrecord_fetch(remote, service,
				       api_integer(crash, "id"), &found.record);

	if (status != 0)
		return status;
	look_up(&found, crash, options->places);
	print(options, &found, crash, service);
	if (found.debug == NULL) {
		fflush(stdout);
		error("crash: %s: no .dbg file of its build: looked at %.*s; "
		      "say where it is with --debug DIR",
		      service, (int)found.tried.length,
		      found.tried.length > 0 ? (char *)found.tried.data :
					       "nothing, for it has no "
					       "build-id");
		status = STATUS_NOT_SO;
	}
	drop(&found);
	return status;
}

int hostcrash_tell(const struct hostcrash *options, const char *service,
		   const char *number)
{
	struct remote remote;
	int status = remote_open_for(&remote, options->remote, options->tenant);
	json_t *crash = NULL;

	if (status == 0 && !hosting_name_good(service))
		status = error("crash: %s: no service can be called so; see "
			       "`denali ps`",
			       service);
	if (status == 0)
		crash = choose(&remote, service, number, &status);
	if (crash != NULL)
		status = tell(options, &remote, service, crash);
	json_decref(crash);
	remote_free(&remote);
	return status;
}
