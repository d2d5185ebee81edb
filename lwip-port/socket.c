/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all sockets have in common.
 */
#include "socket.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <ilwaco/clock.h>

#include "family.h"
#include "interface.h"
#include "message.h"
#include "stack.h"

static ssize_t socket_readv(struct file *file, const struct iovec *pieces,
			    int count)
{
	return message_receive(socket_of(file),
			       &(struct message){ .pieces = pieces,
						  .count = count });
}

static ssize_t socket_writev(struct file *file, const struct iovec *pieces,
			     int count)
{
	return message_send(socket_of(file),
			    &(struct message){ .pieces = pieces,
					       .count = count });
}

static ssize_t socket_read(struct file *file, void *data, size_t length)
{
	struct iovec piece = { data, length };

	return socket_readv(file, &piece, 1);
}

static ssize_t socket_write(struct file *file, const void *data, size_t length)
{
	struct iovec piece = { (void *)(uintptr_t)data, length };

	return socket_writev(file, &piece, 1);
}

static int socket_stat(struct file *file, struct stat *status)
{
	(void)file;
	status->st_mode = S_IFSOCK | 0777;
	return 0;
}

static int socket_ioctl(struct file *file, unsigned long request,
			void *argument)
{
	struct socket *socket = socket_of(file);

	if (request != FIONREAD)
		return interface_request != NULL ?
			       interface_request(request, argument) :
			       -ENOTTY;
	net_enter();
	*(int *)argument = (int)socket->ops->pending(socket);
	net_leave();
	return 0;
}

/* One word, which is kept up to date: no lock. */
static short socket_poll(struct file *file)
{
	return socket_of(file)->ready;
}

static int socket_close(struct file *file)
{
	struct socket *socket = socket_of(file);
	int result;

	net_enter();
	result = socket->ops->close(socket);
	net_leave();
	return result;
}

static const struct file_ops socket_file_ops = {
	.read = socket_read,
	.write = socket_write,
	.readv = socket_readv,
	.writev = socket_writev,
	.stat = socket_stat,
	.ioctl = socket_ioctl,
	.poll = socket_poll,
	.close = socket_close,
	.socket = &inet_calls,
};

void socket_init(struct socket *socket, const struct socket_ops *ops,
		 int domain, int type, int flags)
{
	*socket = (struct socket){
		.ops = ops,
		.receive_timeout = ILW_NEVER,
		.send_timeout = ILW_NEVER,
		.domain = (uint8_t)domain,
		.type = (uint8_t)type,
	};
	file_init(&socket->file, &socket_file_ops, O_RDWR | flags);
}

int socket_create(int domain, int type, int flags, struct socket **socket)
{
	*socket = type == SOCK_STREAM ? stream_create(domain, flags) :
					datagram_create(domain, flags);
	return *socket != NULL ? 0 : -ENOBUFS;
}

void socket_notify(struct socket *socket, short events)
{
	file_notify(&socket->file, events);
	ilw_condition_broadcast(&socket->changed);
}

void socket_update(struct socket *socket, short ready)
{
	short gained = ready & ~socket->ready;

	socket->ready = ready;
	if (gained != 0)
		socket_notify(socket, gained);
}

int socket_wait(struct socket *socket, int flags, uint64_t deadline)
{
	int result;

	if ((flags & MSG_DONTWAIT) != 0 || file_is_nonblocking(&socket->file))
		return -EAGAIN;
	result = net_wait_interruptible(&socket->changed, deadline);
	if (result < 0)
		return result;
	return result > 0 ? 0 : -EAGAIN;
}

int socket_take_error(struct socket *socket)
{
	int error = socket->error;

	socket->error = 0;
	return -error;
}

int socket_errno(err_t err)
{
	static const uint8_t table[] = {
		[-ERR_MEM] = ENOBUFS,
		[-ERR_BUF] = EADDRNOTAVAIL, /* no port is left */
		[-ERR_TIMEOUT] = ETIMEDOUT,
		[-ERR_RTE] = ENETUNREACH,
		[-ERR_INPROGRESS] = EINPROGRESS,
		[-ERR_VAL] = EINVAL,
		[-ERR_WOULDBLOCK] = EAGAIN,
		[-ERR_USE] = EADDRINUSE,
		[-ERR_ALREADY] = EALREADY,
		[-ERR_ISCONN] = EISCONN,
		[-ERR_CONN] = ENOTCONN,
		[-ERR_IF] = ENETDOWN,
		[-ERR_ABRT] = ETIMEDOUT, /* its last retry failed */
		[-ERR_RST] = ECONNRESET,
		[-ERR_CLSD] = ENOTCONN,
		[-ERR_ARG] = EINVAL,
	};

	return -(int)table[-err];
}

const ip_addr_t *socket_bind_address(const struct socket *socket,
				     const ip_addr_t *address)
{
	if (socket->domain == AF_INET6 && !socket->v6only &&
	    IP_IS_V6(address) && ip_addr_isany(address))
		return IP_ANY_TYPE;
	return address;
}

u8_t socket_address_type(const struct socket *socket)
{
	if (socket->domain == AF_INET)
		return IPADDR_TYPE_V4;
	return socket->v6only ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
}

bool socket_is_own_address(const ip_addr_t *address)
{
	struct netif *netif;

	if (ip_addr_isany(address) || ip_addr_ismulticast(address))
		return true;
	if (!IP_IS_V6(address) && ip4_addr_isloopback(ip_2_ip4(address)))
		return true;
	NETIF_FOREACH(netif)
	{
		if (IP_IS_V6(address) ? netif_get_ip6_addr_match(
						netif, ip_2_ip6(address)) >= 0 :
					ip4_addr_cmp(ip_2_ip4(address),
						     netif_ip4_addr(netif)))
			return true;
	}
	return false;
}
