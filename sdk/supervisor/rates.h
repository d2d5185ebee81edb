/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How often: buckets of requests that fill up with time, one for each tenant,
 * and one for each address from which requests came with no valid token.
 */
#ifndef SUPERVISOR_RATES_H
#define SUPERVISOR_RATES_H

#include <stdbool.h>
#include <stdint.h>

/* Takes one request of the tenant's, of so many a minute.  0, or the seconds
 * after which there is one. */
unsigned rate_tenant(int64_t tenant, uint64_t minute);

/* The same for a refused one from an address. */
unsigned rate_stranger(const char *address);

#endif
