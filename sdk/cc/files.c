/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "files.h"

#include <denali/files.h>
#include <denali/layout.h>
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"

static void add_entry(struct bundle *bundle, char *path, const char *source,
		      unsigned int mode)
{
	bundle->entries = need(reallocarray(bundle->entries, bundle->count + 1,
					    sizeof(*bundle->entries)));
	bundle->entries[bundle->count++] = (struct bundle_entry){
		.path = path,
		.source = source == NULL ? NULL : need(strdup(source)),
		.mode = mode,
	};
}

/* The path in the image of what is at rest below mount; both without slashes
 * at their ends, so that the root is empty until here. */
static char *image_path(const char *mount, const char *rest)
{
	char *path;

	if (asprintf(&path, "%s%s", mount, rest) < 0)
		fail("out of memory");
	if (*path != '\0')
		return path;
	free(path);
	return need(strdup("/"));
}

/* Entries for the directories that lead to mount, the root among them. */
static void add_parents(struct bundle *bundle, const char *mount)
{
	for (const char *end = mount; end != NULL; end = strchr(end + 1, '/')) {
		char *path = need(strndup(mount, (size_t)(end - mount)));

		add_entry(bundle, image_path(path, ""), NULL,
			  DENALI_FILE_DIRECTORY | 0755);
		free(path);
		if (*end == '\0')
			break;
	}
}

static void add_found(struct bundle *bundle, const FTSENT *found,
		      const char *mount, size_t prefix)
{
	char *path = image_path(mount, found->fts_path + prefix);
	unsigned int executable = found->fts_statp->st_mode & 0111;

	switch (found->fts_info) {
	case FTS_D:
		add_entry(bundle, path, NULL, DENALI_FILE_DIRECTORY | 0755);
		return;
	case FTS_F:
		add_entry(bundle, path, found->fts_path,
			  DENALI_FILE_REGULAR | (executable ? 0755 : 0644));
		return;
	case FTS_DP:
		free(path);
		return;
	case FTS_DC:
		fail("cannot bundle %s: it contains itself", found->fts_path);
	case FTS_SL:
	case FTS_SLNONE:
		fail("cannot bundle %s: a link to nowhere", found->fts_path);
	case FTS_DEFAULT:
		fail("cannot bundle %s: not a file", found->fts_path);
	default:
		errno = found->fts_errno;
		fail_errno("cannot read %s", found->fts_path);
	}
}

static void add_folder(struct bundle *bundle, char *folder, const char *mount)
{
	char *const roots[] = { folder, NULL };
	size_t prefix = strlen(folder);
	struct stat status;
	FTSENT *found;
	FTS *walk;

	if (stat(folder, &status) != 0)
		fail_errno("--files %s", folder);
	if (!S_ISDIR(status.st_mode))
		fail("--files %s: not a folder", folder);
	walk = need(fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL));
	while (errno = 0, (found = fts_read(walk)) != NULL)
		add_found(bundle, found, mount, prefix);
	if (errno != 0)
		fail_errno("cannot read %s", folder);
	fts_close(walk);
}

static void cut_slashes(char *path, size_t least)
{
	size_t length = strlen(path);

	while (length > least && path[length - 1] == '/')
		path[--length] = '\0';
}

void bundle_add(struct bundle *bundle, const char *spec)
{
	const char *colon = strrchr(spec, ':');
	bool mounted = colon != NULL && colon[1] == '/';
	char *folder = need(mounted ? strndup(spec, (size_t)(colon - spec)) :
				      strdup(spec));
	char *mount = need(strdup(mounted ? colon + 1 : "/"));

	cut_slashes(folder, 1);
	cut_slashes(mount, 0);
	add_parents(bundle, mount);
	add_folder(bundle, folder, mount);
	free(folder);
	free(mount);
}

void bundle_add_directory(struct bundle *bundle, const char *path)
{
	add_parents(bundle, path);
	add_entry(bundle, need(strdup(path)), NULL,
		  DENALI_FILE_DIRECTORY | 0755);
}

static int by_path(const void *a, const void *b)
{
	const struct bundle_entry *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Sorts the entries; directories that stand twice become one. */
static void sort(struct bundle *bundle)
{
	size_t kept = 0;

	qsort(bundle->entries, bundle->count, sizeof(*bundle->entries),
	      by_path);
	for (size_t i = 0; i < bundle->count; i++) {
		struct bundle_entry *entry = &bundle->entries[i];
		struct bundle_entry *last = &bundle->entries[kept - 1];

		if (kept == 0 || strcmp(entry->path, last->path) != 0)
			bundle->entries[kept++] = *entry;
		else if (entry->source != NULL || last->source != NULL)
			fail("two files are to be %s", entry->path);
		else
			free(entry->path);
	}
	bundle->count = kept;
}

/* Adds a file's contents and a NUL; returns how long they are. */
static size_t add_contents(struct buffer *table, const char *path)
{
	FILE *file = fopen(path, "rb");
	char block[65536];
	size_t begin = table->length, count;

	if (file == NULL)
		fail_errno("cannot read %s", path);
	while ((count = fread(block, 1, sizeof(block), file)) > 0) {
		buffer_add(table, block, count);
		if (table->length > INT32_MAX)
			fail("too much to bundle, with %s", path);
	}
	if (ferror(file))
		fail_errno("cannot read %s", path);
	fclose(file);
	buffer_add(table, NULL, 1);
	return table->length - 1 - begin;
}

/* What the contents of a file must be aligned to. */
static uint32_t contents_align(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && status.st_size >= DENALI_FILES_LARGE)
		return DENALI_PAGE_SIZE;
	return DENALI_FILES_ALIGN;
}

/* Adds path and contents, and fills the entry at an offset. */
static void add_to_table(struct buffer *table, size_t at,
			 const struct bundle_entry *entry, uint32_t align)
{
	struct denali_file file = {
		.path_length = (uint32_t)strlen(entry->path),
		.mode = entry->mode,
	};

	file.path = (uint32_t)buffer_add_string(table, entry->path);
	if (entry->source != NULL) {
		buffer_align(table, align);
		file.data = (uint32_t)table->length;
		file.size = (uint32_t)add_contents(table, entry->source);
	}
	memcpy(table->data + at, &file, sizeof(file));
}

struct buffer bundle_table(struct bundle *bundle, uint32_t *align)
{
	struct buffer table = { 0 };
	struct denali_files header = { .version = DENALI_FILES_VERSION };
	size_t at;

	sort(bundle);
	*align = DENALI_FILES_ALIGN;
	buffer_add(&table, NULL, sizeof(header));
	at = buffer_add(&table, NULL,
			bundle->count * sizeof(struct denali_file));
	for (size_t i = 0; i < bundle->count; i++) {
		struct bundle_entry *entry = &bundle->entries[i];
		uint32_t unit = DENALI_FILES_ALIGN;

		if (entry->source != NULL)
			unit = contents_align(entry->source);
		if (unit > *align)
			*align = unit;
		add_to_table(&table, at, entry, unit);
		at += sizeof(struct denali_file);
		free(entry->path);
		free(entry->source);
	}
	header.count = (uint32_t)bundle->count;
	header.length = (uint32_t)table.length;
	memcpy(table.data, &header, sizeof(header));
	free(bundle->entries);
	*bundle = (struct bundle){ 0 };
	return table;
}
