/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What of a host must not be forgotten, as its API tells it.
 */
#ifndef PROVIDER_SNAPSHOT_H
#define PROVIDER_SNAPSHOT_H

#include <jansson.h>
#include <stdbool.h>

#include "harness/api.h"

/* Services with their versions' digests, instances wanted and names of secrets;
 * disks with their sizes; tokens; images.  Null: it could not be asked. */
json_t *snapshot_take(struct api *api, const char *tenant);

/* The version of each service that serves: {"web": 3}. */
json_t *snapshot_current(struct api *api, const char *tenant);

#endif
