/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The database's rollback journal is truncated at a commit, not deleted: the
 * file stays in its place, which spares changes of the folder.  EXTRA would
 * sync that folder after a deletion; there is none.  Statements are kept, least
 * recently used out, since preparing one costs more than executing it.
 */
#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "host.h"

static enum store_result result_of(struct store *store, int code,
				   const char *sql)
{
	switch (sqlite3_extended_errcode(store->database)) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return STORE_EXISTS;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
	case SQLITE_CONSTRAINT_CHECK:
	case SQLITE_CONSTRAINT_NOTNULL:
	case SQLITE_CONSTRAINT_TRIGGER:
		return STORE_REFUSED;
	default:
		break;
	}
	store->faults++;
	host_log("database: %s, by: %.80s", sqlite3_errmsg(store->database),
		 sql);
	return code == SQLITE_FULL ? STORE_FULL : STORE_FAILED;
}

/* ---- statements ---- */

static void forget(struct query *query)
{
	sqlite3_finalize(query->statement);
	memset(query, 0, sizeof *query);
}

/* The kept statement of this text that is not in use; else a place for it. */
static struct query *place_for(struct store *store, const char *sql)
{
	struct query *oldest = NULL;

	for (size_t i = 0; i < STATEMENTS; i++) {
		struct query *query = &store->statements[i];

		if (query->open)
			continue;
		if (query->sql == sql)
			return query;
		if (oldest == NULL || query->used < oldest->used)
			oldest = query;
	}
	return oldest;
}

static struct query *prepare(struct store *store, const char *sql)
{
	struct query *query = place_for(store, sql);

	if (query == NULL) {
		host_log("database: too many questions at once: %.80s", sql);
		return NULL;
	}
	if (query->sql != sql) {
		int code;

		forget(query);
		code = sqlite3_prepare_v3(store->database, sql, -1,
					  SQLITE_PREPARE_PERSISTENT,
					  &query->statement, NULL);
		if (code != SQLITE_OK) {
			result_of(store, code, sql);
			return NULL;
		}
		query->store = store;
		query->sql = sql;
	}
	query->used = ++store->uses;
	query->open = true;
	return query;
}

static int bind_one(sqlite3_stmt *statement, int index, char type,
		    va_list *arguments)
{
	const char *text;
	const void *bytes;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(statement, index,
					  va_arg(*arguments, int64_t));
	case 't':
		text = va_arg(*arguments, const char *);
		return sqlite3_bind_text(statement, index, text, -1,
					 SQLITE_TRANSIENT);
	case 'b':
		bytes = va_arg(*arguments, const void *);
		return sqlite3_bind_blob64(statement, index, bytes,
					   va_arg(*arguments, size_t),
					   SQLITE_TRANSIENT);
	default:
		return SQLITE_MISUSE;
	}
}

static struct query *ask(struct store *store, const char *sql,
			 const char *types, va_list *arguments)
{
	struct query *query = prepare(store, sql);

	for (int i = 0; query != NULL && types[i] != '\0'; i++) {
		int code = bind_one(query->statement, i + 1, types[i],
				    arguments);

		if (code != SQLITE_OK) {
			result_of(store, code, sql);
			query_end(query);
			return NULL;
		}
	}
	return query;
}

enum store_result store_run(struct store *store, const char *sql,
			    const char *types, ...)
{
	enum store_result result = STORE_OK;
	struct query *query;
	va_list arguments;
	int code;

	va_start(arguments, types);
	query = ask(store, sql, types, &arguments);
	va_end(arguments);
	if (query == NULL)
		return STORE_FAILED;
	do
		code = sqlite3_step(query->statement);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		result = result_of(store, code, sql);
	query_end(query);
	return result;
}

int64_t store_inserted(struct store *store)
{
	return sqlite3_last_insert_rowid(store->database);
}

int64_t store_changed(struct store *store)
{
	return sqlite3_changes64(store->database);
}

/* ---- rows ---- */

struct query *store_query(struct store *store, const char *sql,
			  const char *types, ...)
{
	struct query *query;
	va_list arguments;

	va_start(arguments, types);
	query = ask(store, sql, types, &arguments);
	va_end(arguments);
	return query;
}

bool query_next(struct query *query)
{
	int code;

	if (query == NULL)
		return false;
	code = sqlite3_step(query->statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		result_of(query->store, code, query->sql);
	return code == SQLITE_ROW;
}

bool query_is_null(const struct query *query, int column)
{
	return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int64_t query_number(const struct query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

const char *query_text(const struct query *query, int column)
{
	return (const char *)sqlite3_column_text(query->statement, column);
}

const void *query_bytes(const struct query *query, int column, size_t *length)
{
	const void *bytes = sqlite3_column_blob(query->statement, column);

	*length = (size_t)sqlite3_column_bytes(query->statement, column);
	return bytes;
}

void query_end(struct query *query)
{
	if (query == NULL)
		return;
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
	query->open = false;
}

int64_t store_number(struct store *store, int64_t otherwise, const char *sql,
		     const char *types, ...)
{
	struct query *query;
	va_list arguments;

	va_start(arguments, types);
	query = ask(store, sql, types, &arguments);
	va_end(arguments);
	if (query_next(query) && !query_is_null(query, 0))
		otherwise = query_number(query, 0);
	query_end(query);
	return otherwise;
}

char *store_text(struct store *store, const char *sql, const char *types, ...)
{
	struct query *query;
	va_list arguments;
	char *text = NULL;

	va_start(arguments, types);
	query = ask(store, sql, types, &arguments);
	va_end(arguments);
	if (query_next(query) && !query_is_null(query, 0))
		text = strdup(query_text(query, 0));
	query_end(query);
	return text;
}

/* ---- transactions ---- */

bool store_within(struct store *store)
{
	return sqlite3_get_autocommit(store->database) == 0;
}

enum store_result store_begin(struct store *store)
{
	return store_run(store, "BEGIN IMMEDIATE", "");
}

enum store_result store_commit(struct store *store)
{
	enum store_result result = store_run(store, "COMMIT", "");

	if (result != STORE_OK)
		store_rollback(store);
	return result;
}

void store_rollback(struct store *store)
{
	if (store_within(store))
		store_run(store, "ROLLBACK", "");
}

/* ---- opening ---- */

static bool execute(struct store *store, const char *sql)
{
	return sqlite3_exec(store->database, sql, NULL, NULL, NULL) ==
	       SQLITE_OK;
}

/* All or nothing. */
static bool make_tables(struct store *store, const char *const schemas[],
			int64_t from, int version,
			const char *const migrations[])
{
	bool made = execute(store, "BEGIN IMMEDIATE");
	char text[64];

	for (; made && from > 0 && from < version; from++)
		made = execute(store, migrations[from]);
	for (size_t i = 0; made && schemas[i] != NULL; i++)
		made = execute(store, schemas[i]);
	snprintf(text, sizeof text, "PRAGMA user_version = %d", version);
	return made && execute(store, text) && execute(store, "COMMIT");
}

static const char *set_up(struct store *store, const char *pragmas,
			  const char *const schemas[], int version,
			  const char *const migrations[])
{
	int64_t found = -1;

	if (execute(store, pragmas))
		found = store_number(store, -1, "PRAGMA user_version", "");
	if (found > version)
		return "a newer supervisor has written it; run that one, or "
		       "restore a backup";
	if (found < 0 ||
	    !make_tables(store, schemas, found, version, migrations))
		return sqlite3_errmsg(store->database);
	return NULL;
}

const char *store_open(struct store *store, const char *path,
		       const char *pragmas, const char *const schemas[],
		       int version, const char *const migrations[])
{
	static char error[160];
	const char *wrong;

	if (sqlite3_open_v2(path, &store->database,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				    SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		wrong = store->database == NULL ?
				"no memory" :
				sqlite3_errmsg(store->database);
	else
		wrong = set_up(store, pragmas, schemas, version, migrations);
	if (wrong == NULL)
		return NULL;
	snprintf(error, sizeof error, "%s: %s", path, wrong);
	store_close(store);
	return error;
}

void store_close(struct store *store)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		forget(&store->statements[i]);
	sqlite3_close(store->database);
	store->database = NULL;
}
