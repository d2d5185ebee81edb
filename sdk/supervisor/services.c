/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "services.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "images.h"
#include "ports.h"
#include "release.h"
#include "store.h"
#include "tenants.h"

const char services_schema[] =
	"CREATE TABLE IF NOT EXISTS services ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" tenant INTEGER NOT NULL REFERENCES tenants(id),"
	" name TEXT NOT NULL,"
	" created INTEGER NOT NULL,"
	" running INTEGER NOT NULL DEFAULT 1,"
	" count INTEGER NOT NULL DEFAULT 1,"
	" version INTEGER NOT NULL DEFAULT 0,"
	" target INTEGER NOT NULL DEFAULT 0,"
	" previous INTEGER NOT NULL DEFAULT 0,"
	" latest INTEGER NOT NULL DEFAULT 0,"
	" changes INTEGER NOT NULL DEFAULT 0,"
	" changed TEXT NOT NULL DEFAULT '',"
	/* What is to be of these two when the target serves. */
	" target_count INTEGER NOT NULL DEFAULT 1,"
	" target_changed TEXT NOT NULL DEFAULT '',"
	/* What an instance is charged with. */
	" memory INTEGER NOT NULL DEFAULT 0,"
	" bytes_in INTEGER NOT NULL DEFAULT 0,"
	" bytes_out INTEGER NOT NULL DEFAULT 0,"
	" UNIQUE (tenant, name));"
	/* When what was last admitted under a name was signed, ms: a service
	 * that is removed must not let its old signatures be used again. */
	"CREATE TABLE IF NOT EXISTS admitted ("
	" tenant INTEGER NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,"
	" name TEXT NOT NULL,"
	" time INTEGER NOT NULL,"
	" PRIMARY KEY (tenant, name)) WITHOUT ROWID;";

bool service_find(int64_t tenant, const char *name, int64_t *service)
{
	*service = store_number(&host_state, 0,
				"SELECT id FROM services"
				" WHERE tenant = ?1 AND name = ?2",
				"it", tenant, name);
	return *service != 0;
}

bool service_read(int64_t id, struct service *service)
{
	struct query *query = store_query(
		&host_state,
		"SELECT tenant, name, running, count, version, target,"
		" previous, target_count, changes FROM services WHERE id = ?1",
		"i", id);
	bool there = query_next(query);

	*service = (struct service){ .id = id };
	if (there) {
		service->tenant = query_number(query, 0);
		snprintf(service->name, sizeof service->name, "%s",
			 query_text(query, 1));
		service->running = query_number(query, 2) != 0;
		service->count = (uint32_t)query_number(query, 3);
		service->version = (uint32_t)query_number(query, 4);
		service->target = (uint32_t)query_number(query, 5);
		service->previous = (uint32_t)query_number(query, 6);
		service->target_count = (uint32_t)query_number(query, 7);
		service->changes = query_number(query, 8);
		service->most = service->count;
		if (service->target != 0 &&
		    service->target_count > service->count)
			service->most = service->target_count;
	}
	query_end(query);
	return there;
}

uint32_t service_next(const struct service *service)
{
	return service->target != 0 ? service->target : service->version;
}

bool service_of(const struct request *request, struct answer *answer,
		struct service *service)
{
	int64_t id;

	if (service_find(request->tenant, request->parameter[0], &id) &&
	    service_read(id, service))
		return true;
	answer_missing(answer, "service", request->parameter[0]);
	return false;
}

json_t *service_changed(int64_t id)
{
	char *text = store_text(&host_state,
				"SELECT changed FROM services WHERE id = ?1",
				"i", id);
	json_t *changed = text == NULL || *text == '\0' ?
				  NULL :
				  json_loads(text, 0, NULL);

	free(text);
	return changed != NULL ? changed : json_object();
}

/* ---- settings ---- */

static bool make_settings(const struct service *service, const char *digest,
			  const char *said_text, json_t *changed,
			  struct settings *settings, struct answer *answer)
{
	char problem[IMAGEFILE_PROBLEM];
	const struct imagefile *image = release_image(digest, problem);
	const char *wrong = problem;
	json_t *said;

	if (image != NULL) {
		said = json_loads(said_text, 0, NULL);
		wrong = settings_make(settings, service->name, image, said,
				      changed);
		json_decref(said);
	}
	if (wrong != NULL && answer != NULL)
		answer_error(answer, 422, "settings", "%s: %s", service->name,
			     wrong);
	return wrong == NULL;
}

bool service_settings(const struct service *service, uint32_t version,
		      json_t *changed, struct settings *settings,
		      struct answer *answer)
{
	struct query *query = store_query(
		&host_state,
		"SELECT digest, settings FROM versions, images"
		" WHERE service = ?1 AND number = ?2 AND images.id = image",
		"ii", service->id, (int64_t)version);
	bool good = false;

	*settings = (struct settings){ 0 };
	if (query_next(query))
		good = make_settings(service, query_text(query, 0),
				     query_text(query, 1), changed, settings,
				     answer);
	else if (answer != NULL)
		answer_error(answer, 404, "version-missing",
			     "service %s has no version %u; see its versions",
			     service->name, (unsigned)version);
	query_end(query);
	return good;
}

size_t service_strings(int64_t id)
{
	struct settings settings;
	struct service service;
	json_t *changed;
	size_t length = 0;

	if (!service_read(id, &service))
		return 0;
	changed = service_changed(id);
	if (service_settings(&service, service_next(&service), changed,
			     &settings, NULL))
		length = settings.strings_length;
	settings_free(&settings);
	json_decref(changed);
	return length;
}

/* ---- quotas ---- */

/* What the tenant's other services that are to run have, or will have when
 * their deployments are over, whichever is more. */
void services_used(int64_t tenant, int64_t service, uint64_t used[4])
{
	struct query *query = store_query(
		&host_state,
		"SELECT sum(most), sum(most * memory),"
		" sum(most * bytes_in), sum(most * bytes_out) FROM ("
		" SELECT CASE target WHEN 0 THEN count"
		"  ELSE max(count, target_count) END AS most,"
		" memory, bytes_in, bytes_out FROM services"
		" WHERE tenant = ?1 AND running = 1 AND id <> ?2)",
		"ii", tenant, service);

	query_next(query);
	for (int i = 0; i < 4; i++)
		used[i] = query == NULL ? 0 : (uint64_t)query_number(query, i);
	query_end(query);
}

bool service_allowed(int64_t tenant, int64_t service, uint32_t count,
		     const struct settings *settings, struct answer *answer)
{
	uint64_t used[4] = { 0 };

	services_used(tenant, service, used);
	return tenant_allows(tenant, LIMIT_INSTANCES, used[0], count, answer) &&
	       tenant_allows(tenant, LIMIT_MEMORY, used[1],
			     count * settings_memory(settings), answer) &&
	       tenant_allows(tenant, LIMIT_BANDWIDTH, used[2],
			     (uint64_t)count * settings->in, answer) &&
	       tenant_allows(tenant, LIMIT_BANDWIDTH, used[3],
			     (uint64_t)count * settings->out, answer);
}

enum store_result service_charge(int64_t service,
				 const struct settings *settings)
{
	return store_run(&host_state,
			 "UPDATE services SET memory = ?2, bytes_in = ?3,"
			 " bytes_out = ?4 WHERE id = ?1",
			 "iiii", service, (int64_t)settings_memory(settings),
			 (int64_t)settings->in, (int64_t)settings->out);
}

enum store_result service_charge_more(int64_t service,
				      const struct settings *settings)
{
	return store_run(&host_state,
			 "UPDATE services SET"
			 " memory = max(memory * (version <> 0), ?2),"
			 " bytes_in = CASE target WHEN 0 THEN ?3"
			 "  ELSE max(bytes_in * (version <> 0), ?3) END,"
			 " bytes_out = CASE target WHEN 0 THEN ?4"
			 "  ELSE max(bytes_out * (version <> 0), ?4) END"
			 " WHERE id = ?1",
			 "iiii", service, (int64_t)settings_memory(settings),
			 (int64_t)settings->in, (int64_t)settings->out);
}
