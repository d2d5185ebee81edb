/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef POSTMORTEM_H
#define POSTMORTEM_H

struct vm;

/* Queue the CRASH message of a dead VM; the host port has room. */
void postmortem_send(struct vm *vm);

#endif
