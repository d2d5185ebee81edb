/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Requests to a host's supervisor, as sdk/supervisor/openapi.json has them.
 *
 * What comes back is not trusted: its length is bounded, it is JSON where that
 * is asked for, and text in it goes to a terminal by api_text only.
 */
#ifndef DENALI_CMD_API_H
#define DENALI_CMD_API_H

#include <jansson.h>

#include "remote.h"

struct api_request {
	const char *method;
	const char *path; /* "/v1/services/web?limit=5": escaped already */
	/* What is sent: one of these, or nothing. */
	json_t *json; /* the caller's */
	const void *bytes;
	uint64_t length; /* of bytes, or of the file */
	int file;
	bool sends_file;
	/* The answer is bytes; else it is JSON, or has no body. */
	bool octets;
	uint64_t answer_max; /* 0: 64 MiB */
	/* See http.h; take needs octets. */
	bool (*take)(void *context, const void *bytes, size_t length);
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	unsigned wait; /* seconds the host was asked to wait at most */
};

struct api_answer {
	unsigned status;
	json_t *json;       /* null: the body is none */
	struct buffer body; /* with octets */
};

/* Ask, as often as the host wants it where it has too much to do just now.
 * Returns 0 if there is an answer, whatever its status, or prints an error and
 * returns STATUS_ERROR.  Free the answer in both cases. */
int api_ask(struct remote *remote, const struct api_request *request,
	    struct api_answer *answer);
void api_answer_free(struct api_answer *answer);

/* The same, and a status other than 200 to 299 is an error. */
int api_do(struct remote *remote, const struct api_request *request,
	   struct api_answer *answer);

/* Print why the host has refused.  Returns STATUS_ERROR. */
int api_refused(const struct remote *remote, const struct api_answer *answer);

/* The code of a refusal, as "quota-instances"; "" if it has none. */
const char *api_code(const struct api_answer *answer);

/* The usual requests.  The path is a format; its arguments are names that have
 * been checked, or numbers.  api_get returns the answer's JSON, null with the
 * error printed; api_change takes body, which may be null, and returns as
 * api_do, the JSON in *answer if that is not null. */
json_t *api_get(struct remote *remote, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int api_change(struct remote *remote, const char *method, json_t *body,
	       json_t **answer, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* All of a list, which comes a part at a time: the arrays of that name in the
 * answers, put together.  Null, the error printed: it cannot be had. */
json_t *api_list(struct remote *remote, const char *name, const char *format,
		 ...) __attribute__((format(printf, 3, 4)));

/* Text that the host has sent, fit for a terminal.  The caller frees it. */
char *api_text(const char *text);

/* The text of a key, "" where there is none; a number, 0. */
const char *api_string(const json_t *object, const char *key);
int64_t api_integer(const json_t *object, const char *key);

#endif
