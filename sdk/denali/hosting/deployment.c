/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "deployment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api.h"
#include "crashrecord.h"
#include "error.h"
#include "listing.h"

#define WAIT_S 20
#define PAUSE_MS 100
#define PATIENCE_S 1800 /* without anything new */
#define LINES_MAX 40

static bool is_state(const json_t *state, const char *word)
{
	return strcmp(api_string(state, "state"), word) == 0;
}

static bool is_over(const json_t *state)
{
	return is_state(state, "done") || is_state(state, "failed");
}

/* ---- steps ---- */

/* "2026-11-23T10:00:00.250Z" in seconds; below 0: it is none. */
static double step_time(const json_t *step)
{
	const char *text = api_string(step, "time");
	const char *point = strchr(text, '.');
	int64_t seconds = listing_time(text);

	if (seconds < 0)
		return -1;
	return (double)seconds + (point != NULL ? strtod(point, NULL) : 0);
}

/* Those that are new, with the time since the first. */
static void tell_steps(const struct following *following, const json_t *state,
		       size_t *told)
{
	const json_t *steps = json_object_get(state, "steps");
	double first = step_time(json_array_get(steps, 0));

	for (; *told < json_array_size(steps); (*told)++) {
		const json_t *step = json_array_get(steps, *told);
		char *name = api_text(api_string(step, "state"));
		double after = step_time(step) - first;

		if (following->output == OUTPUT_TABLE)
			note("%s: %-10s %6.2f s", following->service, name,
			     after > 0 && first >= 0 ? after : 0);
		free(name);
	}
}

/* ---- failure ---- */

static void tell_lines(const json_t *lines)
{
	size_t count = json_array_size(lines), i;
	const json_t *line;

	if (count > 0)
		fprintf(stderr, "  its last lines:\n");
	json_array_foreach (lines, i, line) {
		const char *said = json_string_value(line);
		char *text;

		if (said == NULL || count - i > LINES_MAX)
			continue;
		text = api_text(said);
		fprintf(stderr, "    %s\n", text);
		free(text);
	}
}

static void tell_crash(struct remote *remote, const struct following *following,
		       const json_t *crash)
{
	int64_t number = api_integer(crash, "id");
	char *text = api_text(api_string(crash, "text"));

	if (number > 0) {
		fprintf(stderr, "  its crash: %s\n", text);
		crashrecord_show(remote, following->service, number,
				 following->image);
	}
	free(text);
}

static int tell_failure(struct remote *remote,
			const struct following *following, const json_t *state)
{
	int64_t before = api_integer(state, "before");
	char *why = api_text(api_string(state, "reason"));

	if (before > 0)
		error("%s: version %" PRId64 " does not run: %s; version "
		      "%" PRId64 " goes on serving",
		      following->service, following->version, why, before);
	else
		error("%s: version %" PRId64 " does not run: %s",
		      following->service, following->version, why);
	free(why);
	tell_lines(json_object_get(state, "lines"));
	tell_crash(remote, following, json_object_get(state, "crash"));
	return STATUS_FAILED;
}

/* ---- following ---- */

/* The state that comes next, in the place of the one before. */
static int ask(struct remote *remote, const struct following *following,
	       size_t told, json_t **state)
{
	char *path = allocate_text("/v1/services/%s/deployment?wait=%d&after="
				   "%zu",
				   following->service, WAIT_S, told);
	const struct api_request request = { .method = "GET",
					     .path = path,
					     .wait = WAIT_S };
	struct api_answer answer;
	int status = api_do(remote, &request, &answer);

	if (status == 0) {
		json_decref(*state);
		*state = json_incref(answer.json);
	}
	api_answer_free(&answer);
	free(path);
	return status;
}

static int64_t seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* A host that does not wait is not asked all the time. */
static void pause_shortly(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };

	nanosleep(&pause, NULL);
}

static int follow(struct remote *remote, const struct following *following,
		  json_t **state)
{
	int64_t until = seconds_now() + PATIENCE_S;
	size_t told = 0;

	*state = NULL;
	for (;;) {
		size_t before = told;
		int status = ask(remote, following, told, state);

		if (status != 0)
			return status;
		if (api_integer(*state, "version") != following->version)
			return error("%s: another publication has taken the "
				     "place of version %" PRId64,
				     following->service, following->version);
		tell_steps(following, *state, &told);
		if (is_over(*state))
			break;
		if (told > before)
			until = seconds_now() + PATIENCE_S;
		else if (seconds_now() > until)
			return error("%s: version %" PRId64 " does not get on; "
				     "see `denali logs %s`",
				     following->service, following->version,
				     following->service);
		pause_shortly();
	}
	return is_state(*state, "done") ?
		       0 :
		       tell_failure(remote, following, *state);
}

/* ---- where it is ---- */

static void say_line(const char *name, const json_t *service)
{
	char *url = api_text(api_string(service, "url"));
	char *digest = api_text(api_string(service, "digest"));

	printf("%s: %s (version %" PRId64 ", sha256:%s)\n", name,
	       url[0] != '\0' ? url : "not reached from outside",
	       api_integer(service, "version"), digest);
	free(url);
	free(digest);
}

static int say_where(struct remote *remote, const char *name,
		     const json_t *state, enum output_kind output)
{
	json_t *service, *all;

	if (output == OUTPUT_QUIET)
		return 0;
	service = api_get(remote, "/v1/services/%s", name);
	if (service == NULL)
		return STATUS_ERROR;
	if (output == OUTPUT_TABLE) {
		say_line(name, service);
	} else {
		all = json_pack("{s:O, s:O}", "service", service, "deployment",
				state);
		listing_json(all);
		json_decref(all);
	}
	json_decref(service);
	return 0;
}

int deployment_follow(struct remote *remote, const struct following *following)
{
	json_t *state = NULL;
	int status = follow(remote, following, &state), said;

	if (status == 0 ||
	    (status == STATUS_FAILED && following->output == OUTPUT_JSON)) {
		said = say_where(remote, following->service, state,
				 following->output);
		status = said != 0 ? said : status;
	}
	json_decref(state);
	return status;
}

/* ---- what is not followed ---- */

void deployment_begun(const char *service, const json_t *begun,
		      const char *digest, enum output_kind output)
{
	if (output == OUTPUT_JSON)
		listing_json(begun);
	if (output != OUTPUT_TABLE)
		return;
	printf("%s: version %" PRId64 " is on its way", service,
	       api_integer(begun, "version"));
	if (digest != NULL)
		printf(" (sha256:%s)", digest);
	putchar('\n');
}

void deployment_pretend(const char *service, const json_t *plan,
			enum output_kind output)
{
	const json_t *changes = json_object_get(plan, "changes"), *change;
	size_t i;

	if (output == OUTPUT_JSON)
		listing_json(plan);
	if (output != OUTPUT_TABLE)
		return;
	printf("%s: nothing is done; it would be:\n", service);
	json_array_foreach (changes, i, change) {
		const char *said = json_string_value(change);
		char *text = api_text(said != NULL ? said : "");

		printf("  %s\n", text);
		free(text);
	}
}
