/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The files of remotes: which there are, writing them, taking them away.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "error.h"
#include "remedy.h"
#include "remote.h"

#define ENDING ".toml"

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Of a file in the folder; null: it is no remote's. */
static char *name_of(const char *file)
{
	size_t length = strlen(file), end = sizeof ENDING - 1;
	char *name;

	if (length <= end || strcmp(file + length - end, ENDING) != 0)
		return NULL;
	name = allocate_text("%.*s", (int)(length - end), file);
	if (hosting_name_good(name))
		return name;
	free(name);
	return NULL;
}

char **remote_names(size_t *count)
{
	char *path = config_path("remotes");
	DIR *folder = path != NULL ? opendir(path) : NULL;
	char **names = NULL;
	size_t room = 0;
	struct dirent *entry;

	*count = 0;
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char *name = name_of(entry->d_name);

		if (name == NULL)
			continue;
		names = make_room(names, *count, &room, sizeof *names);
		names[(*count)++] = name;
	}
	if (folder != NULL)
		closedir(folder);
	free(path);
	if (*count > 0)
		qsort(names, *count, sizeof *names, compare);
	return names;
}

bool remote_exists(const char *name)
{
	char *path = config_path("remotes/%s" ENDING, name);
	bool there = path != NULL && access(path, F_OK) == 0;

	free(path);
	return there;
}

static void put(struct buffer *text, const char *key, const char *value)
{
	if (value != NULL)
		buffer_printf(text, "%s = \"%s\"\n", key, value);
}

int remote_save(const struct remote *remote)
{
	struct buffer text = { 0 };
	char *path = config_path("remotes/%s" ENDING, remote->name);
	char *usual = remote_default();
	int status = STATUS_ERROR;

	put(&text, "url", remote->url);
	put(&text, "fingerprint", remote->fingerprint);
	put(&text, "token", remote->token);
	put(&text, "tenant", remote->tenant);
	if (remote->certificate != NULL)
		buffer_printf(&text, "certificate = '''\n%s'''\n",
			      remote->certificate);
	if (path != NULL)
		status = config_write(path, text.data, text.length);
	if (status == 0 && usual == NULL)
		status = remote_set_default(remote->name);
	buffer_free(&text);
	free(usual);
	free(path);
	return status;
}

int remote_delete(const char *name)
{
	char *path = config_path("remotes/%s" ENDING, name);
	char *first = config_path("remotes/default"), *usual = remote_default();
	int status = STATUS_ERROR;

	if (path != NULL)
		status = unlink(path) == 0 ?
				 0 :
				 error("%s: cannot be removed: %s; %s", path,
				       strerror(errno), remedy(errno));
	if (status == 0 && first != NULL && usual != NULL &&
	    strcmp(usual, name) == 0)
		unlink(first);
	free(usual);
	free(first);
	free(path);
	return status;
}
