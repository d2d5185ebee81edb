/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options that choose the machine's hardware: each one word of a few.
 */
#ifndef DENALI_CMD_HARDWARE_H
#define DENALI_CMD_HARDWARE_H

#include "options.h"

/* --machine, --nic, --disk-bus.  As all functions of options do, they return 0
 * or, the error printed, STATUS_ERROR. */
int hardware_machine(struct run_options *options, const char *value);
int hardware_nic(struct run_options *options, const char *value);
int hardware_disk_bus(struct run_options *options, const char *value);

#endif
