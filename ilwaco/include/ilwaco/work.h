/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Work: functions that the service thread runs, one after another.
 *
 * The service thread is one ordinary thread, made when the first item is
 * posted, for what may block (take a mutex) but deserves no thread of its own:
 * timer callbacks, the network stack's receive path.  Work that an event
 * function or a timer posts runs at once, as threads do that an event wakes.
 */
#ifndef ILWACO_WORK_H
#define ILWACO_WORK_H

#include <stdbool.h>

struct ilw_work {
	void (*run)(struct ilw_work *work); /* set by the owner */
	struct ilw_work *next;
	bool posted;
};

#define ILW_WORK_INIT(function)                                                \
	{                                                                      \
		.run = (function)                                              \
	}

/* Has the service thread call work->run(work) soon, once, however often it is
 * posted before that; it may be posted anew from within.  From anywhere, event
 * functions included, once ilw_work_start has been called. */
void ilw_work_post(struct ilw_work *work);

/* Takes back what has been posted and has not begun to run. */
void ilw_work_cancel(struct ilw_work *work);

/* Makes the service thread unless it is there.  False: no memory.  Called by
 * everyone who may post from an event function, before. */
bool ilw_work_start(void);

#endif
