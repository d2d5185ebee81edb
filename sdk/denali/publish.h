/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Option -P: the inbound ports that an image's manifest names are forwarded
 * from free ports of this machine.
 */
#ifndef DENALI_CMD_PUBLISH_H
#define DENALI_CMD_PUBLISH_H

#include "manifest.h"
#include "part.h"

int publish_set(struct part_options *part, const char *value);

/* Choose the ports for a part, after those that the options have.  Returns 0,
 * or prints an error and returns STATUS_ERROR. */
int publish_ports(const struct run_options *options, struct part_options *part,
		  const struct manifest *manifest);

/* Say where each can be reached: a line each, on standard error. */
void publish_announce(const struct run_options *options,
		      const struct parts *parts);

#endif
