/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ten changes make a round: a service begins and lives through it, and goes
 * when the next but one is there.
 */
#include "changes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUND 10

static bool call(struct publisher *publisher, const char *method, json_t *body,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool call(struct publisher *publisher, const char *method, json_t *body,
		 const char *format, ...)
{
	json_t *answer = NULL;
	char path[128], *text;
	va_list values;
	int status;

	va_start(values, format);
	vsnprintf(path, sizeof path, format, values);
	va_end(values);
	status = api_call(&publisher->api, method, path, body, &answer);
	if (status < 200 || status > 299) {
		text = answer != NULL ? json_dumps(answer, 0) : NULL;
		fprintf(stderr, "%s %s: %d: %s\n", method, path, status,
			text != NULL ? text : "no answer");
		free(text);
	}
	json_decref(answer);
	return status >= 200 && status <= 299;
}

static bool publish(struct publisher *publisher, unsigned int variant,
		    const char *service)
{
	struct published published = { 0 };
	json_t *answer = NULL;
	int status;
	bool good;

	if (!published_read(&published, CHANGES_IMAGE) ||
	    !published_vary(&published, variant))
		return false;
	status = publisher_upload(publisher, &published);
	good = status == 200 || status == 201;
	if (good)
		status = publisher_version(publisher, &published, service, NULL,
					   &answer);
	good = good && status == 202;
	if (!good)
		fprintf(stderr, "publish of %s: %d\n", service, status);
	json_decref(answer);
	published_free(&published);
	return good;
}

static bool put_secret(struct publisher *publisher, unsigned int round)
{
	struct bytes reply = { 0 };
	char path[128];
	int status;

	snprintf(path, sizeof path, "/v1/services/s-%u/secrets/PASSWORD",
		 round);
	status = api_ask(&publisher->api, "PUT", path, "hidden", 6, &reply);
	bytes_free(&reply);
	return status >= 200 && status <= 299;
}

bool changes_make(struct publisher *publisher, unsigned int n)
{
	unsigned int round = (n - 1) / ROUND;
	char service[32];

	snprintf(service, sizeof service, "s-%u", round);
	switch ((n - 1) % ROUND) {
	case 0:
		return publish(publisher, n, service);
	case 1:
		return put_secret(publisher, round);
	case 2:
		return publish(publisher, n, service);
	case 3:
		return call(publisher, "POST", json_pack("{s:i}", "count", 2),
			    "/v1/services/%s/scale", service);
	case 4:
		return call(publisher, "POST",
			    json_pack("{s:o, s:i}", "name",
				      json_sprintf("d-%u", round), "size",
				      262144),
			    "/v1/disks");
	case 5:
		return call(publisher, "POST",
			    json_pack("{s:o, s:[s]}", "name",
				      json_sprintf("t-%u", round), "scopes",
				      "read"),
			    "/v1/tokens");
	case 6:
		return call(publisher, "POST", json_object(),
			    "/v1/services/%s/rollback", service);
	case 7:
		return call(publisher, "DELETE", NULL,
			    "/v1/services/%s/secrets/PASSWORD", service);
	case 8:
		return round % 2 == 0 || call(publisher, "DELETE", NULL,
					      "/v1/disks/d-%u", round - 1);
	default:
		return round < 2 || call(publisher, "DELETE", NULL,
					 "/v1/services/s-%u", round - 2);
	}
}

bool changes_settle(struct publisher *publisher, unsigned int n)
{
	unsigned int kind = (n - 1) % ROUND;
	char service[32];

	snprintf(service, sizeof service, "s-%u", (n - 1) / ROUND);
	return (kind != 0 && kind != 2 && kind != 6) ||
	       publisher_await(publisher, service, NULL);
}
