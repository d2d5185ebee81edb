/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The head of a request: who asks, for what, may they, and what may follow.
 * The row of the route decides it, before a handler is called.
 */
#include <stdio.h>
#include <stdlib.h>

#include "access.h"
#include "exchange.h"
#include "host.h"
#include "rates.h"
#include "routes.h"
#include "tenants.h"

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
		audit_refusal(request, &exchange->audit, &exchange->answer);
	host_leave();
}
