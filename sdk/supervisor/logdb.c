/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A write-ahead log that is synced at its checkpoints only: so a commit waits
 * for no disk, and loss of power takes commits from the end, never one from the
 * middle.  Rows are added within a transaction that is open for a second at
 * most; whoever reads sees them at once, by the same connection.
 */
#include "logdb.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "logbase.h"
#include "memory.h"
#include "store.h"
#include "timers.h"

#define ROWS_OPEN 512 /* added, and not committed yet */
#define LIVES 20      /* instances that have ended, kept of a service */
#define VERSION 1
#define IN_MEMORY 0x40000 /* bytes of rows that are kept in memory */

static const char tables[] =
	"CREATE TABLE IF NOT EXISTS stream ("
	"  service INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
	"  bytes INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS line ("
	"  key INTEGER PRIMARY KEY," /* LOGBASE_KEY */
	"  time INTEGER NOT NULL, instance INTEGER NOT NULL,"
	"  version INTEGER NOT NULL, missed INTEGER NOT NULL,"
	"  part INTEGER NOT NULL, text BLOB);"
	"CREATE TABLE IF NOT EXISTS ended ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT, service INTEGER NOT NULL,"
	"  instance INTEGER NOT NULL, time INTEGER NOT NULL);"
	"CREATE INDEX IF NOT EXISTS ended_of ON ended (service, id);"
	"CREATE TABLE IF NOT EXISTS crash ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT, service INTEGER NOT NULL,"
	"  time INTEGER NOT NULL, instance INTEGER NOT NULL,"
	"  version INTEGER NOT NULL, build TEXT NOT NULL, text TEXT NOT NULL,"
	"  record BLOB NOT NULL);"
	"CREATE INDEX IF NOT EXISTS crash_of ON crash (service, id);"
	"CREATE INDEX IF NOT EXISTS crash_in ON crash (instance);";

static const char *const schemas[] = { tables, NULL };
static const char *const migrations[VERSION] = { NULL };

struct store logbase;
static char database[256];
static int64_t bytes_most, bytes_now;
static unsigned rows_open;
static struct timer committing;
static bool lossy; /* it has been said that there is no room */

static const char *open_it(void)
{
	return store_open(&logbase, database,
			  "PRAGMA locking_mode = EXCLUSIVE;"
			  "PRAGMA journal_mode = WAL;"
			  "PRAGMA synchronous = NORMAL;"
			  "PRAGMA trusted_schema = OFF;"
			  "PRAGMA temp_store = MEMORY;"
			  "PRAGMA wal_autocheckpoint = 256;"
			  "PRAGMA journal_size_limit = 1048576;"
			  "PRAGMA cache_size = -512",
			  schemas, VERSION, migrations);
}

static void remove_files(void)
{
	static const char *const ends[] = { "", "-wal", "-journal" };
	char path[sizeof database + 16];

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		snprintf(path, sizeof path, "%s%s", database, ends[i]);
		unlink(path);
	}
}

static const char *open_anew(const char *wrong)
{
	host_log("logs: %s; they begin anew", wrong);
	remove_files();
	return open_it();
}

/* For want of a file: until the supervisor ends. */
static const char *open_in_memory(const char *wrong)
{
	snprintf(database, sizeof database, ":memory:");
	if (bytes_most > IN_MEMORY)
		bytes_most = IN_MEMORY;
	bytes_now = 0;
	if (open_it() != NULL)
		out_of_memory();
	return wrong;
}

const char *logdb_open(const char *path, int64_t most)
{
	const char *wrong;

	snprintf(database, sizeof database, "%s", path);
	bytes_most = most;
	wrong = open_it();
	if (wrong != NULL)
		wrong = open_anew(wrong);
	if (wrong != NULL)
		return open_in_memory(wrong);
	bytes_now = store_number(&logbase, 0, "SELECT sum(bytes) FROM stream",
				 "");
	return NULL;
}

void logdb_close(void)
{
	logdb_commit();
	store_close(&logbase);
}

/* ---- transactions ---- */

static void commit_due(struct timer *timer)
{
	(void)timer;
	logdb_commit();
}

void logdb_commit(void)
{
	timer_clear(&committing);
	rows_open = 0;
	if (logbase.database != NULL && store_within(&logbase) &&
	    store_commit(&logbase) != STORE_OK)
		logbase_failed();
}

bool logbase_begin(void)
{
	if (logbase.database == NULL)
		return false;
	if (store_within(&logbase))
		return true;
	if (store_begin(&logbase) != STORE_OK)
		return false;
	timer_set(&committing, clock_monotonic() + 1000, commit_due);
	return true;
}

void logbase_failed(void)
{
	int code = sqlite3_errcode(logbase.database);

	timer_clear(&committing);
	rows_open = 0;
	store_rollback(&logbase);
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
		store_close(&logbase);
		open_anew("the database is damaged");
	} else if (!lossy) {
		host_log("logs: cannot be written now; lines are lost");
	}
	lossy = true;
	bytes_now = store_number(&logbase, 0, "SELECT sum(bytes) FROM stream",
				 "");
}

/* ---- room ---- */

/* The key up to which rows go so that at least so many bytes do. */
static int64_t oldest(int64_t service, int64_t bytes, int64_t *gone)
{
	struct query *query = store_query(
		&logbase,
		"SELECT key, ifnull(length(text), 0) FROM line"
		" WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
		"ii", LOGBASE_KEY(service, 0), LOGBASE_KEY(service + 1, -1));
	int64_t last = 0;

	*gone = 0;
	while (*gone < bytes && query_next(query)) {
		last = query_number(query, 0);
		*gone += query_number(query, 1) + LOGDB_ROW_BYTES;
	}
	query_end(query);
	return last;
}

static void drop_oldest(int64_t service, int64_t bytes)
{
	int64_t gone, last = oldest(service, bytes, &gone);

	store_run(&logbase, "DELETE FROM line WHERE key BETWEEN ?1 AND ?2",
		  "ii", LOGBASE_KEY(service, 0), last);
	store_run(&logbase,
		  "UPDATE stream SET bytes = bytes - ?2 WHERE service = ?1",
		  "ii", service, gone);
	bytes_now -= gone;
}

/* Whoever has the most gives half of it. */
static void shrink_largest(void)
{
	struct query *query = store_query(
		&logbase,
		"SELECT service, bytes FROM stream ORDER BY bytes DESC LIMIT 1",
		"");
	int64_t service = 0, bytes = 0;

	if (query_next(query)) {
		service = query_number(query, 0);
		bytes = query_number(query, 1);
	}
	query_end(query);
	if (bytes > 0)
		drop_oldest(service, bytes / 2 + 1);
	else
		bytes_now = 0;
}

/* ---- rows ---- */

/* The next number of a service's rows, with room for so many bytes. */
static int64_t next_number(int64_t service, int64_t bytes)
{
	struct query *query = store_query(
		&logbase,
		"INSERT INTO stream VALUES (?1, 1, ?2) ON CONFLICT (service)"
		" DO UPDATE SET last = last + 1, bytes = bytes + ?2"
		" RETURNING last, bytes",
		"ii", service, bytes);
	int64_t number = 0, kept = 0;

	if (query_next(query)) {
		number = query_number(query, 0);
		kept = query_number(query, 1);
	}
	query_end(query);
	bytes_now += bytes;
	if (number != 0 && kept > LOGDB_SERVICE_BYTES)
		drop_oldest(service, LOGDB_SERVICE_BYTES / 4);
	while (bytes_now > bytes_most)
		shrink_largest();
	return number;
}

bool logdb_add(const struct logdb_row *row)
{
	int64_t number;

	if (!logbase_begin())
		return false;
	number = next_number(row->service,
			     (int64_t)row->length + LOGDB_ROW_BYTES);
	if (number == 0 ||
	    store_run(&logbase,
		      "INSERT INTO line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		      "iiiiiib", LOGBASE_KEY(row->service, number), row->time,
		      (int64_t)row->instance, (int64_t)row->version,
		      (int64_t)row->missed, (int64_t)row->part, row->text,
		      row->length) != STORE_OK) {
		logbase_failed();
		return false;
	}
	lossy = false;
	if (++rows_open >= ROWS_OPEN)
		logdb_commit();
	return true;
}

void logdb_ended(int64_t service, uint64_t instance, int64_t time)
{
	if (!logbase_begin())
		return;
	store_run(&logbase,
		  "INSERT INTO ended (service, instance, time)"
		  " VALUES (?1, ?2, ?3)",
		  "iii", service, (int64_t)instance, time);
	store_run(&logbase,
		  "DELETE FROM ended WHERE service = ?1 AND id <= (SELECT id"
		  " FROM ended WHERE service = ?1 ORDER BY id DESC"
		  " LIMIT 1 OFFSET ?2)",
		  "ii", service, (int64_t)LIVES);
}

static void forget_from(int64_t service)
{
	store_run(&logbase, "DELETE FROM line WHERE key BETWEEN ?1 AND ?2",
		  "ii", LOGBASE_KEY(service, 0), LOGBASE_KEY(service + 1, -1));
	store_run(&logbase, "DELETE FROM stream WHERE service = ?1", "i",
		  service);
	store_run(&logbase, "DELETE FROM ended WHERE service = ?1", "i",
		  service);
	store_run(&logbase, "DELETE FROM crash WHERE service = ?1", "i",
		  service);
}

void logdb_forget(int64_t service)
{
	if (!logbase_begin())
		return;
	bytes_now -= store_number(&logbase, 0,
				  "SELECT bytes FROM stream WHERE service = ?1",
				  "i", service);
	forget_from(service);
}

void logdb_forget_others(bool (*there)(int64_t service))
{
	int64_t service = 0;

	while (service >= 0) {
		service = store_number(&logbase, -1,
				       "SELECT min(next) FROM ("
				       "SELECT min(service) AS next FROM stream"
				       " WHERE service > ?1 UNION ALL"
				       " SELECT min(service) FROM crash"
				       " WHERE service > ?1 UNION ALL"
				       " SELECT min(service) FROM ended"
				       " WHERE service > ?1)",
				       "i", service);
		if (service >= 0 && !there(service))
			logdb_forget(service);
	}
	logdb_commit();
}
