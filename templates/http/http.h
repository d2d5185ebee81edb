/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * HTTP/1.1, as far as a small service needs it.
 *
 * Requests are of a bounded size, body included, and whole before anybody looks
 * at them; what is not HTTP is refused here.  Bodies have a Content-Length:
 * chunked ones are refused (501).
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#define REQUEST_MAX 8192 /* bytes, all in all */
#define HEADERS_MAX 32   /* lines */

struct request {
	const char *method; /* as it came: "GET" */
	const char *path;   /* decoded; begins with a slash, has no ".." */
	const char *query;  /* what follows the ?, as it came; or "" */
	const char *body;   /* not a string: length bytes */
	size_t length;

	/* For http.c and server.c. */
	bool close; /* the client wants no more */
	bool is_head, is_old;
	size_t header_count;
	struct {
		const char *name, *value;
	} headers[HEADERS_MAX];
};

struct response {
	int status;       /* 200 unless set */
	const char *type; /* text/plain in UTF-8 unless set */
	int file;         /* sent after the body and closed; -1: none */
	size_t file_size;

	/* For http.c and server.c. */
	bool failed; /* no memory: 500 */
	char *body;
	size_t length, room;
	char headers[512];
};

/* The value of a header; null if there is none. */
const char *request_header(const struct request *request, const char *name);

/* Add bytes to the body. */
void response_add(struct response *response, const void *data, size_t length);

/* Add to it as printf() does. */
void response_print(struct response *response, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Set a header; the value must not come from a client unchecked. */
void response_header(struct response *response, const char *name,
		     const char *value);

/* Make it an error: the status, and the words for it as body. */
void response_error(struct response *response, int status);

/* Where the empty line after the headers ends; 0: it has not come. */
size_t http_head_length(const char *data, size_t length);

/* Read the headers, which are cut into strings.  Returns 0 or the status to
 * refuse it with; the body is still to come, request->length bytes. */
int http_parse(char *head, size_t length, struct request *request);

/* What to send before the file.  Allocated; null: no memory. */
char *http_format(const struct request *request, struct response *response,
		  bool close, size_t *length);

#endif
