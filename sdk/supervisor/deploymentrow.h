/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deployments in the database: the last one of each service.
 */
#ifndef SUPERVISOR_DEPLOYMENTROW_H
#define SUPERVISOR_DEPLOYMENTROW_H

#include "deployment.h"

extern const char deployments_schema[];

/* A deployment that begins, of a kind ("publish", "rollback", "restart"), in a
 * request's transaction: the service's target is the version. */
enum store_result deployment_request(int64_t service, const char *kind,
				     uint32_t version);

/* What has come of one: each is a transaction.  A problem is text; false: the
 * database could not be changed. */
const char *deployment_save_switch(struct live *live);
bool deployment_save_failure(struct live *live);
void deployment_save_end(struct live *live);

/* Those that had switched when the supervisor ended are done; in a
 * transaction. */
void deployments_recover(void);

/* The service's last or present one; null: there was none. */
json_t *deployment_json(int64_t service);

#endif
