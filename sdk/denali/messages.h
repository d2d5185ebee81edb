/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the kernel's messages mean for a run.
 */
#ifndef DENALI_CMD_MESSAGES_H
#define DENALI_CMD_MESSAGES_H

#include "session.h"

/* Act upon every whole message that the port has, as far as standard output
 * has room. */
void messages_take(struct session *session);

#endif
