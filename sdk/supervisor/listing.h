/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Long lists as answers: text that is made as it is sent, a part at a time.  So
 * a list takes the memory of one part however long it is, and a client that
 * reads slowly, or not at all, has no lock.
 *
 * What changes between two parts is seen by the second: so whoever writes them
 * goes by a key that rows keep, and a row that is there all the time is there
 * once.
 */
#ifndef SUPERVISOR_LISTING_H
#define SUPERVISOR_LISTING_H

#include <stdbool.h>
#include <stdio.h>

#include "api.h"

/* About as many rows at a time. */
#define LISTING_ROWS 16

/* Writes the next part, with host_lock.  False: it is the last. */
typedef bool listing_part(void *list, FILE *to);

/* Takes list, which comes from malloc; NULL: there was no memory for it. */
void listing_answer(struct answer *answer, listing_part *write, void *list);

/* Takes the reference. */
void listing_row(FILE *to, json_t *row);

#endif
