/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef POSTMORTEM_H
#define POSTMORTEM_H

#include <stdbool.h>

struct vm;

/* Send the last messages of a dead VM; its port has PORT_RESERVE of room.  One
 * that returns is made anew, so that it has died but not ended. */
void postmortem_send(struct vm *vm, bool returns);

/* Whether ledgers are among the messages to the host. */
void postmortem_set_stats(bool stats);

#endif
