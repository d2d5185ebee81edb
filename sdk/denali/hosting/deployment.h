/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How a service comes from one version to another, as the host tells it.
 */
#ifndef DENALI_CMD_DEPLOYMENT_H
#define DENALI_CMD_DEPLOYMENT_H

#include <jansson.h>
#include <stdint.h>

#include "options.h"
#include "remote.h"

#define STATUS_FAILED 1 /* the version does not run */

struct following {
	const char *service;
	int64_t version;
	const char *image; /* its path here, for the symbols of a crash; or
			    * null */
	enum output_kind output; /* as a table: its steps are told, too */
};

/* Follows it to its end, and tells its steps on standard error; then where the
 * service is reached, as a line or, with all that is known of the deployment,
 * as JSON, which is printed of a version that does not run, too.  Returns 0 if
 * the version runs, or prints why not and returns STATUS_FAILED, or
 * STATUS_ERROR where nobody knows. */
int deployment_follow(struct remote *remote, const struct following *following);

/* It has begun, as the host has answered, and is not followed.  digest is that
 * of the image, or null. */
void deployment_begun(const char *service, const json_t *begun,
		      const char *digest, enum output_kind output);

/* Nothing is done: the host's answer says what would be. */
void deployment_pretend(const char *service, const json_t *plan,
			enum output_kind output);

#endif
