/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options of UNIX-domain sockets.  Options of others that would change nothing
 * here are taken.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "unix.h"

static size_t bounded(int limit)
{
	if (limit < UNIX_LIMIT_MIN)
		return UNIX_LIMIT_MIN;
	return limit > UNIX_LIMIT_MAX ? UNIX_LIMIT_MAX : (size_t)limit;
}

static int set_int(struct unix_socket *s, int option, int value)
{
	switch (option) {
	case SO_RCVBUF:
		s->limit = bounded(value);
		return 0;
	case SO_SNDBUF:
		s->message_limit = bounded(value);
		return 0;
	case SO_PASSCRED:
		s->pass_credentials = value != 0;
		return 0;
	case SO_REUSEADDR:
	case SO_REUSEPORT:
	case SO_KEEPALIVE:
	case SO_BROADCAST:
	case SO_LINGER:
	case SO_OOBINLINE:
	case SO_DONTROUTE:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int unix_set(struct file *file, int level, int option, const void *value,
	     socklen_t length)
{
	struct unix_socket *s = unix_of(file);
	int number;

	if (level != SOL_SOCKET)
		return -ENOPROTOOPT;
	if (option == SO_RCVTIMEO)
		return socket_read_timeout(&s->receive_timeout, value, length);
	if (option == SO_SNDTIMEO)
		return socket_read_timeout(&s->send_timeout, value, length);
	if (length < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	return set_int(s, option, number);
}

static int get_int(struct unix_socket *s, int option, int *value)
{
	*value = 0;
	switch (option) {
	case SO_TYPE:
		*value = s->type;
		return 0;
	case SO_DOMAIN:
		*value = AF_UNIX;
		return 0;
	case SO_ERROR:
		*value = -unix_take_error(s);
		return 0;
	case SO_ACCEPTCONN:
		*value = s->state == UNIX_LISTENING;
		return 0;
	case SO_RCVBUF:
		*value = (int)s->limit;
		return 0;
	case SO_SNDBUF:
		*value = (int)s->message_limit;
		return 0;
	case SO_PASSCRED:
		*value = s->pass_credentials;
		return 0;
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		*value = 1;
		return 0;
	case SO_PROTOCOL:
	case SO_REUSEADDR:
	case SO_REUSEPORT:
	case SO_KEEPALIVE:
	case SO_BROADCAST:
	case SO_OOBINLINE:
	case SO_DONTROUTE:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* Whoever is at the other end is this program. */
static int get_peer(const struct unix_socket *s, void *value, socklen_t *length)
{
	struct ucred peer = { .pid = 0, .uid = (uid_t)-1, .gid = (gid_t)-1 };

	if (s->peer != NULL || s->state == UNIX_CONNECTED)
		peer = (struct ucred){ getpid(), getuid(), getgid() };
	return socket_write_value(&peer, sizeof(peer), value, length);
}

int unix_get(struct file *file, int level, int option, void *value,
	     socklen_t *length)
{
	static const struct linger no_linger;
	struct unix_socket *s = unix_of(file);
	int number, result;

	if (level != SOL_SOCKET)
		return -ENOPROTOOPT;
	if (option == SO_RCVTIMEO)
		return socket_write_timeout(s->receive_timeout, value, length);
	if (option == SO_SNDTIMEO)
		return socket_write_timeout(s->send_timeout, value, length);
	if (option == SO_LINGER)
		return socket_write_value(&no_linger, sizeof(no_linger), value,
					  length);
	if (option == SO_PEERCRED)
		return get_peer(s, value, length);
	result = get_int(s, option, &number);
	if (result < 0)
		return result;
	return socket_write_value(&number, sizeof(number), value, length);
}
