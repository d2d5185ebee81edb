/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Versions of services: images that were admitted, with the settings they were
 * published with.
 */
#ifndef SUPERVISOR_VERSIONS_H
#define SUPERVISOR_VERSIONS_H

#include <stdint.h>

#include "api.h"
#include "services.h"

extern const char versions_schema[];
extern const struct route versions_routes[];

/* Within a transaction: forgets versions that are older than those that are
 * kept, and images that only they needed. */
void versions_prune(int64_t service, int64_t tenant);

/* Within a transaction: the service is charged for the version that serves. */
void versions_charge_current(int64_t service);

/* POST /v1/services/{service}/versions */
void publish(struct request *request, struct answer *answer);
/* POST /v1/services/{service}/rollback */
void rollback(struct request *request, struct answer *answer);

/* Refuses what would come while a deployment is under way. */
bool unless_deploying(const struct service *service, struct answer *answer);

/* The answer to what begins a deployment. */
void answer_deployment(struct answer *answer, int64_t service,
		       uint32_t version);

#endif
