/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When what was last admitted under a name was signed, in milliseconds: what is
 * not newer is a replay, also if the service of that name was removed
 * meanwhile.  Names without a service are remembered one by one up to a number
 * of them, newest first; what is older is one time for all other names.  So
 * nothing that was admitted once is admitted again, and who has removed many
 * services may have to sign again what lay about since before that.
 *
 * With host_lock held.
 */
#ifndef SUPERVISOR_ADMITTED_H
#define SUPERVISOR_ADMITTED_H

#include "store.h"

#define ADMITTED_KEPT 1000
/* So many there are before those beyond that are put together. */
#define ADMITTED_MOST 1250

/* 0: nothing yet that a signature could be older than. */
int64_t admitted_last(int64_t tenant, const char *name);

/* Within a transaction: the name's is at that time; a service of the tenant's
 * was removed. */
enum store_result admitted_note(int64_t tenant, const char *name, int64_t time);
enum store_result admitted_trim(int64_t tenant);

#endif
