/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Places: the count instances that a service is to have.  One whose instance
 * has ended has it started again, by the policy of its release, after a time
 * that doubles with each failure.
 */
#ifndef SUPERVISOR_PLACES_H
#define SUPERVISOR_PLACES_H

#include "live.h"

/* So many, empty; null: no memory. */
struct place *places_make(struct live *live, struct release *release,
			  uint32_t count);
/* Instances in them lose their places and are asked to end. */
void places_free(struct place *places, uint32_t count, bool drain);
/* The same of those that serve now, if any do, and of their release. */
void places_drop(struct live *live, bool drain);

/* Starts what the place lacks, unless it waits, or has finished. */
void place_start(struct place *place);
/* Its instance has ended. */
void place_ended(struct place *place, bool good, bool again, int64_t healthy);
/* Another place takes over what has come of it. */
void place_move(struct place *from, struct place *to);
/* From now on its instances are of that release. */
void place_change(struct place *place, struct release *release);

/* The instance loses its place and is asked to end, at once, or when its
 * connections have had a moment (DRAIN) to go elsewhere. */
void instance_retire(struct instance *instance, bool drain);

#endif
