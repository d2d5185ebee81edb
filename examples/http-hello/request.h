/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP/1.1 requests, as far as a server of static files needs them
 * (RFC 9110, RFC 9112).
 *
 * Strict where leniency is dangerous: lines end with CRLF or a bare LF, no line
 * is continued, field names are tokens directly before their colon, no control
 * characters anywhere, exactly one Host in HTTP/1.1.  A body is never read: its
 * request is answered and the connection closed, so that what follows it can
 * not be taken for another request.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#define PATH_LIMIT 256

struct request {
	int status;      /* 200, or why it is refused: 400, 405, ... */
	bool head;       /* HEAD: no content in the answer */
	bool keep_alive; /* the connection may go on */
	bool http10;
	bool has_body;
	char path[PATH_LIMIT]; /* decoded, absolute, without "..", no query */
};

/* The length of the request at the start of length bytes, up to and with the
 * empty line; 0: it is not complete yet. */
size_t request_length(const char *data, size_t length);

/* Takes a complete request apart.  The data is not changed. */
void request_parse(const char *data, size_t length, struct request *request);

/* One that is refused before it is complete. */
void request_refuse(int status, struct request *request);

#endif
