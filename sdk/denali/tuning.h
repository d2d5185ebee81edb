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

int tuning_weights(struct run_options *options, const char *value);
int tuning_caps(struct run_options *options, const char *value);
int tuning_frames(struct run_options *options, const char *value);
int tuning_swap_rate(struct run_options *options, const char *value);
int tuning_supervisor(struct run_options *options, const char *value);
int tuning_vms(struct run_options *options, const char *value);
int tuning_boot(struct run_options *options, const char *value);

/* What they must fulfil together with the number of instances. */
int tuning_check(const struct run_options *options);

/* What instance vm has of these; 0 if none were given. */
uint16_t tuning_turn(const struct turns *turns, uint32_t vm);

/* How many instances, from first on, have the same share as it. */
uint32_t tuning_alike(const struct run_options *options, uint32_t first);

/* How many groups of such instances there are. */
uint32_t tuning_groups(const struct run_options *options);

#endif
