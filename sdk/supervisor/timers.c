/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A binary heap of pointers, the earliest at place 1.
 */
#include "timers.h"

#include <stdlib.h>

#include "host.h"
#include "memory.h"

static struct {
	struct timer **all; /* from 1 */
	size_t count, room;
} heap;

static void put(struct timer *timer, size_t place)
{
	heap.all[place] = timer;
	timer->place = place;
}

static void move_up(struct timer *timer, size_t place)
{
	for (; place > 1 && heap.all[place / 2]->due > timer->due; place /= 2)
		put(heap.all[place / 2], place);
	put(timer, place);
}

static void move_down(struct timer *timer, size_t place)
{
	size_t child;

	for (; (child = 2 * place) <= heap.count; place = child) {
		if (child < heap.count &&
		    heap.all[child + 1]->due < heap.all[child]->due)
			child++;
		if (heap.all[child]->due >= timer->due)
			break;
		put(heap.all[child], place);
	}
	put(timer, place);
}

void timer_clear(struct timer *timer)
{
	size_t place = timer->place;
	struct timer *last;

	if (place == 0)
		return;
	timer->place = 0;
	last = heap.all[heap.count--];
	if (last == timer)
		return;
	move_down(last, place);
	move_up(last, last->place);
}

static void grow(void)
{
	size_t room = heap.room == 0 ? 64 : 2 * heap.room;
	struct timer **all = realloc(heap.all, room * sizeof *all);

	if (all == NULL)
		out_of_memory();
	heap.all = all;
	heap.room = room;
}

void (*timers_earlier)(void);

void timer_set(struct timer *timer, int64_t due,
	       void (*run)(struct timer *timer))
{
	timer_clear(timer);
	if (heap.count + 1 >= heap.room)
		grow();
	timer->due = due;
	timer->run = run;
	heap.count++;
	move_up(timer, heap.count);
	if (timer->place == 1 && timers_earlier != NULL)
		timers_earlier();
}

bool timer_is_set(const struct timer *timer)
{
	return timer->place != 0;
}

int64_t timers_run(void)
{
	int64_t now = clock_monotonic();

	while (heap.count > 0 && heap.all[1]->due <= now) {
		struct timer *timer = heap.all[1];

		timer_clear(timer);
		timer->run(timer);
	}
	return heap.count > 0 ? heap.all[1]->due : TIMERS_NONE;
}
