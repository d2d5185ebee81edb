/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * @NAME@: a web server.
 *
 * It answers at the port that PORT in the environment says, or 80.  Add a page
 * by a function, and its line in the table below.
 */
#include <string.h>

#include "net.h"
#include "server.h"

static unsigned long visits;

static void show_home(const struct request *request, struct response *response)
{
	(void)request;
	response->type = "text/html; charset=utf-8";
	response_print(response,
		       "<!doctype html>\n"
		       "<title>@NAME@</title>\n"
		       "<h1>@NAME@</h1>\n"
		       "<p>You are visitor %lu.</p>\n",
		       ++visits);
}

/* Sends back what came, as in `curl -d hello http://127.0.0.1:8080/echo`. */
static void echo(const struct request *request, struct response *response)
{
	response_add(response, request->body, request->length);
}

/* For health checks. */
static void show_health(const struct request *request,
			struct response *response)
{
	(void)request;
	response_print(response, "ok\n");
}

static const struct {
	const char *method, *path;
	void (*answer)(const struct request *request,
		       struct response *response);
} pages[] = {
	{ "GET", "/", show_home },
	{ "GET", "/health", show_health },
	{ "POST", "/echo", echo },
};
#define PAGE_COUNT (sizeof(pages) / sizeof(pages[0]))

static void answer(const struct request *request, struct response *response)
{
	const char *method = request->is_head ? "GET" : request->method;
	const char *allowed = NULL;

	for (size_t i = 0; i < PAGE_COUNT; i++) {
		if (strcmp(pages[i].path, request->path) != 0)
			continue;
		if (strcmp(pages[i].method, method) == 0) {
			pages[i].answer(request, response);
			return;
		}
		allowed = pages[i].method;
	}
	response_error(response, allowed != NULL ? 405 : 404);
	if (allowed != NULL)
		response_header(response, "Allow", allowed);
}

int main(void)
{
	server_run(setting("PORT", 1, 65535, 80), answer);
	return 0;
}
