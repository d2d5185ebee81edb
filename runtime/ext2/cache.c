/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which pages there are, and which make room for others: a clock goes round
 * them and takes the first clean one that was not used since it last passed.
 */
#include "cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chunk.h"

#define LEAST_PAGES 64

void cache_free(struct cache *cache)
{
	while (cache->chunks != NULL) {
		struct chunk *chunk = cache->chunks;

		cache->chunks = chunk->next;
		for (unsigned i = 0; i < CACHE_CHUNK; i++)
			free(chunk->pages[i].home);
		free(chunk->memory);
		free(chunk);
	}
	free(cache->hash);
	free(cache->spare);
	cache->hash = NULL;
	cache->spare = NULL;
}

static struct page **bucket(const struct cache *cache, uint32_t block)
{
	return &cache->hash[(block ^ block >> 12) & cache->hash_mask];
}

struct page *cache_find(const struct cache *cache, uint32_t block)
{
	struct page *page = *bucket(cache, block);

	while (page != NULL && page->block != block)
		page = page->next;
	return page;
}

uint8_t *cache_data(const struct page *page)
{
	size_t place = (size_t)(page - page->chunk->pages);

	return page->chunk->memory + place * CACHE_PAGE;
}

static bool is_clean(const struct page *page)
{
	return page->users == 0 &&
	       (page->data | page->changed | page->logged) == 0;
}

/* Takes a clean page out of the hash. */
static void remove_page(struct cache *cache, struct page *page)
{
	struct page **link = bucket(cache, page->block);

	while (*link != page)
		link = &(*link)->next;
	*link = page->next;
	page->block = CACHE_NOWHERE;
	page->checked = 0;
}

static void make_free(struct cache *cache, struct page *page)
{
	page->block = CACHE_NOWHERE;
	page->next = cache->free;
	cache->free = page;
}

static void add_chunk(struct cache *cache)
{
	struct chunk *chunk;
	uint8_t *memory;

	cache->growing = true; /* not by taking a chunk away */
	chunk = calloc(1, sizeof(*chunk));
	memory = aligned_alloc(CACHE_PAGE, CACHE_CHUNK * CACHE_PAGE);
	cache->growing = false;
	if (chunk == NULL || memory == NULL) {
		free(chunk);
		free(memory);
		return;
	}
	chunk->memory = memory;
	chunk->next = cache->chunks;
	cache->chunks = chunk;
	cache->pages += CACHE_CHUNK;
	for (unsigned i = CACHE_CHUNK; i-- > 0;) {
		chunk->pages[i].chunk = chunk;
		make_free(cache, &chunk->pages[i]);
	}
}

int cache_make(struct cache *cache, struct device *device, uint32_t limit)
{
	uint32_t size = 32;

	if (limit < LEAST_PAGES)
		limit = LEAST_PAGES;
	while (size < limit)
		size *= 2;
	*cache = (struct cache){ .device = device,
				 .limit = limit,
				 .hash_mask = size - 1 };
	cache->hash = calloc(size, sizeof(*cache->hash));
	cache->spare = malloc(CACHE_PAGE);
	add_chunk(cache);
	if (cache->hash != NULL && cache->spare != NULL && cache->free != NULL)
		return 0;
	cache_free(cache);
	return -ENOMEM;
}

/* The next page the clock points at. */
static struct page *turn(struct cache *cache)
{
	if (cache->hand == NULL || ++cache->place == CACHE_CHUNK) {
		cache->hand = cache->hand != NULL ? cache->hand->next : NULL;
		if (cache->hand == NULL)
			cache->hand = cache->chunks;
		cache->place = 0;
	}
	return &cache->hand->pages[cache->place];
}

static struct page *evict(struct cache *cache)
{
	for (uint32_t i = 0; i < 2 * cache->pages; i++) {
		struct page *page = turn(cache);

		if (page->block == CACHE_NOWHERE || !is_clean(page))
			continue;
		if (!page->recent) {
			remove_page(cache, page);
			return page;
		}
		page->recent = false;
	}
	return NULL;
}

static struct page *take_free(struct cache *cache)
{
	struct page *page = cache->free;

	if (page != NULL)
		cache->free = page->next;
	return page;
}

/* A page for something else: free, new, or of something clean; then of data
 * that is written for that; then, beyond the limit, new. */
static struct page *take(struct cache *cache)
{
	struct page *page;

	if (cache->free == NULL && cache->pages < cache->limit)
		add_chunk(cache);
	page = take_free(cache);
	if (page == NULL)
		page = evict(cache);
	if (page == NULL && cache_write_data(cache, 0) == 0)
		page = evict(cache);
	if (page == NULL) {
		add_chunk(cache);
		page = take_free(cache);
	}
	return page;
}

static struct page *add(struct cache *cache, uint32_t block)
{
	struct page **link = bucket(cache, block);
	struct page *page;

	page = take(cache);
	if (page == NULL)
		return NULL;
	page->block = block;
	page->owner = 0;
	page->users = 1;
	page->recent = true;
	page->next = *link;
	*link = page;
	return page;
}

static void drop(struct cache *cache, struct page *page)
{
	page->users = 0;
	remove_page(cache, page);
	make_free(cache, page);
}

int cache_get(struct cache *cache, uint32_t block, bool read,
	      struct page **result)
{
	struct page *page = cache_find(cache, block);
	int error = 0;

	*result = page;
	if (page != NULL) {
		page->users++;
		page->recent = true;
		return 0;
	}
	page = add(cache, block);
	if (page == NULL)
		return -ENOMEM;
	if (read) {
		device_read(cache->device, block, cache_data(page));
		error = device_finish(cache->device);
	}
	if (error != 0)
		drop(cache, page);
	else
		*result = page;
	return error;
}

void cache_put(struct page *page)
{
	page->users--;
}

/* Pages that are not there, up to the first that is. */
static uint32_t add_missing(struct cache *cache, uint32_t block, uint32_t count,
			    struct page **pages)
{
	uint32_t n = 0;

	while (n < count && cache_find(cache, block + n) == NULL) {
		if (cache->data_pages + cache->changed / 4 + count >
		    cache->limit / 2)
			break;
		pages[n] = add(cache, block + n);
		if (pages[n] == NULL)
			break;
		device_read(cache->device, block + n, cache_data(pages[n]));
		n++;
	}
	return n;
}

int cache_ahead(struct cache *cache, uint32_t block, uint32_t count)
{
	struct page *pages[CACHE_AHEAD];
	uint32_t n;
	int error;

	if (count > CACHE_AHEAD)
		count = CACHE_AHEAD;
	if (count < 2)
		return 0;
	n = add_missing(cache, block, count, pages);
	error = n != 0 ? device_finish(cache->device) : 0;
	while (n-- > 0) {
		if (error != 0)
			drop(cache, pages[n]);
		else
			cache_put(pages[n]);
	}
	return error;
}

/* Takes a chunk away if all of it is clean. */
static bool free_chunk(struct cache *cache, struct chunk *chunk)
{
	for (unsigned i = 0; i < CACHE_CHUNK; i++)
		if (!is_clean(&chunk->pages[i]))
			return false;
	for (unsigned i = 0; i < CACHE_CHUNK; i++)
		if (chunk->pages[i].block != CACHE_NOWHERE)
			drop(cache, &chunk->pages[i]);
	for (struct page **link = &cache->free; *link != NULL;) {
		if ((*link)->chunk == chunk)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	}
	cache->pages -= CACHE_CHUNK;
	free(chunk->memory);
	return true;
}

size_t cache_reclaim(struct cache *cache, size_t wanted)
{
	struct chunk **link = &cache->chunks;
	size_t done = 0;

	if (cache->growing)
		return 0;
	/* One is kept: reading goes on when there is no memory at all. */
	while (*link != NULL && done < wanted && cache->pages > CACHE_CHUNK) {
		struct chunk *chunk = *link;

		if (free_chunk(cache, chunk)) {
			*link = chunk->next;
			free(chunk);
			done += CACHE_CHUNK * CACHE_PAGE;
		} else {
			link = &chunk->next;
		}
	}
	cache->hand = NULL;
	return done;
}
