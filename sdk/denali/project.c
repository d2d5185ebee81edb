/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * All that is made is remembered, so that a disk that fills up half-way leaves
 * nothing behind that a second try would stumble over.
 */
#include "project.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "fileio.h"
#include "remedy.h"

#define MARK "@NAME@"

struct making {
	const char *name;
	char **made; /* paths, each after the folder that it is in */
	size_t count;
};

bool project_name_good(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	static const char others[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(name);

	return length > 0 && length <= PROJECT_NAME_MAX &&
	       strchr(letters, name[0]) != NULL &&
	       strspn(name, others) == length && name[length - 1] != '-';
}

static void remember(struct making *making, const char *path)
{
	char **made = allocate(making->count + 1, sizeof *made);

	for (size_t i = 0; i < making->count; i++)
		made[i] = making->made[i];
	made[making->count++] = allocate_text("%s", path);
	free(making->made);
	making->made = made;
}

static void forget(struct making *making, bool unmake)
{
	while (making->count > 0) {
		char *path = making->made[--making->count];

		if (unmake)
			remove(path);
		free(path);
	}
	free(making->made);
}

/* The folder may be there already if it is empty. */
static int make_folder(struct making *making, const char *path)
{
	if (mkdir(path, 0777) < 0)
		return error("%s: cannot make the folder: %s; %s", path,
			     strerror(errno), remedy(errno));
	remember(making, path);
	return 0;
}

static int read_file(const char *path, struct buffer *content)
{
	FILE *file = fopen(path, "re");
	char data[4096];
	size_t size;
	bool failed = file == NULL;

	while (!failed && (size = fread(data, 1, sizeof data, file)) > 0)
		buffer_append(content, data, size);
	failed = failed || ferror(file);
	if (failed)
		error("%s: cannot read the template: %s", path,
		      strerror(errno));
	if (file != NULL)
		fclose(file);
	return failed ? STATUS_ERROR : 0;
}

static struct buffer with_name(struct buffer *content, const char *name)
{
	const size_t length = strlen(MARK);
	struct buffer out = { 0 };

	while (content->length > 0) {
		const uint8_t *mark = memmem(content->data, content->length,
					     MARK, length);
		size_t before = mark != NULL ? (size_t)(mark - content->data) :
					       content->length;

		buffer_append(&out, content->data, before);
		buffer_take(content, before);
		if (mark == NULL)
			break;
		buffer_append(&out, name, strlen(name));
		buffer_take(content, length);
	}
	buffer_free(content);
	return out;
}

/* Length of the line that the text begins with, its newline included. */
static size_t line_length(const struct buffer *text)
{
	const uint8_t *end = memchr(text->data, '\n', text->length);

	return end != NULL ? (size_t)(end + 1 - text->data) : text->length;
}

/* Whether the text begins with a line that has that in it. */
static bool begins(const struct buffer *text, const char *part)
{
	return text->length > 0 && memmem(text->data, line_length(text), part,
					  strlen(part)) != NULL;
}

/* A comment that has nothing else in it goes; else it keeps its beginning. */
static struct buffer without_licence(struct buffer *content)
{
	struct buffer out = { 0 };
	bool is_c = begins(content, "/* SPDX-");

	if (begins(content, "SPDX-")) {
		while (begins(content, "SPDX-"))
			buffer_take(content, line_length(content));
		if (is_c && !begins(content, " */"))
			buffer_printf(&out, "/*\n");
		if (begins(content, " */") || begins(content, " *\n") ||
		    begins(content, "#\n"))
			buffer_take(content, line_length(content));
	}
	buffer_append(&out, content->data, content->length);
	buffer_free(content);
	return out;
}

static int write_file(struct making *making, const char *path,
		      const struct buffer *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool failed = fd < 0;

	if (!failed)
		remember(making, path);
	failed = failed || !write_whole(fd, content->data, content->length);
	if (fd >= 0 && close(fd) < 0)
		failed = true;
	if (failed)
		return error("%s: cannot write the file: %s; %s", path,
			     strerror(errno), remedy(errno));
	return 0;
}

static int copy_file(struct making *making, const char *from, const char *to)
{
	struct buffer content = { 0 };
	int status = read_file(from, &content);

	content = without_licence(&content);
	content = with_name(&content, making->name);
	if (status == 0)
		status = write_file(making, to, &content);
	buffer_free(&content);
	return status;
}

static int copy_folder(struct making *making, const char *from, const char *to);

static int copy(struct making *making, const char *from, const char *to)
{
	struct stat status;

	if (stat(from, &status) < 0)
		return error("%s: cannot read the template: %s", from,
			     strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return copy_file(making, from, to);
	if (make_folder(making, to) != 0)
		return STATUS_ERROR;
	return copy_folder(making, from, to);
}

static int copy_folder(struct making *making, const char *from, const char *to)
{
	DIR *folder = opendir(from);
	const struct dirent *entry;
	int status = 0;

	if (folder == NULL)
		return error("%s: cannot read the template: %s", from,
			     strerror(errno));
	while (status == 0 && (entry = readdir(folder)) != NULL) {
		char *source, *target;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		source = allocate_text("%s/%s", from, entry->d_name);
		target = allocate_text("%s/%s", to, entry->d_name);
		status = copy(making, source, target);
		free(source);
		free(target);
	}
	closedir(folder);
	return status;
}

/* Whether there is a folder, and nothing in it. */
static bool is_empty(const char *path)
{
	DIR *folder = opendir(path);
	unsigned int entries = 0;

	if (folder == NULL)
		return false;
	while (readdir(folder) != NULL)
		entries++;
	closedir(folder);
	return entries <= 2;
}

int project_make(const char *template, const char *folder, const char *name)
{
	struct making making = { .name = name };
	struct stat there;
	int status;

	if (stat(folder, &there) < 0)
		status = make_folder(&making, folder);
	else if (!S_ISDIR(there.st_mode))
		status = error("%s: is there, and not a folder; choose another "
			       "name",
			       folder);
	else if (!is_empty(folder))
		status = error("%s: is there, and not empty; choose another "
			       "folder",
			       folder);
	else
		status = 0;
	if (status == 0)
		status = copy_folder(&making, template, folder);
	forget(&making, status != 0);
	return status;
}
