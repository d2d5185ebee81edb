/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who am I, and what is this?
 */
#include <string.h>

#include "access.h"
#include "config.h"
#include "host.h"
#include "tenants.h"
#include "version.h"

/* Made of openapi.json by the build. */
extern const unsigned char openapi[];
extern const unsigned openapi_length;

static void who(struct request *request, struct answer *answer)
{
	const struct caller *caller = &request->caller;
	json_t *json = json_pack("{s:s,s:i,s:s,s:o,s:{s:s,s:s},s:o}", "host",
				 config.name, "api", 1, "version",
				 DENALI_VERSION, "time",
				 json_time(clock_wall()), "token", "id",
				 caller->token, "name", caller->name, "scopes",
				 scopes_json(caller->scopes));

	if (request->tenant == 0) {
		json_object_set_new(json, "tenant", json_null());
	} else {
		json_object_set_new(json, "tenant",
				    json_string(request->tenant_name));
		json_object_set_new(json, "limits",
				    tenant_limits(request->tenant));
		json_object_set_new(json, "used", tenant_uses(request->tenant));
	}
	answer_json(answer, 200, json);
}

static long read_openapi(void *reading, uint64_t at, char *buffer, size_t room)
{
	size_t left = openapi_length - (size_t)at;

	(void)reading;
	if (room > left)
		room = left;
	memcpy(buffer, openapi + at, room);
	return (long)room;
}

static void read_nothing(void *reading)
{
	(void)reading;
}

static void get_openapi(struct request *request, struct answer *answer)
{
	static const struct reader reader = { read_openapi, read_nothing };

	(void)request;
	answer->reader = &reader;
	answer->type = "application/json";
}

const struct route who_routes[] = {
	{ .method = "GET",
	  .path = "/v1",
	  .scope = SCOPE_ANY,
	  .whose = OF_EITHER,
	  .handler = who },
	{ .method = "GET",
	  .path = "/v1/openapi.json",
	  .scope = SCOPE_ANY,
	  .whose = OF_EITHER,
	  .handler = get_openapi },
	{ 0 },
};
