/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "response.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "writer.h"

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

	for (size_t i = 0;
	     ending != NULL && i < sizeof(types) / sizeof(types[0]); i++)
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
	struct writer writer = { text, text + sizeof(text) - 1 };
	struct tm tm;

	if (now == made)
		return text;
	made = now;
	gmtime_r(&now, &tm);
	put_bytes(&writer, days + 3 * tm.tm_wday, 3);
	put(&writer, ", ");
	put_number(&writer, (unsigned long)tm.tm_mday, 2);
	put(&writer, " ");
	put_bytes(&writer, months + 3 * tm.tm_mon, 3);
	put(&writer, " ");
	put_number(&writer, (unsigned long)tm.tm_year + 1900, 4);
	put(&writer, " ");
	put_number(&writer, (unsigned long)tm.tm_hour, 2);
	put(&writer, ":");
	put_number(&writer, (unsigned long)tm.tm_min, 2);
	put(&writer, ":");
	put_number(&writer, (unsigned long)tm.tm_sec, 2);
	put(&writer, " GMT");
	*writer.at = '\0';
	return text;
}

/* Opens the file that a path stands for; a folder stands for its index.html.
 * full: where it is.  -1: there is none. */
static int open_file(const char *path, size_t *size, char *full, size_t room)
{
	struct writer writer = { full, full + room - 1 };
	struct stat status;
	int fd;

	put(&writer, root);
	put(&writer, path);
	if (writer.at[-1] == '/')
		put(&writer, "index.html");
	*writer.at = '\0';
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

static void put_head(struct writer *writer, int status, const char *type,
		     size_t size, const struct request *request, bool close)
{
	put(writer, "HTTP/1.1 ");
	put_number(writer, (unsigned long)status, 3);
	put(writer, " ");
	put(writer, reason(status));
	put(writer, "\r\nServer: http-hello\r\nDate: ");
	put(writer, date());
	put(writer, "\r\nContent-Type: ");
	put(writer, type);
	put(writer, "\r\nContent-Length: ");
	put_number(writer, size, 1);
	if (status == 405)
		put(writer, "\r\nAllow: GET, HEAD");
	if (close)
		put(writer, "\r\nConnection: close");
	else if (request->http10)
		put(writer, "\r\nConnection: keep-alive");
	put(writer, "\r\n\r\n");
}

static void put_error(struct writer *writer, int status,
		      const struct request *request, struct response *response)
{
	const char *text = reason(status);

	/* Where one request ends is clear only if it was understood. */
	response->drain |= status != 404;
	response->close = !request->keep_alive || response->drain;
	put_head(writer, status, "text/plain; charset=utf-8", strlen(text) + 1,
		 request, response->close);
	if (request->head)
		return;
	put(writer, text);
	put(writer, "\n");
}

static void put_file(struct writer *writer, const struct request *request,
		     struct response *response)
{
	char full[2 * PATH_LIMIT];

	response->file = open_file(request->path, &response->size, full,
				   sizeof(full));
	if (response->file < 0) {
		put_error(writer, 404, request, response);
		return;
	}
	put_head(writer, 200, type_of(full), response->size, request,
		 response->close);
	if (request->head) {
		close(response->file);
		response->file = -1;
		response->size = 0;
	}
}

size_t response_make(const struct request *request, struct response *response,
		     char *to, size_t room)
{
	struct writer writer = { to, to + room };

	*response = (struct response){ .file = -1,
				       .close = !request->keep_alive,
				       .drain = request->has_body };
	if (request->status == 200)
		put_file(&writer, request, response);
	else
		put_error(&writer, request->status, request, response);
	return (size_t)(writer.at - to);
}
