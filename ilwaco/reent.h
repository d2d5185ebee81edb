/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The C library's state of a thread (errno, strtok and so on).  newlib finds it
 * by one pointer, which the scheduler moves along with the thread pointer.
 */
#ifndef ILWACO_REENT_H
#define ILWACO_REENT_H

#include <reent.h>
#include <string.h>

/* newlib notes in the state of the thread that first uses a stream that
 * exit() is to flush them; exit() looks at its own and the first thread's. */
static inline void ilw_reent_switch(struct _reent *reent)
{
	if (_impure_ptr->__cleanup != NULL)
		_global_impure_ptr->__cleanup = _impure_ptr->__cleanup;
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

#endif
