/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef POWER_H
#define POWER_H

#include <stdint.h>

/* Exit codes that a debug-exit device reports as 2n + 1. */
#define POWER_DONE 0
#define POWER_ERROR 1
#define POWER_PANIC 2

/* Turn the host off by whichever means it has; stop the processor if it has
 * none. */
_Noreturn void power_off(uint32_t code);

#endif
