/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "deploymentrow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crashes.h"
#include "host.h"
#include "images.h"
#include "logs.h"
#include "ports.h"
#include "services.h"
#include "store.h"
#include "versions.h"

#define LINES 20

const char deployments_schema[] =
	"CREATE TABLE IF NOT EXISTS deployments ("
	" service INTEGER PRIMARY KEY REFERENCES services(id)"
	"  ON DELETE CASCADE,"
	" kind TEXT NOT NULL,"
	" version INTEGER NOT NULL,"
	" before INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" steps TEXT NOT NULL,"
	" reason TEXT,"
	" lines TEXT,"
	" crash INTEGER,"
	" crash_text TEXT);";

enum store_result deployment_request(int64_t service, const char *kind,
				     uint32_t version)
{
	enum store_result result = store_run(
		&host_state,
		"INSERT OR REPLACE INTO deployments"
		" (service, kind, version, before, state, steps)"
		" SELECT id, ?2, ?3, version, 0, CAST(?4 AS TEXT)"
		" FROM services WHERE id = ?1",
		"itii", service, kind, (int64_t)version, clock_wall());

	if (result != STORE_OK)
		return result;
	return store_run(&host_state,
			 "UPDATE services SET target = ?2, running = 1,"
			 " target_count = count, target_changed = changed"
			 " WHERE id = ?1",
			 "ii", service, (int64_t)version);
}

/* ---- steps ---- */

static json_t *steps_json(const int64_t time[DEPLOYMENT_STATES])
{
	json_t *steps = json_array();

	for (int i = 0; i < DEPLOYMENT_STATES; i++)
		if (time[i] != 0)
			json_array_append_new(
				steps,
				json_pack("{s:s, s:o}", "state",
					  deployment_word(
						  (enum deployment_state)i),
					  "time", json_time(time[i])));
	return steps;
}

#define STEPS_TEXT (DEPLOYMENT_STATES * 24)

static void steps_text(const struct deployment *deployment,
		       char text[STEPS_TEXT])
{
	text[0] = '\0';
	for (int i = 0; i < DEPLOYMENT_STATES; i++)
		text += sprintf(text, "%lld ", (long long)deployment->time[i]);
}

static void steps_parse(const char *text, int64_t time[DEPLOYMENT_STATES])
{
	for (int i = 0; i < DEPLOYMENT_STATES; i++) {
		char *end = NULL;

		time[i] = text == NULL ? 0 : strtoll(text, &end, 10);
		text = end;
	}
}

/* ---- what has come of one ---- */

static enum store_result save_state(const struct live *live)
{
	const struct deployment *deployment = live->deployment;
	char steps[STEPS_TEXT];

	steps_text(deployment, steps);
	return store_run(&host_state,
			 "UPDATE deployments SET state = ?2, steps = ?3"
			 " WHERE service = ?1",
			 "iit", live->id, (int64_t)deployment->state, steps);
}

static enum store_result save_versions(const struct live *live)
{
	int64_t version = live->deployment->version;
	enum store_result result;

	result = store_run(&host_state,
			   "UPDATE services SET target = 0, version = ?2,"
			   " count = target_count, changed = target_changed,"
			   " previous = CASE version WHEN ?2 THEN previous"
			   "  ELSE version END"
			   " WHERE id = ?1",
			   "ii", live->id, version);
	if (result != STORE_OK)
		return result;
	return store_run(&host_state,
			 "UPDATE versions SET served = 1"
			 " WHERE service = ?1 AND number = ?2",
			 "ii", live->id, version);
}

const char *deployment_save_switch(struct live *live)
{
	static const char *const problem =
		"the host's database could not be written: its disk is full, "
		"or fails";
	struct deployment *deployment = live->deployment;

	if (store_begin(&host_state) != STORE_OK)
		return problem;
	deployment->state = DEPLOYMENT_DRAINING;
	if (save_versions(live) == STORE_OK && save_state(live) == STORE_OK &&
	    service_charge(live->id, &deployment->release->settings) ==
		    STORE_OK) {
		ports_release(live->id, &deployment->release->settings);
		versions_prune(live->id, live->tenant);
		if (store_commit(&host_state) == STORE_OK)
			return NULL;
	}
	deployment->state = DEPLOYMENT_SWITCHING;
	store_rollback(&host_state);
	return problem;
}

static enum store_result save_reason(const struct live *live)
{
	const struct deployment *deployment = live->deployment;
	char crash_text[CRASH_TEXT_MAX] = "", *lines = NULL;
	json_t *tail = NULL;
	enum store_result result;
	int64_t crash = 0;

	if (deployment->instance != 0) {
		crash = crashes_of(deployment->instance, crash_text,
				   sizeof crash_text);
		tail = logs_tail(live->id, deployment->instance, LINES);
		lines = json_dumps(tail, JSON_COMPACT);
	}
	result = store_run(&host_state,
			   "UPDATE deployments SET reason = ?2, lines = ?3,"
			   " crash = ?4, crash_text = ?5 WHERE service = ?1",
			   "ittit", live->id, deployment->reason, lines, crash,
			   crash_text);
	json_decref(tail);
	free(lines);
	return result;
}

/* Those that go on may have more than what is to be from their next start. */
static void charge_again(const struct live *live)
{
	uint64_t most = 0;

	versions_charge_current(live->id);
	for (const struct instance *at = live->first; at != NULL;
	     at = at->next_of_live)
		if (at->place != NULL &&
		    settings_memory(&at->release->settings) > most)
			most = settings_memory(&at->release->settings);
	store_run(&host_state,
		  "UPDATE services SET memory = max(memory, ?2) WHERE id = ?1",
		  "ii", live->id, (int64_t)most);
}

bool deployment_save_failure(struct live *live)
{
	if (store_begin(&host_state) != STORE_OK)
		return false;
	if (save_reason(live) == STORE_OK && save_state(live) == STORE_OK &&
	    store_run(&host_state,
		      "UPDATE services SET target = 0 WHERE id = ?1", "i",
		      live->id) == STORE_OK) {
		charge_again(live);
		ports_release_new(live->id);
		if (store_commit(&host_state) == STORE_OK)
			return true;
	}
	store_rollback(&host_state);
	return false;
}

void deployment_save_end(struct live *live)
{
	if (store_begin(&host_state) != STORE_OK)
		return;
	save_state(live);
	store_commit(&host_state);
}

/* ---- showing ---- */

static json_t *crash_json(struct query *query)
{
	if (query_number(query, 6) == 0)
		return json_null();
	return json_pack("{s:I, s:o}", "id", (json_int_t)query_number(query, 6),
			 "text", json_text(query_text(query, 7)));
}

static json_t *lines_json(const char *text)
{
	json_t *lines = text == NULL ? NULL : json_loads(text, 0, NULL);

	return lines != NULL ? lines : json_array();
}

static json_t *row_json(struct query *query, enum deployment_state state,
			const int64_t time[DEPLOYMENT_STATES])
{
	json_t *json = json_pack("{s:s, s:I, s:I, s:s, s:o}", "kind",
				 query_text(query, 0), "version",
				 (json_int_t)query_number(query, 1), "before",
				 (json_int_t)query_number(query, 2), "state",
				 deployment_word(state), "steps",
				 steps_json(time));

	if (state != DEPLOYMENT_FAILED)
		return json;
	json_object_set_new(json, "reason", json_text(query_text(query, 4)));
	json_object_set_new(json, "lines", lines_json(query_text(query, 5)));
	json_object_set_new(json, "crash", crash_json(query));
	return json;
}

static const struct deployment *present(int64_t service)
{
	const struct live *live = live_find(service);

	return live == NULL ? NULL : live->deployment;
}

/* One that was asked for and has not begun is there, too; what has failed is
 * told when its reason is known. */
json_t *deployment_json(int64_t service)
{
	const struct deployment *deployment = present(service);
	struct query *query = store_query(
		&host_state,
		"SELECT kind, version, before, state, reason, lines, crash,"
		" crash_text, steps FROM deployments WHERE service = ?1",
		"i", service);
	int64_t time[DEPLOYMENT_STATES];
	json_t *json = NULL;

	if (query_next(query)) {
		enum deployment_state state = (enum deployment_state)
			query_number(query, 3);

		steps_parse(query_text(query, 8), time);
		if (deployment != NULL && state < DEPLOYMENT_DONE &&
		    deployment->version == query_number(query, 1)) {
			state = deployment->state;
			memcpy(time, deployment->time, sizeof time);
		}
		json = row_json(query, state, time);
	}
	query_end(query);
	return json;
}

void deployments_recover(void)
{
	store_run(&host_state,
		  "UPDATE deployments SET state = ?1 WHERE state IN (?2, ?3)",
		  "iii", (int64_t)DEPLOYMENT_DONE,
		  (int64_t)DEPLOYMENT_SWITCHING, (int64_t)DEPLOYMENT_DRAINING);
}
