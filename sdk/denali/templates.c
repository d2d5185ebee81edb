/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "templates.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "sdk.h"
#include "suggest.h"

/* The first line that is text: neither a comment, nor a heading, nor empty. */
static char *read_summary(const char *folder)
{
	char *path = allocate_text("%s/README.md", folder);
	FILE *file = fopen(path, "re");
	char line[256], *summary = NULL;

	free(path);
	while (file != NULL && summary == NULL &&
	       fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && strchr("#<", line[0]) == NULL)
			summary = allocate_text("%s", line);
	}
	if (file != NULL)
		fclose(file);
	return summary;
}

static void add(struct templates *templates, const char *root, const char *name)
{
	struct template template = {
		.name = allocate_text("%s", name),
		.folder = allocate_text("%s/%s", root, name),
	};
	struct template *list;

	template.summary = read_summary(template.folder);
	list = allocate(templates->count + 1, sizeof *list);
	for (size_t i = 0; i < templates->count; i++)
		list[i] = templates->list[i];
	list[templates->count++] = template;
	free(templates->list);
	templates->list = list;
}

static int compare(const void *a, const void *b)
{
	const struct template *first = a, *second = b;

	return strcmp(first->name, second->name);
}

int templates_read(struct templates *templates)
{
	char *root = sdk_path("share/denali/templates");
	DIR *folder = root != NULL ? opendir(root) : NULL;
	const struct dirent *entry;

	*templates = (struct templates){ 0 };
	if (folder == NULL) {
		error("%s: cannot read the templates: %s; the SDK is not "
		      "complete: build or install it again",
		      root != NULL ? root : "the SDK", strerror(errno));
		free(root);
		return STATUS_ERROR;
	}
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' &&
		    strcmp(entry->d_name, "LICENSE") != 0)
			add(templates, root, entry->d_name);
	closedir(folder);
	free(root);
	if (templates->count > 0)
		qsort(templates->list, templates->count,
		      sizeof templates->list[0], compare);
	return 0;
}

void templates_free(struct templates *templates)
{
	for (size_t i = 0; i < templates->count; i++) {
		free(templates->list[i].name);
		free(templates->list[i].folder);
		free(templates->list[i].summary);
	}
	free(templates->list);
}

const struct template *templates_find(const struct templates *templates,
				      const char *name)
{
	const char **names = allocate(templates->count + 1, sizeof *names);
	const struct template *found = NULL;
	const char *near;

	for (size_t i = 0; i < templates->count; i++) {
		names[i] = templates->list[i].name;
		if (strcmp(names[i], name) == 0)
			found = &templates->list[i];
	}
	near = suggest(name, names, templates->count);
	if (found == NULL && near != NULL)
		error("new: no template %s; did you mean %s?", name, near);
	else if (found == NULL)
		error("new: no template %s; see `denali new --list`", name);
	free(names);
	return found;
}
