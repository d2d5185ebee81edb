/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The C library's state of a thread (errno, strtok and so on).  newlib finds it
 * by one pointer, which the scheduler moves along with the thread pointer.
 */
#ifndef ILWACO_REENT_H
#define ILWACO_REENT_H

#include <reent.h>

static inline void ilw_reent_switch(struct _reent *reent)
{
	_impure_ptr = reent;
}

/* The first thread's: the one that newlib starts with. */
static inline struct _reent *ilw_reent_main(void)
{
	return _impure_ptr;
}

static inline void ilw_reent_init(struct _reent *reent)
{
	_REENT_INIT_PTR(reent);
}

/* Frees what newlib has allocated for it. */
static inline void ilw_reent_reclaim(struct _reent *reent)
{
	_reclaim_reent(reent);
}

#endif
