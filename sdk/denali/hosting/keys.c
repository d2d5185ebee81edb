/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "keys.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "error.h"
#include "memory.h"
#include "password.h"
#include "publication.h"
#include "remedy.h"
#include "suggest.h"

#define FILE_MAX 4096 /* bytes that a key's file may have */

static bool is_path(const char *name)
{
	return strpbrk(name, "/.") != NULL;
}

static int check_name(const char *name)
{
	if (publication_is_name(name, strlen(name)))
		return 0;
	return error("key %s: no name for a key; use up to 31 lower-case "
		     "letters, digits and hyphens",
		     name);
}

/* The file of a name, or of what is a path. */
static char *path_of(const char *name, const char *ending)
{
	if (is_path(name))
		return allocate_text("%s", name);
	return check_name(name) == 0 ? config_path("keys/%s.%s", name, ending) :
				       NULL;
}

/* What there may have been meant. */
static int missing(const char *name)
{
	struct key_names list = { 0 };
	const char *near = NULL;
	int status;

	if (!is_path(name) && keys_list(&list) == 0)
		near = suggest(name, (const char *const *)list.names,
			       list.count);
	if (near != NULL)
		status = error("key %s: there is none; did you mean %s?", name,
			       near);
	else if (is_path(name))
		status = error("%s: no such file; give a key's name, or the "
			       "path of its file",
			       name);
	else
		status = error("key %s: there is none; `denali key create%s%s` "
			       "makes it",
			       name, strcmp(name, KEY_DEFAULT) == 0 ? "" : " ",
			       strcmp(name, KEY_DEFAULT) == 0 ? "" : name);
	keys_free_names(&list);
	return status;
}

/* A secret that others can read is none. */
static int check_mode(FILE *file, const char *path)
{
	struct stat about;

	if (fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode) &&
	    (about.st_mode & 077) != 0)
		return error("%s: others on this machine may read this secret "
			     "key; run `chmod 600 %s`",
			     path, path);
	return 0;
}

static int read_file(const char *name, const char *path, bool is_secret,
		     char text[FILE_MAX], size_t *length)
{
	FILE *file = fopen(path, "re");
	int problem, status;

	if (file == NULL && errno == ENOENT)
		return missing(name);
	if (file == NULL)
		return error("%s: %s; %s", path, strerror(errno),
			     remedy(errno));
	status = is_secret ? check_mode(file, path) : 0;
	errno = 0;
	*length = fread(text, 1, FILE_MAX, file);
	problem = ferror(file) ? errno : 0;
	fclose(file);
	if (status == 0 && problem != 0)
		status = error("%s: %s; %s", path, strerror(problem),
			       remedy(problem));
	return status;
}

static int read_secret(const char *name, const char *path,
		       struct secretkey *key)
{
	char text[FILE_MAX];
	size_t length;
	int status = read_file(name, path, true, text, &length);
	const char *why;

	if (status != 0)
		return status;
	why = secretkey_read(text, length, key);
	sodium_memzero(text, sizeof text);
	return why == NULL ? 0 : error("%s: %s", path, why);
}

/* With the password that is asked for, where there is one. */
static int open_secret(const char *name, const char *path,
		       const struct secretkey *key, struct key_pair *pair)
{
	char password[SECRETKEY_PASSWORD], question[128];
	const char *why;
	int status = 0;

	snprintf(question, sizeof question, "Password of key %s", name);
	if (key->locked)
		status = password_ask(question, password, sizeof password);
	if (status != 0)
		return status;
	why = secretkey_open(key, key->locked ? password : NULL, &pair->secret,
			     &pair->public);
	sodium_memzero(password, sizeof password);
	if (why == NULL)
		return 0;
	keys_close(pair);
	return error("%s: %s", path, why);
}

int keys_open(const char *name, struct key_pair *pair)
{
	char *path = path_of(name, "key");
	struct secretkey key;
	int status;

	if (path == NULL)
		return STATUS_ERROR;
	status = read_secret(name, path, &key);
	if (status == 0)
		status = open_secret(name, path, &key, pair);
	sodium_memzero(&key, sizeof key);
	free(path);
	return status;
}

void keys_close(struct key_pair *pair)
{
	sodium_memzero(pair, sizeof *pair);
}

char *keys_public_text(const struct minisign_key *public)
{
	char id[MINISIGN_ID_TEXT], line[MINISIGN_KEY_TEXT];

	minisign_id_text(public->id, id);
	minisign_write_key(public, line);
	return allocate_text("untrusted comment: minisign public key %s\n%s\n",
			     id, line);
}

/* The secret half first: a public one alone would be of no use. */
static int write_pair(const char *name, const char *secret,
		      const char *public_text)
{
	char *key = config_path("keys/%s.key", name);
	char *pub = config_path("keys/%s.pub", name);
	int status = key != NULL && pub != NULL ? 0 : STATUS_ERROR;

	if (status == 0)
		status = config_write(key, secret, strlen(secret));
	if (status == 0)
		status = config_write(pub, public_text, strlen(public_text));
	free(key);
	free(pub);
	return status;
}

int keys_check_new(const char *name)
{
	char *path = check_name(name) == 0 ? config_path("keys/%s.key", name) :
					     NULL;
	int status = path != NULL ? 0 : STATUS_ERROR;

	if (status == 0 && access(path, F_OK) == 0)
		status = error("%s: is there already, and is not replaced; "
			       "remove it, or choose another name",
			       path);
	free(path);
	return status;
}

int keys_create(const char *name, const char *password, struct key_pair *pair)
{
	char secret[SECRETKEY_TEXT], *text;
	const char *why;
	int status = keys_check_new(name);

	if (status != 0)
		return status;
	secretkey_make(&pair->secret, &pair->public);
	why = secretkey_write(&pair->secret, password, secret);
	text = keys_public_text(&pair->public);
	status = why == NULL ? write_pair(name, secret, text) :
			       error("key %s %s", name, why);
	free(text);
	sodium_memzero(secret, sizeof secret);
	return status;
}

int keys_public(const char *name, struct minisign_key *public)
{
	char text[FILE_MAX], *path = path_of(name, "pub");
	const char *why;
	size_t length;
	int status;

	if (path == NULL)
		return STATUS_ERROR;
	status = read_file(name, path, false, text, &length);
	if (status == 0) {
		why = minisign_read_key(text, length, public);
		if (why != NULL)
			status = error("%s: %s", path, why);
	}
	free(path);
	return status;
}

int keys_default(char **public_text)
{
	char *path = config_path("keys/%s.pub", KEY_DEFAULT);
	struct key_pair pair = { 0 };
	int status = STATUS_ERROR;

	if (sodium_init() < 0)
		status = error("key %s: no randomness to be had; see "
			       "/dev/urandom",
			       KEY_DEFAULT);
	else if (path != NULL && access(path, F_OK) == 0)
		status = keys_public(KEY_DEFAULT, &pair.public);
	else if (path != NULL)
		status = keys_create(KEY_DEFAULT, NULL, &pair);
	if (status == 0)
		*public_text = keys_public_text(&pair.public);
	keys_close(&pair);
	free(path);
	return status;
}

int keys_locked(const char *name)
{
	char *path = path_of(name, "key"), text[FILE_MAX];
	FILE *file = path != NULL ? fopen(path, "re") : NULL;
	struct secretkey key = { 0 };
	int locked = -1;

	if (file != NULL) {
		size_t length = fread(text, 1, sizeof text, file);

		if (secretkey_read(text, length, &key) == NULL)
			locked = key.locked;
		fclose(file);
	}
	sodium_memzero(text, sizeof text);
	sodium_memzero(&key, sizeof key);
	free(path);
	return locked;
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Those that have a secret half. */
int keys_list(struct key_names *list)
{
	char *path = config_path("keys");
	DIR *folder = path != NULL ? opendir(path) : NULL;
	struct dirent *entry;

	free(path);
	*list = (struct key_names){ 0 };
	if (folder == NULL)
		return path != NULL ? 0 : STATUS_ERROR;
	while ((entry = readdir(folder)) != NULL && list->count < KEYS_MAX) {
		size_t length = strlen(entry->d_name);

		if (length <= 4 ||
		    strcmp(entry->d_name + length - 4, ".key") != 0 ||
		    !publication_is_name(entry->d_name, length - 4))
			continue;
		list->names[list->count++] = allocate_text(
			"%.*s", (int)length - 4, entry->d_name);
	}
	closedir(folder);
	qsort(list->names, list->count, sizeof list->names[0], compare);
	return 0;
}

void keys_free_names(struct key_names *list)
{
	for (unsigned i = 0; i < list->count; i++)
		free(list->names[i]);
	list->count = 0;
}
