/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Receive buffers.  They come in groups of 32, each one block of the heap; one
 * bit a buffer tells whether it is busy (posted or held), another whether it is
 * held.  Taking the lowest free one keeps the pages in use together.
 */
#include "buffer.h"

#include <ilwaco/heap.h>
#include <ilwaco/memory.h>
#include <ilwaco/registers.h>

#define GROUP 32
#define GROUPS_MIN 4
#define GROUPS_MAX 32
#define BUFFER_SIZE 2048

/* One sixteenth of the VM's memory may become receive buffers. */
#define MEMORY_SHARE 16

/* A payload this small is worth a copy once COMPACT_FROM buffers are held. */
#define COMPACT_BELOW 512
#define COMPACT_FROM 32

_Static_assert(sizeof(struct buffer) <= BUFFER_SIZE, "two to a page");
_Static_assert(BUFFER_CAPACITY >= DENALI_RX_BUFFER_MIN, "contract");

static struct group {
	uint8_t *memory; /* NULL: not there yet, nor are those after it */
	uint32_t busy;
	uint32_t held;
} groups[GROUPS_MAX];

static unsigned int held_count;

static unsigned int group_limit(void)
{
	uint32_t share = ilw_registers()->memory_size / MEMORY_SHARE;
	uint32_t limit = share / (GROUP * BUFFER_SIZE);

	if (limit < GROUPS_MIN)
		return GROUPS_MIN;
	return limit < GROUPS_MAX ? limit : GROUPS_MAX;
}

static struct buffer *buffer_at(struct group *group, unsigned int slot)
{
	return (struct buffer *)(void *)(group->memory + slot * BUFFER_SIZE);
}

static bool group_make(struct group *group)
{
	group->memory = ilw_heap_allocate_aligned(DENALI_PAGE_SIZE,
						  GROUP * BUFFER_SIZE);
	return group->memory != NULL;
}

struct buffer *buffer_take(void)
{
	unsigned int limit = group_limit();

	for (unsigned int i = 0; i < limit; i++) {
		struct group *group = &groups[i];

		if (group->busy == UINT32_MAX)
			continue;
		if (group->memory == NULL && !group_make(group))
			return NULL;

		unsigned int slot = (unsigned int)__builtin_ctz(~group->busy);

		group->busy |= 1u << slot;
		return buffer_at(group, slot);
	}
	return NULL;
}

static struct group *group_of(const struct buffer *buffer, uint32_t *bit)
{
	struct group *group = groups;

	while ((uintptr_t)buffer - (uintptr_t)group->memory >=
	       GROUP * BUFFER_SIZE)
		group++;
	*bit = 1u << (((uintptr_t)buffer - (uintptr_t)group->memory) /
		      BUFFER_SIZE);
	return group;
}

void buffer_return(struct buffer *buffer)
{
	uint32_t bit;
	struct group *group = group_of(buffer, &bit);

	group->busy &= ~bit;
}

static void buffer_free(struct pbuf *p)
{
	uint32_t bit;
	struct group *group = group_of((struct buffer *)(void *)p, &bit);

	group->busy &= ~bit;
	group->held &= ~bit;
	held_count--;
}

struct pbuf *buffer_hold(struct buffer *buffer, uint16_t length)
{
	uint32_t bit;
	struct group *group = group_of(buffer, &bit);

	group->held |= bit;
	held_count++;
	buffer->custom.custom_free_function = buffer_free;
	return pbuf_alloced_custom(PBUF_RAW, length, PBUF_RAM, &buffer->custom,
				   buffer->frame, BUFFER_CAPACITY);
}

struct pbuf *buffer_compact(struct pbuf *p)
{
	struct pbuf *copy;

	if (held_count < COMPACT_FROM || p->tot_len >= COMPACT_BELOW ||
	    (p->flags & PBUF_FLAG_IS_CUSTOM) == 0)
		return p;
	copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (copy == NULL)
		return p;
	copy->flags = p->flags & ~PBUF_FLAG_IS_CUSTOM;
	pbuf_free(p);
	return copy;
}

/* The pages of one group, each of two buffers, in runs that hold no frame. */
static void group_release(const struct group *group)
{
	unsigned int slot = 0;

	while (slot < GROUP) {
		unsigned int end = slot;

		while (end < GROUP && (group->held >> end & 3) == 0)
			end += 2;
		if (end > slot)
			ilw_release(group->memory + slot * BUFFER_SIZE,
				    (end - slot) * BUFFER_SIZE);
		slot = end + 2;
	}
}

void buffer_release(void)
{
	for (unsigned int i = 0; i < GROUPS_MAX; i++)
		if (groups[i].memory != NULL)
			group_release(&groups[i]);
}
