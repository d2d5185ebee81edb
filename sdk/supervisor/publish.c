/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A new version of a service: everything that can be wrong with it is found
 * before anything is changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admission.h"
#include "admitted.h"
#include "config.h"
#include "deploymentrow.h"
#include "disks.h"
#include "engine.h"
#include "host.h"
#include "images.h"
#include "ports.h"
#include "release.h"
#include "secrets.h"
#include "tenants.h"
#include "versions.h"

#define TAG_MAX 64
#define SIGNATURE_MAX 4096

struct publish {
	struct request *request;
	struct answer *answer;
	const char *name, *digest, *signature, *tag;
	json_t *said;    /* settings; may be null */
	json_t *changed; /* what was changed before and still holds; owned */
	struct service service; /* id 0: there is none yet */
	struct admission admission;
	const struct imagefile *image;
	struct settings settings;
	uint32_t count, version;
	bool dry;
};

/* ---- what it says ---- */

static bool is_tag(const char *tag)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789_"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return strlen(tag) <= TAG_MAX && *tag != '\0' &&
	       strchr(first, *tag) != NULL &&
	       strspn(tag, "abcdefghijklmnopqrstuvwxyz0123456789_.-"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(tag);
}

static bool read_body(struct publish *publish)
{
	const struct member members[] = {
		{ "digest", MEMBER_TEXT, true, 64, 64, &publish->digest },
		{ "signature", MEMBER_TEXT, true, 1, SIGNATURE_MAX,
		  &publish->signature },
		{ "tag", MEMBER_TEXT, false, 1, TAG_MAX, &publish->tag },
		{ "settings", MEMBER_OBJECT, false, 0, 16, &publish->said },
		{ 0 },
	};
	struct answer *answer = publish->answer;

	if (!answer_unless_name(answer, "service", publish->name) ||
	    !request_members(publish->request, answer, members) ||
	    !settings_check(publish->said, answer))
		return false;
	if (publish->tag != NULL && !is_tag(publish->tag))
		answer_error(answer, 400, "tag",
			     "tag %.64s: a tag begins with a letter, a digit "
			     "or _, and has these, - and . in it, 64 at most",
			     publish->tag);
	else if (!digest_valid(publish->digest))
		answer_error(answer, 400, "digest",
			     "digest must be a SHA-256: 64 digits, 0-9 and "
			     "a-f");
	return !answer_failed(answer);
}

/* Is it what was asked for already: by one who asks again since the first
 * answer was lost, or to be sure? */
static bool is_repeated(struct publish *publish)
{
	const struct service *service = &publish->service;
	uint32_t version = service_next(service);
	char *signature = store_text(&host_state,
				     "SELECT signature FROM versions"
				     " WHERE service = ?1 AND number = ?2",
				     "ii", service->id, (int64_t)version);
	bool same = signature != NULL && service->running &&
		    strcmp(signature, publish->signature) == 0;

	free(signature);
	if (same)
		answer_deployment(publish->answer, service->id, version);
	return same;
}

static bool find_service(struct publish *publish)
{
	int64_t tenant = publish->request->tenant, id, services;

	if (service_find(tenant, publish->name, &id)) {
		service_read(id, &publish->service);
		return !is_repeated(publish) &&
		       unless_deploying(&publish->service, publish->answer);
	}
	publish->service = (struct service){ .tenant = tenant, .count = 1 };
	snprintf(publish->service.name, sizeof publish->service.name, "%s",
		 publish->name);
	services = store_number(&host_state, 0,
				"SELECT count(*) FROM services"
				" WHERE tenant = ?1",
				"i", tenant);
	return tenant_allows(tenant, LIMIT_SERVICES, (uint64_t)services, 1,
			     publish->answer);
}

/* ---- may it be ---- */

static bool admit(struct publish *publish)
{
	static char problem[IMAGEFILE_PROBLEM];
	int64_t image = image_of_tenant(publish->request->tenant,
					publish->digest);

	if (image == 0) {
		answer_error(publish->answer, 422, "image-missing",
			     "image %.12s is not here; send it first",
			     publish->digest);
		return false;
	}
	publish->admission = (struct admission){
		.tenant = publish->request->tenant,
		.service = publish->name,
		.digest = publish->digest,
		.signature = publish->signature,
		.image = image,
		.after = admitted_last(publish->request->tenant, publish->name)
	};
	if (!admission_check(&publish->admission, publish->answer))
		return false;
	publish->image = release_image(publish->digest, problem);
	if (publish->image == NULL)
		answer_error(publish->answer, 422, "manifest", "%s", problem);
	return publish->image != NULL;
}

static bool check_strings(struct publish *publish, const char *wrong)
{
	size_t secrets = secrets_bytes(publish->service.id);

	if (wrong == NULL &&
	    publish->settings.strings_length + secrets > SETTINGS_STRINGS_MAX)
		wrong = "its arguments, environment and secrets are longer "
			"than 3328 bytes; make them shorter";
	if (wrong != NULL)
		answer_error(publish->answer, 422, "settings", "%s: %s",
			     publish->name, wrong);
	return wrong == NULL;
}

static bool settle_settings(struct publish *publish)
{
	const struct service *service = &publish->service;
	const char *wrong;

	publish->changed = service->id == 0 ? json_object() :
					      service_changed(service->id);
	settings_override(publish->changed, publish->said);
	wrong = settings_make(&publish->settings, publish->name, publish->image,
			      publish->said, publish->changed);
	publish->count = publish->settings.count != 0 ?
				 publish->settings.count :
				 service->count;
	return check_strings(publish, wrong) &&
	       service_allowed(service->tenant, service->id, publish->count,
			       &publish->settings, publish->answer);
}

static bool admit_disks(struct publish *publish)
{
	const struct disks_wanted wanted = {
		.tenant = publish->service.tenant,
		.service = publish->service.id,
		.version = publish->version,
		.count = publish->count,
		.name = publish->name,
		.manifest = &publish->image->manifest,
		.said = json_object_get(publish->said, "disks"),
		.dry_run = publish->dry
	};

	return disks_admit(publish->answer, &wanted) &&
	       disks_allow(publish->answer, publish->service.id, publish->name,
			   publish->count);
}

/* ---- so be it ---- */

static bool done(struct publish *publish, enum store_result result)
{
	return answer_store(publish->answer, result);
}

static bool add_service(struct publish *publish)
{
	struct service *service = &publish->service;

	if (service->id != 0)
		return true;
	if (!done(publish, store_run(&host_state,
				     "INSERT INTO services"
				     " (tenant, name, created)"
				     " VALUES (?1, ?2, ?3)",
				     "iti", service->tenant, publish->name,
				     clock_wall())))
		return false;
	service->id = store_inserted(&host_state);
	return true;
}

static bool add_version(struct publish *publish)
{
	char *said = publish->said == NULL ?
			     strdup("") :
			     json_dumps(publish->said, JSON_COMPACT);
	char *ports = ports_text(&publish->settings);
	enum store_result result = store_run(
		&host_state,
		"INSERT INTO versions (service, number, image, tag, settings,"
		" ports, signature, signer, publisher, created)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
		"iiitttttti", publish->service.id, (int64_t)publish->version,
		publish->admission.image, publish->tag, said, ports,
		publish->signature, publish->admission.key,
		publish->request->caller.name, clock_wall());

	free(said);
	free(ports);
	return done(publish, result);
}

static bool note_time(struct publish *publish)
{
	return done(publish,
		    admitted_note(publish->service.tenant, publish->name,
				  publish->admission.time));
}

/* How many there are, and what was changed, is otherwise only when the version
 * serves. */
static bool update_service(struct publish *publish)
{
	char *changed = json_dumps(publish->changed, JSON_COMPACT);
	bool good;

	good = done(publish, deployment_request(publish->service.id, "publish",
						publish->version)) &&
	       done(publish, store_run(&host_state,
				       "UPDATE services SET latest = ?2,"
				       " target_count = ?3, target_changed = ?4"
				       " WHERE id = ?1",
				       "iiit", publish->service.id,
				       (int64_t)publish->version,
				       (int64_t)publish->count, changed)) &&
	       done(publish, service_charge_more(publish->service.id,
						 &publish->settings));
	free(changed);
	return good;
}

static void carry_out(struct publish *publish)
{
	int64_t id;

	if (!add_service(publish) ||
	    !ports_take(publish->service.tenant, publish->service.id,
			&publish->settings, publish->answer) ||
	    !add_version(publish) || !admit_disks(publish) ||
	    !note_time(publish) || !update_service(publish))
		return;
	id = publish->service.id;
	audit(publish->request, "service.publish", "%s version=%u digest=%s",
	      publish->name, (unsigned)publish->version, publish->digest);
	engine_wants(id);
	answer_deployment(publish->answer, id, publish->version);
}

/* ---- or only said ---- */

static json_t *ports_json(const struct settings *settings)
{
	json_t *ports = json_array();

	for (int i = 0; i < settings->port_count; i++)
		json_array_append_new(
			ports,
			json_pack("{s:i, s:i, s:s}", "host",
				  settings->ports[i].host, "guest",
				  settings->ports[i].guest, "protocol",
				  settings->ports[i].protocol == 17 ? "udp" :
								      "tcp"));
	return ports;
}

static void tell(struct publish *publish)
{
	json_t *changes = json_array();

	if (!ports_try(publish->service.tenant, publish->service.id,
		       &publish->settings, publish->answer) ||
	    !admit_disks(publish)) {
		json_decref(changes);
		return;
	}
	if (publish->service.id == 0)
		json_array_append_new(changes, json_sprintf("service %s is new",
							    publish->name));
	json_array_append_new(
		changes, json_sprintf("version %u of image %.12s starts "
				      "with %u instance%s",
				      (unsigned)publish->version,
				      publish->digest, (unsigned)publish->count,
				      publish->count == 1 ? "" : "s"));
	if (publish->service.version != 0)
		json_array_append_new(
			changes,
			json_sprintf("version %u ends",
				     (unsigned)publish->service.version));
	answer_json(publish->answer, 200,
		    json_pack("{s:I, s:o, s:o}", "version",
			      (json_int_t)publish->version, "changes", changes,
			      "ports", ports_json(&publish->settings)));
}

void publish(struct request *request, struct answer *answer)
{
	struct publish it = { .request = request,
			      .answer = answer,
			      .name = request->parameter[0],
			      .dry = request_flag(request, "dry-run") };

	if (read_body(&it) && find_service(&it) && admit(&it)) {
		it.version = 1 + (uint32_t)store_number(
					 &host_state, 0,
					 "SELECT latest FROM services"
					 " WHERE id = ?1",
					 "i", it.service.id);
		if (settle_settings(&it)) {
			if (it.dry)
				tell(&it);
			else
				carry_out(&it);
		}
	}
	settings_free(&it.settings);
	json_decref(it.changed);
}
