/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hints after errors, from share/denali/hints (../common/hints.h).
 */
#ifndef DENALI_CMD_ADVICE_H
#define DENALI_CMD_ADVICE_H

#include <stddef.h>

/* Print what is known about what was said at a place of that file, "run" or
 * "crash": no more than so many, and nothing twice. */
void advise(const char *where, const char *said, size_t most);

#endif
