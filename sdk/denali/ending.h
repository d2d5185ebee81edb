/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How a session ended: from what was seen to one clear line.
 */
#ifndef DENALI_CMD_ENDING_H
#define DENALI_CMD_ENDING_H

#include "session.h"

/* Set the run's outcome if it is not set by a timeout or a signal, and print
 * an error if that is what it was. */
void ending_explain(struct session *session);

#endif
