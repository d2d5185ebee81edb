/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Answers: which file, and what comes before it.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

struct response {
	int file;    /* descriptor of what is to be sent, or -1 */
	size_t size; /* bytes of it */
	bool close;  /* the connection ends after it */
	bool drain; /* more of the request may follow, which nobody will read */
};

/* Where the site is. */
void response_set_root(const char *directory);

/* Answers a request: opens the file, writes the head (and a short text, where
 * there is no file) to the room bytes at to, and returns its length. */
size_t response_make(const struct request *request, struct response *response,
		     char *to, size_t room);

#endif
