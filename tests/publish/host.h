/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host to publish to: the supervisor over a machine that is a stand-in, known
 * to the command as its default remote.
 */
#ifndef TESTS_PUBLISH_HOST_H
#define TESTS_PUBLISH_HOST_H

#include "supervisor/client.h"

extern struct standin host;

/* After publish_set_up(): starts it, makes a key and registers it. */
void host_set_up(void);
void host_clean_up(void);

/* Have the command act with this token, for this tenant if that is not null. */
void host_token(const char *token, const char *tenant);

#endif
