/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundled files: paths, and finding them in a table as denali-cc makes it.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tree.h"

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

Test(tree, normalises)
{
	static const char *const cases[][2] = {
		{ "/", "/" },
		{ "//", "/" },
		{ ".", "/" },
		{ "..", "/" },
		{ "a", "/a" },
		{ "/a/", "/a" },
		{ "a//b.txt", "/a/b.txt" },
		{ "/a/./b.txt", "/a/b.txt" },
		{ "/a/../z", "/z" },
		{ "../../a/b/../../z/.", "/z" },
		{ "/...", "/..." },
		{ "/.hidden/..x", "/.hidden/..x" },
	};
	char out[PATH_MAX];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cr_expect_eq(tree_normalise(cases[i][0], out), 0);
		cr_expect_str_eq(out, cases[i][1]);
	}
	cr_expect_eq(tree_normalise("", out), -ENOENT);
}

Test(tree, a_path_of_the_greatest_length)
{
	char path[PATH_MAX + 10], out[PATH_MAX];

	memset(path, 'x', sizeof path);
	path[0] = '/';
	path[PATH_MAX - 1] = '\0';
	cr_expect_eq(tree_normalise(path, out), 0);
	cr_expect_str_eq(out, path);
	path[PATH_MAX - 1] = 'x';
	path[PATH_MAX] = '\0';
	cr_expect_eq(tree_normalise(path, out), -ENAMETOOLONG);
}

Test(tree, finds_each_and_nothing_else)
{
	const struct denali_file *entry;
	struct stat status = { 0 };

	for (size_t i = 0; i < ENTRIES; i++)
		cr_expect_eq(tree_find(paths[i]), &table.files.entries[i]);
	cr_expect_null(tree_find("/0"));
	cr_expect_null(tree_find("/a/b"));
	cr_expect_null(tree_find("/zz"));
	cr_expect_eq(tree_lookup("a/../index.html", &entry), 0);
	tree_stat(entry, &status);
	cr_expect_eq(status.st_size, 4000);
	cr_expect(S_ISREG(status.st_mode));
	cr_expect_eq(tree_lookup("nowhere", &entry), -ENOENT);
}

Test(tree, an_empty_table)
{
	const struct denali_file *entry;

	table.files.count = 0;
	cr_expect_null(tree_find("/"));
	cr_expect_eq(tree_lookup("/a", &entry), -ENOENT);
}
