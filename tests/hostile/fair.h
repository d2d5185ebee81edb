/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that use their fair share without malice, to compare hostile ones with.
 */
#ifndef HOSTILE_FAIR_H
#define HOSTILE_FAIR_H

#include <stdint.h>

/* For so long: "compute", "send", "print", "remember" or "rest". */
void fair(uint32_t milliseconds, const char *kind);

#endif
