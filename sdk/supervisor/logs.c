/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "logs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "api.h"
#include "host.h"
#include "instances.h"
#include "logdb.h"
#include "release.h"
#include "utf8.h"
#include "watch.h"

/* What a row takes of the budget besides its text. */
#define ROW_COST 16
#define MINUTE 60000
#define QUIET 500

/* All logs together take at most an eighth of the disk, and this. */
#define BYTES_MOST 0x10000000
#define BYTES_LEAST 0x400000

static int64_t room_for_logs(void)
{
	struct statvfs disk;
	uint64_t room;

	if (statvfs(host_folder, &disk) != 0)
		return BYTES_LEAST;
	room = (uint64_t)disk.f_blocks * disk.f_frsize / 8;
	if (room < BYTES_LEAST)
		return BYTES_LEAST;
	return room < BYTES_MOST ? (int64_t)room : BYTES_MOST;
}

static bool is_there(int64_t service)
{
	return store_number(&host_state, 0,
			    "SELECT 1 FROM services WHERE id = ?1", "i",
			    service) != 0;
}

const char *logs_open(void)
{
	char path[HOST_PATH];
	const char *wrong = logdb_open(host_path(path, "%s", "logs.db"),
				       room_for_logs());

	if (wrong == NULL)
		logdb_forget_others(is_there);
	return wrong;
}

static void add_row(struct watch *watch, const uint8_t *bytes, size_t length,
		    bool part)
{
	const struct instance *instance = watch->instance;
	struct logdb_row row = {
		.service = instance->service,
		.time = clock_wall(),
		.instance = instance->id,
		.version = instance->version,
		.missed = watch->missed,
		.part = part,
		.text = bytes,
		.length = length,
	};

	if (logdb_add(&row)) {
		watch->missed = 0;
		watch->news = true;
	} else if (bytes != NULL) {
		watch->missed++;
	}
}

static void fill(struct watch *watch)
{
	int64_t now = clock_monotonic();
	uint64_t passed = (uint64_t)(now - watch->filled);
	uint64_t more;

	if (passed > MINUTE)
		passed = MINUTE;
	more = passed * watch->budget / MINUTE;
	/* What is less than a byte waits for the next time. */
	if (more == 0)
		return;
	watch->filled = now;
	watch->room += more;
	if (watch->room > watch->budget)
		watch->room = watch->budget;
}

static bool affordable(struct watch *watch, size_t length)
{
	if (watch->room < length + ROW_COST)
		fill(watch);
	if (watch->room < length + ROW_COST)
		return false;
	watch->room -= length + ROW_COST;
	return true;
}

/* A line of which some is lost is lost. */
static void take_row(void *context, const uint8_t *bytes, size_t length,
		     bool end)
{
	struct watch *watch = context;

	if (!watch->dropping && affordable(watch, length)) {
		add_row(watch, bytes, length, !end);
		return;
	}
	watch->dropping = !end;
	if (end)
		watch->missed++;
}

/* What has waited is shown as it is. */
static void show(struct watch *watch)
{
	struct lines_taker taker = { take_row, watch };

	lines_finish(&watch->lines, &taker);
	if (watch->missed > 0)
		add_row(watch, NULL, 0, false);
	if (watch->news)
		api_wake(watch->instance->service);
	watch->news = false;
}

static void quiet(struct timer *timer)
{
	show(timer_owner(timer, struct watch, quiet));
}

void logs_began(struct watch *watch)
{
	watch->budget = watch->instance->release->settings.console;
	watch->room = watch->budget;
	watch->filled = clock_monotonic();
}

void logs_console(struct watch *watch, const uint8_t *bytes, size_t length)
{
	struct lines_taker taker = { take_row, watch };

	lines_feed(&watch->lines, bytes, length, &taker);
	if (watch->news)
		api_wake(watch->instance->service);
	watch->news = false;
	if (!lines_waiting(&watch->lines) && watch->missed == 0)
		timer_clear(&watch->quiet);
	else if (!timer_is_set(&watch->quiet))
		timer_set(&watch->quiet, clock_monotonic() + QUIET, quiet);
}

void logs_ended(struct watch *watch)
{
	const struct instance *instance = watch->instance;

	timer_clear(&watch->quiet);
	watch->missed += watch->dropping;
	watch->dropping = false;
	show(watch);
	logdb_ended(instance->service, instance->id, clock_wall());
}

void logs_forget_service(int64_t service)
{
	logdb_forget(service);
}

json_t *logs_text(const uint8_t *bytes, size_t length)
{
	char *text = malloc(length * (sizeof UTF8_REPLACEMENT - 1) + 1);
	size_t used = 0;
	json_t *json;

	if (text == NULL)
		return NULL;
	while (length > 0) {
		unsigned n = *bytes == '\0' ? 0 : utf8_length(bytes, length);
		size_t size = n > 0 ? n : sizeof UTF8_REPLACEMENT - 1;

		memcpy(text + used,
		       n > 0 ? (const void *)bytes : UTF8_REPLACEMENT, size);
		used += size;
		n += n == 0;
		bytes += n;
		length -= n;
	}
	json = json_stringn(text, used);
	free(text);
	return json;
}

struct tail {
	json_t *lines;
	unsigned wanted;
};

static bool take_tail(void *context, const struct logdb_row *row)
{
	struct tail *tail = context;

	if (row->text != NULL)
		json_array_insert_new(tail->lines, 0,
				      logs_text(row->text, row->length));
	return json_array_size(tail->lines) < tail->wanted;
}

json_t *logs_tail(int64_t service, uint64_t instance, unsigned lines)
{
	struct logdb_range range = { .service = service,
				     .seq = INT64_MAX,
				     .instance = instance,
				     .backwards = true };
	struct tail tail = { json_array(), lines };

	logdb_rows(&range, take_tail, &tail);
	return tail.lines;
}
