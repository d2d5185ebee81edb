/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "rig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/disk.h>

void rig_make(unsigned mib)
{
	rig_free();
	rig.blocks = mib * 256;
	rig.data = calloc(rig.blocks, ILW_DISK_BLOCK);
	rig.fail_after = -1;
	if (rig.data == NULL)
		abort();
}

void rig_free(void)
{
	free(rig.data);
	rig = (struct rig){ .fail_after = -1 };
}

static void name_file(char *name)
{
	int fd;

	strcpy(name, "/tmp/ext2-test-XXXXXX");
	fd = mkstemp(name);
	if (fd < 0)
		abort();
	close(fd);
}

static int run(const char *command, const char *file)
{
	char line[512];

	snprintf(line, sizeof(line), "PATH=$PATH:/sbin:/usr/sbin; %s %s %s",
		 command, file, getenv("V") ? "" : ">/dev/null 2>&1");
	return system(line);
}

void rig_mkfs(unsigned mib, const char *command)
{
	char name[32];
	FILE *file;

	rig_make(mib);
	name_file(name);
	if (truncate(name, (off_t)mib << 20) != 0 || run(command, name) != 0)
		abort();
	file = fopen(name, "rb");
	if (file == NULL ||
	    fread(rig.data, ILW_DISK_BLOCK, rig.blocks, file) != rig.blocks)
		abort();
	fclose(file);
	unlink(name);
}

int rig_check(const char *command)
{
	char name[32];
	FILE *file;
	int status;

	name_file(name);
	file = fopen(name, "wb");
	if (file == NULL ||
	    fwrite(rig.data, ILW_DISK_BLOCK, rig.blocks, file) != rig.blocks)
		abort();
	fclose(file);
	status = run(command, name);
	if (getenv("KEEP") == NULL)
		unlink(name);
	return status;
}

int rig_try(const char *options, bool read_only, struct vfs_mount **mount)
{
	return vfs_ext2.mount("disk0", options, read_only, mount);
}

struct vfs_mount *rig_mount(const char *options)
{
	struct vfs_mount *mount;
	int error = rig_try(options, false, &mount);

	if (error != 0) {
		fprintf(stderr, "mount: %s\n", strerror(-error));
		abort();
	}
	vfs_lock(mount);
	return mount;
}

void rig_unmount(struct vfs_mount *mount)
{
	if (mount->ops->unmount(mount) != 0)
		abort();
}

/* Mounts that were dropped with nodes in use are not leaks. */
#define KEPT 64
static struct vfs_mount *kept[KEPT];
static unsigned drops;

void rig_drop(struct vfs_mount *mount)
{
	uint8_t *copy = malloc((size_t)rig.blocks * ILW_DISK_BLOCK);
	struct recording *recording = rig.recording;

	if (copy == NULL)
		abort();
	kept[drops++ % KEPT] = mount;
	rig.recording = NULL;
	memcpy(copy, rig.data, (size_t)rig.blocks * ILW_DISK_BLOCK);
	mount->ops->unmount(mount);
	memcpy(rig.data, copy, (size_t)rig.blocks * ILW_DISK_BLOCK);
	rig.recording = recording;
	free(copy);
}

/* The directory of a path, referred to, and the last name. */
static struct vfs_node *walk(struct vfs_mount *mount, const char *path,
			     struct vfs_name *name)
{
	struct vfs_node *node = mount->root;

	vfs_get(node);
	for (;;) {
		const char *end = strchrnul(path, '/');
		struct vfs_node *next;

		*name = (struct vfs_name){ path, (size_t)(end - path) };
		if (*end == '\0')
			return node;
		if (node->ops->lookup(node, *name, &next) != 0) {
			vfs_put(node);
			return NULL;
		}
		vfs_put(node);
		node = next;
		path = end + 1;
	}
}

struct vfs_node *rig_find(struct vfs_mount *mount, const char *path)
{
	struct vfs_name name;
	struct vfs_node *directory = walk(mount, path, &name), *node = NULL;

	if (directory == NULL)
		return NULL;
	if (directory->ops->lookup(directory, name, &node) != 0)
		node = NULL;
	vfs_put(directory);
	return node;
}

struct vfs_node *rig_create(struct vfs_mount *mount, const char *path,
			    mode_t mode)
{
	struct vfs_name name;
	struct vfs_node *directory = walk(mount, path, &name), *node = NULL;

	if (directory == NULL)
		return NULL;
	if (directory->ops->create(directory, name, mode, &node) != 0)
		node = NULL;
	vfs_put(directory);
	return node;
}

int rig_unlink(struct vfs_mount *mount, const char *path)
{
	struct vfs_name name;
	struct vfs_node *directory = walk(mount, path, &name), *node;
	int error;

	error = directory->ops->lookup(directory, name, &node);
	if (error == 0) {
		error = directory->ops->unlink(directory, name, node);
		vfs_put(node);
	}
	vfs_put(directory);
	return error;
}

int rig_rename(struct vfs_mount *mount, const char *from, const char *to)
{
	struct vfs_name old, new;
	struct vfs_node *source = walk(mount, from, &old);
	struct vfs_node *target = walk(mount, to, &new);
	struct vfs_node *node, *replaced = NULL;
	int error = source->ops->lookup(source, old, &node);

	if (error == 0) {
		target->ops->lookup(target, new, &replaced);
		error = source->ops->rename(source, old, node, target, new,
					    replaced);
		vfs_put(node);
		if (replaced != NULL)
			vfs_put(replaced);
	}
	vfs_put(source);
	vfs_put(target);
	return error;
}

int rig_link(struct vfs_mount *mount, const char *from, const char *to)
{
	struct vfs_name name;
	struct vfs_node *node = rig_find(mount, from);
	struct vfs_node *target = walk(mount, to, &name);
	int error = target->ops->link(target, name, node);

	vfs_put(node);
	vfs_put(target);
	return error;
}

int rig_symlink(struct vfs_mount *mount, const char *path, const char *to)
{
	struct vfs_name name;
	struct vfs_node *directory = walk(mount, path, &name);
	int error = directory->ops->symlink(directory, name, to);

	vfs_put(directory);
	return error;
}

uint8_t rig_byte(uint32_t seed, size_t at)
{
	uint32_t word = (seed + (uint32_t)(at >> 2)) * 2654435761u;

	return (uint8_t)(word >> (8 * (at & 3)) ^ word >> 16);
}

int rig_write(struct vfs_mount *mount, const char *path, uint32_t seed,
	      size_t length)
{
	struct vfs_node *node = rig_find(mount, path);
	uint8_t *data = malloc(length + 1);
	ssize_t done;

	if (node == NULL)
		node = rig_create(mount, path, S_IFREG | 0644);
	if (node == NULL || data == NULL) {
		free(data);
		return -EIO;
	}
	for (size_t i = 0; i < length; i++)
		data[i] = rig_byte(seed, i);
	done = node->ops->write(node, data, length, 0);
	free(data);
	vfs_put(node);
	return done == (ssize_t)length ? 0 : done < 0 ? (int)done : -ENOSPC;
}

bool rig_holds(struct vfs_mount *mount, const char *path, uint32_t seed,
	       size_t length)
{
	struct vfs_node *node = rig_find(mount, path);
	uint8_t *data = malloc(length + 1);
	bool same;

	if (node == NULL || data == NULL) {
		free(data);
		return false;
	}
	same = node->ops->read(node, data, length + 1, 0) == (ssize_t)length;
	for (size_t i = 0; same && i < length; i++)
		same = data[i] == rig_byte(seed, i);
	free(data);
	vfs_put(node);
	return same;
}
