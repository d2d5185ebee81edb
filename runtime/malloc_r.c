/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The names by which newlib's own code allocates.  They lead to malloc and so
 * on, so that a program which brings its own has newlib use them too.
 */
#include <malloc.h>
#include <reent.h>
#include <stdlib.h>

void *_malloc_r(struct _reent *reent, size_t size)
{
	(void)reent;
	return malloc(size);
}

void _free_r(struct _reent *reent, void *block)
{
	(void)reent;
	free(block);
}

void *_realloc_r(struct _reent *reent, void *block, size_t size)
{
	(void)reent;
	return realloc(block, size);
}

void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
	(void)reent;
	return calloc(count, size);
}

void *_memalign_r(struct _reent *reent, size_t alignment, size_t size)
{
	(void)reent;
	return memalign(alignment, size);
}
