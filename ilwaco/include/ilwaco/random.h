/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Random bytes, fit for keys: ChaCha20 with fast key erasure, keyed from the
 * kernel's seed register and the processor's generator if it has one.  Keyed
 * anew when the generation register changes (the VM was cloned or restored).
 */
#ifndef ILWACO_RANDOM_H
#define ILWACO_RANDOM_H

#include <stddef.h>

/* Never fails, never blocks. */
void ilw_random(void *buffer, size_t length);

#endif
