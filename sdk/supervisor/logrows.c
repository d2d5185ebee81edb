/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Questions about what has been printed.
 */
#include "logdb.h"

#include <stdio.h>

#include "logbase.h"

#define COLUMNS "key, time, instance, version, missed, part, text"

#define LAST ((INT64_C(1) << LOGBASE_SEQ_BITS) - 1)

static struct query *ask(const struct logdb_range *range)
{
	int64_t seq = range->seq < LAST ? range->seq : LAST;

	if (range->backwards)
		return store_query(&logbase,
				   "SELECT " COLUMNS
				   " FROM line WHERE key >= ?1 AND key < ?2"
				   " AND (?3 = 0 OR instance = ?3)"
				   " ORDER BY key DESC",
				   "iii", LOGBASE_KEY(range->service, 0),
				   LOGBASE_KEY(range->service, seq),
				   (int64_t)range->instance);
	return store_query(&logbase,
			   "SELECT " COLUMNS
			   " FROM line WHERE key > ?1 AND key <= ?2"
			   " AND (?3 = 0 OR instance = ?3) ORDER BY key",
			   "iii", LOGBASE_KEY(range->service, seq),
			   LOGBASE_KEY(range->service, LAST),
			   (int64_t)range->instance);
}

static void read_row(const struct query *query, struct logdb_row *row)
{
	row->seq = LOGBASE_SEQ(query_number(query, 0));
	row->time = query_number(query, 1);
	row->instance = (uint64_t)query_number(query, 2);
	row->version = (uint32_t)query_number(query, 3);
	row->missed = (uint32_t)query_number(query, 4);
	row->part = query_number(query, 5) != 0;
	row->text = NULL;
	row->length = 0;
	if (query_is_null(query, 6))
		return;
	row->text = query_bytes(query, 6, &row->length);
	/* An empty blob has no address. */
	if (row->text == NULL)
		row->text = (const uint8_t *)"";
}

void logdb_rows(const struct logdb_range *range, logdb_take *take,
		void *context)
{
	struct logdb_row row = { .service = range->service };
	struct query *query = ask(range);
	bool more = true;

	while (more && query_next(query)) {
		read_row(query, &row);
		more = take(context, &row);
	}
	query_end(query);
}

void logdb_bounds(int64_t service, int64_t *first, int64_t *last)
{
	*last = store_number(&logbase, 0,
			     "SELECT last FROM stream WHERE service = ?1", "i",
			     service);
	*first = LOGBASE_SEQ(store_number(
		&logbase, LOGBASE_KEY(service, *last == 0 ? 0 : *last + 1),
		"SELECT min(key) FROM line WHERE key BETWEEN ?1 AND ?2", "ii",
		LOGBASE_KEY(service, 0), LOGBASE_KEY(service, LAST)));
}

uint64_t logdb_previous(int64_t service)
{
	return (uint64_t)store_number(
		&logbase, 0,
		"SELECT instance FROM ended WHERE service = ?1"
		" ORDER BY id DESC LIMIT 1",
		"i", service);
}

/* ---- crashes ---- */

int64_t logdb_add_crash(const struct logdb_crash *crash)
{
	int64_t id;

	if (!logbase_begin())
		return 0;
	if (store_run(&logbase,
		      "INSERT INTO crash (service, time, instance, version,"
		      " build, text, record)"
		      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		      "iiiittb", crash->service, crash->time,
		      (int64_t)crash->instance, (int64_t)crash->version,
		      crash->build, crash->text, crash->record,
		      crash->length) != STORE_OK) {
		logbase_failed();
		return 0;
	}
	id = store_inserted(&logbase);
	store_run(&logbase,
		  "DELETE FROM crash WHERE service = ?1 AND id <= (SELECT id"
		  " FROM crash WHERE service = ?1 ORDER BY id DESC"
		  " LIMIT 1 OFFSET ?2)",
		  "ii", crash->service, (int64_t)LOGDB_CRASHES);
	return id;
}

static void read_crash(const struct query *query, struct logdb_crash *crash)
{
	crash->id = query_number(query, 0);
	crash->time = query_number(query, 1);
	crash->instance = (uint64_t)query_number(query, 2);
	crash->version = (uint32_t)query_number(query, 3);
	crash->build = query_text(query, 4);
	crash->text = query_text(query, 5);
}

void logdb_crashes(int64_t service,
		   bool (*take)(void *context, const struct logdb_crash *crash),
		   void *context)
{
	struct query *query = store_query(
		&logbase,
		"SELECT id, time, instance, version, build, text FROM crash"
		" WHERE service = ?1 ORDER BY id DESC",
		"i", service);
	struct logdb_crash crash = { .service = service };
	bool more = true;

	while (more && query_next(query)) {
		read_crash(query, &crash);
		more = take(context, &crash);
	}
	query_end(query);
}

bool logdb_crash(int64_t service, int64_t id,
		 void (*take)(void *context, const struct logdb_crash *crash),
		 void *context)
{
	struct query *query = store_query(
		&logbase,
		"SELECT id, time, instance, version, build, text, record"
		" FROM crash WHERE service = ?1 AND id = ?2",
		"ii", service, id);
	struct logdb_crash crash = { .service = service };
	bool found = query_next(query);

	if (found) {
		read_crash(query, &crash);
		crash.record = query_bytes(query, 6, &crash.length);
		take(context, &crash);
	}
	query_end(query);
	return found;
}

int64_t logdb_crash_of(uint64_t instance, char *text, size_t size)
{
	struct query *query = store_query(
		&logbase,
		"SELECT id, text FROM crash WHERE instance = ?1"
		" ORDER BY id DESC LIMIT 1",
		"i", (int64_t)instance);
	int64_t id = 0;

	if (query_next(query)) {
		id = query_number(query, 0);
		snprintf(text, size, "%s", query_text(query, 1));
	}
	query_end(query);
	return id;
}
