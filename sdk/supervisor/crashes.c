/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "crashes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "host.h"
#include "instances.h"
#include "logdb.h"
#include "release.h"

/* By which `denali crash` finds the symbols. */
static const char *build_text(const struct instance *instance,
			      char text[2 * IMAGEFILE_BUILD_ID + 1])
{
	const struct release *release = instance->release;

	text[0] = '\0';
	for (unsigned i = 0; release != NULL && i < release->build_id_length;
	     i++)
		sprintf(text + 2 * i, "%02x", release->build_id[i]);
	return text;
}

void crashes_add(const struct instance *instance,
		 const struct denali_post_mortem *record)
{
	char text[CRASH_TEXT_MAX], build[2 * IMAGEFILE_BUILD_ID + 1];
	struct logdb_crash crash = {
		.service = instance->service,
		.time = clock_wall(),
		.instance = instance->id,
		.version = instance->version,
		.build = build_text(instance, build),
		.text = crash_text(record, text),
		.record = record,
		.length = sizeof *record,
	};

	logdb_add_crash(&crash);
}

int64_t crashes_of(uint64_t instance, char *text, size_t size)
{
	return logdb_crash_of(instance, text, size);
}

/* ---- requests ---- */

static bool add_crash(void *context, const struct logdb_crash *crash)
{
	char time[CLOCK_TEXT], instance[INSTANCE_TEXT];

	json_array_append_new(
		context,
		json_pack("{s:I, s:s, s:s, s:I, s:s, s:s}", "id",
			  (json_int_t)crash->id, "time",
			  clock_text(crash->time, time), "instance",
			  instance_text(crash->instance, instance), "version",
			  (json_int_t)crash->version, "build-id", crash->build,
			  "text", crash->text));
	return true;
}

static void list_crashes(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	json_t *crashes;

	if (service == 0)
		return;
	crashes = json_array();
	logdb_crashes(service, add_crash, crashes);
	answer_json(answer, 200, json_pack("{s:o}", "crashes", crashes));
}

static void give_record(void *context, const struct logdb_crash *crash)
{
	struct answer *answer = context;

	answer->bytes = malloc(crash->length + 1);
	if (answer->bytes == NULL) {
		answer_error(answer, 503, "no-memory",
			     "crash %ld: no memory; try again",
			     (long)crash->id);
		return;
	}
	memcpy(answer->bytes, crash->record, crash->length);
	answer->length = crash->length;
	answer->type = "application/octet-stream";
	answer->status = 200;
}

static void get_crash(struct request *request, struct answer *answer)
{
	int64_t service = asked_service(request, answer);
	const char *name = request->parameter[1];
	char *end;
	long long id;

	if (service == 0)
		return;
	id = strtoll(name, &end, 10);
	if (*end != '\0' || !logdb_crash(service, id, give_record, answer))
		answer_missing(answer, "crash", name);
}

const struct route crashes_routes[] = {
	{ "GET", "/v1/services/{service}/crashes", SCOPE_READ, OF_TENANT,
	  list_crashes, BODY_NONE, 0, NULL },
	{ "GET", "/v1/services/{service}/crashes/{crash}", SCOPE_READ,
	  OF_TENANT, get_crash, BODY_NONE, 0, NULL },
	{ 0 },
};
