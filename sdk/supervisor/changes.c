/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changes of services that bring no new version.  Each says what it would do
 * when it is asked with ?dry-run=1.
 */
#include <stdlib.h>
#include <string.h>

#include "admitted.h"
#include "deploymentrow.h"
#include "disks.h"
#include "engine.h"
#include "logs.h"
#include "images.h"
#include "secrets.h"
#include "store.h"
#include "versions.h"

#define BODY 65536

static bool is_dry(struct request *request, struct answer *answer,
		   json_t *change)
{
	if (!request_flag(request, "dry-run")) {
		json_decref(change);
		return false;
	}
	answer_json(answer, 200, json_pack("{s:[o]}", "changes", change));
	return true;
}

static void changed(struct request *request, struct answer *answer,
		    const struct service *service, enum store_result result,
		    const char *verb)
{
	if (!answer_store(answer, result))
		return;
	if (verb != NULL)
		audit(request, verb, "%s", service->name);
	engine_wants(service->id);
}

/* May it run, so many instances of the version that serves? */
static bool may_run(const struct service *service, uint32_t count,
		    struct answer *answer)
{
	json_t *patch = service_changed(service->id);
	struct settings settings;
	bool good;

	good = service_settings(service, service_next(service), patch,
				&settings, answer) &&
	       service_allowed(service->tenant, service->id, count, &settings,
			       answer);
	settings_free(&settings);
	json_decref(patch);
	return good;
}

static bool has_version(const struct service *service, struct answer *answer)
{
	if (service->version != 0 || service->target != 0)
		return true;
	answer_error(answer, 409, "version-none",
		     "service %s has no version that has served yet; publish "
		     "one",
		     service->name);
	return false;
}

/* ---- start, stop, restart, scale ---- */

static void start(struct request *request, struct answer *answer)
{
	struct service service;

	if (!service_of(request, answer, &service) ||
	    !has_version(&service, answer) ||
	    (!service.running && !may_run(&service, service.most, answer)) ||
	    is_dry(request, answer,
		   json_sprintf("service %s starts", service.name)))
		return;
	changed(request, answer, &service,
		store_run(&host_state,
			  "UPDATE services SET running = 1,"
			  " changes = changes + 1 WHERE id = ?1",
			  "i", service.id),
		"service.start");
}

static void stop(struct request *request, struct answer *answer)
{
	struct service service;

	if (!service_of(request, answer, &service) ||
	    is_dry(request, answer,
		   json_sprintf("service %s stops", service.name)))
		return;
	changed(request, answer, &service,
		store_run(&host_state,
			  "UPDATE services SET running = 0 WHERE id = ?1", "i",
			  service.id),
		"service.stop");
}

static void restart(struct request *request, struct answer *answer)
{
	struct service service;

	if (!service_of(request, answer, &service) ||
	    !has_version(&service, answer) ||
	    !unless_deploying(&service, answer))
		return;
	if (!service.running) {
		answer_error(answer, 409, "service-stopped",
			     "service %s is stopped; start it", service.name);
		return;
	}
	if (is_dry(request, answer,
		   json_sprintf("instances of service %s are replaced",
				service.name)))
		return;
	changed(request, answer, &service,
		deployment_request(service.id, "restart", service.version),
		"service.restart");
	if (!answer_failed(answer))
		answer_deployment(answer, service.id, service.version);
}

static void scale(struct request *request, struct answer *answer)
{
	struct service service;
	int64_t count = 0;
	const struct member members[] = {
		{ "count", MEMBER_NUMBER, true, 1, SETTINGS_COUNT_MAX, &count },
		{ 0 },
	};

	if (!service_of(request, answer, &service) ||
	    !request_members(request, answer, members) ||
	    !has_version(&service, answer) ||
	    !unless_deploying(&service, answer) ||
	    !may_run(&service, (uint32_t)count, answer) ||
	    !disks_allow(answer, service.id, service.name, (uint32_t)count) ||
	    is_dry(request, answer,
		   json_sprintf("service %s has %lld instances, not %u",
				service.name, (long long)count,
				(unsigned)service.count)))
		return;
	audit(request, "service.scale", "%s count=%lld", service.name,
	      (long long)count);
	changed(request, answer, &service,
		store_run(&host_state,
			  "UPDATE services SET count = ?2 WHERE id = ?1", "ii",
			  service.id, count),
		NULL);
}

/* ---- settings ---- */

/* What is so at once; the rest is when an instance starts. */
static bool is_at_once(const char *name)
{
	return strcmp(name, "cpu") == 0 || strcmp(name, "bandwidth") == 0 ||
	       strcmp(name, "count") == 0 || strcmp(name, "restart") == 0;
}

static bool check_patch(json_t *said, struct answer *answer)
{
	static const char *const others[] = { "ports", "disks", "address",
					      NULL };

	for (const char *const *name = others; *name != NULL; name++)
		if (json_object_get(said, *name) != NULL) {
			answer_error(answer, 400, "settings",
				     "%s cannot be changed alone; publish the "
				     "service with it",
				     *name);
			return false;
		}
	return settings_check(said, answer);
}

/* Of the environment and of tables single members change. */
static void merge(json_t *patch, json_t *said)
{
	const char *name;
	json_t *value;

	json_object_foreach (said, name, value) {
		json_t *old = json_object_get(patch, name);

		if (json_is_object(old) && json_is_object(value))
			json_object_update(old, value);
		else
			json_object_set(patch, name, value);
	}
	json_object_del(patch, "count");
}

static json_t *effects(json_t *said)
{
	json_t *now = json_array(), *later = json_array();
	const char *name;
	json_t *value;

	json_object_foreach (said, name, value) {
		(void)value;
		json_array_append_new(is_at_once(name) ? now : later,
				      json_string(name));
	}
	return json_pack("{s:o, s:o}", "applied", now, "next-start", later);
}

static bool store_patch(const struct service *service, json_t *patch,
			uint32_t count, const struct settings *settings,
			struct answer *answer)
{
	char *text = json_dumps(patch, JSON_COMPACT);
	enum store_result result = store_run(
		&host_state,
		"UPDATE services SET changed = ?2, count = ?3,"
		" changes = changes + 1 WHERE id = ?1",
		"iti", service->id, text, (int64_t)count);

	free(text);
	return answer_store(answer, result) &&
	       answer_store(answer, service_charge_more(service->id, settings));
}

static bool check_all(const struct service *service, uint32_t count,
		      const struct settings *settings, struct answer *answer)
{
	if (settings->strings_length + secrets_bytes(service->id) >
	    SETTINGS_STRINGS_MAX) {
		answer_error(answer, 422, "settings",
			     "%s: its arguments, environment and secrets are "
			     "longer than 3328 bytes; make them shorter",
			     service->name);
		return false;
	}
	return disks_allow(answer, service->id, service->name, count) &&
	       service_allowed(service->tenant, service->id, count, settings,
			       answer);
}

static void apply(struct request *request, struct answer *answer,
		  const struct service *service, json_t *patch)
{
	json_t *said_count = json_object_get(request->body, "count");
	uint32_t count = said_count == NULL ?
				 service->count :
				 (uint32_t)json_integer_value(said_count);
	struct settings settings;

	if (service_settings(service, service_next(service), patch, &settings,
			     answer) &&
	    check_all(service, count, &settings, answer)) {
		if (!request_flag(request, "dry-run") &&
		    store_patch(service, patch, count, &settings, answer)) {
			audit(request, "service.change", "%s", service->name);
			engine_wants(service->id);
		}
		if (!answer_failed(answer))
			answer_json(answer, 200, effects(request->body));
	}
	settings_free(&settings);
}

static void patch_service(struct request *request, struct answer *answer)
{
	struct service service;
	json_t *patch;

	if (!service_of(request, answer, &service) ||
	    !check_patch(request->body, answer) ||
	    !has_version(&service, answer) ||
	    !unless_deploying(&service, answer))
		return;
	patch = service_changed(service.id);
	merge(patch, request->body);
	apply(request, answer, &service, patch);
	json_decref(patch);
}

/* ---- the end ---- */

static void remove_service(struct request *request, struct answer *answer)
{
	struct service service;
	enum store_result result;

	if (!service_of(request, answer, &service) ||
	    is_dry(request, answer,
		   json_sprintf("service %s ends, with its versions, secrets "
				"and logs; its disks stay",
				service.name)))
		return;
	result = store_run(&host_state, "DELETE FROM services WHERE id = ?1",
			   "i", service.id);
	if (result == STORE_OK)
		result = admitted_trim(service.tenant);
	changed(request, answer, &service, result, "service.remove");
	if (answer_failed(answer))
		return;
	logs_forget_service(service.id);
	images_release(service.tenant);
	engine_sweep();
	api_wake(service.id);
}

static void stop_host(struct request *request, struct answer *answer)
{
	audit(request, "host.stop", "%s", "");
	engine_stop_host();
	answer_json(answer, 202, json_pack("{s:s}", "state", "stopping"));
}

const struct route changes_routes[] = {
	{ "POST", "/v1/services/{service}/start", SCOPE_DEPLOY, OF_TENANT,
	  start, BODY_NONE, 0, NULL },
	{ "POST", "/v1/services/{service}/stop", SCOPE_DEPLOY, OF_TENANT, stop,
	  BODY_NONE, 0, NULL },
	{ "POST", "/v1/services/{service}/restart", SCOPE_DEPLOY, OF_TENANT,
	  restart, BODY_NONE, 0, NULL },
	{ "POST", "/v1/services/{service}/scale", SCOPE_DEPLOY, OF_TENANT,
	  scale, BODY_JSON, BODY, NULL },
	{ "PATCH", "/v1/services/{service}", SCOPE_DEPLOY, OF_TENANT,
	  patch_service, BODY_JSON, BODY, NULL },
	{ "DELETE", "/v1/services/{service}", SCOPE_DEPLOY, OF_TENANT,
	  remove_service, BODY_NONE, 0, NULL },
	{ "POST", "/v1/host/stop", SCOPE_ADMIN, OF_HOST, stop_host, BODY_NONE,
	  0, NULL },
	{ 0 },
};
