/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The usual requests: JSON, or nothing, one way and the other.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "error.h"

#define PAGE_ROWS 1000
#define PAGES_MAX 1000
#define CHANGE_SECONDS 50 /* that a change may take the host */

static char *path_of(const char *format, va_list arguments)
{
	char *path;

	if (vasprintf(&path, format, arguments) < 0)
		out_of_memory();
	return path;
}

json_t *api_get(struct remote *remote, const char *format, ...)
{
	struct api_request request = { .method = "GET" };
	struct api_answer answer;
	json_t *json = NULL;
	va_list arguments;
	char *path;

	va_start(arguments, format);
	path = path_of(format, arguments);
	va_end(arguments);
	request.path = path;
	if (api_do(remote, &request, &answer) == 0) {
		json = json_incref(answer.json);
		if (!json_is_object(json)) {
			json_decref(json);
			json = NULL;
			error("remote %s: the answer to %s is no object; is "
			      "%s a Denali host?",
			      remote->name, path, remote->url);
		}
	}
	api_answer_free(&answer);
	free(path);
	return json;
}

int api_change(struct remote *remote, const char *method, json_t *body,
	       json_t **json, const char *format, ...)
{
	struct api_request request = { .method = method,
				       .json = body,
				       .wait = CHANGE_SECONDS };
	struct api_answer answer;
	va_list arguments;
	char *path;
	int status;

	va_start(arguments, format);
	path = path_of(format, arguments);
	va_end(arguments);
	request.path = path;
	status = api_do(remote, &request, &answer);
	if (json != NULL)
		*json = status == 0 ? json_incref(answer.json) : NULL;
	api_answer_free(&answer);
	json_decref(body);
	free(path);
	return status;
}

/* ---- lists ---- */

/* Where the next part begins, in "&after=..."; null: this was the last. */
static char *next_of(const json_t *page, size_t count)
{
	const json_t *next = json_object_get(page, "next");
	char *escaped, *query = NULL;

	if (count == 0)
		return NULL;
	if (json_is_integer(next))
		return allocate_text("&after=%lld",
				     (long long)json_integer_value(next));
	if (json_is_string(next) && json_string_length(next) > 0) {
		escaped = http_escape(json_string_value(next));
		query = allocate_text("&after=%s", escaped);
		free(escaped);
	}
	return query;
}

/* On to the next part; false: it is this one again. */
static bool turn(char **after, const json_t *page, size_t count)
{
	char *next = next_of(page, count);
	bool good = next == NULL || strcmp(next, *after) != 0;

	free(*after);
	*after = next;
	return good;
}

/* A host that says of each part that there is another is given up. */
static json_t *gather(struct remote *remote, const char *name, const char *path)
{
	json_t *all = json_array();
	char *after = allocate_text("%s", "");
	bool bad;

	for (unsigned pages = 0; after != NULL && all != NULL; pages++) {
		json_t *page = api_get(remote, "%s?limit=%d%s", path, PAGE_ROWS,
				       after);
		json_t *rows = json_object_get(page, name);

		bad = !turn(&after, page, json_array_size(rows)) ||
		      !json_is_array(rows) || pages > PAGES_MAX;
		if (page != NULL && bad)
			error("remote %s: the answer to %s has no list of %s, "
			      "or one without an end; is %s a Denali host?",
			      remote->name, path, name, remote->url);
		if (bad || json_array_extend(all, rows) != 0) {
			json_decref(all);
			all = NULL;
		}
		json_decref(page);
	}
	free(after);
	return all;
}

json_t *api_list(struct remote *remote, const char *name, const char *format,
		 ...)
{
	va_list arguments;
	char *path;
	json_t *all;

	va_start(arguments, format);
	path = path_of(format, arguments);
	va_end(arguments);
	all = gather(remote, name, path);
	free(path);
	return all;
}
