/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tenants, and what each may use.
 */
#ifndef SUPERVISOR_TENANTS_H
#define SUPERVISOR_TENANTS_H

#include "api.h"

enum limit {
	LIMIT_SERVICES,
	LIMIT_INSTANCES,
	LIMIT_MEMORY,      /* bytes of all instances that should run */
	LIMIT_CPU,         /* percent of a processor */
	LIMIT_DISK,        /* bytes of its disks */
	LIMIT_BANDWIDTH,   /* bytes a second, each way */
	LIMIT_IMAGE_BYTES, /* of the images it has */
	LIMIT_REQUESTS,    /* of the API, a minute */
	LIMIT_PORTS,       /* of the host's that its services have */
	LIMITS
};

uint64_t tenant_limit(int64_t tenant, enum limit limit);

/* Whether the tenant, which uses so much, may use so much more.  False: the
 * error (409, "quota-NAME") is in the answer; answer may be NULL. */
bool tenant_allows(int64_t tenant, enum limit limit, uint64_t used,
		   uint64_t more, struct answer *answer);

/* A new tenant, with limits by enum limit.  Returns its row number; 0: see
 * result.  The other function sets limits to the most there can be. */
int64_t tenant_make(const char *name, const int64_t values[LIMITS],
		    enum store_result *result);
void tenant_most(int64_t values[LIMITS]);

/* By name: what it may use, and what of it is in use (tenantuse.c). */
json_t *tenant_limits(int64_t tenant);
json_t *tenant_uses(int64_t tenant);

/* The tenant's row number; 0 if there is none. */
int64_t tenant_find(const char *name);
/* False if there is none. */
bool tenant_name(int64_t tenant, char name[NAME_TEXT]);

#endif
