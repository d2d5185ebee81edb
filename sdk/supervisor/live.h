/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services as they run.  What is to run is in the database; live_settle makes
 * it so, and is called whenever a row has changed or an instance has.  A
 * service that is not to run, and of which nothing does, is in the database
 * only.
 *
 * All with host_lock held, and in no transaction, but for the questions.
 */
#ifndef SUPERVISOR_LIVE_H
#define SUPERVISOR_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "instances.h"
#include "release.h"

struct deployment;

/* One of the count instances that a service is to have. */
struct place {
	struct live *live;
	struct release *release;   /* what its instance is to be of */
	struct instance *instance; /* null: none now */
	struct timer again;        /* it is started then */
	uint32_t slot;
	uint32_t failed; /* starts in a row that came to nothing */
	bool finished;   /* it ended as its policy lets it */
};

/* How long it is between the end of new connections to an instance and its
 * being told to stop: those that were on their way have come by then. */
#define DRAIN 1000

/* The longest that a service waits to be started again, and how long it has to
 * be well for what was before not to count. */
#define BACKOFF_LEAST 1000
#define BACKOFF_MOST 60000
#define BACKOFF_WELL 60000
/* So many failures in a row are a loop. */
#define CRASH_LOOP 3

struct live {
	int64_t id, tenant; /* rows; the service's may be gone */
	char name[NAME_TEXT];
	bool wanted;             /* it is to run */
	bool queued;             /* the engine will look at it (engine_wants) */
	int64_t changes;         /* of its settings, that have been seen */
	struct release *release; /* that serves; null: none does yet */
	struct place *places;
	uint32_t place_count;
	struct instance *first; /* of all its instances */
	uint32_t instances;     /* how many those are */
	uint32_t restarts;      /* since the host was booted */
	int64_t since;          /* clock_wall when its state last changed */
	const char *state;      /* when that was last looked at */
	char problem[160];      /* why it does not run, if it is to */
	struct deployment *deployment; /* under way; null: none */
	struct live *next;             /* in the hash */
};

/* The service of that row; null: nothing of it is in memory. */
struct live *live_find(int64_t service);
/* One after another, as instance_next. */
struct live *live_next(const struct live *live);

/* Makes it so, what the database says of the service. */
void live_settle(int64_t service);

/* The same, of the row's service, in memory; made if there is none.  Null: no
 * memory. */
struct live *live_make(int64_t service, int64_t tenant, const char *name);

/* What the instance has come to; the service is looked at soon. */
void live_healthy(struct instance *instance);
void live_unhealthy(struct instance *instance, const char *why);
void live_ended(struct instance *instance, uint32_t cause, uint32_t detail);

/* Words for it: "running", "starting"... */
const char *live_state(const struct live *live);
/* How many are healthy. */
uint32_t live_healthy_count(const struct live *live);

/* Nothing is started any more (engine_stop_host). */
extern bool live_stopping;

#endif
