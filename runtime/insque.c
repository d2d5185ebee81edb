/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Queues of the caller's elements.
 */
#include <search.h>
#include <stddef.h>

struct element {
	struct element *next, *previous;
};

void insque(void *element, void *before)
{
	struct element *added = element, *previous = before;

	added->previous = previous;
	added->next = NULL;
	if (previous == NULL)
		return;
	added->next = previous->next;
	if (added->next != NULL)
		added->next->previous = added;
	previous->next = added;
}

void remque(void *element)
{
	struct element *removed = element;

	if (removed->previous != NULL)
		removed->previous->next = removed->next;
	if (removed->next != NULL)
		removed->next->previous = removed->previous;
}
