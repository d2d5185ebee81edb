/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "response.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *root = "/site";

void response_set_root(const char *directory)
{
	root = directory;
}

static const struct {
	const char *ending;
	const char *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".jpg", "image/jpeg" },
	{ ".ico", "image/x-icon" },
	{ ".wasm", "application/wasm" },
};

static const char *type_of(const char *path)
{
	const char *ending = strrchr(path, '.');

	for (size_t i = 0; ending != NULL &&
	     i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].ending, ending) == 0)
			return types[i].type;
	return "application/octet-stream";
}

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 414:
		return "URI Too Long";
	case 431:
		return "Request Header Fields Too Large";
	case 505:
		return "HTTP Version Not Supported";
	default:
		return "Internal Server Error";
	}
}

/* The date as RFC 9110 wants it, made anew each second. */
static const char *date(void)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static char text[32];
	static time_t made;
	time_t now = time(NULL);
	struct tm tm;

	if (now == made)
		return text;
	made = now;
	gmtime_r(&now, &tm);
	snprintf(text, sizeof(text),
		 "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
		 days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
		 (tm.tm_year + 1900) % 10000, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return text;
}

/* Opens the file that a path stands for; a folder stands for its index.html.
 * path: completed.  -1: there is none. */
static int open_file(const char *path, size_t *size, char *full, size_t room)
{
	size_t length = strlen(path);
	struct stat status;
	int fd;

	snprintf(full, room, "%s%s%s", root, path,
		 path[length - 1] == '/' ? "index.html" : "");
	fd = open(full, O_RDONLY);
	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		*size = (size_t)status.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

static size_t make_head(int status, const char *type, size_t size,
			const struct request *request, bool close,
			char *to, size_t room)
{
	const char *connection = "";

	if (close)
		connection = "Connection: close\r\n";
	else if (request->http10)
		connection = "Connection: keep-alive\r\n";
	return (size_t)snprintf(to, room,
		"HTTP/1.1 %d %s\r\n"
		"Server: http-hello\r\n"
		"Date: %s\r\n"
		"Content-Type: %s\r\n"
		"Content-Length: %lu\r\n"
		"%s%s\r\n",
		status, reason(status), date(), type, (unsigned long)size,
		status == 405 ? "Allow: GET, HEAD\r\n" : "", connection);
}

static size_t make_error(int status, const struct request *request,
			 struct response *response, char *to, size_t room)
{
	char text[64];
	size_t size = (size_t)snprintf(text, sizeof(text), "%d %s\n", status,
				       reason(status));
	size_t length;

	/* Where one request ends is clear only if it was understood. */
	response->drain |= status != 404;
	response->close = !request->keep_alive || response->drain;
	length = make_head(status, "text/plain; charset=utf-8", size, request,
			   response->close, to, room);
	if (request->head)
		return length;
	memcpy(to + length, text, size);
	return length + size;
}

size_t response_make(const struct request *request, struct response *response,
		     char *to, size_t room)
{
	char full[2 * PATH_LIMIT];

	*response = (struct response){ .file = -1,
				       .close = !request->keep_alive,
				       .drain = request->has_body };
	if (request->status != 200)
		return make_error(request->status, request, response, to, room);
	response->file = open_file(request->path, &response->size, full,
				   sizeof(full));
	if (response->file < 0)
		return make_error(404, request, response, to, room);
	size_t length = make_head(200, type_of(full), response->size, request,
				  response->close, to, room);
	if (request->head) {
		close(response->file);
		response->file = -1;
		response->size = 0;
	}
	return length;
}
