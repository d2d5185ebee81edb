/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "site.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "/site"

static const char *type_of(const char *path)
{
	static const struct {
		const char *end, *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css" },
		{ ".js", "text/javascript" },
		{ ".png", "image/png" },
		{ ".svg", "image/svg+xml" },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (dot != NULL && strcmp(types[i].end, dot) == 0)
			return types[i].type;
	return "text/plain; charset=utf-8";
}

/* Paths have no "..": http.c has seen to that. */
void site_answer(const struct request *request, struct response *response)
{
	size_t length = strlen(request->path);
	bool folder = length > 0 && request->path[length - 1] == '/';
	char path[512], data[4096];
	FILE *file;

	if (strcmp(request->method, "GET") != 0 && !request->is_head) {
		response_error(response, 405);
		response_header(response, "Allow", "GET");
		return;
	}
	if (snprintf(path, sizeof(path), FOLDER "%s%s", request->path,
		     folder ? "index.html" : "") >= (int)sizeof(path) ||
	    (file = fopen(path, "r")) == NULL) {
		response_error(response, 404);
		return;
	}
	response->type = type_of(path);
	while ((length = fread(data, 1, sizeof(data), file)) > 0)
		response_add(response, data, length);
	if (ferror(file))
		response_error(response, 404);
	fclose(file);
}
