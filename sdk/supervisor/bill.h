/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Between the files of usage.h: rows of bills.
 */
#ifndef SUPERVISOR_BILL_H
#define SUPERVISOR_BILL_H

#include <stdint.h>

#include "api.h"
#include "meter.h"

#define HOUR 3600000 /* milliseconds */

/* Whose row. */
struct payer {
	int64_t tenant, service; /* service 0: none of them */
	char name[NAME_TEXT];    /* the service's, which may be gone by now */
};

/* Adds to the row of the hour that it is.  Within a transaction. */
void bill_add(const struct payer *payer, const struct amounts *used,
	      int64_t starts);

/* Adds byte-seconds of disks over the milliseconds that end now, to the rows of
 * the hours that these were in. */
void bill_disks(const struct payer *payer, uint64_t bytes, int64_t elapsed);

/* Makes days of hours, and drops what is too old. */
void bill_condense(void);

#endif
