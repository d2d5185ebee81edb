/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testdisks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "newdisk.h"

static void forget(struct test_disks *disks)
{
	for (unsigned i = 0; i < DENALI_DISKS; i++) {
		if (disks->files[i] >= 0)
			close(disks->files[i]);
		disks->files[i] = -1;
	}
}

void test_disks_open(struct test_disks *disks, const char *image,
		     const struct manifest *manifest)
{
	*disks = (struct test_disks){ .image = image, .manifest = manifest };
	memset(disks->files, 0xff, sizeof disks->files); /* none */
}

void test_disks_close(struct test_disks *disks)
{
	forget(disks);
}

static unsigned count(const struct test_disks *disks)
{
	return disks->manifest != NULL ? disks->manifest->disk_count : 0;
}

/* One that can only be read holds what was put there before. */
static bool is_fixed(const struct test_disks *disks, unsigned disk)
{
	return disks->manifest->disks[disk].read_only;
}

static char *path_of(const struct test_disks *disks, unsigned disk)
{
	if (is_fixed(disks, disk))
		return allocate_text("%s.%s.disk", disks->image,
				     disks->manifest->disks[disk].name);
	return allocate_text("/proc/%d/fd/%d", (int)getpid(),
			     disks->files[disk]);
}

static int make(struct test_disks *disks, unsigned disk)
{
	const struct manifest_disk *said = &disks->manifest->disks[disk];
	int file = memfd_create(said->name, MFD_CLOEXEC);
	int status = 0;
	char *path;

	disks->files[disk] = file;
	if (file < 0 || ftruncate(file, (off_t)said->size) != 0)
		return error("disk %s: cannot hold it in memory: %s",
			     said->name, strerror(errno));
	if (said->mount == NULL)
		return 0;
	path = path_of(disks, disk);
	status = newdisk_format(said->name, path);
	free(path);
	return status;
}

int test_disks_make(struct test_disks *disks, bool keep)
{
	int status = 0;

	if (!keep)
		forget(disks);
	for (unsigned i = 0; i < count(disks) && status == 0; i++)
		if (disks->files[i] < 0 && !is_fixed(disks, i))
			status = make(disks, i);
	return status;
}

char *test_disks_option(const struct test_disks *disks, unsigned disk)
{
	char *path = path_of(disks, disk), *option;

	option = allocate_text("%s%s", path,
			       is_fixed(disks, disk) ? ":ro" : "");
	free(path);
	return option;
}
