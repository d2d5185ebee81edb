/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How services are, for those who ask.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "deploymentrow.h"
#include "host.h"
#include "listing.h"
#include "live.h"
#include "pool.h"
#include "services.h"
#include "store.h"
#include "usage.h"

#define LIST_MAX 1000

/* ---- addresses ---- */

static json_t *address_json(uint32_t ipv4)
{
	char text[INET_ADDRSTRLEN];

	if (ipv4 == 0)
		return json_null();
	return json_string(inet_ntop(AF_INET, &ipv4, text, sizeof text));
}

static json_t *address6_json(uint32_t ipv4)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t ipv6[16];

	if (!pool_ipv6(ipv4, ipv6))
		return json_null();
	return json_string(inet_ntop(AF_INET6, ipv6, text, sizeof text));
}

static uint32_t first_address(const struct live *live)
{
	for (uint32_t i = 0; live != NULL && i < live->place_count; i++)
		if (live->places[i].instance != NULL)
			return live->places[i].instance->ipv4;
	return 0;
}

static json_t *ports_json(json_t *ports)
{
	json_t *all = json_array(), *port;
	size_t i;

	json_array_foreach (ports, i, port) {
		int64_t host = json_integer_value(json_array_get(port, 0));
		json_t *one = json_pack(
			"{s:I, s:s}", "guest",
			json_integer_value(json_array_get(port, 1)), "protocol",
			json_integer_value(json_array_get(port, 2)) == 17 ?
				"udp" :
				"tcp");

		json_object_set_new(one, "host",
				    host == 0 ? json_null() :
						json_integer(host));
		json_array_append_new(all, one);
	}
	return all;
}

/* Of the first TCP port, as a browser takes it; without one, none. */
static json_t *url_json(json_t *ports, const struct live *live)
{
	char address[INET_ADDRSTRLEN];
	uint32_t ipv4 = first_address(live);
	json_t *port;
	size_t i;

	json_array_foreach (ports, i, port) {
		int host = (int)json_integer_value(json_array_get(port, 0));
		int guest = (int)json_integer_value(json_array_get(port, 1));
		const char *scheme = guest == 443 ? "https" : "http";

		if (json_integer_value(json_array_get(port, 2)) != 6)
			continue;
		if (host != 0)
			return json_sprintf("%s://%s:%d/", scheme,
					    config.public, host);
		if (ipv4 == 0)
			return json_null();
		inet_ntop(AF_INET, &ipv4, address, sizeof address);
		return json_sprintf("%s://%s:%d/", scheme, address, guest);
	}
	return json_null();
}

/* ---- rows ---- */

#define COLUMNS                                                                \
	"SELECT services.id, services.name, running, count, version, target,"  \
	" services.created, digest, tag, ports"                                \
	" FROM services LEFT JOIN versions ON versions.service = services.id"  \
	" AND number = CASE version WHEN 0 THEN target ELSE version END"       \
	" LEFT JOIN images ON images.id = versions.image"

static const char *state_of(const struct live *live, struct query *query)
{
	if (live != NULL)
		return live_state(live);
	if (query_number(query, 2) == 0)
		return "stopped";
	return query_number(query, 4) == 0 && query_number(query, 5) == 0 ?
		       "failed" :
		       "starting";
}

static json_t *number_or_null(int64_t number)
{
	return number == 0 ? json_null() : json_integer(number);
}

static json_t *row(struct query *query)
{
	const struct live *live = live_find(query_number(query, 0));
	const char *text = query_text(query, 9);
	json_t *ports = text == NULL ? NULL : json_loads(text, 0, NULL);
	json_t *json = json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:I, s:o, s:o}",
		"name", query_text(query, 1), "state", state_of(live, query),
		"version", number_or_null(query_number(query, 4)), "digest",
		json_text(query_text(query, 7)), "tag",
		json_text(query_text(query, 8)), "instances",
		(json_int_t)(live == NULL ? 0 : live_healthy_count(live)),
		"wanted", (json_int_t)query_number(query, 3), "restarts",
		(json_int_t)(live == NULL ? 0 : live->restarts), "since",
		json_time(live == NULL ? query_number(query, 6) : live->since),
		"memory",
		(json_int_t)(live == NULL || live->release == NULL ?
				     0 :
				     settings_memory(&live->release->settings)),
		"url", url_json(ports, live), "ports", ports_json(ports));

	json_decref(ports);
	return json;
}

/* A page of the list: what is left of it. */
struct page {
	int64_t tenant, left;
	char after[NAME_TEXT]; /* names that are longer are nobody's */
	bool begun;
};

/* Those after a name, some at a time.  False: there are no more. */
static bool write_rows(struct page *page, int64_t count, FILE *to)
{
	struct query *query = store_query(
		&host_state,
		COLUMNS " WHERE services.tenant = ?1 AND services.name > ?2"
			" ORDER BY services.name LIMIT ?3",
		"iti", page->tenant, page->after, count + 1);
	bool more;

	while ((more = query_next(query)) && count-- > 0) {
		fputs(page->begun ? "," : "{\"services\":[", to);
		page->begun = true;
		page->left--;
		snprintf(page->after, sizeof page->after, "%s",
			 query_text(query, 1));
		listing_row(to, row(query));
	}
	query_end(query);
	return more;
}

static bool write_part(void *list, FILE *to)
{
	struct page *page = list;
	bool more = write_rows(
		page, page->left < LISTING_ROWS ? page->left : LISTING_ROWS,
		to);

	if (more && page->left > 0)
		return true;
	fputs(page->begun ? "]" : "{\"services\":[]", to);
	fprintf(to, more ? ",\"next\":\"%s\"}" : ",\"next\":null}",
		page->after);
	return false;
}

static void list(struct request *request, struct answer *answer)
{
	const char *after = request_query(request, "after");
	struct page *page;
	int64_t limit;

	if (!request_number(request, answer, "limit", 1, LIST_MAX, LIST_MAX,
			    &limit))
		return;
	page = calloc(1, sizeof *page);
	if (page != NULL) {
		page->tenant = request->tenant;
		page->left = limit;
		snprintf(page->after, sizeof page->after, "%s",
			 after == NULL ? "" : after);
	}
	listing_answer(answer, write_part, page);
}

static void show(struct request *request, struct answer *answer)
{
	struct service service;
	const struct live *live;
	struct query *query;
	json_t *json;

	if (!service_of(request, answer, &service))
		return;
	query = store_query(&host_state, COLUMNS " WHERE services.id = ?1", "i",
			    service.id);
	query_next(query);
	json = row(query);
	query_end(query);
	live = live_find(service.id);
	json_object_set_new(json, "target", number_or_null(service.target));
	json_object_set_new(json, "problem",
			    live == NULL || live->problem[0] == '\0' ?
				    json_null() :
				    json_text(live->problem));
	json_object_set_new(json, "settings", service_changed(service.id));
	answer_json(answer, 200, json);
}

/* ---- instances ---- */

static const char *instance_state_text(const struct instance *instance)
{
	static const char *const texts[] = {
		"waiting",  "starting", "healthy", "failing",
		"draining", "stopping", "ending",
	};

	return texts[instance->state];
}

static json_t *instance_row(const struct instance *instance)
{
	char text[INSTANCE_TEXT];
	json_t *json = json_pack(
		"{s:s, s:s, s:I, s:I, s:s, s:o, s:o, s:o, s:I}", "instance",
		instance_text(instance->id, text), "service",
		instance->live->name, "version", (json_int_t)instance->version,
		"slot", (json_int_t)instance->slot, "state",
		instance_state_text(instance), "address",
		address_json(instance->ipv4), "address6",
		address6_json(instance->ipv4), "started",
		json_time(instance->started_wall), "limit",
		(json_int_t)settings_memory(&instance->release->settings));

	usage_figures(instance->vm, json);
	return json;
}

static void add_instances(json_t *all, const struct live *live)
{
	for (const struct instance *at = live->first; at != NULL;
	     at = at->next_of_live)
		json_array_append_new(all, instance_row(at));
}

static void instances(struct request *request, struct answer *answer)
{
	struct service service;
	const struct live *live;
	json_t *all;

	if (!service_of(request, answer, &service))
		return;
	all = json_array();
	live = live_find(service.id);
	if (live != NULL)
		add_instances(all, live);
	answer_json(answer, 200, json_pack("{s:o}", "instances", all));
}

/* A service that was removed is none of the tenant's any more. */
static void all_instances(struct request *request, struct answer *answer)
{
	json_t *all = json_array();

	for (const struct live *live = live_next(NULL); live != NULL;
	     live = live_next(live)) {
		int64_t id;

		if (live->tenant == request->tenant &&
		    service_find(live->tenant, live->name, &id) &&
		    id == live->id)
			add_instances(all, live);
	}
	answer_json(answer, 200, json_pack("{s:o}", "instances", all));
}

const struct route services_routes[] = {
	{ "GET", "/v1/services", SCOPE_READ, OF_TENANT, list, BODY_NONE, 0,
	  NULL },
	{ "GET", "/v1/services/{service}", SCOPE_READ, OF_TENANT, show,
	  BODY_NONE, 0, NULL },
	{ "GET", "/v1/services/{service}/instances", SCOPE_READ, OF_TENANT,
	  instances, BODY_NONE, 0, NULL },
	{ "GET", "/v1/instances", SCOPE_READ, OF_TENANT, all_instances,
	  BODY_NONE, 0, NULL },
	{ 0 },
};
