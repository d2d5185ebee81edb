/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "versions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deploymentrow.h"
#include "disks.h"
#include "engine.h"
#include "images.h"
#include "ports.h"
#include "release.h"
#include "store.h"

const char versions_schema[] =
	"CREATE TABLE IF NOT EXISTS versions ("
	" id INTEGER PRIMARY KEY,"
	" service INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,"
	" number INTEGER NOT NULL,"
	" image INTEGER NOT NULL REFERENCES images(id),"
	" tag TEXT,"
	" settings TEXT NOT NULL," /* of the request, JSON or nothing */
	" ports TEXT NOT NULL,"    /* of the host's, as decided */
	" signature TEXT NOT NULL,"
	" signer TEXT NOT NULL,"    /* name of the key */
	" publisher TEXT NOT NULL," /* name of the token */
	" created INTEGER NOT NULL,"
	" served INTEGER NOT NULL DEFAULT 0,"
	" UNIQUE (service, number));"
	"CREATE INDEX IF NOT EXISTS versions_image ON versions (image);";

/* ---- those that are kept ---- */

static void forget(int64_t service, int64_t number)
{
	disks_forget_version(service, (uint32_t)number);
	store_run(&host_state,
		  "DELETE FROM versions WHERE service = ?1 AND number = ?2",
		  "ii", service, number);
}

void versions_prune(int64_t service, int64_t tenant)
{
	int64_t number;

	while ((number = store_number(
			&host_state, 0,
			"SELECT number FROM versions, services"
			" WHERE service = ?1 AND services.id = service"
			" AND number NOT IN (version, target, previous)"
			" ORDER BY number DESC LIMIT 1 OFFSET ?2",
			"ii", service, (int64_t)VERSIONS_KEPT - 2)) != 0)
		forget(service, number);
	images_release(tenant);
}

void versions_charge_current(int64_t service)
{
	struct settings settings;
	struct service row;
	json_t *changed = service_changed(service);

	if (service_read(service, &row) && row.version != 0) {
		if (service_settings(&row, row.version, changed, &settings,
				     NULL))
			service_charge(service, &settings);
		settings_free(&settings);
	}
	json_decref(changed);
}

/* ---- showing ---- */

static json_t *version_json(struct query *query, const struct service *service)
{
	uint32_t number = (uint32_t)query_number(query, 0);

	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:b, s:b}", "version",
			 (json_int_t)number, "digest", query_text(query, 1),
			 "tag", json_text(query_text(query, 2)), "signer",
			 json_text(query_text(query, 3)), "publisher",
			 json_text(query_text(query, 4)), "created",
			 json_time(query_number(query, 5)), "current",
			 (int)(number == service->version), "served",
			 (int)query_number(query, 6));
}

static void list(struct request *request, struct answer *answer)
{
	struct service service;
	struct query *query;
	json_t *versions;

	if (!service_of(request, answer, &service))
		return;
	versions = json_array();
	query = store_query(&host_state,
			    "SELECT number, digest, tag, signer, publisher,"
			    " versions.created, served FROM versions, images"
			    " WHERE service = ?1 AND images.id = image"
			    " ORDER BY number DESC",
			    "i", service.id);
	while (query_next(query))
		json_array_append_new(versions, version_json(query, &service));
	query_end(query);
	answer_json(answer, 200, json_pack("{s:o}", "versions", versions));
}

/* ---- deployments ---- */

bool unless_deploying(const struct service *service, struct answer *answer)
{
	if (service->target == 0)
		return true;
	answer_error(answer, 409, "deployment-under-way",
		     "service %s is being brought to version %u; wait for "
		     "that, or stop the service",
		     service->name, (unsigned)service->target);
	return false;
}

void answer_deployment(struct answer *answer, int64_t service, uint32_t version)
{
	answer_json(answer, 202,
		    json_pack("{s:I, s:o}", "version", (json_int_t)version,
			      "deployment", deployment_json(service)));
}

static size_t steps_of(const json_t *deployment)
{
	return json_array_size(json_object_get(deployment, "steps"));
}

static bool is_over(const json_t *deployment)
{
	const char *state = json_string_value(
		json_object_get(deployment, "state"));

	return strcmp(state, "done") == 0 || strcmp(state, "failed") == 0;
}

/* With ?wait, until it has gone through more states than ?after, or is over. */
static void show_deployment(struct request *request, struct answer *answer)
{
	struct service service;
	json_t *deployment;
	int64_t after, until;

	if (!service_of(request, answer, &service) ||
	    !request_number(request, answer, "after", 0, 100, 0, &after) ||
	    !request_wait(request, answer, &until))
		return;
	deployment = deployment_json(service.id);
	if (deployment == NULL) {
		answer_error(answer, 404, "deployment-missing",
			     "service %s has had no deployment; publish it",
			     service.name);
		return;
	}
	if (until != 0 && !request->late && !is_over(deployment) &&
	    steps_of(deployment) <= (size_t)after) {
		json_decref(deployment);
		answer_wait(answer, service.id, until);
		return;
	}
	answer_json(answer, 200, deployment);
}

/* ---- back to an earlier one ---- */

static bool choose(struct request *request, struct answer *answer,
		   const struct service *service, int64_t *version)
{
	const struct member members[] = {
		{ "version", MEMBER_NUMBER, false, 1, UINT32_MAX, version },
		{ 0 },
	};

	*version = service->previous;
	if (request->body != NULL && !request_members(request, answer, members))
		return false;
	if (*version == 0)
		answer_error(answer, 409, "version-none",
			     "service %s has had no version before this one",
			     service->name);
	else if ((uint32_t)*version == service->version && service->running)
		answer_error(answer, 409, "version-current",
			     "service %s has version %u already", service->name,
			     (unsigned)*version);
	return !answer_failed(answer);
}

/* The ports that it had, if they are free, or others. */
static bool take_ports(const struct service *service, int64_t version,
		       struct settings *settings, struct answer *answer)
{
	char *text;

	if (!ports_take(service->tenant, service->id, settings, answer))
		return false;
	text = ports_text(settings);
	store_run(&host_state,
		  "UPDATE versions SET ports = ?3"
		  " WHERE service = ?1 AND number = ?2",
		  "iit", service->id, version, text);
	free(text);
	return true;
}

static bool take_disks(const struct service *service, int64_t version, bool dry,
		       struct answer *answer)
{
	char problem[IMAGEFILE_PROBLEM];
	char *digest = store_text(&host_state,
				  "SELECT digest FROM versions, images"
				  " WHERE service = ?1 AND number = ?2"
				  " AND images.id = image",
				  "ii", service->id, version);
	char *text = store_text(&host_state,
				"SELECT settings FROM versions"
				" WHERE service = ?1 AND number = ?2",
				"ii", service->id, version);
	const struct imagefile *image = release_image(digest, problem);
	json_t *said = text == NULL ? NULL : json_loads(text, 0, NULL);
	bool good = image != NULL;

	if (good) {
		const struct disks_wanted wanted = {
			.tenant = service->tenant,
			.service = service->id,
			.version = (uint32_t)version,
			.count = service->count,
			.name = service->name,
			.manifest = &image->manifest,
			.said = json_object_get(said, "disks"),
			.dry_run = dry
		};

		good = disks_admit(answer, &wanted) &&
		       disks_allow(answer, service->id, service->name,
				   service->count);
	}
	json_decref(said);
	free(digest);
	free(text);
	return good;
}

static void go_back(struct request *request, struct answer *answer,
		    const struct service *service, int64_t version,
		    struct settings *settings)
{
	if (!take_ports(service, version, settings, answer) ||
	    !take_disks(service, version, false, answer) ||
	    !answer_store(answer, deployment_request(service->id, "rollback",
						     (uint32_t)version)) ||
	    !answer_store(answer, service_charge_more(service->id, settings)))
		return;
	audit(request, "service.rollback", "%s version=%lld", service->name,
	      (long long)version);
	engine_wants(service->id);
	answer_deployment(answer, service->id, (uint32_t)version);
}

/* What it would be, if it can be. */
static void tell(struct answer *answer, const struct service *service,
		 int64_t version, struct settings *settings)
{
	if (ports_try(service->tenant, service->id, settings, answer) &&
	    take_disks(service, version, true, answer))
		answer_json(answer, 200,
			    json_pack("{s:I, s:[o]}", "version",
				      (json_int_t)version, "changes",
				      json_sprintf("version %u starts again",
						   (unsigned)version)));
}

void rollback(struct request *request, struct answer *answer)
{
	struct settings settings = { 0 };
	struct service service;
	json_t *changed;
	int64_t version;

	if (!service_of(request, answer, &service) ||
	    !unless_deploying(&service, answer) ||
	    !choose(request, answer, &service, &version))
		return;
	changed = service_changed(service.id);
	if (service_settings(&service, (uint32_t)version, changed, &settings,
			     answer) &&
	    service_allowed(service.tenant, service.id, service.count,
			    &settings, answer)) {
		if (request_flag(request, "dry-run"))
			tell(answer, &service, version, &settings);
		else
			go_back(request, answer, &service, version, &settings);
	}
	settings_free(&settings);
	json_decref(changed);
}

#define BODY 65536

const struct route versions_routes[] = {
	{ "POST", "/v1/services/{service}/versions", SCOPE_DEPLOY, OF_TENANT,
	  publish, BODY_JSON, BODY, NULL },
	{ "GET", "/v1/services/{service}/versions", SCOPE_READ, OF_TENANT, list,
	  BODY_NONE, 0, NULL },
	{ "GET", "/v1/services/{service}/deployment", SCOPE_READ, OF_TENANT,
	  show_deployment, BODY_NONE, 0, NULL },
	{ "POST", "/v1/services/{service}/rollback", SCOPE_DEPLOY, OF_TENANT,
	  rollback, BODY_JSON, BODY, NULL },
	{ 0 },
};
