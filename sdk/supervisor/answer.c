/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "host.h"

#define MESSAGE_MAX 512

void answer_error(struct answer *answer, unsigned status, const char *code,
		  const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	free(answer->bytes);
	answer->bytes = NULL;
	answer->code = code;
	/* What was cut in the middle of a character is no UTF-8. */
	answer_json(answer, status,
		    json_pack("{s:{s:s,s:o}}", "error", "code", code, "message",
			      json_text(message)));
}

/* Bytes that are no UTF-8 are shown as question marks; no text is null. */
json_t *json_text(const char *text)
{
	json_t *json = json_string(text);
	char *plain;

	if (json != NULL)
		return json;
	if (text == NULL)
		return json_null();
	plain = strdup(text);
	for (char *c = plain; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '?';
	json = json_string(plain);
	free(plain);
	return json;
}

json_t *json_time(int64_t wall)
{
	char text[CLOCK_TEXT];

	return wall == 0 ? json_null() : json_string(clock_text(wall, text));
}

void answer_missing(struct answer *answer, const char *what, const char *name)
{
	answer_error(answer, 404, "not-found", "there is no %s %.64s", what,
		     name);
}

void answer_json(struct answer *answer, unsigned status, json_t *json)
{
	json_decref(answer->json);
	answer->json = json;
	answer->status = status;
}

bool answer_store(struct answer *answer, enum store_result result)
{
	switch (result) {
	case STORE_OK:
		return true;
	case STORE_FULL:
		answer_error(answer, 507, "no-space",
			     "the host's disk is full; nothing was changed");
		return false;
	case STORE_EXISTS:
		answer_error(answer, 409, "exists",
			     "there is one of that name already");
		return false;
	case STORE_REFUSED:
		answer_error(answer, 409, "in-use", "it is in use");
		return false;
	default:
		answer_error(answer, 500, "store",
			     "the host's database has failed; nothing was "
			     "changed; its log says more");
		return false;
	}
}

bool answer_failed(const struct answer *answer)
{
	return answer->status >= 400;
}

void answer_wait(struct answer *answer, int64_t topic, int64_t deadline)
{
	answer->topic = topic;
	answer->wait_until = deadline;
}

bool name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length < NAME_TEXT && name[length] == '\0' &&
	       name[0] != '-' && name[length - 1] != '-';
}

bool answer_unless_name(struct answer *answer, const char *what,
			const char *name)
{
	if (name_valid(name))
		return true;
	answer_error(answer, 400, "name",
		     "%.64s cannot be the name of a %s: use at most 31 of "
		     "a-z, 0-9 and -, with - neither first nor last",
		     name[0] == '\0' ? "nothing" : name, what);
	return false;
}
