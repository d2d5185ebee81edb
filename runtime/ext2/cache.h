/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The page cache of a file system on a disk: pages of 4 KiB by their place on
 * the disk, data of files and metadata alike.  A block of the file system is a
 * page or a half or a quarter of one; masks have a bit for each quarter.
 *
 * What a block may be:
 *   clean    as on the disk
 *   data     changed, to be written in place at any time, before the
 *            transaction that makes it part of a file is committed
 *   changed  metadata that the running transaction changed: not to be written
 *            in place
 *   logged   metadata that a committed transaction changed: in the journal, and
 *            to be written in place before the journal is used anew
 * Where blocks are smaller than pages, data may have to be written while its
 * page has changed metadata too: `home` then is the page as it was before.
 *
 * A page that somebody uses (users) stays.  All calls are made with the mount's
 * lock held.
 */
#ifndef EXT2_CACHE_H
#define EXT2_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device.h"

#define CACHE_PAGE ILW_DISK_BLOCK
#define CACHE_CHUNK 16 /* pages allocated at once */

struct page {
	struct page *next; /* of the same hash, or free */
	struct chunk *chunk;
	uint8_t *home;  /* see above; NULL: none */
	uint32_t block; /* of the disk; CACHE_NOWHERE: free */
	uint32_t owner; /* inode of the data, or CACHE_SHARED */
	uint16_t users;
	uint8_t data; /* masks */
	uint8_t changed;
	uint8_t logged;
	uint8_t checked; /* directory blocks known to be sound */
	bool recent;
};
#define CACHE_NOWHERE UINT32_MAX
#define CACHE_SHARED UINT32_MAX /* data of several files */

struct cache {
	struct device *device;
	struct chunk *chunks;
	struct chunk *hand; /* of the clock */
	struct page *free;
	struct page **hash;
	uint8_t *spare; /* a page to put together what is written in */
	uint32_t hash_mask;
	uint32_t limit;      /* pages, if they can be had */
	uint32_t pages;      /* allocated */
	uint32_t data_pages; /* with data */
	uint32_t changed;    /* quarters, of the running transaction */
	unsigned place;      /* in the chunk at the hand */
	bool small_blocks;   /* smaller than pages */
	bool growing;        /* a chunk is being allocated */
};

/* -ENOMEM. */
int cache_make(struct cache *cache, struct device *device, uint32_t limit);
/* Drops all, written or not. */
void cache_free(struct cache *cache);

/* The page of a block of the disk, in use; read if it is not there, unless the
 * caller is going to write all of it (then it is whatever memory held).  -EIO,
 * -ENOMEM. */
int cache_get(struct cache *cache, uint32_t block, bool read,
	      struct page **page);
void cache_put(struct page *page);
uint8_t *cache_data(const struct page *page);
/* The page if it is there, not in use. */
struct page *cache_find(const struct cache *cache, uint32_t block);

/* Has up to count blocks from there on read, if that takes no room from what
 * was changed.  It does not wait if they are there. -EIO. */
int cache_ahead(struct cache *cache, uint32_t block, uint32_t count);

/* Before and after: the mask's blocks are about to be changed as metadata (so
 * that home can be kept; -ENOMEM), and are data of that file now. */
int cache_change(struct cache *cache, struct page *page, uint8_t mask);
void cache_dirty(struct cache *cache, struct page *page, uint8_t mask,
		 uint32_t owner);
/* What the mask's blocks hold matters no more. */
void cache_forget(struct cache *cache, uint32_t block, uint8_t mask);

/* Writes data in place: of that file, or all of it (owner 0).  -EIO. */
int cache_write_data(struct cache *cache, uint32_t owner);
/* Writes in place what is logged; nothing may be changed. -EIO. */
int cache_write_logged(struct cache *cache);
/* What was changed is logged now. */
void cache_committed(struct cache *cache);

/* Calls visit for each page that has changed blocks, in ascending order, until
 * it returns an error. */
int cache_each_changed(struct cache *cache,
		       int (*visit)(void *context, struct page *page),
		       void *context);

/* Whether the running transaction is to be committed for want of room. */
bool cache_is_crowded(const struct cache *cache);

/* Gives memory back: chunks of clean pages.  How many bytes.  Whoever allocates
 * with the mount's lock held may have this called: pages that are not in use
 * are not to be relied on after that. */
size_t cache_reclaim(struct cache *cache, size_t wanted);

#endif
