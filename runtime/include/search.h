/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and what it lacks: queues and linear tables.
 */
#ifndef _DENALI_SEARCH_H
#define _DENALI_SEARCH_H

#include_next <search.h>

__BEGIN_DECLS

/* An element begins with two pointers, to the next and the one before.  After
 * NULL it stands alone. */
void insque(void *element, void *before);
void remque(void *element);

/* The first of *count elements that compare() finds equal, or NULL; lsearch()
 * then adds a copy of the key, for which there must be room. */
void *lfind(const void *key, const void *table, size_t *count, size_t size,
	    int (*compare)(const void *, const void *));
void *lsearch(const void *key, void *table, size_t *count, size_t size,
	      int (*compare)(const void *, const void *));

__END_DECLS

#endif
