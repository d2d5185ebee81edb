/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of UNIX-domain sockets: a list.  A path stays on it when its socket is
 * closed, as a file would.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/preempt.h>

#include "unix.h"

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

static struct unix_name *names;

static bool is_abstract(const struct unix_name *name)
{
	return name->path[0] == '\0';
}

int unix_name_check(const struct sockaddr *name, socklen_t length)
{
	if (length <= PATH_OFFSET || length > sizeof(struct sockaddr_un))
		return -EINVAL;
	return name->sa_family == AF_UNIX ? 0 : -EAFNOSUPPORT;
}

/* How many bytes of a checked name count: a path ends at its zero byte. */
static size_t path_length(const struct sockaddr_un *name, socklen_t length)
{
	size_t room = length - PATH_OFFSET;

	return name->sun_path[0] == '\0' ? room : strnlen(name->sun_path, room);
}

static struct unix_name *look_up_locked(const char *path, size_t length)
{
	struct unix_name *name = names;

	while (name != NULL && (name->length != length ||
				memcmp(name->path, path, length) != 0))
		name = name->next;
	return name;
}

static void take_off_locked(struct unix_name *name)
{
	struct unix_name **link = &names;

	if (!name->in_use)
		return;
	while (*link != name)
		link = &(*link)->next;
	*link = name->next;
	name->in_use = false;
}

void unix_name_get(struct unix_name *name)
{
	ilw_preempt_disable();
	if (name != NULL)
		name->references++;
	ilw_preempt_enable();
}

void unix_name_put(struct unix_name *name)
{
	bool last = false;

	ilw_preempt_disable();
	if (name != NULL)
		last = --name->references == 0;
	ilw_preempt_enable();
	if (last)
		free(name);
}

/* A reference for the socket, and one for the list. */
static int take_locked(struct unix_name *name, struct unix_socket *s)
{
	if (s->name != NULL)
		return -EINVAL;
	if (look_up_locked(name->path, name->length) != NULL)
		return -EADDRINUSE;
	name->references = 2;
	name->in_use = true;
	name->socket = s;
	name->next = names;
	names = name;
	s->name = name;
	return 0;
}

int unix_bind(struct file *file, const struct sockaddr *from, socklen_t length)
{
	int result = unix_name_check(from, length);
	struct unix_name *name;

	if (result < 0)
		return result;
	name = calloc(1, sizeof(*name));
	if (name == NULL)
		return -ENOMEM;
	memcpy(name->path, from->sa_data, length - PATH_OFFSET);
	name->length = (uint8_t)path_length((const void *)from, length);
	ilw_preempt_disable();
	result = take_locked(name, unix_of(file));
	ilw_preempt_enable();
	if (result < 0)
		free(name);
	return result;
}

/* An abstract name ends with its socket. */
void unix_name_leave_locked(struct unix_socket *s)
{
	struct unix_name *name = s->name;

	if (name == NULL || name->socket != s)
		return;
	name->socket = NULL;
	if (is_abstract(name) && name->in_use) {
		take_off_locked(name);
		name->references--;
	}
}

/* A socket whose last reference has gone is no more, though not closed yet. */
static int find_locked(const struct unix_name *name, int type,
		       struct unix_socket **found)
{
	if (name == NULL)
		return -ENOENT;
	if (name->socket == NULL || name->socket->file.references == 0)
		return -ECONNREFUSED;
	if (name->socket->type != type)
		return -EPROTOTYPE;
	*found = name->socket;
	file_get(&(*found)->file);
	return 0;
}

int unix_find(const struct sockaddr *name, socklen_t length, int type,
	      struct unix_socket **found)
{
	int result = unix_name_check(name, length);

	if (result < 0)
		return result;
	ilw_preempt_disable();
	result = find_locked(
		look_up_locked(name->sa_data,
			       path_length((const void *)name, length)),
		type, found);
	ilw_preempt_enable();
	return result == -ENOENT && name->sa_data[0] == '\0' ? -ECONNREFUSED :
							       result;
}

/* A path is given with the zero byte that ends it. */
void unix_name_write(const struct unix_name *name, struct sockaddr *to,
		     socklen_t *length)
{
	struct sockaddr_un whole = { .sun_family = AF_UNIX };
	size_t size = PATH_OFFSET;

	if (name != NULL) {
		memcpy(whole.sun_path, name->path, name->length);
		size += name->length;
		if (!is_abstract(name) && size < sizeof(whole))
			size++;
	}
	memcpy(to, &whole, *length < size ? *length : size);
	*length = (socklen_t)size;
}

int unix_local(struct file *file, struct sockaddr *name, socklen_t *length)
{
	unix_name_write(unix_of(file)->name, name, length);
	return 0;
}

int unix_peer(struct file *file, struct sockaddr *to, socklen_t *length)
{
	const struct unix_socket *s = unix_of(file);
	struct unix_name *name = NULL;
	bool connected;

	ilw_preempt_disable();
	connected = s->peer != NULL;
	if (connected)
		unix_name_get(name = s->peer->name);
	ilw_preempt_enable();
	if (!connected)
		return -ENOTCONN;
	unix_name_write(name, to, length);
	unix_name_put(name);
	return 0;
}

bool unix_path_exists(const char *path)
{
	bool found;

	ilw_preempt_disable();
	found = *path != '\0' && look_up_locked(path, strlen(path)) != NULL;
	ilw_preempt_enable();
	return found;
}

bool unix_path_remove(const char *path)
{
	struct unix_name *name = NULL;

	ilw_preempt_disable();
	if (*path != '\0')
		name = look_up_locked(path, strlen(path));
	if (name != NULL)
		take_off_locked(name);
	ilw_preempt_enable();
	unix_name_put(name);
	return name != NULL;
}
