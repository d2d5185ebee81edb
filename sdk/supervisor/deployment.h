/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deployments: how a service comes from one version to another.
 *
 *   starting    the new version's instances are made; where the service writes
 *               to a disk, the old ones have to end first
 *   checking    they run, and are asked until all are well
 *   switching   new connections go to them
 *   draining    the old instances are told to stop, and have their grace
 *   done
 *
 * or, from each of the first two, `failed`: the new instances are destroyed and
 * the old go on.  Nothing of a deployment is in the database but where it is to
 * lead (services.target), until it has switched or failed: after a boot it
 * begins anew.  A service has one at a time.
 *
 * All with host_lock held; those that change anything in the engine's thread,
 * in no transaction.
 */
#ifndef SUPERVISOR_DEPLOYMENT_H
#define SUPERVISOR_DEPLOYMENT_H

#include "live.h"

enum deployment_state {
	DEPLOYMENT_STARTING,
	DEPLOYMENT_CHECKING,
	DEPLOYMENT_SWITCHING,
	DEPLOYMENT_DRAINING,
	DEPLOYMENT_DONE,
	DEPLOYMENT_FAILED
};
#define DEPLOYMENT_STATES (DEPLOYMENT_FAILED + 1)

struct deployment {
	enum deployment_state state;
	uint32_t version; /* it leads to */
	bool replaces;    /* the old instances have to end first */
	bool unsaved;    /* it has failed, and the database could not be told */
	int64_t changes; /* of the settings it was made with */
	struct release *release;
	struct place *places;
	uint32_t count;
	int64_t time[DEPLOYMENT_STATES]; /* clock_wall; 0: was not there */
	char reason[200];                /* why it has failed */
	uint64_t instance;               /* that has failed; 0: none */
	struct timer retry;
};

void deployment_begin(struct live *live, uint32_t version, uint32_t count,
		      int64_t changes);
/* Goes on as far as it can. */
void deployment_step(struct live *live);
/* Ends it: with what it has come to, or failed. */
void deployment_end(struct live *live, const char *why);

/* An instance was not well in time, or has ended: true if that was a
 * deployment's affair. */
bool deployment_unhealthy(struct live *live, const struct instance *instance,
			  const char *why);
bool deployment_ended(struct live *live, struct place *place, uint64_t instance,
		      bool good);

/* Must the old instances be gone now? */
bool deployment_replaces(const struct live *live);
/* Is it one that gets no connections yet? */
bool deployment_hides(const struct live *live, const struct instance *instance);

const char *deployment_word(enum deployment_state state);

#endif
