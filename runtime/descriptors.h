/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits of the descriptor table.
 */
#ifndef RUNTIME_DESCRIPTORS_H
#define RUNTIME_DESCRIPTORS_H

/* Descriptors are below this, */
#define DESCRIPTORS_MAX 65536
/* and new ones below this, as getrlimit() and sysconf() say. */
extern int descriptors_limit;

#endif
