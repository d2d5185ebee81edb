/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a handler may ask of its request.
 */
#include <string.h>

#include "exchange.h"
#include "parse.h"

bool request_changes(const struct request *request)
{
	return strcmp(request->method, "GET") != 0 &&
	       strcmp(request->method, "HEAD") != 0;
}

const char *request_query(const struct request *request, const char *name)
{
	const struct exchange *exchange = request->server;

	return target_query(&exchange->target, name);
}

bool request_number(const struct request *request, struct answer *answer,
		    const char *name, int64_t least, int64_t most,
		    int64_t otherwise, int64_t *number)
{
	const char *text = request_query(request, name);
	uint64_t value;

	*number = otherwise;
	if (text == NULL)
		return true;
	if (parse_number(text, (uint64_t)least, (uint64_t)most, &value)) {
		*number = (int64_t)value;
		return true;
	}
	answer_error(answer, 400, "query",
		     "%s=%.32s: a whole number from %lld to %lld is needed",
		     name, text, (long long)least, (long long)most);
	return false;
}

bool request_flag(const struct request *request, const char *name)
{
	const char *text = request_query(request, name);

	return text != NULL && strcmp(text, "0") != 0 &&
	       strcmp(text, "false") != 0;
}

bool request_wait(const struct request *request, struct answer *answer,
		  int64_t *deadline)
{
	int64_t seconds;

	if (!request_number(request, answer, "wait", 0, WAIT_MAX, 0, &seconds))
		return false;
	*deadline = seconds == 0 ? 0 : request->began + seconds * 1000;
	return true;
}
