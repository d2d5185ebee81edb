/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundled files: walking to them along paths, in a table as denali-cc makes it.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tree.h"
#include "vfspath.h"

#define ENTRIES 6

static const char *const paths[ENTRIES] = {
	"/", "/a", "/a/b.txt", "/a/c", "/index.html", "/z",
};

/* The table, with the strings behind the entries. */
extern union table {
	struct denali_files files;
	char bytes[4096];
} table;
union table table;
__asm__(".globl denali_files\n.set denali_files, table");

static void start(void)
{
	uint32_t at = sizeof table.files + ENTRIES * sizeof(struct denali_file);

	table.files.count = ENTRIES;
	for (size_t i = 0; i < ENTRIES; i++) {
		bool directory = i < 2;

		table.files.entries[i] = (struct denali_file){
			.path = at,
			.path_length = (uint32_t)strlen(paths[i]),
			.size = directory ? 0 : 1000 * (uint32_t)i,
			.mode = directory ? DENALI_FILE_DIRECTORY | 0755 :
					    DENALI_FILE_REGULAR | 0644,
		};
		strcpy(table.bytes + at, paths[i]);
		at += (uint32_t)strlen(paths[i]) + 1;
	}
}

TestSuite(tree, .init = start);

void vfs_lock(struct vfs_mount *mount)
{
	cr_assert(!mount->read_only || mount == &tree_mount);
	mount->users += 1000;
}

void vfs_unlock(struct vfs_mount *mount)
{
	cr_assert_geq(mount->users, 1000);
	mount->users -= 1000;
}

struct file *fd_get(int fd)
{
	(void)fd;
	return NULL;
}

/* Three descriptors are open. */
int fd_flags(int fd)
{
	return fd < 3 ? 0 : -EBADF;
}

int file_put(struct file *file)
{
	(void)file;
	cr_assert_fail();
	return 0;
}

const struct file_ops vfs_file_ops;
int descriptors_limit = 64;

int device_open(struct vfs_node *node, int flags, struct file **file)
{
	(void)node;
	(void)flags;
	(void)file;
	return -ENXIO;
}

static int find(const char *name, struct stat *status)
{
	struct vfs_path path;
	int result = vfs_find(&path, AT_FDCWD, name, VFS_FOLLOW);

	memset(status, 0, sizeof(*status));
	if (result == 0) {
		result = path.node->ops->stat(path.node, status);
		vfs_end(&path);
	}
	cr_expect_eq(tree_mount.users, 0);
	cr_expect_eq(vfs_root->references, 1);
	return result;
}

Test(tree, finds_each_and_nothing_else)
{
	static const char *const absent[] = {
		"/0",        "/a/b",   "/zz",    "/a/b.tx",
		"/a/b.txt2", "/c",     "/dev/x", "/dev/fd/3",
		"/dev/fd/",  "/tmp/a", "..a",    "/..."
	};
	struct stat status;

	for (size_t i = 0; i < ENTRIES; i++) {
		cr_expect_eq(find(paths[i], &status), 0);
		cr_expect_eq(status.st_mode, table.files.entries[i].mode);
		cr_expect_eq(status.st_size, table.files.entries[i].size);
	}
	for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
		cr_expect_eq(find(absent[i], &status), i == 8 ? 0 : -ENOENT,
			     "%s", absent[i]);
}

Test(tree, walks_as_paths_say)
{
	static const char *const same[] = {
		"index.html",    "//index.html",    "./index.html",
		"../index.html", "a/../index.html", "a/.././/index.html",
	};
	struct stat status;

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		cr_expect_eq(find(same[i], &status), 0);
		cr_expect_eq(status.st_size, 4000);
	}
	cr_expect_eq(find("", &status), -ENOENT);
	cr_expect_eq(find("index.html/", &status), -ENOTDIR);
	cr_expect_eq(find("index.html/..", &status), -ENOTDIR);
	cr_expect_eq(find("/dev/null/", &status), -ENOTDIR);
	cr_expect_eq(find("/a/", &status), 0);
	cr_expect_eq(find("/dev/fd/2", &status), 0);
	cr_expect(S_ISCHR(status.st_mode));
}

Test(tree, paths_and_names_of_the_greatest_length)
{
	char path[PATH_MAX + 10];
	struct stat status;

	memset(path, '/', sizeof path);
	path[PATH_MAX - 1] = '\0';
	cr_expect_eq(find(path, &status), 0);
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = '\0';
	cr_expect_eq(find(path, &status), -ENAMETOOLONG);
	memset(path + 1, 'x', 300);
	path[1 + NAME_MAX] = '\0';
	cr_expect_eq(find(path, &status), -ENOENT);
	path[1 + NAME_MAX] = 'x';
	path[2 + NAME_MAX] = '\0';
	cr_expect_eq(find(path, &status), -ENAMETOOLONG);
}

/* All names of a directory, one after another. */
static const char *names_in(const char *directory)
{
	static char names[512];
	struct vfs_entry entry;
	struct vfs_path path;
	uint32_t cursor = 0;

	names[0] = '\0';
	cr_assert_eq(vfs_find(&path, AT_FDCWD, directory, VFS_FOLLOW), 0);
	while (tree_readdir(path.node, &cursor, &entry) > 0) {
		strcat(names, entry.name);
		strcat(names, " ");
	}
	vfs_end(&path);
	return names;
}

Test(tree, reads_directories)
{
	cr_expect_str_eq(names_in("/"), ". .. dev tmp a index.html z ");
	cr_expect_str_eq(names_in("/a"), ". .. b.txt c ");
	cr_expect_str_eq(names_in("/tmp"), ". .. ");
	cr_expect_str_eq(names_in("/dev/fd"), ". .. 0 1 2 ");
}

Test(tree, an_empty_table)
{
	struct stat status;

	table.files.count = 0;
	cr_expect_eq(find("/", &status), 0);
	cr_expect_eq(find("/dev/zero", &status), 0);
	cr_expect_eq(find("/a", &status), -ENOENT);
	cr_expect_str_eq(names_in("/"), ". .. dev tmp ");
}
