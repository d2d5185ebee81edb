/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Control messages of UNIX-domain sockets: descriptors, and credentials, which
 * can only be the program's own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unix.h"

static void own_credentials(struct ucred *own)
{
	*own = (struct ucred){ .pid = getpid(),
			       .uid = getuid(),
			       .gid = getgid() };
}

void unix_free_rights(struct unix_rights *rights)
{
	if (rights == NULL)
		return;
	for (int i = 0; i < rights->count; i++)
		file_put(rights->files[i]);
	free(rights);
}

static const void *data_of(const struct cmsghdr *control, size_t offset)
{
	return (const char *)control + CMSG_LEN(offset);
}

static int read_rights(const struct cmsghdr *control,
		       struct unix_rights **rights)
{
	size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	struct unix_rights *new;

	if (*rights != NULL || count > SCM_MAX_FD)
		return -EINVAL;
	if (count == 0)
		return 0;
	*rights = new = malloc(sizeof(*new) + count * sizeof(new->files[0]));
	if (new == NULL)
		return -ENOMEM;
	for (new->count = 0; new->count < (int)count; new->count++) {
		int fd;

		memcpy(&fd, data_of(control, (size_t) new->count * sizeof(fd)),
		       sizeof(fd));
		new->files[new->count] = fd_get(fd);
		if (new->files[new->count] == NULL)
			return -EBADF;
	}
	return 0;
}

static int check_credentials(const struct cmsghdr *control)
{
	struct ucred own, given;

	if (control->cmsg_len < CMSG_LEN(sizeof(given)))
		return -EINVAL;
	own_credentials(&own);
	memcpy(&given, data_of(control, 0), sizeof(given));
	return given.pid == own.pid && given.uid == own.uid &&
			       given.gid == own.gid ?
		       0 :
		       -EPERM;
}

static int read_one(const struct cmsghdr *control, struct unix_rights **rights)
{
	if (control->cmsg_level != SOL_SOCKET)
		return 0;
	if (control->cmsg_type == SCM_RIGHTS)
		return read_rights(control, rights);
	if (control->cmsg_type == SCM_CREDENTIALS)
		return check_credentials(control);
	return -EINVAL;
}

int unix_read_control(const struct msghdr *message, struct unix_rights **rights)
{
	size_t left = message->msg_control != NULL ? message->msg_controllen :
						     0;
	const char *at = message->msg_control;
	int result = 0;

	*rights = NULL;
	while (result == 0 && left >= sizeof(struct cmsghdr)) {
		const struct cmsghdr *control = (const void *)at;
		size_t step;

		if (control->cmsg_len < CMSG_LEN(0) || control->cmsg_len > left)
			result = -EINVAL;
		else
			result = read_one(control, rights);
		step = CMSG_SPACE(control->cmsg_len - CMSG_LEN(0));
		step = step < left ? step : left;
		at += step;
		left -= step;
	}
	if (result < 0) {
		unix_free_rights(*rights);
		*rights = NULL;
	}
	return result;
}

/* Numbers for as many descriptors as there is room for; their files are the
 * table's then. */
static int install_rights(struct unix_rights *rights, int *fds, int room,
			  int flags)
{
	int count = 0;

	while (count < rights->count && count < room) {
		int fd = fd_install(rights->files[count]);

		if (fd < 0)
			break;
		if ((flags & MSG_CMSG_CLOEXEC) != 0)
			fd_set_flags(fd, FD_CLOEXEC);
		fds[count++] = fd;
	}
	return count;
}

static void write_rights(struct msghdr *message, socklen_t *used,
			 struct unix_rights *rights, int flags)
{
	size_t room = message->msg_control != NULL ?
			      message->msg_controllen - *used :
			      0;
	int fds[SCM_MAX_FD];
	int fit = 0, count;

	if (room >= CMSG_LEN(sizeof(int)))
		fit = (int)((room - CMSG_LEN(0)) / sizeof(int));
	count = install_rights(rights, fds, fit, flags);
	if (count < rights->count)
		message->msg_flags |= MSG_CTRUNC;
	if (count > 0)
		socket_put_control(message, used, SOL_SOCKET, SCM_RIGHTS, fds,
				   (size_t)count * sizeof(int));
	for (int i = count; i < rights->count; i++)
		file_put(rights->files[i]);
	free(rights);
}

void unix_write_control(const struct unix_socket *s, struct msghdr *message,
			struct unix_rights *rights, int flags)
{
	socklen_t used = 0;

	if (s->pass_credentials && message->msg_control != NULL) {
		struct ucred own;

		own_credentials(&own);
		socket_put_control(message, &used, SOL_SOCKET, SCM_CREDENTIALS,
				   &own, sizeof(own));
	}
	if (rights != NULL)
		write_rights(message, &used, rights, flags);
	message->msg_controllen = used;
}
