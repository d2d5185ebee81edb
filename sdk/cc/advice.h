/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hints after what the compiler and its like have said (../common/hints.h).
 */
#ifndef CC_ADVICE_H
#define CC_ADVICE_H

#include "buffer.h"

/* Prints what the SDK knows about it.  Frees it. */
void advise(struct buffer *said);

#endif
