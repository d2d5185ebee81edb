/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Instances made, told to stop, and ended.
 */
#ifndef SUPERVISOR_LAUNCH_H
#define SUPERVISOR_LAUNCH_H

#include "live.h"

/* Makes an instance for the place, and lets it run unless a disk is not ready.
 * Null, or what is wrong, static text. */
const char *launch(struct place *place);
/* Again, when a disk has changed, for one that waits. */
void launch_go_on(struct instance *instance);

/* Puts an instance, which has a release, into its place. */
void launch_adopt(struct instance *instance, struct place *place);

/* Takes it out of its place, if it has one: it is to go. */
void launch_leave(struct instance *instance);

/* Asks it to end; it is destroyed when its grace is over. */
void launch_stop(struct instance *instance);
/* Ends it. */
void launch_destroy(struct instance *instance);

/* It has ended, all of its messages are read: what it had is given back. */
void launch_forget(struct instance *instance);

#endif
