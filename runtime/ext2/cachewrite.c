/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What was changed, and its way to its place on the disk: in ascending order,
 * with many requests under way.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chunk.h"

int cache_change(struct cache *cache, struct page *page, uint8_t mask)
{
	uint8_t fresh = mask & (uint8_t)~page->changed;

	if (fresh == 0)
		return 0;
	if (cache->small_blocks && page->home == NULL) {
		page->home = malloc(CACHE_PAGE);
		if (page->home == NULL)
			return -ENOMEM;
		memcpy(page->home, cache_data(page), CACHE_PAGE);
	}
	if (page->data != 0 && (page->data & mask) == page->data)
		cache->data_pages--;
	page->data &= (uint8_t)~mask;
	page->changed |= mask;
	cache->changed += (uint32_t)__builtin_popcount(fresh);
	return 0;
}

void cache_dirty(struct cache *cache, struct page *page, uint8_t mask,
		 uint32_t owner)
{
	if (page->data == 0) {
		cache->data_pages++;
		page->owner = owner;
	} else if (page->owner != owner) {
		page->owner = CACHE_SHARED;
	}
	page->data |= mask;
	page->checked &= (uint8_t)~mask;
}

static void forget_home(struct page *page)
{
	free(page->home);
	page->home = NULL;
}

/* On the disk these quarters are not free before the transaction is committed,
 * and may be written with their neighbours. */
static void put_home(const struct page *page, uint8_t mask)
{
	size_t size = CACHE_PAGE / 4;

	for (unsigned i = 0; i < 4 && page->home != NULL; i++)
		if ((mask & 1u << i) != 0)
			memcpy(cache_data(page) + i * size,
			       page->home + i * size, size);
}

void cache_forget(struct cache *cache, uint32_t block, uint8_t mask)
{
	struct page *page = cache_find(cache, block);
	uint8_t changed;

	if (page == NULL)
		return;
	changed = page->changed & mask;
	put_home(page, changed);
	cache->changed -= (uint32_t)__builtin_popcount(changed);
	if (page->data != 0 && (page->data & (uint8_t)~mask) == 0)
		cache->data_pages--;
	page->data &= (uint8_t)~mask;
	page->changed &= (uint8_t)~mask;
	page->logged &= (uint8_t)~mask;
	page->checked &= (uint8_t)~mask;
	if (page->changed == 0)
		forget_home(page);
}

typedef bool chooser(const struct page *page, uint32_t owner);

static bool has_data(const struct page *page, uint32_t owner)
{
	return page->data != 0 && (owner == 0 || page->owner == owner ||
				   page->owner == CACHE_SHARED);
}

static bool is_logged(const struct page *page, uint32_t owner)
{
	(void)owner;
	return page->logged != 0;
}

static bool is_changed(const struct page *page, uint32_t owner)
{
	(void)owner;
	return page->changed != 0;
}

static int by_block(const void *a, const void *b)
{
	const struct page *const *x = a, *const *y = b;

	return (*x)->block < (*y)->block ? -1 : (*x)->block > (*y)->block;
}

#define BATCH 64u

/* The lowest pages that are chosen, from a block on, in ascending order: up to
 * BATCH of them, used. */
static unsigned choose(struct cache *cache, chooser *chosen, uint32_t owner,
		       uint32_t from, struct page **pages)
{
	unsigned count = 0;

	for (struct chunk *chunk = cache->chunks; chunk; chunk = chunk->next) {
		for (unsigned i = 0; i < CACHE_CHUNK; i++) {
			struct page *page = &chunk->pages[i];

			if (page->block == CACHE_NOWHERE ||
			    page->block < from || !chosen(page, owner))
				continue;
			if (count == 2 * BATCH) {
				qsort(pages, count, sizeof(*pages), by_block);
				count = BATCH;
			}
			pages[count++] = page;
		}
	}
	qsort(pages, count, sizeof(*pages), by_block);
	return count < BATCH ? count : BATCH;
}

/* The page as it may be on the disk now: without uncommitted metadata. */
static const uint8_t *image_of(struct cache *cache, const struct page *page)
{
	size_t size = CACHE_PAGE / 4;

	if (page->changed == 0 || page->home == NULL)
		return cache_data(page);
	memcpy(cache->spare, cache_data(page), CACHE_PAGE);
	for (unsigned i = 0; i < 4; i++)
		if ((page->changed & 1u << i) != 0)
			memcpy(cache->spare + i * size, page->home + i * size,
			       size);
	return cache->spare;
}

static int write_pages(struct cache *cache, struct page **pages, unsigned count)
{
	int error = 0;

	for (unsigned i = 0; i < count; i++) {
		const uint8_t *image = image_of(cache, pages[i]);

		device_write(cache->device, pages[i]->block, image);
		if (image == cache->spare && error == 0)
			error = device_finish(cache->device);
	}
	return device_finish(cache->device) ?: error;
}

static int write_chosen(struct cache *cache, chooser *chosen, uint32_t owner)
{
	struct page *pages[2 * BATCH];
	uint32_t from = 0;
	unsigned count;
	int first = 0;

	do {
		int error;

		count = choose(cache, chosen, owner, from, pages);
		if (count == 0)
			break;
		error = write_pages(cache, pages, count);
		if (first == 0)
			first = error;
		for (unsigned i = 0; i < count && error == 0; i++) {
			if (pages[i]->data != 0)
				cache->data_pages--;
			pages[i]->data = 0;
			pages[i]->logged = 0;
		}
		from = pages[count - 1]->block + 1;
	} while (count == BATCH);
	return first;
}

int cache_write_data(struct cache *cache, uint32_t owner)
{
	return cache->data_pages != 0 ? write_chosen(cache, has_data, owner) :
					0;
}

int cache_write_logged(struct cache *cache)
{
	return write_chosen(cache, is_logged, 0);
}

void cache_committed(struct cache *cache)
{
	for (struct chunk *chunk = cache->chunks; chunk; chunk = chunk->next) {
		for (unsigned i = 0; i < CACHE_CHUNK; i++) {
			struct page *page = &chunk->pages[i];

			page->logged |= page->changed;
			page->changed = 0;
			forget_home(page);
		}
	}
	cache->changed = 0;
}

int cache_each_changed(struct cache *cache,
		       int (*visit)(void *context, struct page *page),
		       void *context)
{
	struct page *pages[2 * BATCH];
	uint32_t from = 0;
	unsigned count;
	int error = 0;

	do {
		count = choose(cache, is_changed, 0, from, pages);
		for (unsigned i = 0; i < count && error == 0; i++)
			error = visit(context, pages[i]);
		if (count != 0)
			from = pages[count - 1]->block + 1;
	} while (error == 0 && count == BATCH);
	return error;
}

bool cache_is_crowded(const struct cache *cache)
{
	return cache->changed > cache->limit;
}
