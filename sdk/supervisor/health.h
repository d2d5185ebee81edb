/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Whether instances are well.  One that starts is asked until it is; then as
 * its manifest says, or never again.  What is found out goes to live.c.
 */
#ifndef SUPERVISOR_HEALTH_H
#define SUPERVISOR_HEALTH_H

#include "instances.h"

/* How long an instance may take to be well at its start. */
#define HEALTH_START 30000
/* Who has no check is well when it has run so long. */
#define HEALTH_RUN 1000

void health_begin(struct instance *instance);
/* The same for one that is well, from before. */
void health_go_on(struct instance *instance);
void health_end(struct instance *instance);

#endif
