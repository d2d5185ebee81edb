/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What services have printed, and how they have crashed: a database of its own,
 * which nothing waits for.  Loss of power may take the last seconds of it, and
 * leaves the rest whole; should it be damaged all the same it is begun anew,
 * and services go on.
 *
 * A service's rows are numbered from 1, without gaps, over all its versions and
 * instances; when there is no more room its oldest go.  A row says how many
 * lines of its instance were lost before it.
 *
 * All calls with host_lock held.  What cannot be written is lost: who prints
 * must not be held up by a disk that is full.
 */
#ifndef SUPERVISOR_LOGDB_H
#define SUPERVISOR_LOGDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is kept of a service, rows counted with LOGDB_ROW_BYTES each. */
#define LOGDB_SERVICE_BYTES 0x100000
#define LOGDB_ROW_BYTES 32

struct logdb_row {
	int64_t service, seq; /* seq: given by logdb_add */
	int64_t time;         /* clock_wall() */
	uint64_t instance;
	uint32_t version;
	uint32_t missed;     /* lines lost before it */
	bool part;           /* the line goes on in the instance's next row */
	const uint8_t *text; /* null: there is none, only missed */
	size_t length;
};

/* Opens the database of this path, or makes it; at most so many bytes of rows
 * are kept of all services.  NULL, or what is wrong: then there is one in
 * memory, of which little is kept. */
const char *logdb_open(const char *path, int64_t bytes_most);
void logdb_close(void);

/* A row.  False: it could not be written. */
bool logdb_add(const struct logdb_row *row);
/* What was added becomes durable soon after; called by a timer of its own. */
void logdb_commit(void);

/* Rows of a service, or of one of its instances (else 0), after seq, upwards,
 * or, if backwards, before it, downwards.  take returns false to end it; what
 * row points to is gone after that. */
struct logdb_range {
	int64_t service, seq;
	uint64_t instance;
	bool backwards;
};
typedef bool logdb_take(void *context, const struct logdb_row *row);
void logdb_rows(const struct logdb_range *range, logdb_take *take,
		void *context);

/* The first number that is kept, and the last that was given; 0 and 0: none
 * yet. */
void logdb_bounds(int64_t service, int64_t *first, int64_t *last);

/* The instance of the service that has ended last; 0: none is known. */
uint64_t logdb_previous(int64_t service);
/* An instance has ended. */
void logdb_ended(int64_t service, uint64_t instance, int64_t time);

/* Everything of the service goes. */
void logdb_forget(int64_t service);
/* Everything of services for which there() is false goes. */
void logdb_forget_others(bool (*there)(int64_t service));

/* ---- crashes ---- */

#define LOGDB_CRASHES 10 /* kept of a service */

struct logdb_crash {
	int64_t id, service;
	int64_t time;
	uint64_t instance;
	uint32_t version;
	const char *build; /* build-id, hexadecimal; "": not known */
	const char *text;
	const void *record; /* null in lists */
	size_t length;
};

/* Returns its number; 0: it could not be written. */
int64_t logdb_add_crash(const struct logdb_crash *crash);
/* The crashes of a service, the last first. */
void logdb_crashes(int64_t service,
		   bool (*take)(void *context, const struct logdb_crash *crash),
		   void *context);
/* One of them, with its record.  False: there is none. */
bool logdb_crash(int64_t service, int64_t id,
		 void (*take)(void *context, const struct logdb_crash *crash),
		 void *context);
/* That of an instance; 0: it has none.  text: its text. */
int64_t logdb_crash_of(uint64_t instance, char *text, size_t size);

#endif
