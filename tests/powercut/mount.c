/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 *	ext2-mount FILE    mounts what is on the disk in a file, as a VM does,
 *	                   with all that this has to mend, and unmounts it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/disk.h>

#include "rig.h"

static bool load(const char *path)
{
	FILE *file = fopen(path, "rb");
	bool loaded = file != NULL && fseek(file, 0, SEEK_END) == 0;

	if (loaded) {
		rig_make((unsigned)(ftell(file) >> 20));
		rewind(file);
		loaded = fread(rig.data, ILW_DISK_BLOCK, rig.blocks, file) ==
			 rig.blocks;
	}
	if (file != NULL)
		fclose(file);
	return loaded;
}

static bool save(const char *path)
{
	FILE *file = fopen(path, "r+b");
	bool saved = file != NULL && fwrite(rig.data, ILW_DISK_BLOCK,
					    rig.blocks, file) == rig.blocks;

	return file != NULL && fclose(file) == 0 && saved;
}

static int mount_and_unmount(void)
{
	struct vfs_mount *mount;
	int error = rig_try("cache=1M", false, &mount);

	if (error != 0)
		return error;
	vfs_lock(mount);
	return mount->ops->unmount(mount);
}

int main(int argc, char **argv)
{
	int error;

	if (argc != 2 || !load(argv[1])) {
		fprintf(stderr, "usage: ext2-mount FILE\n");
		return 2;
	}
	error = mount_and_unmount();
	if (error != 0)
		fprintf(stderr, "ext2-mount: %s: %s\n", argv[1],
			strerror(-error));
	if (!save(argv[1]))
		return 2;
	rig_free();
	return error != 0;
}
