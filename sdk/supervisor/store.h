/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the supervisor must not forget: one SQLite database.
 *
 * All of it is called with host_lock held (host.h).  Every change is made in a
 * transaction; the server begins and commits one around each request that
 * changes something (api.h), others do so themselves.  What store_commit has
 * returned STORE_OK for survives loss of power.  A module may have a database
 * of its own besides, with other promises.
 *
 * Statements are prepared once and kept, by the address of their text: sql is a
 * string constant.  What its ?1, ?2... are, follows as types, a letter each:
 *
 *   i   int64_t (cast!)        t   const char *, NULL for null
 *   b   const void *, size_t; NULL for null
 *
 *   store_run(&host_state, "UPDATE tokens SET revoked = ?1 "
 *             "WHERE id = ?2", "it", (int64_t)now, id);
 */
#ifndef SUPERVISOR_STORE_H
#define SUPERVISOR_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

enum store_result {
	STORE_OK,
	STORE_EXISTS,  /* there is one of that name or number already */
	STORE_REFUSED, /* it is referred to, or refers to nothing, or a CHECK */
	STORE_FULL,    /* no space on the disk */
	STORE_FAILED,  /* anything else; it has been logged */
};

/* A statement that is kept.  One that has rows is a question (below). */
struct query {
	struct store *store;
	const char *sql; /* NULL: this place is free */
	sqlite3_stmt *statement;
	uint64_t used;
	bool open;
};

/* A database, and its statements.  All zeros: not open. */
#define STATEMENTS 64
struct store {
	sqlite3 *database;
	uint64_t uses;
	uint64_t faults; /* times that something could not be read or written */
	struct query statements[STATEMENTS];
};

/* The supervisor's own. */
extern struct store host_state;

/* Opens the database of this path, making it if there is none, executes the
 * pragmas, and brings its tables to what is in version of the list schemas,
 * which NULL ends: migrations[N] makes version N + 1 of N.  NULL, or what is
 * wrong. */
const char *store_open(struct store *store, const char *path,
		       const char *pragmas, const char *const schemas[],
		       int version, const char *const migrations[]);
void store_close(struct store *store);

/* Opens the supervisor's own (schema.c). */
const char *host_state_open(const char *path);

/* ---- transactions ---- */

enum store_result store_begin(struct store *store);
/* Rolls back if it fails. */
enum store_result store_commit(struct store *store);
/* No harm where there is none. */
void store_rollback(struct store *store);
/* Whether one has begun. */
bool store_within(struct store *store);

/* ---- changes ---- */

/* Executes a statement that returns no rows. */
enum store_result store_run(struct store *store, const char *sql,
			    const char *types, ...);
/* The number of the row last inserted, and how many rows were last changed. */
int64_t store_inserted(struct store *store);
int64_t store_changed(struct store *store);

/* ---- questions ---- */

/* The first column of the first row; otherwise, if there is none or it is
 * null. */
int64_t store_number(struct store *store, int64_t otherwise, const char *sql,
		     const char *types, ...);
/* The same for text, which is the caller's to free; NULL if there is none. */
char *store_text(struct store *store, const char *sql, const char *types, ...);

/* Rows one after another:
 *
 *   struct query *query = store_query(&host_state, "... ?1", "i", tenant);
 *   while (query_next(query))
 *           ... query_text(query, 0) ...
 *   query_end(query);
 *
 * What query_text and query_bytes return stays until the next query_next or
 * query_end.  query may be NULL: then there are no rows.  Up to 32 of a store
 * may be open. */
struct query *store_query(struct store *store, const char *sql,
			  const char *types, ...);
bool query_next(struct query *query);
bool query_is_null(const struct query *query, int column);
int64_t query_number(const struct query *query, int column);
const char *query_text(const struct query *query, int column); /* or NULL */
const void *query_bytes(const struct query *query, int column, size_t *length);
void query_end(struct query *query);

#endif
