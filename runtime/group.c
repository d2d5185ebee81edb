/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The group database: root, and no other.
 */
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "syscall.h"

/* What the one entry points at, as it lies in a caller's buffer. */
struct contents {
	char *members[2];
	char name[5];
	char password[2];
};

static const char root[] = "root";

static int fill(struct group *entry, char *buffer, size_t size)
{
	size_t skip = -(uintptr_t)buffer % sizeof(char *);
	struct contents *contents = (struct contents *)(void *)(buffer + skip);

	if (size < skip + sizeof *contents)
		return ERANGE;
	*contents = (struct contents){ .name = "root", .password = "*" };
	contents->members[0] = contents->name;
	*entry = (struct group){
		.gr_name = contents->name,
		.gr_passwd = contents->password,
		.gr_mem = contents->members,
	};
	return 0;
}

static int find(bool found, struct group *entry, char *buffer, size_t size,
		struct group **result)
{
	int error = found ? fill(entry, buffer, size) : 0;

	*result = found && error == 0 ? entry : NULL;
	return error;
}

int getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size,
	       struct group **result)
{
	return find(strcmp(name, root) == 0, entry, buffer, size, result);
}

int getgrgid_r(gid_t id, struct group *entry, char *buffer, size_t size,
	       struct group **result)
{
	return find(id == 0, entry, buffer, size, result);
}

static struct group *find_static(bool found)
{
	static struct group entry;
	static struct contents contents;
	struct group *result;

	find(found, &entry, (char *)&contents, sizeof contents, &result);
	return result;
}

struct group *getgrnam(const char *name)
{
	return find_static(strcmp(name, root) == 0);
}

struct group *getgrgid(gid_t id)
{
	return find_static(id == 0);
}

static bool was_read;

struct group *getgrent(void)
{
	struct group *entry = find_static(!was_read);

	was_read = true;
	return entry;
}

void setgrent(void)
{
	was_read = false;
}

void endgrent(void)
{
	was_read = false;
}
