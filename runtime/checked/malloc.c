/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The functions of malloc over the checking heap.  All in one object: a program
 * that has malloc from here has the others from here too.
 *
 * What is freed waits in a queue before its memory is used again.  The queue
 * gives way when it holds an eighth of the VM's memory, or memory is short, so
 * that an allocation fails only where it would with the ordinary heap, but for
 * what notes and zones take.
 */
#include <errno.h>
#include <malloc.h>
#include <reent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>

#include "block.h"

#define CALLER __builtin_return_address(0)
#define QUEUE_PART 8 /* of memory */

static struct note *live;

static struct {
	struct note *first;
	struct note **end;
	size_t bytes;
} freed = { .end = &freed.first };

static void live_add(struct note *note)
{
	ilw_preempt_disable();
	note->next = live;
	if (live != NULL)
		live->previous = note;
	live = note;
	ilw_preempt_enable();
}

static void live_remove(struct note *note)
{
	if (note->previous != NULL)
		note->previous->next = note->next;
	else
		live = note->next;
	if (note->next != NULL)
		note->next->previous = note->previous;
	note->next = note->previous = NULL;
}

static void queue_add(struct note *note)
{
	*freed.end = note;
	freed.end = &note->next;
	freed.bytes += note->padding + note->size;
}

/* Lets the oldest one go, if there is more than so many bytes. */
static bool queue_give_way(size_t bytes)
{
	struct note *note = NULL;

	ilw_preempt_disable();
	if (freed.first != NULL && freed.bytes > bytes) {
		note = freed.first;
		ilw_checked_freed(note);
		freed.first = note->next;
		freed.bytes -= note->padding + note->size;
		if (freed.first == NULL)
			freed.end = &freed.first;
	}
	ilw_preempt_enable();
	if (note != NULL)
		ilw_checked_drop(note);
	return note != NULL;
}

static void *allocate(size_t alignment, size_t size, const void *caller)
{
	struct note *note;

	do
		note = ilw_checked_make(alignment, size, caller);
	while (note == NULL && queue_give_way(0));
	if (note == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	live_add(note);
	return ilw_checked_payload(note);
}

static void give_back(void *payload, const void *caller)
{
	struct note *note;

	if (payload == NULL)
		return;
	ilw_preempt_disable();
	note = ilw_checked_note(payload, live);
	live_remove(note);
	ilw_checked_mark_freed(note, caller);
	queue_add(note);
	ilw_preempt_enable();
	while (queue_give_way(ilw_registers()->memory_size / QUEUE_PART))
		;
}

static size_t size_of(void *payload)
{
	size_t size;

	ilw_preempt_disable();
	size = ilw_checked_note(payload, live)->size;
	ilw_preempt_enable();
	return size;
}

static void *allocate_zeroed(size_t count, size_t size, const void *caller)
{
	size_t whole;
	void *payload;

	if (__builtin_mul_overflow(count, size, &whole))
		whole = SIZE_MAX;
	payload = allocate(1, whole, caller);
	return payload != NULL ? memset(payload, 0, whole) : NULL;
}

/* Always moves, so that the old address is seen to be of no use. */
static void *resize(void *old, size_t size, const void *caller)
{
	size_t old_size = old != NULL ? size_of(old) : 0;
	void *payload = allocate(1, size, caller);

	if (payload == NULL || old == NULL)
		return payload;
	memcpy(payload, old, size < old_size ? size : old_size);
	give_back(old, caller);
	return payload;
}

static bool is_power_of_two(size_t number)
{
	return number != 0 && (number & (number - 1)) == 0;
}

static void *allocate_aligned(size_t alignment, size_t size, const void *caller)
{
	if (is_power_of_two(alignment))
		return allocate(alignment, size, caller);
	errno = EINVAL;
	return NULL;
}

/* All blocks, as the program ends. */
__attribute__((destructor)) static void check_all(void)
{
	ilw_preempt_disable();
	for (struct note *note = live; note != NULL; note = note->next)
		ilw_checked_live(note);
	for (struct note *note = freed.first; note != NULL; note = note->next)
		ilw_checked_freed(note);
	ilw_preempt_enable();
}

void *malloc(size_t size)
{
	return allocate(1, size, CALLER);
}

void free(void *payload)
{
	give_back(payload, CALLER);
}

void *calloc(size_t count, size_t size)
{
	return allocate_zeroed(count, size, CALLER);
}

void *realloc(void *old, size_t size)
{
	return resize(old, size, CALLER);
}

void *memalign(size_t alignment, size_t size)
{
	return allocate_aligned(alignment, size, CALLER);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return allocate_aligned(alignment, size, CALLER);
}

int posix_memalign(void **payload, size_t alignment, size_t size)
{
	int saved = errno;
	void *found;

	if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0)
		return EINVAL;
	found = allocate(alignment, size, CALLER);
	errno = saved;
	if (found == NULL)
		return ENOMEM;
	*payload = found;
	return 0;
}

size_t malloc_usable_size(void *payload)
{
	return payload != NULL ? size_of(payload) : 0;
}

void *_malloc_r(struct _reent *reent, size_t size)
{
	(void)reent;
	return allocate(1, size, CALLER);
}

void _free_r(struct _reent *reent, void *payload)
{
	(void)reent;
	give_back(payload, CALLER);
}

void *_realloc_r(struct _reent *reent, void *old, size_t size)
{
	(void)reent;
	return resize(old, size, CALLER);
}

void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
	(void)reent;
	return allocate_zeroed(count, size, CALLER);
}

void *_memalign_r(struct _reent *reent, size_t alignment, size_t size)
{
	(void)reent;
	return allocate_aligned(alignment, size, CALLER);
}
