/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who did what: a row for each change, and for each that was refused.  Each
 * tenant's rows are bounded by themselves, so that nobody can push out those of
 * others; how many are gone is told.
 */
#ifndef SUPERVISOR_AUDIT_H
#define SUPERVISOR_AUDIT_H

#include "api.h"

/* Rows that are kept of each tenant, and of those that had no valid token. */
#define AUDIT_ROWS 5000
#define AUDIT_NOBODY (-1)

/* What audit() has been told of the request. */
struct audit_words {
	const char *verb;
	char object[160];
};

/* Writes the row of a request that has its answer. */
enum store_result audit_write(const struct request *request,
			      const struct audit_words *words,
			      const struct answer *answer);
/* The same of one that was refused, if it would have changed anything: but not
 * by the thousand from those who have no token.  In no transaction. */
void audit_refusal(const struct request *request,
		   const struct audit_words *words,
		   const struct answer *answer);

#endif
