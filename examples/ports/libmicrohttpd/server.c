/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Daemons of libmicrohttpd, one for each way of waiting for connections, on
 * ports from 8001 up; until the end of standard input.
 *
 * GET /         a page
 * GET /lines/N  N lines, made as they are sent, so that they are chunked
 * PUT /echo     what was uploaded, up to 1 MiB
 */
#include <microhttpd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#define FIRST_PORT 8001
#define UPLOAD_MAX (1u << 20)
#define PAGE "<h1>Hello from libmicrohttpd</h1>\n"

static const struct {
	const char *name;
	unsigned flags, threads;
} ways[] = {
	{ "epoll", MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL, 0 },
	{ "poll", MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0 },
	{ "select", MHD_USE_INTERNAL_POLLING_THREAD, 0 },
	{ "pool", MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL, 3 },
	{ "threads",
	  MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD, 0 },
	{ "external", MHD_NO_FLAG, 0 },
};
#define WAYS (sizeof ways / sizeof *ways)

struct upload {
	size_t length, room;
	char *data;
};

static enum MHD_Result answer(struct MHD_Connection *connection,
			      unsigned status, struct MHD_Response *response)
{
	enum MHD_Result result = MHD_queue_response(connection, status,
						    response);

	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer_text(struct MHD_Connection *connection,
				   unsigned status, const char *text)
{
	return answer(connection, status,
		      MHD_create_response_from_buffer(strlen(text),
						      (void *)(size_t)text,
						      MHD_RESPMEM_PERSISTENT));
}

/* The lines of /lines/N from position on.  The state is how many are left. */
static ssize_t make_lines(void *state, uint64_t position, char *buffer,
			  size_t room)
{
	unsigned *left = state;
	int length;

	(void)position;
	if (*left == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	length = snprintf(buffer, room, "%u\n", *left);
	if (length < 0 || (size_t)length >= room)
		return 0;
	(*left)--;
	return length;
}

static enum MHD_Result answer_lines(struct MHD_Connection *connection,
				    const char *count)
{
	unsigned *left = malloc(sizeof *left);

	if (left == NULL)
		return MHD_NO;
	*left = (unsigned)strtoul(count, NULL, 10);
	return answer(connection, MHD_HTTP_OK,
		      MHD_create_response_from_callback(
			      MHD_SIZE_UNKNOWN, 1024, make_lines, left, free));
}

static enum MHD_Result keep(struct upload *upload, const char *data,
			    size_t *length)
{
	size_t total = upload->length + *length;
	char *more = upload->data;

	if (total > UPLOAD_MAX)
		return MHD_NO;
	if (total > upload->room) {
		upload->room = total * 2;
		more = realloc(more, upload->room);
		if (more == NULL)
			return MHD_NO;
		upload->data = more;
	}
	memcpy(more + upload->length, data, *length);
	upload->length = total;
	*length = 0;
	return MHD_YES;
}

static enum MHD_Result answer_echo(struct MHD_Connection *connection,
				   struct upload *upload)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		upload->length, upload->data, MHD_RESPMEM_MUST_FREE);

	if (response != NULL)
		upload->data = NULL;
	return answer(connection, MHD_HTTP_OK, response);
}

/* Called when the headers have come, for each piece of an upload, and once
 * more when all of the request has. */
static enum MHD_Result handle(void *unused, struct MHD_Connection *connection,
			      const char *path, const char *method,
			      const char *version, const char *data,
			      size_t *length, void **state)
{
	(void)unused;
	(void)version;
	if (*state == NULL) {
		*state = calloc(1, sizeof(struct upload));
		return *state == NULL ? MHD_NO : MHD_YES;
	}
	if (*length != 0)
		return keep(*state, data, length);
	if (strcmp(method, "PUT") == 0 && strcmp(path, "/echo") == 0)
		return answer_echo(connection, *state);
	if (strcmp(method, "GET") != 0)
		return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
				   "GET, or PUT /echo\n");
	if (strcmp(path, "/") == 0)
		return answer_text(connection, MHD_HTTP_OK, PAGE);
	if (strncmp(path, "/lines/", 7) == 0)
		return answer_lines(connection, path + 7);
	return answer_text(connection, MHD_HTTP_NOT_FOUND, "no such page\n");
}

static void forget(void *unused, struct MHD_Connection *connection,
		   void **state, enum MHD_RequestTerminationCode code)
{
	struct upload *upload = *state;

	(void)unused;
	(void)connection;
	(void)code;
	if (upload == NULL)
		return;
	free(upload->data);
	free(upload);
	*state = NULL;
}

/* Serves the daemon without threads until the end of standard input. */
static int loop(struct MHD_Daemon *daemon)
{
	for (;;) {
		MHD_UNSIGNED_LONG_LONG ms;
		struct timeval time;
		fd_set readable, writable, other;
		int most = STDIN_FILENO;
		bool limited = MHD_get_timeout(daemon, &ms) == MHD_YES;

		FD_ZERO(&readable);
		FD_ZERO(&writable);
		FD_ZERO(&other);
		FD_SET(STDIN_FILENO, &readable);
		if (MHD_get_fdset(daemon, &readable, &writable, &other,
				  &most) != MHD_YES)
			return 1;
		time.tv_sec = (time_t)(ms / 1000);
		time.tv_usec = (suseconds_t)(ms % 1000 * 1000);
		if (select(most + 1, &readable, &writable, &other,
			   limited ? &time : NULL) < 0)
			return 1;
		if (FD_ISSET(STDIN_FILENO, &readable) && getchar() == EOF)
			return 0;
		MHD_run_from_select(daemon, &readable, &writable, &other);
	}
}

static struct MHD_Daemon *start(unsigned i)
{
	struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)ways[i].threads,
		  NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	uint16_t port = (uint16_t)(FIRST_PORT + i);
	struct MHD_Daemon *daemon = MHD_start_daemon(
		ways[i].flags | MHD_USE_ERROR_LOG, port, NULL, NULL, handle,
		NULL, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL,
		MHD_OPTION_CONNECTION_TIMEOUT, 120u,
		MHD_OPTION_CONNECTION_LIMIT, 200u,
		ways[i].threads != 0 ? MHD_OPTION_ARRAY : MHD_OPTION_END, pool,
		MHD_OPTION_END);

	if (daemon == NULL)
		perror(ways[i].name);
	else
		printf("%s: %u\n", ways[i].name, port);
	return daemon;
}

int main(void)
{
	struct MHD_Daemon *daemons[WAYS];
	int status;

	for (unsigned i = 0; i < WAYS; i++) {
		daemons[i] = start(i);
		if (daemons[i] == NULL)
			return 1;
	}
	status = loop(daemons[WAYS - 1]);
	for (unsigned i = 0; i < WAYS; i++)
		MHD_stop_daemon(daemons[i]);
	puts("ended");
	return status;
}
