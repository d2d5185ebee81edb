/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef BETWEEN_H
#define BETWEEN_H

#include <stdint.h>

/* The value, or the bound that it is beyond; least is at most most. */
static inline uint32_t between(uint32_t value, uint32_t least, uint32_t most)
{
	return value < least ? least : value > most ? most : value;
}

#endif
