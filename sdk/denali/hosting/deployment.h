/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How a service comes from one version to another, as the host tells it.
 */
#ifndef DENALI_CMD_DEPLOYMENT_H
#define DENALI_CMD_DEPLOYMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "remote.h"

#define STATUS_FAILED 1 /* the version does not run */

struct following {
	const char *service;
	int64_t version;
	bool quiet;        /* the steps are not told */
	const char *image; /* its path here, for the symbols of a crash; or
			    * null */
};

/* Follow it to its end, and tell its steps on standard error.  Returns 0 if the
 * version runs, or prints why not and returns STATUS_FAILED, or STATUS_ERROR
 * where nobody knows.  *state is then what the host has said at last, which the
 * caller frees; it may be null. */
int deployment_follow(struct remote *remote, const struct following *following,
		      json_t **state);

/* What has come of it, of which following has returned status.  Where the
 * service is reached, if the version runs: printed as a line, with the version,
 * or as JSON with all that the deployment's last state has; that is printed of
 * one that does not run, too.  Returns status, or prints an error and returns
 * STATUS_ERROR. */
int deployment_end(struct remote *remote, const char *service, int status,
		   const json_t *state, enum output_kind output);

#endif
