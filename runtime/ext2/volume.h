/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A mounted ext2, ext3 or ext4 file system.
 *
 * libext2fs knows the format: superblock, groups, bitmaps, inodes, extents.  It
 * reads and writes metadata through a channel (channel.c) that is the page
 * cache, where what it changes stays until the running transaction is committed
 * (transaction.c) by way of the journal (journal.h).  Directories, files' data
 * and everything about names is here.
 *
 * Everything is called with the mount's lock held.  Results are 0 or more, or a
 * negative errno value.
 */
#ifndef EXT2_VOLUME_H
#define EXT2_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/timer.h>

#include "cache.h"
#include "journal.h"
#include "lib.h"
#include "vfs.h"

/* Blocks of a file that lie side by side on the disk, or nowhere. */
struct run {
	uint32_t logical;
	uint32_t length;   /* 0: none */
	uint32_t physical; /* 0: a hole */
	bool unwritten;    /* allocated, and reads as zeros */
};
#define RUNS 4

struct node {
	struct vfs_node vfs; /* first */
	struct node *next;   /* of the volume */
	struct node *orphan; /* the next file without names */
	struct ext2_inode_large inode;
	struct run runs[RUNS];
	uint32_t ahead; /* the block after the last one read */
	uint8_t run;    /* replaced next */
	bool dirty;     /* the inode differs from what the cache has */
	bool resized;   /* since the last commit: what reading needs */
	bool is_orphan;
};

struct volume {
	struct vfs_mount mount; /* first */
	struct device device;
	struct cache cache;
	struct journal journal;
	ext2_filsys fs;
	struct struct_io_channel channel;
	ext2fs_block_bitmap freed;  /* by the running transaction */
	ext2fs_block_bitmap logged; /* since the journal was emptied */
	uint32_t freed_count;
	uint32_t logged_freed; /* how many are both in the log and free */
	uint8_t *dirty_groups; /* whose bitmaps changed, as bits */
	uint8_t *scratch;      /* a block */
	struct node *nodes;
	struct node *orphans;
	struct ilw_timer timer;
	uint32_t block_size;
	unsigned block_shift;
	uint32_t groups_dirty; /* how many, at least */
	struct volume *next;   /* of those mounted */
	bool storing;          /* an inode is on its way to the cache */
	bool timer_set;
	bool touched; /* something is to be committed */
	bool began;   /* the superblock says that it is mounted */
	bool valid;   /* and said that it was clean */
	bool failed;  /* the journal could not be written: read-only */
};

static inline struct volume *volume_of(const struct vfs_node *node)
{
	return (struct volume *)node->mount;
}

static inline struct node *node_of(struct vfs_node *vfs)
{
	return (struct node *)vfs;
}

/* errors.c: of libext2fs. */
int ext2_error(errcode_t error);

/* channel.c */
/* Opens what is on the disk as libext2fs sees it, whatever the superblock's
 * sum. */
int volume_open(struct volume *volume, bool read_only);
/* The page of a block of the file system, in use, and the block in it. */
int volume_block(struct volume *volume, uint32_t block, bool read,
		 struct page **page, uint8_t **data);
/* The bits of a block in its page's masks. */
uint8_t volume_mask(const struct volume *volume, uint32_t block);
/* A block's place in units of pages. */
static inline uint32_t volume_page(const struct volume *volume, uint32_t block)
{
	return block >> (12 - volume->block_shift);
}

/* transaction.c */
/* Before a change: -EROFS, -EIO; commits first where that is due. */
int volume_begin(struct volume *volume);
/* What was written is on stable storage.  After an error nobody knows what of
 * it is, and what is clean would not be written again: nothing more is. */
int volume_flush(struct volume *volume);
/* All that was changed is on stable storage. */
int volume_commit(struct volume *volume);
/* The same, and the journal is empty. */
int volume_checkpoint(struct volume *volume);
/* Something was changed: it will be written in some seconds. */
void volume_touch(struct volume *volume);

/* super.c: before it is read, where it was written by halves; replayed: the log
 * is, so that whatever it is now is right. */
int super_mend(struct volume *volume, bool replayed);
/* Writes it as it is now, if super_mend has said 1: that it was mended. */
int super_rewrite(struct volume *volume);
/* Before the first change: it says that the file system is in use. */
int super_begin(struct volume *volume);
/* After the last: and that it is not. */
int super_end(struct volume *volume);

/* groups.c */
/* Bitmaps and group descriptors, and the superblock's list of orphans, go to
 * the cache. */
int groups_store(struct volume *volume);
void groups_mark(struct volume *volume, uint32_t group);

/* space.c: which blocks are free to be used */
int space_start(struct volume *volume);
/* Free blocks, up to length, near the goal; they are marked by the caller. */
errcode_t space_find(struct volume *volume, uint64_t goal, uint32_t length,
		     blk64_t *start, blk64_t *found);
void space_logged(struct volume *volume, uint32_t block);
void space_committed(struct volume *volume);
void space_emptied(struct volume *volume);
void space_finish(struct volume *volume);
/* Whether what was freed is wanted before it may be used. */
bool space_is_short(const struct volume *volume);

/* node.c */
/* Has libext2fs look at nodes first. */
void nodes_intercept(struct volume *volume);
int node_get(struct volume *volume, uint32_t number, struct node **node);
struct node *node_find(const struct volume *volume, uint32_t number);
int node_make(struct volume *volume, struct node *directory, mode_t mode,
	      struct node **node);
/* An empty extent tree, if its flags say that it has one. */
int node_start_extents(struct node *node);
/* Its inode goes to the cache. */
int node_store(struct node *node);
int nodes_store(struct volume *volume);
void node_release(struct vfs_node *vfs);
/* One name fewer; it is an orphan if there are none. */
int node_unnamed(struct node *node);
/* Frees what files without names leave when the power goes. */
int orphans_recover(struct volume *volume);
/* A node without names that is in use no more. */
int orphan_free(struct node *node);
void orphan_add(struct node *node);

/* attributes.c */
uint64_t node_size(const struct node *node);
void node_set_size(struct node *node, uint64_t size);
#define NODE_ACCESSED 1u
#define NODE_MODIFIED 2u
#define NODE_CHANGED 4u
void node_touch(struct node *node, unsigned what);
int node_stat(struct vfs_node *vfs, struct stat *status);
int node_change(struct vfs_node *vfs, const struct vfs_change *change);

/* map.c */
/* The run in which a block of the file lies, from that block on. */
int map_find(struct node *node, uint32_t logical, struct run *run);
/* Gives up to count blocks from there on, which is a hole, a place. */
int map_allocate(struct node *node, uint32_t logical, uint32_t count,
		 struct run *run);
/* An unwritten block is written. */
int map_written(struct node *node, uint32_t logical, uint32_t physical);
/* Frees all blocks from there on. */
int map_cut(struct node *node, uint32_t logical);
/* Takes back what was allocated and not written: it is somebody else's. */
void map_undo(struct node *node, const struct run *run);
void map_forget(struct node *node);

/* data.c, size.c */
ssize_t node_read(struct vfs_node *vfs, void *data, size_t length,
		  off_t offset);
/* Part of a change that has begun: not much. */
ssize_t node_write_piece(struct node *node, const void *data, size_t length,
			 uint64_t at);
ssize_t node_write(struct vfs_node *vfs, const void *data, size_t length,
		   off_t offset);
/* What lies beyond the size in the last block becomes zero. */
int node_clear_tail(struct node *node, uint64_t size);
/* Blocks beyond the size are freed. */
void node_trim(struct node *node);
int node_truncate(struct vfs_node *vfs, off_t size);
int node_allocate(struct vfs_node *vfs, off_t offset, off_t length);
int node_sync(struct vfs_node *vfs, bool data_only);

/* directory.c */
struct place {             /* of an entry */
	struct page *page; /* in use */
	struct ext2_dir_entry *entry;
	struct ext2_dir_entry *before; /* NULL: the first of its block */
	uint32_t block;
};
int directory_find(struct node *directory, struct vfs_name name,
		   struct place *place);
int directory_add(struct node *directory, struct vfs_name name,
		  const struct node *node);
int directory_remove(struct node *directory, struct vfs_name name);
/* Has the name, which is there, stand for another file. */
int directory_replace(struct node *directory, struct vfs_name name,
		      const struct node *node);
int directory_next(struct node *directory, uint32_t block, uint32_t *at,
		   struct place *place);
int directory_is_empty(struct node *directory);
/* "." and ".." */
int directory_start(struct node *directory, const struct node *parent);
int directory_read(struct vfs_node *vfs, uint32_t *cursor,
		   struct vfs_entry *entry);

/* names.c */
extern const struct vfs_ops ext2_ops;

/* volumes.c: those that are mounted, whose caches give memory back. */
/* False: its disk is mounted already. */
bool volumes_add(struct volume *volume);
void volumes_remove(struct volume *volume);
/* Whether that is one still; with preemption disabled. */
bool volumes_have(const struct volume *volume);

/* features.c */
/* What stands against a mount: -EINVAL, -EROFS (it cannot be written to). */
int features_check(const struct ext2_super_block *super, bool *read_only);

#endif
