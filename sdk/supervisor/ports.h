/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ports of the host's address: which service has which, and where the kernel
 * leads them.
 */
#ifndef SUPERVISOR_PORTS_H
#define SUPERVISOR_PORTS_H

#include "live.h"
#include "settings.h"

extern const char ports_schema[];

/* How many the host offers, of one protocol; how many a tenant's services
 * have. */
uint32_t ports_offered(void);
uint64_t ports_used(int64_t tenant);

/* Has the tenant's service have a port of the host's for each of settings',
 * which then says which; those it has for the same ports of its VMs it keeps.
 * Within a transaction.  False: the error is in the answer. */
bool ports_take(int64_t tenant, int64_t service, struct settings *settings,
		struct answer *answer);
/* The same without changing anything, for a service that may be 0: there is
 * none yet. */
bool ports_try(int64_t tenant, int64_t service, struct settings *settings,
	       struct answer *answer);

/* The ports as text for the version's row, and from there. */
char *ports_text(const struct settings *settings);
void ports_resolve(struct settings *settings, json_t *ports);

/* Takes ports from the service that settings do not have; within a
 * transaction. */
void ports_release(int64_t service, const struct settings *settings);
/* Takes those that its version does not have; if none has served yet, that the
 * latest does not have. */
void ports_release_new(int64_t service);

/* Has the kernel lead the service's ports to its instances, as they are
 * (portforward.c). */
void ports_forward(struct live *live);

#endif
