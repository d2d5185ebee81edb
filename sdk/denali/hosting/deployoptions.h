/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali publish` was asked to do.
 */
#ifndef DENALI_CMD_DEPLOYOPTIONS_H
#define DENALI_CMD_DEPLOYOPTIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "ocireference.h"
#include "options.h"

struct deploy_options {
	const char *name, *tag, *key, *remote, *tenant;
	const char *image; /* null: the project's, or from */
	struct oci_reference from;
	bool from_registry;
	enum oci_way way;
	int64_t silence_ms;
	bool no_wait, dry_run, help;
	enum output_kind output;
	json_t *settings; /* as the API has them; empty: none */
};

/* Returns 0, or prints an error and returns STATUS_ERROR.  Free them in any
 * case. */
int deployoptions_read(int argc, char *argv[], struct deploy_options *options);
void deployoptions_free(struct deploy_options *options);

#endif
