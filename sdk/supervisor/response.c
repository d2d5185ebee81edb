/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READER_PIECE 8192

/* An answer that is read as it is sent, and where it goes. */
struct sending {
	struct answer *answer;
	struct session *session;
};

static ssize_t read_more(void *cls, uint64_t at, char *buffer, size_t room)
{
	const struct sending *sending = cls;
	struct answer *answer = sending->answer;
	long count = answer->reader->read(answer->reading, at, buffer, room);

	if (sending->session != NULL)
		session_moved(sending->session, at);
	if (count < 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	return count == 0 ? MHD_CONTENT_READER_END_OF_STREAM : count;
}

static struct MHD_Response *read_from(struct answer *answer,
				      struct session *session)
{
	struct sending *sending = malloc(sizeof *sending);

	if (sending == NULL)
		return NULL;
	*sending = (struct sending){ answer, session };
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, READER_PIECE,
						 read_more, sending, free);
}

/* As text only, from here on: JSON in memory is ten times as long. */
static struct MHD_Response *body_of(struct answer *answer,
				    struct session *session)
{
	struct MHD_Response *response;
	char *text;

	if (answer->reader != NULL)
		return read_from(answer, session);
	if (answer->bytes != NULL) {
		response = MHD_create_response_from_buffer(
			answer->length, answer->bytes, MHD_RESPMEM_MUST_FREE);
		answer->bytes = NULL;
		return response;
	}
	text = answer->json == NULL ? strdup("") :
				      json_dumps(answer->json, JSON_COMPACT);
	json_decref(answer->json);
	answer->json = NULL;
	return text == NULL ?
		       NULL :
		       MHD_create_response_from_buffer(strlen(text), text,
						       MHD_RESPMEM_MUST_FREE);
}

static void add_headers(struct MHD_Response *response,
			const struct exchange *exchange)
{
	const struct answer *answer = &exchange->answer;
	char seconds[16];

	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (answer->type != NULL)
		MHD_add_response_header(response, "Content-Type", answer->type);
	else if (answer->status != 204)
		MHD_add_response_header(response, "Content-Type",
					"application/json");
	if (answer->status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
	if (exchange->methods[0] != '\0')
		MHD_add_response_header(response, "Allow", exchange->methods);
	if (answer->retry_after != 0) {
		snprintf(seconds, sizeof seconds, "%u", answer->retry_after);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
}

struct MHD_Response *response_make(struct exchange *exchange,
				   struct session *session)
{
	struct MHD_Response *response = body_of(&exchange->answer, session);

	if (response != NULL)
		add_headers(response, exchange);
	return response;
}
