/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Instances: the VMs of services that are alive.
 *
 * The kernel's tables are the truth: what a VM is for is in its name, so that a
 * supervisor that was made anew finds all of them without records of its own.
 *
 * All calls with host_lock held.
 */
#ifndef SUPERVISOR_INSTANCES_H
#define SUPERVISOR_INSTANCES_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/image.h>

#include "probe.h"
#include "timers.h"
#include "turns.h"

struct live;
struct release;
struct place;

enum instance_state {
	INSTANCE_WAITING,  /* paused: a disk of its is not ready */
	INSTANCE_STARTING, /* its health is not known yet */
	INSTANCE_HEALTHY,
	INSTANCE_FAILING,  /* was healthy, and a check has failed */
	INSTANCE_DRAINING, /* gets no new connections, and will be stopped */
	INSTANCE_STOPPING, /* was asked to end */
	INSTANCE_ENDING    /* was destroyed; its last messages come */
};

struct instance {
	uint64_t id;             /* by chance, and never another's */
	uint32_t vm;             /* the kernel's number for it */
	uint32_t version;        /* of its service */
	uint32_t slot;           /* which of the service's, from 0 */
	uint32_t ipv4;           /* its own, network byte order */
	int64_t service, tenant; /* rows */
	struct live *live;       /* its service, as it runs */
	struct release *release; /* its version, as it runs */
	struct place *place;     /* that it has; null: it is to go */
	enum instance_state state;
	uint32_t failures;    /* checks in a row */
	uint32_t delay;       /* milliseconds to the next one, at the start */
	bool restart;         /* was ended to be started anew */
	int64_t started;      /* monotonic */
	int64_t healthy;      /* since, monotonic; 0: not yet */
	int64_t started_wall; /* of clock_wall */
	struct timer check;   /* the next check, or the end of its grace */
	struct probe probe;   /* the check under way */
	struct turn turn;     /* to be asked, at the start */
	uint64_t cycles;      /* that it had used, shares.c's */
	uint16_t weight, cap; /* that it has, shares.c's */
	bool busy;
	void *watch;                   /* messages.c's */
	struct instance *next_of_vm;   /* in the hash by vm */
	struct instance *next_of_live; /* of its service */
};

/* Text of an id: 8 characters. */
#define INSTANCE_TEXT 9
const char *instance_text(uint64_t id, char text[INSTANCE_TEXT]);
/* The other way; false: it is none. */
bool instance_parse(const char *text, uint64_t *id);

/* The instance in VM number vm; null: none. */
struct instance *instance_in(uint32_t vm);
/* The living instance of that id; null: none. */
struct instance *instance_find(uint64_t id);

/* One after another, in no order: begins with null, ends with null. */
struct instance *instance_next(const struct instance *instance);
uint32_t instances_count(void);

/* An id that is nobody's, by chance. */
uint64_t instance_new_id(void);
/* A new one, or null: no memory. */
struct instance *instance_add(uint64_t id, uint32_t vm);
void instance_remove(struct instance *instance);

/* The name of its VM, and what such a name says; false: no such name. */
void instance_vm_name(const struct instance *instance,
		      char name[DENALI_NAME_MAX]);
bool instance_parse_vm_name(const char *name, struct instance *instance);

#endif
