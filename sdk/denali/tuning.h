/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The options about processor shares, memory limits, and the kernel's ways of
 * working: their values, which <denali/plan.h> explains.
 *
 * Each function takes an option's value and returns 0, or prints an error and
 * returns STATUS_ERROR.
 */
#ifndef DENALI_CMD_TUNING_H
#define DENALI_CMD_TUNING_H

#include "options.h"

int tuning_weights(struct part_options *part, const char *value);
int tuning_caps(struct part_options *part, const char *value);
int tuning_frames(struct part_options *part, const char *value);
int tuning_swap_rate(struct part_options *part, const char *value);
int tuning_supervisor(struct part_options *part, const char *value);
int tuning_vms(struct run_options *options, const char *value);
int tuning_boot(struct run_options *options, const char *value);

/* What they must fulfil together with the number of instances. */
int tuning_check(const struct run_options *options);

/* What instance vm of a part, from 0, has of these; 0 if none were given. */
uint16_t tuning_turn(const struct turns *turns, uint32_t vm);

/* How many instances of the part, from its first on, have the same share as
 * that one. */
uint32_t tuning_alike(const struct run_options *options,
		      const struct part_options *part, uint32_t first);

/* How many groups of such instances the part has. */
uint32_t tuning_groups(const struct run_options *options,
		       const struct part_options *part);

#endif
