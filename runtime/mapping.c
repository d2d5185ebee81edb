/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mapped memory.
 *
 * A region notes for each page whether it is mapped and what access it has, so
 * that the kernel is asked only for what changes: a page table whose pages all
 * have the access they were born with need not exist.  Small mappings share
 * regions, since the heap's own words between two regions take a page.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <ilwaco/heap.h>
#include <ilwaco/registers.h>
#include <ilwaco/sync.h>

#include "mapping.h"

#define PAGE DENALI_PAGE_SIZE
#define REGION_PAGES 16 /* at least */

/* What is noted of a page: these, or'ed with the access that it has. */
#define MAPPED 0x80u
#define UNKNOWN 0x40u /* a change of its access has failed */
#define ACCESS 0x07u
#define READ_WRITE (DENALI_PROT_READ | DENALI_PROT_WRITE)

struct region {
	struct region *next;
	char *start;
	size_t pages;
	size_t mapped;
	uint8_t page[];
};

/* Pages of a region. */
struct part {
	struct region *region;
	size_t first;
	size_t end;
};

static struct region *regions;
static struct ilw_mutex lock = ILW_MUTEX_INIT;

static char *address_of(struct part part)
{
	return part.region->start + part.first * PAGE;
}

static size_t length_of(struct part part)
{
	return (part.end - part.first) * PAGE;
}

/* What of the range lies in the region; empty if nothing does. */
static struct part part_of(struct region *region, struct page_range range)
{
	char *end = region->start + region->pages * PAGE;
	char *from = range.start > region->start ? range.start : region->start;
	char *to = range.start + range.length;
	struct part part = { .region = region };

	if (to > end)
		to = end;
	if (from < to) {
		part.first = (size_t)(from - region->start) / PAGE;
		part.end = (size_t)(to - region->start) / PAGE;
	}
	return part;
}

/* The whole range as a part of one region, or an empty part. */
static struct part part_of_one(struct page_range range)
{
	struct region *region = regions;

	for (; region != NULL; region = region->next) {
		struct part part = part_of(region, range);

		if (length_of(part) == range.length)
			return part;
	}
	return (struct part){ 0 };
}

int page_range(void *address, size_t length, struct page_range *range)
{
	uintptr_t start = (uintptr_t)address;
	size_t whole = (length + PAGE - 1) & ~((size_t)PAGE - 1);
	uint32_t top = ilw_registers()->memory_size;

	if (start % PAGE != 0)
		return -EINVAL;
	if (whole < length || start < DENALI_IMAGE_BASE || start > top ||
	    whole > top - start)
		return -ENOMEM;
	*range = (struct page_range){ address, whole };
	return 0;
}

/* Notes the access of pages; sets it where it differs. */
static int set_access(struct part part, unsigned access)
{
	uint8_t *page = part.region->page;
	bool same = true;
	int result = 0;

	for (size_t i = part.first; i < part.end; i++)
		same = same && (page[i] & (UNKNOWN | ACCESS)) == access;
	if (same)
		return 0;
	if (ilw_protect(address_of(part), length_of(part), access) != 0)
		result = -ENOMEM;
	for (size_t i = part.first; i < part.end; i++)
		page[i] = (uint8_t)((page[i] & MAPPED) | access |
				    (result == 0 ? 0 : UNKNOWN));
	return result;
}

static void mark(struct part part, bool mapped)
{
	for (size_t i = part.first; i < part.end; i++) {
		uint8_t *page = &part.region->page[i];

		part.region->mapped -= (*page & MAPPED) != 0;
		part.region->mapped += mapped;
		*page = (uint8_t)((*page & ~MAPPED) | (mapped ? MAPPED : 0));
	}
}

/* How many pages from first on are mapped, or are not, in a row. */
static size_t run_length(const struct region *region, size_t first, bool mapped)
{
	size_t i = first;

	while (i < region->pages && !!(region->page[i] & MAPPED) == mapped)
		i++;
	return i - first;
}

static bool find_room(struct region *region, size_t pages, struct part *room)
{
	size_t i = 0;

	if (region->pages - region->mapped < pages)
		return false;
	while (i < region->pages) {
		size_t length = run_length(region, i, false);

		if (length >= pages) {
			*room = (struct part){ region, i, i + pages };
			return true;
		}
		i += length;
		i += run_length(region, i, true);
	}
	return false;
}

static struct region *add_region(size_t pages)
{
	struct region *region;

	if (pages < REGION_PAGES)
		pages = REGION_PAGES;
	region = ilw_heap_allocate_zeroed(sizeof *region + pages);
	if (region == NULL)
		return NULL;
	region->start = ilw_heap_allocate_aligned(PAGE, pages * PAGE);
	if (region->start == NULL) {
		ilw_heap_free(region);
		return NULL;
	}
	region->pages = pages;
	memset(region->page, READ_WRITE, pages);
	ilw_release(region->start, pages * PAGE);
	region->next = regions;
	regions = region;
	return region;
}

/* Gives back what is behind the last mapped page, if that is much. */
static void cut_region(struct region *region)
{
	struct part rest = { region, region->pages, region->pages };

	while (rest.first > REGION_PAGES &&
	       !(region->page[rest.first - 1] & MAPPED))
		rest.first--;
	if (rest.end - rest.first < REGION_PAGES ||
	    set_access(rest, READ_WRITE) != 0)
		return;
	region->pages = rest.first;
	ilw_heap_resize(region->start, region->pages * PAGE);
}

/* Gives a region back if nothing of it is mapped.  One whose access cannot be
 * what the heap needs stays for mappings to come. */
static void drop_region(struct region *region)
{
	struct region **link = &regions;
	struct part all = { region, 0, region->pages };

	if (region->mapped != 0 || set_access(all, READ_WRITE) != 0)
		return;
	while (*link != region)
		link = &(*link)->next;
	*link = region->next;
	ilw_heap_free(region->start);
	ilw_heap_free(region);
}

static int make(size_t pages, unsigned access, void **address)
{
	struct region *region = regions;
	struct part room = { 0 };
	int result;

	while (region != NULL && !find_room(region, pages, &room))
		region = region->next;
	if (region == NULL) {
		region = add_region(pages);
		if (region == NULL)
			return -ENOMEM;
		room = (struct part){ region, 0, pages };
	}
	result = set_access(room, access);
	if (result == 0) {
		mark(room, true);
		*address = address_of(room);
	}
	drop_region(region);
	return result;
}

int mapping_make(size_t length, unsigned access, void **address)
{
	int result;

	if (length > DENALI_MEMORY_MAX)
		return -ENOMEM;
	ilw_mutex_lock(&lock);
	result = make((length + PAGE - 1) / PAGE, access, address);
	ilw_mutex_unlock(&lock);
	return result;
}

static int make_at(struct page_range range, unsigned access, bool replace)
{
	struct part part = part_of_one(range);
	int result;

	if (part.region == NULL)
		return -ENOMEM;
	if (!replace &&
	    run_length(part.region, part.first, false) < part.end - part.first)
		return -EEXIST;
	result = set_access(part, access);
	if (result != 0)
		return result;
	ilw_release(address_of(part), length_of(part));
	mark(part, true);
	return 0;
}

int mapping_make_at(struct page_range range, unsigned access, bool replace)
{
	int result;

	ilw_mutex_lock(&lock);
	result = make_at(range, access, replace);
	ilw_mutex_unlock(&lock);
	return result;
}

/* Without memory for page tables, what is unmapped stays accessible. */
static void remove_part(struct part part)
{
	struct region *region = part.region;

	ilw_release(address_of(part), length_of(part));
	mark(part, false);
	if (region->mapped == 0) {
		drop_region(region);
		return;
	}
	cut_region(region);
	if (part.end > region->pages)
		part.end = region->pages;
	if (part.first < part.end)
		set_access(part, DENALI_PROT_NONE);
}

int mapping_remove(struct page_range range)
{
	struct region *region, *next;

	ilw_mutex_lock(&lock);
	for (region = regions; region != NULL; region = next) {
		struct part part = part_of(region, range);

		next = region->next;
		if (part.first < part.end)
			remove_part(part);
	}
	ilw_mutex_unlock(&lock);
	return 0;
}

static bool has_hole(struct page_range range)
{
	struct region *region = regions;

	for (; region != NULL; region = region->next) {
		struct part part = part_of(region, range);

		if (part.first < part.end &&
		    (length_of(part) != range.length ||
		     run_length(region, part.first, true) <
			     part.end - part.first))
			return true;
	}
	return false;
}

bool mapping_has_hole(struct page_range range)
{
	bool result;

	ilw_mutex_lock(&lock);
	result = has_hole(range);
	ilw_mutex_unlock(&lock);
	return result;
}

static int protect(struct page_range range, unsigned access)
{
	struct part part = part_of_one(range);

	if (range.length == 0)
		return 0;
	if (has_hole(range))
		return -ENOMEM;
	if (part.region != NULL)
		return set_access(part, access);
	switch (ilw_protect(range.start, range.length, access)) {
	case 0:
		return 0;
	case DENALI_EPERM:
		return -EACCES;
	default:
		return -ENOMEM;
	}
}

int mapping_protect(struct page_range range, unsigned access)
{
	int result;

	ilw_mutex_lock(&lock);
	result = protect(range, access);
	ilw_mutex_unlock(&lock);
	return result;
}

static int access_of(struct page_range range)
{
	struct part part = part_of_one(range);
	unsigned first;

	if (part.region == NULL)
		return -EFAULT;
	first = part.region->page[part.first];
	if (!(first & MAPPED))
		return -EFAULT;
	for (size_t i = part.first; i < part.end; i++)
		if (part.region->page[i] != first)
			return -EFAULT;
	return (int)(first & ACCESS);
}

int mapping_access(struct page_range range)
{
	int result;

	ilw_mutex_lock(&lock);
	result = access_of(range);
	ilw_mutex_unlock(&lock);
	return result;
}
