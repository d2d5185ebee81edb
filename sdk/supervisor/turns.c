/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "turns.h"

#include <stddef.h>

#include "host.h"

struct line {
	struct turn *first, **end;
};

static struct line firsts = { NULL, &firsts.first };
static struct line others = { NULL, &others.first };
static unsigned count; /* of turns that count */

static void append(struct line *line, struct turn *turn)
{
	turn->next = NULL;
	turn->link = line->end;
	*line->end = turn;
	line->end = &turn->next;
}

static void take_out(struct turn *turn)
{
	struct line *line = firsts.end == &turn->next ? &firsts : &others;

	*turn->link = turn->next;
	if (turn->next != NULL)
		turn->next->link = turn->link;
	else
		line->end = turn->link;
	turn->link = NULL;
}

static void give_turns(void);

static void takes_long(struct timer *timer)
{
	(void)timer;
	count--;
	give_turns();
}

static void give_turns(void)
{
	while (count < TURNS) {
		struct turn *turn = firsts.first != NULL ? firsts.first :
							   others.first;

		if (turn == NULL)
			return;
		take_out(turn);
		count++;
		timer_set(&turn->slow, clock_monotonic() + TURN_LONG,
			  takes_long);
		turn->run(turn);
	}
}

void turn_take(struct turn *turn, bool first, void (*run)(struct turn *turn))
{
	turn_end(turn);
	turn->run = run;
	append(first ? &firsts : &others, turn);
	give_turns();
}

void turn_end(struct turn *turn)
{
	if (turn->link != NULL)
		take_out(turn);
	if (!timer_is_set(&turn->slow))
		return;
	timer_clear(&turn->slow);
	count--;
	give_turns();
}
