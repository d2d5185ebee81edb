/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Chance, the same for the same seed, and values that are worth a try.
 */
#ifndef RANDOM_DICE_H
#define RANDOM_DICE_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/trap.h"

#define PAGE DENALI_PAGE_SIZE
#define ARENA_PAGES 32
#define ARENA (ARENA_PAGES * PAGE)

/* Memory that may be lost or written at any time. */
extern uint8_t arena[ARENA];

void dice_seed(uint32_t seed);
uint32_t any(void);

/* From 0 to n - 1, n less than 2^24. */
uint32_t below(uint32_t n);

/* An argument: a boundary of something, an address, or anything. */
uint32_t value(void);

/* What an instruction has returned, and may be worth giving to another. */
void dice_note(uint32_t result);

/* An address with so many bytes behind it in the arena. */
uint32_t arena_address(uint32_t length);

#endif
