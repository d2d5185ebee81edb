/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Those who wait for a time on the wall clock.
 */
#include <stddef.h>

#include "clocks.h"

static struct clock_watch *first;

void clock_watch(struct clock_watch *watch)
{
	if (watch->link != NULL)
		return;
	watch->next = first;
	watch->link = &first;
	if (first != NULL)
		first->link = &watch->next;
	first = watch;
}

void clock_unwatch(struct clock_watch *watch)
{
	if (watch->link == NULL)
		return;
	*watch->link = watch->next;
	if (watch->next != NULL)
		watch->next->link = watch->link;
	watch->link = NULL;
}

/* One that is told may take itself off the list. */
void clock_changed(void)
{
	struct clock_watch *watch;
	struct clock_watch *next;

	for (watch = first; watch != NULL; watch = next) {
		next = watch->next;
		watch->changed(watch);
	}
}
