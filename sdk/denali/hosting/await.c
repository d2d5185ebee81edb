/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "await.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api.h"
#include "call.h"
#include "testservice.h"

#define AWAIT_MS 120000
#define PAUSE_MS 300

json_t *await_instances(struct remote *remote, const char *service)
{
	json_t *rows = api_list(remote, "instances",
				"/v1/services/%s/instances", service);
	json_t *ids = rows != NULL ? json_array() : NULL;
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row) {
		json_array_append(ids, json_object_get(row, "instance"));
	}
	json_decref(rows);
	return ids;
}

/* Whether one of the old instances is there still; -1: nobody can say. */
static int is_old(struct remote *remote, const char *service, const json_t *old)
{
	json_t *now = await_instances(remote, service), *id, *other;
	size_t i, j;
	int found = now == NULL ? -1 : 0;

	json_array_foreach (now, i, id) {
		json_array_foreach (old, j, other) {
			if (json_equal(id, other))
				found = 1;
		}
	}
	json_decref(now);
	return found;
}

/* Ask for the service: its JSON in *json, null if there is none of that
 * name. */
static int ask(struct remote *remote, const char *service, json_t **json)
{
	char *path = allocate_text("/v1/services/%s", service);
	const struct api_request request = { .method = "GET", .path = path };
	struct api_answer answer;
	int status = api_ask(remote, &request, &answer);

	*json = NULL;
	if (status == 0 && answer.status == 200)
		*json = json_incref(answer.json);
	else if (status == 0 && answer.status != 404)
		status = api_refused(remote, &answer);
	api_answer_free(&answer);
	free(path);
	return status;
}

static bool is_so(const json_t *json, enum await what)
{
	const char *state = api_string(json, "state");
	int64_t instances = api_integer(json, "instances");

	switch (what) {
	case AWAIT_GONE:
		return json == NULL;
	case AWAIT_STOPPED:
		return strcmp(state, "stopped") == 0 && instances == 0;
	case AWAIT_SCALED:
		if (strcmp(state, "stopped") == 0)
			return true;
		break;
	case AWAIT_RUNNING:
		break;
	}
	return strcmp(state, "running") == 0 &&
	       instances >= api_integer(json, "wanted");
}

static int late(const char *service, const json_t *json, enum await what)
{
	static const char *const words[] = {
		[AWAIT_STOPPED] = "stopped",
		[AWAIT_RUNNING] = "running",
		[AWAIT_SCALED] = "running",
		[AWAIT_GONE] = "gone",
	};
	char *state = api_text(api_string(json, "state"));
	char *problem = api_text(api_string(json, "problem"));

	error("%s: not %s after %d s but %s%s%s; see `denali logs %s`", service,
	      words[what], AWAIT_MS / 1000, json != NULL ? state : "gone",
	      problem[0] != '\0' ? ": " : "", problem, service);
	free(problem);
	free(state);
	return STATUS_NOT_SO;
}

/* 1: it is so; 0: not yet; STATUS_ERROR. */
static int look(struct remote *remote, const char *service, enum await what,
		const json_t *old, json_t **json)
{
	int left, status = ask(remote, service, json);

	if (status != 0)
		return status;
	if (!is_so(*json, what))
		return 0;
	if (old == NULL || *json == NULL)
		return 1;
	left = is_old(remote, service, old);
	return left < 0 ? STATUS_ERROR : left == 0;
}

int await_service(struct remote *remote, const char *service, enum await what,
		  const json_t *old)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	int64_t until = service_now() + AWAIT_MS;
	json_t *json = NULL;
	int so;

	while ((so = look(remote, service, what, old, &json)) == 0 &&
	       service_now() < until) {
		json_decref(json);
		nanosleep(&pause, NULL);
	}
	so = so == 0 ? late(service, json, what) : so == 1 ? 0 : so;
	json_decref(json);
	return so;
}
