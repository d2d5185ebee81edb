/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deadlines: a pairing heap.  Every node is not later than its children; a
 * node's children are a list; link is what points at the node, so that it can
 * be cut out anywhere.
 */
#include <ilwaco/clock.h>
#include <ilwaco/deadline.h>

#include "scheduler.h"

static struct ilw_deadline *root;

static void place(struct ilw_deadline **link, struct ilw_deadline *node)
{
	*link = node;
	if (node != NULL)
		node->link = link;
}

/* Makes one heap of two; the root's next stays undefined. */
static struct ilw_deadline *meld(struct ilw_deadline *a, struct ilw_deadline *b)
{
	struct ilw_deadline *late;

	if (a == NULL)
		return b;
	if (b == NULL)
		return a;
	late = a;
	if (b->time < a->time)
		a = b;
	else
		late = b;
	place(&late->next, a->child);
	place(&a->child, late);
	return a;
}

/* Makes one heap of a list of heaps: neighbours first, then all from the last
 * to the first, which is what bounds the cost. */
static struct ilw_deadline *meld_list(struct ilw_deadline *list)
{
	struct ilw_deadline *pairs = NULL;
	struct ilw_deadline *heap = NULL;

	while (list != NULL) {
		struct ilw_deadline *first = list;
		struct ilw_deadline *second = first->next;

		list = second != NULL ? second->next : NULL;
		first = meld(first, second);
		first->next = pairs;
		pairs = first;
	}
	while (pairs != NULL) {
		struct ilw_deadline *next = pairs->next;

		heap = meld(heap, pairs);
		pairs = next;
	}
	return heap;
}

static void new_root(struct ilw_deadline *heap)
{
	if (heap != NULL)
		heap->next = NULL;
	place(&root, heap);
}

static void cut(struct ilw_deadline *deadline)
{
	struct ilw_deadline *orphans = meld_list(deadline->child);

	place(deadline->link, deadline->next);
	deadline->child = NULL;
	deadline->next = NULL;
	deadline->link = NULL;
	new_root(meld(root, orphans));
}

void ilw_deadline_set(struct ilw_deadline *deadline, uint64_t time)
{
	if (deadline->link != NULL)
		cut(deadline);
	deadline->time = time;
	if (time != ILW_NEVER) {
		deadline->child = NULL;
		deadline->next = NULL;
		new_root(meld(root, deadline));
	}
	ilw_scheduler_rearm();
}

void ilw_deadline_cancel(struct ilw_deadline *deadline)
{
	if (deadline->link == NULL)
		return;
	cut(deadline);
	ilw_scheduler_rearm();
}

uint64_t ilw_deadline_next(void)
{
	return root != NULL ? root->time : ILW_NEVER;
}

void ilw_deadline_expire(uint64_t now)
{
	while (root != NULL && root->time <= now) {
		struct ilw_deadline *deadline = root;

		cut(deadline);
		deadline->reached(deadline);
	}
}
