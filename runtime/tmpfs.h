/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files in memory.  tmpfs.c has the nodes and the mount, tmpdata.c contents,
 * tmpdirectory.c names.
 *
 * All memory of a mount is counted, administration included, so that it is
 * bounded by the mount's size whatever is made of it.
 */
#ifndef RUNTIME_TMPFS_H
#define RUNTIME_TMPFS_H

#include "vfs.h"

#define TMP_PAGE 4096u

/* Pages by number: a tree of tables, as high as it need be. */
#define TMP_TABLE 64u
#define TMP_SIZE_MAX ((uint64_t)1 << 44) /* numbers have 32 bits */

struct tmp_mount {
	struct vfs_mount mount;
	size_t limit, used; /* bytes */
	size_t files;
	ino_t next_number;
};

struct tmp_data {
	void *top; /* a page, or a table of void *[TMP_TABLE]; NULL: none */
	unsigned height; /* 0: top is page 0 */
	size_t pages;
};

/* One name in a directory.  Free slots have no node. */
struct tmp_slot {
	struct tmp_node *node;
	char *name; /* NUL-terminated */
	uint32_t hash;
	uint32_t next; /* of the same bucket, or free: number + 1, 0: none */
};

struct tmp_names {
	struct tmp_slot *slots; /* a power of two */
	uint32_t *buckets;      /* as many: first slot + 1, 0: none */
	uint32_t room, count, free;
};

struct tmp_node {
	struct vfs_node node;
	mode_t mode;
	uid_t owner;
	gid_t group;
	uint32_t links; /* 0: lives while it is referred to */
	struct timespec accessed, modified, changed;
	uint64_t size; /* of a regular file; length of a link's text */
	union {
		struct tmp_data data;
		struct tmp_names names;
		char *text;
	};
	struct tmp_node *parent; /* of a directory; no reference: it is there */
};

static inline struct tmp_node *tmp_of(struct vfs_node *node)
{
	return (struct tmp_node *)(void *)node;
}

static inline struct tmp_mount *tmp_mount_of(struct vfs_mount *mount)
{
	return (struct tmp_mount *)(void *)mount;
}

static inline struct tmp_mount *tmp_mount(const struct tmp_node *node)
{
	return tmp_mount_of(node->node.mount);
}

/* Zeroed memory within the mount's limit; NULL: there is no room. */
void *tmp_allocate(struct tmp_mount *mount, size_t size);
void tmp_free(struct tmp_mount *mount, void *block, size_t size);

/* A node without a name; NULL: there is no room. */
struct tmp_node *tmp_make(struct tmp_mount *mount, mode_t mode);
/* The end of one that nobody refers to and that has no name. */
void tmp_unmake(struct tmp_node *node);

/* What has happened to a node: sets these times to now. */
void tmp_touch_modified(struct tmp_node *node); /* and changed */
void tmp_touch_changed(struct tmp_node *node);
void tmp_touch_accessed(struct tmp_node *node);

/* tmpdata.c */
ssize_t tmp_read(struct vfs_node *node, void *data, size_t length,
		 off_t offset);
ssize_t tmp_write(struct vfs_node *node, const void *data, size_t length,
		  off_t offset);
int tmp_truncate(struct vfs_node *node, off_t size);
int tmp_reserve(struct vfs_node *node, off_t offset, off_t length);
/* Frees all pages from number on. */
void tmp_cut(struct tmp_node *node, uint64_t page);

/* tmpdirectory.c */

/* The slot of a name, plus 1; 0: there is none. */
uint32_t tmp_find(const struct tmp_node *directory, struct vfs_name name);
/* Room for one more name.  -ENOSPC. */
int tmp_prepare(struct tmp_node *directory);
/* A copy of a name, counted; NULL: no room. */
char *tmp_copy_name(struct tmp_mount *mount, struct vfs_name name);
/* Puts a name in, which becomes the directory's, after tmp_prepare. */
void tmp_enter(struct tmp_node *directory, char *name, struct tmp_node *node);
void tmp_remove(struct tmp_node *directory, uint32_t slot);
void tmp_free_names(struct tmp_node *directory);
int tmp_readdir(struct vfs_node *directory, uint32_t *cursor,
		struct vfs_entry *entry);

#endif
