/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model.h"

#define SMALL_FILES 12
#define UNSYNCED_MAX 0x400000u

struct small {
	bool there;
	uint32_t size;
	uint8_t data[MODEL_SMALL];
};

/* What is there. */
static struct {
	struct model_file files[MODEL_FILES], other;
	bool folder[MODEL_FOLDERS];
	struct small small[MODEL_FOLDERS][SMALL_FILES];
} tree;

static char wrong[512];

__attribute__((format(printf, 1, 2))) static const char *say(const char *format,
							     ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(wrong, sizeof wrong, format, arguments);
	va_end(arguments);
	return wrong;
}

/* ---- reading ---- */

/* Its size; -1: larger than room, or an error. */
static long read_file(const char *folder, const char *name, void *data,
		      size_t room)
{
	char path[512];
	size_t done = 0;
	ssize_t got = 1;
	char more;
	int fd;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	while (got > 0 && done < room) {
		got = read(fd, (char *)data + done, room - done);
		done += got > 0 ? (size_t)got : 0;
	}
	if (got < 0 || read(fd, &more, 1) != 0)
		done = (size_t)-1;
	close(fd);
	return (long)done;
}

static const char *read_into(struct model_file *file, const char *folder,
			     const char *name)
{
	long size = read_file(folder, name, file->data, sizeof file->data);

	if (size < 0)
		return say("%s: cannot be read whole", name);
	file->there = true;
	file->size = (uint32_t)size;
	return NULL;
}

static const char *read_unsynced(const char *folder)
{
	static uint8_t data[UNSYNCED_MAX];
	long size = read_file(folder, "unsynced", data, sizeof data);

	if (size < 0)
		return say("unsynced: cannot be read whole");
	/* Zeros are what may be where nothing was written yet, and other bytes
	 * what nobody may see. */
	for (long i = 0; i < size; i++)
		if (data[i] != model_unsynced((uint32_t)i) && data[i] != 0)
			return say("unsynced: byte %ld of %ld is %02x", i, size,
				   data[i]);
	return NULL;
}

/* Calls `each` with all names but "." and "..". */
static const char *walk(const char *folder,
			const char *(*each)(const char *folder,
					    const char *name))
{
	DIR *directory = opendir(folder);
	const char *fault = NULL;
	struct dirent *entry;

	if (directory == NULL)
		return say("%s: %s", folder, strerror(errno));
	while (fault == NULL && (entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			fault = each(folder, entry->d_name);
	closedir(directory);
	return fault;
}

static const char *read_small(const char *folder, const char *name)
{
	unsigned int number = (unsigned)(folder[strlen(folder) - 1] - '0');
	char *end;
	unsigned long i = strtoul(name, &end, 10);
	struct small *small;
	long size;

	if (*end != '\0' || i >= SMALL_FILES)
		return say("%s/%s: nobody made it", folder, name);
	small = &tree.small[number][i];
	size = read_file(folder, name, small->data, sizeof small->data);
	if (size < 0)
		return say("%s/%s: cannot be read whole", folder, name);
	small->there = true;
	small->size = (uint32_t)size;
	return NULL;
}

static const char *read_folder(const char *folder, const char *name)
{
	char path[512];

	tree.folder[name[1] - '0'] = true;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return walk(path, read_small);
}

static const char *read_entry(const char *folder, const char *name)
{
	for (unsigned int i = 0; i < MODEL_FILES; i++)
		if (strcmp(name, model_name(i)) == 0)
			return read_into(&tree.files[i], folder, name);
	if (strcmp(name, "other") == 0)
		return read_into(&tree.other, folder, name);
	if (strcmp(name, "unsynced") == 0)
		return read_unsynced(folder);
	if (name[0] == 'd' && name[1] >= '0' && name[1] < '0' + MODEL_FOLDERS &&
	    name[2] == '\0')
		return read_folder(folder, name);
	if (strcmp(name, "lost+found") == 0)
		return NULL;
	return say("%s: nobody made it", name);
}

/* ---- comparing ---- */

static bool same(const struct model_file *a, const struct model_file *b)
{
	return a->there == b->there && a->size == b->size &&
	       memcmp(a->data, b->data, a->size) == 0;
}

/* Is it the beginning of the other, or not there? */
static bool begins(const struct model_file *part,
		   const struct model_file *whole)
{
	return !part->there ||
	       (part->size <= whole->size &&
		memcmp(part->data, whole->data, part->size) == 0);
}

/* Appended to in part, or made longer. */
static bool is_longer(const struct model_file *is,
		      const struct model_file *before,
		      const struct model_file *after)
{
	return (is->there || !before->there) && begins(is, after) &&
	       (!is->there || is->size >= before->size);
}

/* Made shorter, or about to be: what will go may be zeros already. */
static bool is_shorter(const struct model_file *is,
		       const struct model_file *before,
		       const struct model_file *after)
{
	if (!begins(after, is) || is->size > before->size)
		return false;
	for (uint32_t i = after->size; i < is->size; i++)
		if (is->data[i] != before->data[i] && is->data[i] != 0)
			return false;
	return true;
}

/* Of each byte the old one or the new one. */
static bool is_mixed(const struct model_file *is,
		     const struct model_file *before,
		     const struct model_file *after)
{
	if (!is->there || is->size != after->size)
		return false;
	for (uint32_t i = 0; i < is->size; i++)
		if (is->data[i] != before->data[i] &&
		    is->data[i] != after->data[i])
			return false;
	return true;
}

static bool small_is(const struct small *small, uint32_t n, unsigned int i,
		     bool partly)
{
	uint8_t data[MODEL_SMALL];
	uint32_t size = model_small(n, i, data);

	return (partly ? small->size <= size : small->size == size) &&
	       memcmp(small->data, data, small->size) == 0;
}

/* As step n made it with `count` files, 0: not there; or, if the step after is
 * changing it, some of that. */
static bool folder_is(unsigned int folder, uint32_t n, unsigned int count,
		      enum step_kind under_way)
{
	bool changing = under_way != STEP_KINDS;

	if (!changing && tree.folder[folder] != (n != 0))
		return false;
	for (unsigned int i = 0; i < SMALL_FILES; i++) {
		const struct small *small = &tree.small[folder][i];

		if (small->there &&
		    (n == 0 || i >= count ||
		     !small_is(small, n, i, under_way == STEP_MAKE)))
			return false;
		if (!small->there && !changing && n != 0 && i < count)
			return false;
	}
	return true;
}

static const char *check_folders(const struct model *before,
				 const struct model *after,
				 const struct step *step)
{
	for (unsigned int i = 0; i < MODEL_FOLDERS; i++) {
		bool its = step->file == i && (step->kind == STEP_MAKE ||
					       step->kind == STEP_REMOVE);
		const struct model *full = its && step->kind == STEP_MAKE ?
						   after :
						   before;

		if (!folder_is(i, full->folders[i], full->counts[i],
			       its ? step->kind : STEP_KINDS))
			return say("d%u is not right", i);
	}
	return NULL;
}

/* A file that the step under way changes. */
static bool changes_well(const struct model_file *before,
			 const struct model_file *after,
			 const struct step *step)
{
	const struct model_file *is = &tree.files[step->file];

	switch (step->kind) {
	case STEP_APPEND:
	case STEP_TRUNCATE:
		if (after[step->file].size < before[step->file].size)
			return is_shorter(is, &before[step->file],
					  &after[step->file]);
		return is_longer(is, &before[step->file], &after[step->file]) ||
		       same(is, &before[step->file]);
	case STEP_OVERWRITE:
		return is_mixed(is, &before[step->file], &after[step->file]);
	case STEP_RENAME:
		return (same(is, &before[step->file]) &&
			same(&tree.files[step->to], &before[step->to])) ||
		       (same(is, &after[step->file]) &&
			same(&tree.files[step->to], &after[step->to]));
	default:
		return same(is, &before[step->file]) ||
		       same(is, &after[step->file]);
	}
}

static const char *check_files(const struct model *before,
			       const struct model *after,
			       const struct step *step)
{
	bool in_folder = step->kind == STEP_MAKE || step->kind == STEP_REMOVE;

	for (unsigned int i = 0; i < MODEL_FILES; i++) {
		if (!in_folder &&
		    (i == step->file ||
		     (step->kind == STEP_RENAME && i == step->to)))
			continue;
		if (!same(&tree.files[i], &before->files[i]))
			return say(
				"%s (%d, %u bytes) is not as it was (%d, %u)",
				model_name(i), tree.files[i].there,
				(unsigned)tree.files[i].size,
				before->files[i].there,
				(unsigned)before->files[i].size);
	}
	if (!in_folder && !changes_well(before->files, after->files, step))
		return say("%s (%d, %u bytes), which is being changed (kind %d)"
			   ", is neither as before (%d, %u) nor as after",
			   model_name(step->file), tree.files[step->file].there,
			   (unsigned)tree.files[step->file].size, step->kind,
			   before->files[step->file].there,
			   (unsigned)before->files[step->file].size);
	if (tree.other.there &&
	    (step->kind != STEP_REPLACE ||
	     !begins(&tree.other, &after->files[step->file])))
		return say("other: should not be there so");
	return NULL;
}

/* The model before and after the step that may be under way. */
static struct model before, after;

static const char *compare(uint32_t seed, uint32_t acknowledged, uint32_t last)
{
	char first[sizeof wrong] = "";

	model_start(&before, seed);
	while (before.steps <= last) {
		struct step step = model_next(&before);
		const char *fault;

		after = before;
		model_apply(&after, &step);
		if (before.steps >= acknowledged) {
			fault = check_files(&before, &after, &step);
			if (fault == NULL)
				fault = check_folders(&before, &after, &step);
			if (fault == NULL)
				return NULL;
			if (first[0] == '\0')
				memcpy(first, fault, sizeof first);
		}
		before = after;
	}
	return say("after step %u: %.400s", (unsigned)acknowledged, first);
}

const char *tree_check(const char *folder, uint32_t seed, uint32_t acknowledged,
		       uint32_t last)
{
	const char *fault;

	memset(&tree, 0, sizeof tree);
	fault = walk(folder, read_entry);
	return fault != NULL ? fault : compare(seed, acknowledged, last);
}
