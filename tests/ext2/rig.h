/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk in memory in place of the VM's, and the file system's code unchanged
 * above it.  Paths here are a few names and slashes; who calls is the VFS.
 */
#ifndef RIG_H
#define RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"
#include "vfs.h"

struct rig {
	uint8_t *data;
	uint32_t blocks;
	bool read_only;
	unsigned reads, writes, flushes; /* blocks; blocks; calls */
	long fail_after;             /* requests until all fail; -1: never */
	uint32_t bad;                /* a block that fails; 0: none */
	bool bad_reads;              /* all of them */
	struct recording *recording; /* NULL: none */
	uint64_t timer;              /* deadline; 0: not set */
};
extern struct rig rig;

/* A disk of so many MiB of zeros, or with what a command makes in a file, whose
 * name it is given after its words. */
void rig_make(unsigned mib);
void rig_mkfs(unsigned mib, const char *command);
void rig_free(void);
/* Writes the disk to a file, and runs a command on it; its status. */
int rig_check(const char *command);

/* Mounts disk0 with those options ("cache=" must be among them), and locks it;
 * aborts unless that is what comes of it. */
struct vfs_mount *rig_mount(const char *options);
int rig_try(const char *options, bool read_only, struct vfs_mount **mount);
void rig_unmount(struct vfs_mount *mount);
/* As if the VM ended at once. */
void rig_drop(struct vfs_mount *mount);
/* What was set to happen some time later happens. */
void rig_pass_time(void);

/* The node of a path, referred to; NULL: there is none. */
struct vfs_node *rig_find(struct vfs_mount *mount, const char *path);
struct vfs_node *rig_create(struct vfs_mount *mount, const char *path,
			    mode_t mode);
int rig_unlink(struct vfs_mount *mount, const char *path);
int rig_rename(struct vfs_mount *mount, const char *from, const char *to);
int rig_link(struct vfs_mount *mount, const char *from, const char *to);
int rig_symlink(struct vfs_mount *mount, const char *path, const char *to);
/* The whole file; what a seed makes. */
int rig_write(struct vfs_mount *mount, const char *path, uint32_t seed,
	      size_t length);
bool rig_holds(struct vfs_mount *mount, const char *path, uint32_t seed,
	       size_t length);
uint8_t rig_byte(uint32_t seed, size_t at);

#endif
