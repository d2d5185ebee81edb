/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Doubly linked lists whose links live in what is listed.
 *
 * A list is a link that stands for both ends; a link that is in no list points
 * to itself.  Every operation is O(1).
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stddef.h>

struct link {
	struct link *next, *previous;
};

/* The structure whose member a link (not null) is. */
#define LINK_OWNER(link, type, member)                                         \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void link_init(struct link *link)
{
	link->next = link;
	link->previous = link;
}

/* In a list; or, of a list, not empty. */
static inline bool link_used(const struct link *link)
{
	return link->next != link;
}

/* Put a link that is in no list at the end of a list. */
static inline void link_append(struct link *list, struct link *link)
{
	link->next = list;
	link->previous = list->previous;
	list->previous->next = link;
	list->previous = link;
}

/* Take a link out of its list, if it is in one. */
static inline void link_remove(struct link *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
	link_init(link);
}

#endif
