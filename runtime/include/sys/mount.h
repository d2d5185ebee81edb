/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounting file systems, as Linux has it.
 *
 * Types are "tmpfs", in memory, and "ext2" (also "ext3", "ext4"), on a disk;
 * the latter is there in images that are linked with a --mount of a disk.
 */
#ifndef _SYS_MOUNT_H
#define _SYS_MOUNT_H

#include <sys/cdefs.h>

#define MS_RDONLY 1
#define MS_NOSUID 2
#define MS_NODEV 4
#define MS_NOEXEC 8
#define MS_SYNCHRONOUS 16
#define MS_NOATIME 1024
#define MS_NODIRATIME 2048
#define MS_RELATIME (1 << 21)

#define MNT_FORCE 1
#define MNT_DETACH 2
#define MNT_EXPIRE 4
#define UMOUNT_NOFOLLOW 8

__BEGIN_DECLS

/* source: "disk0" and so on, any string for tmpfs; target: a directory; data:
 * options of the type, comma-separated, or NULL.  Of the flags only MS_RDONLY
 * does something.
 * ENODEV: no such type; ENXIO: no such disk; EINVAL: it holds no file system of
 * that type, or an unknown option; EBUSY: the target is in use so; EROFS: it is
 * read-only, and would have to be written; EIO, ENOMEM, and those of paths. */
int mount(const char *source, const char *target, const char *type,
	  unsigned long flags, const void *data);

/* EBUSY: files are open, or it is the working directory; EINVAL: nothing is
 * mounted there, or a flag other than UMOUNT_NOFOLLOW. */
int umount(const char *target);
int umount2(const char *target, int flags);

__END_DECLS

#endif
