/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks of tenants, and which services use them.
 *
 * A disk has a name that is its tenant's, a size, and lies in the host's area
 * for disks (volumes.h).  A service uses it under a name of its own, that of a
 * [[disk]] of its manifest: that is a binding.  One that writes has the disk
 * for itself; any number of services and instances may read one together.
 *
 * Loss of power.  A row of the database says what a disk is to be (it is being
 * made, grown, removed); a thread makes it so, and then changes the row.  What
 * was cut off is done again when the supervisor starts, and what no row speaks
 * of is removed.  So table and database agree whenever no row says otherwise.
 *
 * All calls with host_lock held.
 */
#ifndef SUPERVISOR_DISKS_H
#define SUPERVISOR_DISKS_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "manifest.h"

struct instance;

/* Gets at the disks, and takes up again what was cut off.  NULL, or why there
 * are none: the host goes on without. */
const char *disks_open(void);

/* Bytes of the tenant's disks. */
uint64_t disks_used(int64_t tenant);

/* The VMs of a supervisor before this one have been found: theirs are the disks
 * that they use. */
void disks_adopted(void);

/* Called when a disk has been made, grown or removed, or could not be. */
extern void (*disks_changed)(void);

/* A version of a service is published: see that it can have its disks, and
 * unless it is dry, make those that the tenant has not, and bind them.  service
 * is 0 where a dry run is of one that is new.  False: the error is in the
 * answer. */
struct disks_wanted {
	int64_t tenant, service;
	uint32_t version, count; /* of instances */
	const char *name;        /* the service's */
	const struct manifest *manifest;
	json_t *said; /* "disks" of the request; may be null */
	bool dry_run;
};
bool disks_admit(struct answer *answer, const struct disks_wanted *wanted);
/* The version is no more. */
void disks_forget_version(int64_t service, uint32_t version);

/* Does it write to one?  Then only one VM of it can live at a time. */
bool disks_writable(int64_t service);
/* So can it have so many instances, or, with 0, those that it has or is about
 * to?  False: the error is in the answer, which calls it by this name. */
bool disks_allow(struct answer *answer, int64_t service, const char *name,
		 uint32_t count);

/* Gives a VM that has not run yet its disks.  DENALI_EBUSY: one is not ready
 * yet, or somebody still has it; else an error that stays.  disks_problem()
 * says which disk, and why. */
int32_t disks_attach(struct instance *instance);
const char *disks_problem(void);
/* Its VM has ended. */
void disks_detach(struct instance *instance);

extern const char disks_schema[];
extern const struct route disks_routes[];

#endif
