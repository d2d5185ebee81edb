/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual file system: what names mean, whatever holds the files: bundled
 * files, devices, memory, a disk.  Private to the runtime.  The shape is that
 * of vnodes (Kleiman, "Vnodes: An Architecture for Multiple File System Types
 * in Sun UNIX", USENIX 1986), without what a single user does not need.
 *
 * Division of work.  vfs*.c walk paths (mounts, "..", symbolic links, the
 * working directory), check what POSIX wants checked before a change (types,
 * read-only mounts, names that are too long, directories moved into
 * themselves), and keep positions, append mode and locks of open files.  A file
 * system answers for one directory, one name, one file at a time and may rely
 * on these checks.
 *
 * Locking.  All calls on nodes and mounts are made with the mount's lock held,
 * by vfs_lock and vfs_unlock, so that a file system needs no locks of its own
 * for them, and what takes several calls is atomic.  They may block for I/O and
 * allocate memory.  Two mounts are never locked at once.
 *
 * Errors.  0 or more, or a negative errno value, as inside file.h.  A call that
 * fails has changed nothing.
 *
 * Ownership.  Nodes count their references; whoever is given one owns a
 * reference and gives it up with vfs_put, which calls ops->release for the
 * last.  A file system may keep one node for a file or make one for each
 * lookup: two nodes are the same file if mount and number are the same.  While
 * there are references a file lives on, names or not: the file system frees a
 * file without names in release.
 */
#ifndef RUNTIME_VFS_H
#define RUNTIME_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <ilwaco/sync.h>

#include "file.h"

struct statvfs;
struct vfs_mount;
struct vfs_node;

/* What readdir tells of one entry. */
struct vfs_entry {
	ino_t number;
	mode_t type; /* S_IFMT bits; 0: not known without reading the inode */
	char name[256]; /* NUL-terminated */
};

/* A change of attributes: what the bits of `what` name. */
#define VFS_MODE 0x01u     /* permission bits, mode */
#define VFS_OWNER 0x02u    /* owner */
#define VFS_GROUP 0x04u    /* group */
#define VFS_ACCESSED 0x08u /* accessed */
#define VFS_MODIFIED 0x10u /* modified */
struct vfs_change {
	unsigned what;
	mode_t mode;
	uid_t owner;
	gid_t group;
	struct timespec accessed;
	struct timespec modified;
};

/* A name that is not NUL-terminated: 1 to NAME_MAX bytes, no '/', neither "."
 * nor "..". */
struct vfs_name {
	const char *text;
	size_t length;
};

/* Any may be NULL: the default in brackets. */
struct vfs_ops {
	/* ---- directories ---- */

	/* The node of that name.  -ENOENT. [-ENOTDIR] */
	int (*lookup)(struct vfs_node *directory, struct vfs_name name,
		      struct vfs_node **node);
	/* The directory above; that of the root is not asked for. */
	int (*parent)(struct vfs_node *directory, struct vfs_node **node);
	/* Names cannot be made in a directory that has been removed: -ENOENT.
	 *
	 * Makes a file of the mode's type, which S_IFREG, S_IFDIR, S_IFIFO and
	 * S_IFSOCK are, under a name that is free; the node if it is not NULL.
	 * [-EROFS] */
	int (*create)(struct vfs_node *directory, struct vfs_name name,
		      mode_t mode, struct vfs_node **node);
	/* A symbolic link. [-EROFS] */
	int (*symlink)(struct vfs_node *directory, struct vfs_name name,
		       const char *to);
	/* Another name, which is free, for a node that is no directory.
	 * -EMLINK. [-EPERM] */
	int (*link)(struct vfs_node *directory, struct vfs_name name,
		    struct vfs_node *node);
	/* Takes the name away from the node, which has it; a directory is
	 * removed if it is empty.  -ENOTEMPTY. [-EROFS] */
	int (*unlink)(struct vfs_node *directory, struct vfs_name name,
		      struct vfs_node *node);
	/* Gives node, which is `from` now, the name `to`, atomically, and takes
	 * it away from replaced, which has it, if that is not NULL (then both
	 * are directories or neither is).  -ENOTEMPTY. [-EROFS] */
	int (*rename)(struct vfs_node *from_directory, struct vfs_name from,
		      struct vfs_node *node, struct vfs_node *to_directory,
		      struct vfs_name to, struct vfs_node *replaced);
	/* The entry at *cursor, which is 0 at the beginning, and moves it on to
	 * the next; "." and ".." are told of too.  A cursor stays good while
	 * others add and remove names; below 2^31.  1; 0: no more.
	 * [-ENOTDIR] */
	int (*readdir)(struct vfs_node *directory, uint32_t *cursor,
		       struct vfs_entry *entry);

	/* ---- symbolic links ---- */

	/* Copies up to room bytes of the text, no NUL; how many. [-EINVAL] */
	ssize_t (*readlink)(struct vfs_node *node, char *text, size_t room);

	/* ---- regular files ---- */

	/* Up to length bytes at offset; fewer at the end or because of an error
	 * after some. [-EINVAL] */
	ssize_t (*read)(struct vfs_node *node, void *data, size_t length,
			off_t offset);
	/* The same; a gap before offset reads as zeros.  -ENOSPC, -EFBIG:
	 * nothing could be written.  [-EROFS] */
	ssize_t (*write)(struct vfs_node *node, const void *data, size_t length,
			 off_t offset);
	/* Sets the size; what is added reads as zeros. [-EROFS] */
	int (*truncate)(struct vfs_node *node, off_t size);
	/* Gives the range room that later writes do not lack, and the file at
	 * least that size. [-EOPNOTSUPP] */
	int (*allocate)(struct vfs_node *node, off_t offset, off_t length);
	/* Where the bytes at offset lie in memory, read-only, and how many;
	 * they stay there while the node is referred to.  NULL: they do not.
	 * For bundled files, which are mapped and sent without copying.
	 * [NULL] */
	const void *(*view)(struct vfs_node *node, off_t offset,
			    size_t *length);
	/* All that was written and the attributes (data_only: just those that
	 * reading it needs) is on stable storage.  Directories too. [0] */
	int (*sync)(struct vfs_node *node, bool data_only);

	/* ---- all ---- */

	/* Fills *status, which is zero but for st_dev. */
	int (*stat)(struct vfs_node *node, struct stat *status);
	/* [-EROFS] */
	int (*change)(struct vfs_node *node, const struct vfs_change *change);
	/* An open file that is not one of the VFS's: a device. [-ENXIO] */
	int (*open)(struct vfs_node *node, int flags, struct file **file);
	/* The last reference is gone. */
	void (*release)(struct vfs_node *node);
};

struct vfs_node {
	const struct vfs_ops *ops;
	struct vfs_mount *mount;
	ino_t number;        /* not 0 */
	mode_t type;         /* S_IFMT bits */
	uint32_t references; /* under the mount's lock */
};

struct vfs_mount_ops {
	/* Fills *status, zero but for f_fsid, f_flag and f_namemax. */
	int (*statvfs)(struct vfs_mount *mount, struct statvfs *status);
	/* sync(2): all that was written is on stable storage. [0] */
	int (*sync)(struct vfs_mount *mount);
	/* Syncs, marks the file system clean and frees all, the lock, which is
	 * held, too.  Nobody refers to a node but the mount to its root; or the
	 * program ends, and nobody will use those any more to which references
	 * are left. */
	int (*unmount)(struct vfs_mount *mount);
};

/* Made by vfs_type.mount, all zero but for ops, root, its node, and read_only;
 * the VFS fills in the rest. */
struct vfs_mount {
	const struct vfs_mount_ops *ops;
	struct vfs_node *root;    /* a reference of the mount's */
	struct vfs_node *covered; /* the directory it lies on; NULL: "/" */
	struct vfs_mount *next;
	struct ilw_mutex lock;
	dev_t device; /* st_dev */
	bool read_only;
	/* Set by the VFS: */
	const struct vfs_type *type; /* NULL: bundled files */
	uint32_t users;              /* calls under way, open files */
};

/* A kind of file system, as mount(2) and `denali-cc --mount` name it. */
struct vfs_type {
	const char *name; /* "tmpfs", "ext2" */
	/* Makes a mount: ops, root, read_only if it cannot be otherwise.
	 * source: "disk0" and so on; options: comma-separated, "" if none; one
	 * that is not known is -EINVAL.  Errors of mount(2): -ENODEV (no such
	 * disk: -ENXIO), -EINVAL (another file system), -EIO, -EROFS (read-only
	 * and needs a repair), -ENOMEM. */
	int (*mount)(const char *source, const char *options, bool read_only,
		     struct vfs_mount **mount);
};
extern const struct vfs_type vfs_tmpfs;
extern const struct vfs_type vfs_ext2; /* in libext2.a */

/* No signal handler runs in between: one might want the lock. */
void vfs_lock(struct vfs_mount *mount);
void vfs_unlock(struct vfs_mount *mount);
/* False: somebody has it. */
bool vfs_trylock(struct vfs_mount *mount);

/* With the mount's lock held. */
static inline void vfs_get(struct vfs_node *node)
{
	node->references++;
}

static inline void vfs_put(struct vfs_node *node)
{
	if (--node->references == 0 && node->ops->release != NULL)
		node->ops->release(node);
}

/* Some functions in ops tables are weak there: NULL unless the image has them.
 * Whoever calls by way of the table says that it needs the function, which
 * costs nothing but that. */
#define VFS_NEEDS(symbol)                                                      \
	static const void *const needs_##symbol                                \
		__attribute__((used)) = (const void *)&(symbol)

/* The permission bits that new files get: mode without the umask's. */
mode_t vfs_new_mode(mode_t mode);

#endif
