/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "candidates.h"

#include <ctype.h>
#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "hosting/keys.h"
#include "hosting/remote.h"
#include "templates.h"
#include "verbs.h"

enum wanted { FILES, FOLDERS, IMAGES };

void candidate_print(const char *word, const char *text, size_t length)
{
	size_t typed = strlen(word);

	if (typed <= length && memcmp(word, text, typed) == 0)
		printf("%.*s\n", (int)length, text);
}

void candidates_verbs(const char *word)
{
	const struct verb *verb;

	for (size_t i = 0; (verb = verb_at(i)) != NULL; i++)
		candidate_print(word, verb->name, strlen(verb->name));
}

/* An ELF file for this architecture that is not only symbols. */
static bool is_image(const char *path)
{
	Elf32_Ehdr header = { 0 };
	size_t length = strlen(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool read_all;

	if (fd < 0)
		return false;
	read_all = read(fd, &header, sizeof header) == (ssize_t)sizeof header;
	close(fd);
	return read_all && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
	       header.e_ident[EI_CLASS] == ELFCLASS32 &&
	       header.e_machine == EM_386 && header.e_type != ET_REL &&
	       (length < 4 || strcmp(path + length - 4, ".dbg") != 0);
}

static void print_entry(const char *word, const char *path, enum wanted wanted)
{
	struct stat status;
	char *folder;

	if (strncmp(path, word, strlen(word)) != 0 || stat(path, &status) != 0)
		return;
	if (S_ISDIR(status.st_mode)) {
		folder = allocate_text("%s/", path);
		candidate_print(word, folder, strlen(folder));
		free(folder);
	} else if (wanted == FILES ||
		   (wanted == IMAGES && S_ISREG(status.st_mode) &&
		    is_image(path))) {
		candidate_print(word, path, strlen(path));
	}
}

/* Hidden files are for those who type their dot. */
static bool is_offered(const char *name, const char *typed)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       (name[0] != '.' || typed[0] == '.');
}

static void print_files(const char *word, enum wanted wanted)
{
	const char *slash = strrchr(word, '/');
	size_t length = slash != NULL ? (size_t)(slash + 1 - word) : 0;
	char *folder = allocate_text("%.*s", (int)length, word);
	DIR *entries = opendir(length > 0 ? folder : ".");
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		char *path = allocate_text("%s%s", folder, entry->d_name);

		if (is_offered(entry->d_name, word + length))
			print_entry(word, path, wanted);
		free(path);
	}
	if (entries != NULL)
		closedir(entries);
	free(folder);
}

static void print_templates(const char *word)
{
	struct templates templates;

	if (templates_read(&templates) != 0)
		return;
	for (size_t i = 0; i < templates.count; i++)
		candidate_print(word, templates.list[i].name,
				strlen(templates.list[i].name));
	templates_free(&templates);
}

static void print_keys(const char *word)
{
	struct key_names list;

	if (keys_list(&list) != 0)
		return;
	for (unsigned i = 0; i < list.count; i++)
		candidate_print(word, list.names[i], strlen(list.names[i]));
	keys_free_names(&list);
}

static void print_remotes(const char *word)
{
	size_t count = 0;
	char **names = remote_names(&count);

	for (size_t i = 0; i < count; i++) {
		candidate_print(word, names[i], strlen(names[i]));
		free(names[i]);
	}
	free(names);
}

static bool is(const char *value, size_t length, const char *what)
{
	return length == strlen(what) && memcmp(value, what, length) == 0;
}

static bool speaks_of(const char *value, size_t length, const char *what)
{
	return memmem(value, length, what, strlen(what)) != NULL;
}

static void print_kind(const char *word, const char *value, size_t length)
{
	if (speaks_of(value, length, "TEMPLATE"))
		print_templates(word);
	else if (speaks_of(value, length, "VERB"))
		candidates_verbs(word);
	else if (is(value, length, "KEY"))
		print_keys(word);
	else if (is(value, length, "HOST") || is(value, length, "REMOTE"))
		print_remotes(word);
	else if (speaks_of(value, length, "FORM"))
		candidates_value(word, "table|json|quiet", 16);
	else if (speaks_of(value, length, "IMAGE"))
		print_files(word, IMAGES);
	else if (speaks_of(value, length, "DIR") ||
		 speaks_of(value, length, "FOLDER"))
		print_files(word, FOLDERS);
	else if (speaks_of(value, length, "FILE") ||
		 speaks_of(value, length, "ARGUMENT"))
		print_files(word, FILES);
}

void candidates_value(const char *word, const char *value, size_t length)
{
	const char *end = value + length;

	while (value < end) {
		const char *bar = memchr(value, '|', (size_t)(end - value));
		const char *next = bar != NULL ? bar : end;
		size_t fixed = 0;

		while (value + fixed < next &&
		       !isupper((unsigned char)value[fixed]))
			fixed++;
		if (fixed > 0)
			candidate_print(word, value, fixed);
		else
			print_kind(word, value, (size_t)(next - value));
		value = next + 1;
	}
}
