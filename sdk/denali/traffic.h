/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options about what VMs may send and be given, and about watching them.
 */
#ifndef DENALI_CMD_TRAFFIC_H
#define DENALI_CMD_TRAFFIC_H

#include "options.h"

/* For the table of options. */
int traffic_limit(struct part_options *part, const char *value);
int traffic_faults(struct part_options *part, const char *value);
int traffic_allow_in(struct part_options *part, const char *value);
int traffic_allow_out(struct part_options *part, const char *value);
int traffic_capture(struct run_options *options, const char *value);

/* What they must fulfil together with others. */
int traffic_check(const struct run_options *options);

/* Is the instance's traffic captured? */
bool traffic_captured(const struct run_options *options, uint32_t vm);

#endif
