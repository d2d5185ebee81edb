/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services in the database: what is to run.
 */
#ifndef SUPERVISOR_SERVICES_H
#define SUPERVISOR_SERVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "settings.h"

/* So many versions of a service are kept. */
#define VERSIONS_KEPT 10

struct service {
	int64_t id, tenant;
	char name[NAME_TEXT];
	bool running;          /* it is to run */
	uint32_t count;        /* instances */
	uint32_t version;      /* that serves; 0: none has yet */
	uint32_t target;       /* that a deployment leads to; 0: none */
	uint32_t target_count; /* instances, then */
	uint32_t previous;
	uint32_t most;   /* instances, the deployment's too if there is one */
	int64_t changes; /* of its settings, how many there were */
};

/* The tenant's service of that name. */
bool service_find(int64_t tenant, const char *name, int64_t *service);
bool service_read(int64_t id, struct service *service);
/* The version that it is coming to, or else has; 0: neither. */
uint32_t service_next(const struct service *service);
/* The one that the request's path names; false: the error is in the answer. */
bool service_of(const struct request *request, struct answer *answer,
		struct service *service);

/* What was changed since it was published, an object, to be released. */
json_t *service_changed(int64_t id);

/* What comes of a version's settings, and of these changes; free the settings
 * in any case.  False: the error is in the answer. */
bool service_settings(const struct service *service, uint32_t version,
		      json_t *changed, struct settings *settings,
		      struct answer *answer);

/* Of the version that serves, or is to: bytes of its arguments and environment.
 * 0: there is none. */
size_t service_strings(int64_t id);

/* May the tenant have so many instances like these, instead of what it has of
 * the service (0: a new one)?  False: the error is in the answer. */
bool service_allowed(int64_t tenant, int64_t service, uint32_t count,
		     const struct settings *settings, struct answer *answer);
/* What is charged to the tenant for what is to run, but for that service:
 * instances, memory, bandwidth in and out. */
void services_used(int64_t tenant, int64_t service, uint64_t used[4]);
/* Writes down what an instance is charged with. */
enum store_result service_charge(int64_t service,
				 const struct settings *settings);
/* The same of what is to come: the instances that run have their memory until
 * others take their places, which a deployment does. */
enum store_result service_charge_more(int64_t service,
				      const struct settings *settings);

extern const char services_schema[];
extern const struct route services_routes[], changes_routes[];

#endif
