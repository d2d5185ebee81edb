/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The user database: root, and nobody else.
 */
#include <pwd.h>
#include <stdbool.h>
#include <string.h>

#include "syscall.h"

/* The strings of the one entry, as they lie in a caller's buffer. */
struct strings {
	char name[5];
	char password[2];
	char folder[2];
	char shell[8];
};

static const struct strings root = { "root", "*", "/", "/bin/sh" };

static int fill(struct passwd *entry, char *buffer, size_t size)
{
	struct strings *strings = (struct strings *)(void *)buffer;

	if (size < sizeof root)
		return ERANGE;
	memcpy(buffer, &root, sizeof root);
	*entry = (struct passwd){
		.pw_name = strings->name,
		.pw_passwd = strings->password,
		.pw_comment = strings->name,
		.pw_gecos = strings->name,
		.pw_dir = strings->folder,
		.pw_shell = strings->shell,
	};
	return 0;
}

static int find(bool found, struct passwd *entry, char *buffer, size_t size,
		struct passwd **result)
{
	int error = found ? fill(entry, buffer, size) : 0;

	*result = found && error == 0 ? entry : NULL;
	return error;
}

int getpwnam_r(const char *name, struct passwd *entry, char *buffer,
	       size_t size, struct passwd **result)
{
	return find(strcmp(name, root.name) == 0, entry, buffer, size, result);
}

int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size,
	       struct passwd **result)
{
	return find(user == 0, entry, buffer, size, result);
}

static struct passwd *find_static(bool found)
{
	static struct passwd entry;
	static char buffer[sizeof root];
	struct passwd *result;

	find(found, &entry, buffer, sizeof buffer, &result);
	return result;
}

struct passwd *getpwnam(const char *name)
{
	return find_static(strcmp(name, root.name) == 0);
}

struct passwd *getpwuid(uid_t user)
{
	return find_static(user == 0);
}

static bool was_read;

struct passwd *getpwent(void)
{
	struct passwd *entry = find_static(!was_read);

	was_read = true;
	return entry;
}

void setpwent(void)
{
	was_read = false;
}

void endpwent(void)
{
	was_read = false;
}
