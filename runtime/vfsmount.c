/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mounts: the list, how paths pass from one to another, mounting, unmounting.
 */
#include "vfsmount.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <ilwaco/interrupt.h>

VFS_NEEDS(vfs_follow);
VFS_NEEDS(vfs_start);

struct vfs_mount *vfs_mounts;

#pragma weak vfs_ext2

static const struct {
	const char *name;
	const struct vfs_type *type;
} types[] = {
	{ "tmpfs", &vfs_tmpfs },
	{ "ext2", &vfs_ext2 },
	{ "ext3", &vfs_ext2 },
	{ "ext4", &vfs_ext2 },
};

static const struct vfs_type *find_type(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	return NULL;
}

static struct vfs_mount *find_on_locked(const struct vfs_node *node)
{
	struct vfs_mount *mount = vfs_mounts;

	while (mount != NULL && !vfs_same(mount->covered, node))
		mount = mount->next;
	return mount;
}

bool vfs_is_covered(const struct vfs_node *node)
{
	bool covered;

	ilw_preempt_disable();
	covered = find_on_locked(node) != NULL;
	ilw_preempt_enable();
	return covered;
}

/* From path->node, which keeps `to`, to that; its mount is used already. */
static void cross(struct vfs_path *path, struct vfs_node *to)
{
	struct vfs_mount *left = path->node->mount;

	vfs_put(path->node);
	vfs_unlock(left);
	vfs_lock(to->mount);
	vfs_get(to);
	vfs_leave(left);
	path->node = to;
}

void vfs_below(struct vfs_path *path)
{
	struct vfs_mount *mount;

	ilw_preempt_disable();
	mount = find_on_locked(path->node);
	if (mount != NULL)
		vfs_use(mount);
	ilw_preempt_enable();
	if (mount != NULL)
		cross(path, mount->root);
}

void vfs_above(struct vfs_path *path)
{
	struct vfs_node *covered = path->node->mount->covered;

	if (covered == NULL || !vfs_same(path->node, path->node->mount->root))
		return;
	vfs_use(covered->mount);
	cross(path, covered);
}

/* What is mounted lies on the node from now on; 0, or -EBUSY. */
static int put_on(struct vfs_node *node, struct vfs_mount *mount)
{
	static dev_t devices = 1;
	int result = -EBUSY;

	ilw_preempt_disable();
	if (find_on_locked(node) == NULL) {
		mount->covered = node;
		mount->device = ++devices;
		mount->next = vfs_mounts;
		vfs_mounts = mount;
		result = 0;
	}
	ilw_preempt_enable();
	return result;
}

static int check_target(const struct vfs_node *node)
{
	if (!S_ISDIR(node->type))
		return -ENOTDIR;
	return vfs_same(node, node->mount->root) ? -EBUSY : 0;
}

/* Nobody else has it; the lock is no more after that. */
static int end_mount(struct vfs_mount *mount)
{
	int result;

	vfs_lock(mount);
	result = mount->ops->unmount(mount);
	ilw_interrupt_allow();
	return result;
}

/* Without the lock of the target's mount, which is used: this takes long. */
static int make_and_put_on(const char *source, struct vfs_node *node,
			   const struct vfs_type *type, const char *options,
			   bool read_only)
{
	struct vfs_mount *mount;
	int result = type->mount(source, options, read_only, &mount);

	if (result < 0)
		return result;
	mount->type = type;
	mount->read_only |= read_only;
	result = put_on(node, mount);
	if (result < 0)
		end_mount(mount);
	return result;
}

int vfs_mount(const char *source, const char *target, const char *name,
	      const char *options, bool read_only)
{
	const struct vfs_type *type = find_type(name);
	struct vfs_path path;
	int result = -ENODEV;

	if (type != NULL)
		result = vfs_find(&path, AT_FDCWD, target, VFS_FOLLOW);
	if (result < 0)
		return result;
	result = check_target(path.node);
	if (result == 0) {
		/* The mount's, which may end as soon as it is there. */
		vfs_get(path.node);
		vfs_use(path.node->mount);
		vfs_unlock(path.node->mount);
		result = make_and_put_on(source, path.node, type, options,
					 read_only);
		vfs_lock(path.node->mount);
		if (result < 0) {
			vfs_put(path.node);
			vfs_leave(path.node->mount);
		}
	}
	vfs_end(&path);
	return result;
}

/* Off the list, if it is on it and nobody uses it. */
static bool take_off(const struct vfs_mount *mount)
{
	struct vfs_mount **link = &vfs_mounts;
	bool taken;

	ilw_preempt_disable();
	while (*link != NULL && *link != mount)
		link = &(*link)->next;
	taken = *link != NULL && mount->users == 0;
	if (taken)
		*link = mount->next;
	ilw_preempt_enable();
	return taken;
}

int vfs_unmount(struct vfs_mount *mount)
{
	struct vfs_node *covered;
	struct vfs_mount *below;
	int result;

	if (!take_off(mount))
		return -EBUSY;
	covered = mount->covered;
	below = covered->mount;
	result = end_mount(mount);
	vfs_lock(below);
	vfs_put(covered);
	vfs_unlock(below);
	vfs_leave(below);
	return result;
}

struct vfs_mount *vfs_next_mount(struct vfs_mount *mount)
{
	struct vfs_mount *next;

	ilw_preempt_disable();
	next = mount != NULL ? mount->next : vfs_mounts;
	if (next != NULL)
		vfs_use(next);
	if (mount != NULL)
		vfs_leave(mount);
	ilw_preempt_enable();
	return next;
}

void vfs_sync(void)
{
	struct vfs_mount *mount = NULL;

	while ((mount = vfs_next_mount(mount)) != NULL) {
		vfs_lock(mount);
		if (mount->ops->sync != NULL)
			mount->ops->sync(mount);
		vfs_unlock(mount);
	}
}

/* The locks stay locked.  One that is the caller's, who ends the program from a
 * fault within a call, protects what may be changed by halves. */
void vfs_stop(void)
{
	struct vfs_mount *mount = vfs_mounts, *next;

	for (; mount != NULL; mount = next) {
		next = mount->next;
		if (ilw_mutex_is_mine(&mount->lock))
			continue;
		vfs_lock(mount);
		mount->ops->unmount(mount);
	}
}
