/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "host.h"
#include "rates.h"
#include "routes.h"
#include "tenants.h"

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

static bool changes(const struct request *request)
{
	return strcmp(request->method, "GET") != 0 &&
	       strcmp(request->method, "HEAD") != 0;
}

/* ---- the head ---- */

static void slow_down(struct answer *answer, unsigned seconds)
{
	answer_error(answer, 429, "rate",
		     "too many requests; the next in %u seconds", seconds);
	answer->retry_after = seconds;
}

/* Who asks?  False: the answer says it. */
static bool know_caller(struct exchange *exchange, const char *authorization)
{
	struct request *request = &exchange->request;
	struct answer *answer = &exchange->answer;
	unsigned seconds;

	if (!access_check(authorization, &request->caller, answer)) {
		seconds = rate_stranger(request->caller.address);
		if (seconds > 0)
			slow_down(answer, seconds);
		return false;
	}
	request->tenant = request->caller.tenant;
	if (request->tenant == 0)
		return true;
	tenant_name(request->tenant, request->tenant_name);
	seconds = rate_tenant(request->tenant,
			      tenant_limit(request->tenant, LIMIT_REQUESTS));
	if (seconds > 0)
		slow_down(answer, seconds);
	return seconds == 0;
}

static bool find_route(struct exchange *exchange)
{
	struct request *request = &exchange->request;
	char *others = exchange->methods;

	if (exchange->malformed) {
		answer_error(&exchange->answer, 400, "path",
			     "the path or the query is malformed or too long");
		return false;
	}
	request->route = routes_find(request->method, &exchange->target,
				     request->parameter, others);
	if (request->route != NULL)
		return true;
	if (others[0] == '\0')
		answer_missing(&exchange->answer, "path", exchange->path);
	else
		answer_error(&exchange->answer, 405, "method",
			     "%s is not for this path, which has %s",
			     request->method, others);
	return false;
}

/* Whom is it about, and may the caller do that? */
static bool find_tenant(struct exchange *exchange)
{
	struct request *request = &exchange->request;
	struct answer *answer = &exchange->answer;
	const char *name = target_query(&exchange->target, "tenant");
	int64_t tenant;

	if (name == NULL || request->route->whose == OF_HOST)
		return true;
	tenant = tenant_find(name);
	if (tenant == 0 ||
	    (request->caller.tenant != 0 && request->caller.tenant != tenant)) {
		answer_missing(answer, "tenant", name);
		return false;
	}
	request->tenant = tenant;
	tenant_name(tenant, request->tenant_name);
	return true;
}

static bool may(struct exchange *exchange)
{
	const struct request *request = &exchange->request;
	const struct route *route = request->route;
	unsigned has = request->caller.scopes;
	unsigned needs = route->whose == OF_HOST ? SCOPE_ADMIN : route->scope;

	if (has & SCOPE_ADMIN || needs == SCOPE_ANY || has & needs)
		return true;
	answer_error(&exchange->answer, 403, "scope",
		     "the token's scopes do not include %s, which this needs; "
		     "use a token that has it",
		     scope_name(needs));
	return false;
}

static bool tenant_said(struct exchange *exchange)
{
	const struct request *request = &exchange->request;

	if (request->tenant != 0 || request->route->whose != OF_TENANT)
		return true;
	answer_error(&exchange->answer, 400, "tenant",
		     "which tenant?  An administrator says ?tenant=NAME");
	return false;
}

static bool body_fits(struct exchange *exchange)
{
	const struct request *request = &exchange->request;
	const struct route *route = request->route;
	struct answer *answer = &exchange->answer;

	if (request->length == LENGTH_UNKNOWN)
		answer_error(answer, 411, "length",
			     "a Content-Length is needed");
	else if (route->body == BODY_NONE && request->length > 0)
		answer_error(answer, 413, "body", "this takes no body");
	else if (request->length > route->body_max)
		answer_error(answer, 413, "body",
			     "the body has %llu bytes; at most %llu are taken",
			     (unsigned long long)request->length,
			     (unsigned long long)route->body_max);
	else if (route->body == BODY_JSON && request->length == 0)
		answer_error(answer, 400, "body",
			     "a body is needed: a JSON object");
	return !answer_failed(answer);
}

static void begin_body(struct exchange *exchange)
{
	const struct route *route = exchange->request.route;

	exchange->streaming = route->body == BODY_STREAM;
	if (exchange->streaming) {
		route->stream->begin(&exchange->request, &exchange->answer);
		return;
	}
	exchange->body = malloc((size_t)exchange->request.length + 1);
	if (exchange->body == NULL)
		answer_error(&exchange->answer, 503, "memory",
			     "the host has no memory for that now");
}

/* A change that was refused is audited: but not by the thousand from those who
 * have no token. */
static void audit_refusal(struct exchange *exchange)
{
	if (!changes(&exchange->request) || exchange->answer.status == 429)
		return;
	if (store_begin(&host_state) != STORE_OK)
		return;
	if (audit_write(&exchange->request, &exchange->audit,
			&exchange->answer) == STORE_OK)
		store_commit(&host_state);
	else
		store_rollback(&host_state);
}

void exchange_head(struct exchange *exchange, const char *method,
		   const char *authorization, const char *address,
		   uint64_t length)
{
	struct request *request = &exchange->request;

	request->method = method;
	request->length = length;
	snprintf(request->caller.address, sizeof request->caller.address, "%s",
		 address);
	host_enter();
	if (know_caller(exchange, authorization) && find_route(exchange) &&
	    may(exchange) && find_tenant(exchange) && tenant_said(exchange) &&
	    body_fits(exchange))
		begin_body(exchange);
	exchange->answered = answer_failed(&exchange->answer);
	if (exchange->answered)
		audit_refusal(exchange);
	host_leave();
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
	audit_refusal(exchange);
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
	bool change = changes(request);

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
			audit_refusal(exchange);
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
