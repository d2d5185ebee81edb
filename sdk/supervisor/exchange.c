/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

struct exchange *exchange_new(const char *target)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);

	if (exchange == NULL)
		return NULL;
	exchange->malformed = !target_parse(&exchange->target, target);
	snprintf(exchange->path, sizeof exchange->path, "%.*s",
		 (int)strcspn(target, "?"), target);
	exchange->request.path = exchange->path;
	exchange->request.server = exchange;
	exchange->request.began = clock_monotonic();
	return exchange;
}

void exchange_free(struct exchange *exchange)
{
	struct request *request = &exchange->request;
	struct answer *answer = &exchange->answer;

	if (request->own_free != NULL)
		request->own_free(request->own);
	json_decref(request->body);
	json_decref(answer->json);
	free(answer->bytes);
	if (answer->reader != NULL)
		answer->reader->free(answer->reading);
	free(exchange->body);
	free(exchange);
}

/* ---- the body ---- */

void exchange_data(struct exchange *exchange, const void *data, size_t length)
{
	struct request *request = &exchange->request;

	if (exchange->answered || length == 0)
		return;
	if (length > request->length - exchange->got) {
		answer_error(&exchange->answer, 400, "length",
			     "the body is longer than its Content-Length");
		exchange->answered = true;
		return;
	}
	if (exchange->streaming) {
		request->route->stream->data(request, &exchange->answer, data,
					     length);
		exchange->answered = answer_failed(&exchange->answer);
	} else {
		memcpy(exchange->body + exchange->got, data, length);
	}
	exchange->got += length;
}

/* Is it nested so deep that parsing it would need much stack?  What stands in
 * strings does not count. */
static bool too_deep(const uint8_t *text, size_t length)
{
	bool string = false;
	int depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (string) {
			if (text[i] == '\\')
				i++;
			else
				string = text[i] != '"';
		} else if (text[i] == '"') {
			string = true;
		} else if (text[i] == '{' || text[i] == '[') {
			if (++depth > JSON_DEPTH)
				return true;
		} else if (text[i] == '}' || text[i] == ']') {
			depth--;
		}
	}
	return false;
}

static void parse_body(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;
	json_error_t error;

	if (too_deep(exchange->body, (size_t)exchange->got)) {
		answer_error(answer, 400, "json",
			     "the body is nested deeper than %d", JSON_DEPTH);
		return;
	}
	exchange->request.body = json_loadb((const char *)exchange->body,
					    (size_t)exchange->got,
					    JSON_REJECT_DUPLICATES, &error);
	if (exchange->request.body == NULL)
		answer_error(answer, 400, "json",
			     "the body is not JSON: line %d, column %d: %s",
			     error.line, error.column, error.text);
	else if (!json_is_object(exchange->request.body))
		answer_error(answer, 400, "json",
			     "the body must be a JSON object");
}

static void take_body(struct exchange *exchange)
{
	struct request *request = &exchange->request;

	if (exchange->got != request->length) {
		answer_error(&exchange->answer, 400, "length",
			     "the body is shorter than its Content-Length");
	} else if (exchange->streaming) {
		request->route->stream->data(request, &exchange->answer, "", 0);
	} else if (request->route->body == BODY_JSON) {
		parse_body(exchange);
	} else {
		exchange->body[exchange->got] = '\0';
		request->bytes = exchange->body;
	}
}

/* ---- the handler ---- */

/* The answer to a change stands once it and its row of the audit are kept. */
static void finish_change(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;
	enum store_result result = STORE_OK;

	if (!answer_failed(answer) && answer->wait_until == 0)
		result = audit_write(&exchange->request, &exchange->audit,
				     answer);
	if (!answer_failed(answer) && answer_store(answer, result))
		answer_store(answer, store_commit(&host_state));
	if (!answer_failed(answer))
		return;
	store_rollback(&host_state);
	audit_refusal(&exchange->request, &exchange->audit, answer);
}

static void settle(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;

	if (answer->status == 0)
		answer->status = answer->json == NULL &&
						 answer->bytes == NULL &&
						 answer->reader == NULL ?
					 204 :
					 200;
	exchange->answered = true;
}

static void call_handler(struct exchange *exchange, wait_function *prepare_wait,
			 void *context)
{
	struct request *request = &exchange->request;
	struct answer *answer = &exchange->answer;
	bool change = request_changes(request);

	answer->wait_until = 0;
	if (change && !answer_store(answer, store_begin(&host_state))) {
		settle(exchange);
		return;
	}
	request->route->handler(request, answer);
	request->calls++;
	if (change)
		finish_change(exchange);
	/* One that is late and would wait on has nothing to say. */
	exchange->waiting = answer->wait_until != 0 && answer->status == 0 &&
			    answer->json == NULL && !request->late;
	if (exchange->waiting)
		prepare_wait(exchange, context);
	else
		settle(exchange);
}

void exchange_end(struct exchange *exchange, wait_function *prepare_wait,
		  void *context)
{
	if (!exchange->answered) {
		take_body(exchange);
		exchange->answered = answer_failed(&exchange->answer);
		host_enter();
		if (exchange->answered)
			audit_refusal(&exchange->request, &exchange->audit,
				      &exchange->answer);
		else
			call_handler(exchange, prepare_wait, context);
		host_leave();
	}
}

void exchange_again(struct exchange *exchange, wait_function *prepare_wait,
		    void *context)
{
	exchange->waiting = false;
	host_enter();
	call_handler(exchange, prepare_wait, context);
	host_leave();
}

void audit(struct request *request, const char *verb, const char *format, ...)
{
	struct exchange *exchange = request->server;
	va_list arguments;

	va_start(arguments, format);
	exchange->audit.verb = verb;
	vsnprintf(exchange->audit.object, sizeof exchange->audit.object, format,
		  arguments);
	va_end(arguments);
}
