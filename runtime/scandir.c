/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A directory's entries, chosen and sorted.  The C library's own gives up the
 * lock of its directory after that has been freed.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct list {
	struct dirent **entries;
	size_t count, room;
};

static void free_list(struct list *list)
{
	while (list->count > 0)
		free(list->entries[--list->count]);
	free(list->entries);
}

static int grow(struct list *list)
{
	size_t room = list->room != 0 ? 2 * list->room : 16;
	struct dirent **entries;

	entries = reallocarray(list->entries, room, sizeof(entries[0]));
	if (entries == NULL)
		return -1;
	list->entries = entries;
	list->room = room;
	return 0;
}

static int add(struct list *list, const struct dirent *entry)
{
	struct dirent *copy;

	if (list->count == list->room && grow(list) != 0)
		return -1;
	copy = malloc(entry->d_reclen);
	if (copy == NULL)
		return -1;
	memcpy(copy, entry, entry->d_reclen);
	list->entries[list->count++] = copy;
	return 0;
}

/* 0, or -1 and errno: readdir() sets that at an error alone. */
static int read_all(DIR *directory, struct list *list,
		    int (*choose)(const struct dirent *))
{
	const struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(directory);
		if (entry == NULL)
			return errno == 0 ? 0 : -1;
		if ((choose == NULL || choose(entry) != 0) &&
		    add(list, entry) != 0)
			return -1;
	}
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcoll((*a)->d_name, (*b)->d_name);
}

int scandir(const char *name, struct dirent ***entries,
	    int (*choose)(const struct dirent *),
	    int (*compare)(const struct dirent **, const struct dirent **))
{
	struct list list = { NULL, 0, 0 };
	DIR *directory = opendir(name);
	int result, error = errno;

	if (directory == NULL)
		return -1;
	result = read_all(directory, &list, choose);
	if (result == 0 && list.entries == NULL)
		result = grow(&list);
	if (result != 0)
		error = errno;
	closedir(directory);
	errno = error;
	if (result != 0) {
		free_list(&list);
		return -1;
	}
	if (compare != NULL)
		qsort(list.entries, list.count, sizeof(list.entries[0]),
		      (int (*)(const void *, const void *))compare);
	*entries = list.entries;
	return (int)list.count;
}
