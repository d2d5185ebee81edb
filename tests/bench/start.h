/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How long QEMU itself takes to start, which other times are compared with.
 */
#ifndef BENCH_START_H
#define BENCH_START_H

#include "harness/denali.h"

/* Milliseconds until the command's first byte of output; -1: none came. */
double start_first_byte(const struct command *command);

/* The command that boots an empty kernel, which prints a byte and ends. */
void start_empty_kernel(struct command *command, enum firmware firmware);

#endif
