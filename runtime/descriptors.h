/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits of the descriptor table.
 */
#ifndef RUNTIME_DESCRIPTORS_H
#define RUNTIME_DESCRIPTORS_H

/* Descriptors are below this, as sysconf(_SC_OPEN_MAX) says. */
#define DESCRIPTORS_MAX 65536

#endif
