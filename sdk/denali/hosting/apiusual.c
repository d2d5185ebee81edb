/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The usual requests: JSON, or nothing, one way and the other.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "api.h"
#include "error.h"

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
	struct api_request request = { .method = method, .json = body };
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
