/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What tenants have used, for their bills: a row for each service and hour, of
 * a month ago for each day.  Read from the ledgers of VMs when they end, and
 * each minute while some live; what has been written survives whatever ends the
 * supervisor, and is not counted twice by the one after it.
 *
 * Time is the monotonic clock's; the wall clock only says which hour it is.  A
 * service and a tenant that are no more keep what they have used: rows are kept
 * for USAGE_DAYS.  All calls with host_lock held.
 */
#ifndef SUPERVISOR_USAGE_H
#define SUPERVISOR_USAGE_H

#include <stdint.h>

#include <jansson.h>

#include <denali/hostport.h>

#include "api.h"

#define USAGE_DAYS 800

struct watch;

/* From now on disks are billed. */
void usage_start(void);

void usage_began(struct watch *watch);
/* The ledger of a VM that has ended. */
void usage_last(struct watch *watch, const struct denali_ledger *ledger);
void usage_ended(struct watch *watch);

/* Disks are about to change.  Within a transaction. */
void usage_disks(void);

/* All that has been read so far is written.  Before questions, and at the
 * end. */
void usage_write(void);

/* What a VM uses now and has used, as members of an object. */
void usage_figures(uint32_t vm, json_t *object);

extern const char usage_schema[];
extern const struct route usage_routes[];

#endif
