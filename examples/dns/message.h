/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A question, and what the zone has to say to it.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define ANSWER_UDP 512
#define ANSWER_MAX 4096

/* Answer a message of any kind, in at most room bytes; records that do not fit
 * are left out, and it is said that they are.  Returns the length; 0: that
 * deserves no answer. */
size_t message_answer(const uint8_t *query, size_t length, uint8_t *answer,
		      size_t room);

#endif
