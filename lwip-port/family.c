/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the POSIX calls do on Internet sockets (see runtime/sockets.h): socket
 * addresses into lwIP's and back, with the core lock held in between.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "address.h"
#include "family.h"
#include "message.h"
#include "socket.h"
#include "sockets.h"
#include "stack.h"

static int protocol_of(int type)
{
	return type == SOCK_STREAM ? IP_PROTO_TCP : IP_PROTO_UDP;
}

int inet_socket(int domain, int type, int protocol, int flags,
		struct file **file)
{
	struct socket *new;
	int result;

	if (domain != AF_INET && domain != AF_INET6)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return -EPROTOTYPE;
	if (protocol != 0 && protocol != protocol_of(type))
		return -EPROTONOSUPPORT;
	net_enter();
	result = socket_create(domain, type, flags, &new);
	net_leave();
	if (result == 0)
		*file = &new->file;
	return result;
}

/* No address is the VM's own, as elsewhere. */
static int read_peer(int domain, const struct sockaddr *name, socklen_t length,
		     struct endpoint *peer)
{
	int result = address_read(domain, name, length, peer);

	if (result == 0 && ip_addr_isany_val(peer->address))
		ip_addr_set_loopback(IP_IS_V6_VAL(peer->address),
				     &peer->address);
	return result;
}

static int inet_bind(struct file *file, const struct sockaddr *name,
		     socklen_t length)
{
	struct socket *socket = socket_of(file);
	struct endpoint local;
	int result = address_read(socket->domain, name, length, &local);

	if (result < 0)
		return result;
	net_enter();
	result = socket->ops->bind(socket, &local);
	net_leave();
	return result;
}

static int inet_connect(struct file *file, const struct sockaddr *name,
			socklen_t length)
{
	bool dissolve = name->sa_family == AF_UNSPEC;
	struct socket *socket = socket_of(file);
	struct endpoint peer;
	int result = 0;

	if (!dissolve)
		result = read_peer(socket->domain, name, length, &peer);
	if (result < 0)
		return result;
	net_enter();
	result = socket->ops->connect(socket, dissolve ? NULL : &peer);
	net_leave();
	return result;
}

static int inet_listen(struct file *file, int backlog)
{
	struct socket *socket = socket_of(file);
	int result;

	if (socket->ops->listen == NULL)
		return -EOPNOTSUPP;
	net_enter();
	result = socket->ops->listen(socket, backlog);
	net_leave();
	return result;
}

static int inet_accept(struct file *file, int flags, struct file **accepted)
{
	struct socket *socket = socket_of(file), *new = NULL;
	int result;

	if (socket->ops->accept == NULL)
		return -EOPNOTSUPP;
	net_enter();
	result = socket->ops->accept(socket, &new);
	net_leave();
	if (result == 0) {
		new->file.flags |= flags;
		*accepted = &new->file;
	}
	return result;
}

static int inet_shutdown(struct file *file, int how)
{
	struct socket *socket = socket_of(file);
	int result;

	net_enter();
	result = socket->ops->shutdown(socket, how);
	net_leave();
	return result;
}

static int inet_local(struct file *file, struct sockaddr *name,
		      socklen_t *length)
{
	struct socket *socket = socket_of(file);
	struct endpoint local;
	int result;

	net_enter();
	result = socket->ops->local(socket, &local);
	net_leave();
	if (result == 0)
		address_write(socket->domain, &local, name, length);
	return result;
}

static int inet_peer(struct file *file, struct sockaddr *name,
		     socklen_t *length)
{
	struct socket *socket = socket_of(file);
	struct endpoint peer;
	int result;

	net_enter();
	result = socket->ops->peer(socket, &peer);
	net_leave();
	if (result == 0)
		address_write(socket->domain, &peer, name, length);
	return result;
}

static int inet_set(struct file *file, int level, int option, const void *value,
		    socklen_t length)
{
	int result;

	net_enter();
	result = socket_set_option(socket_of(file), level, option, value,
				   length);
	net_leave();
	return result;
}

static int inet_get(struct file *file, int level, int option, void *value,
		    socklen_t *length)
{
	int result;

	net_enter();
	result = socket_get_option(socket_of(file), level, option, value,
				   length);
	net_leave();
	return result;
}

static ssize_t inet_send(struct file *file, const struct msghdr *header,
			 int flags)
{
	struct socket *socket = socket_of(file);
	struct message message = { .pieces = header->msg_iov,
				   .count = header->msg_iovlen,
				   .flags = flags };
	int result = 0;

	message.has_peer = header->msg_name != NULL &&
			   socket->type == SOCK_DGRAM;
	if (message.has_peer)
		result = read_peer(socket->domain, header->msg_name,
				   header->msg_namelen, &message.peer);
	return result < 0 ? result : message_send(socket, &message);
}

/* Where a datagram was sent to, as a control message. */
static void give_destination(const struct socket *socket,
			     const struct message *message,
			     struct msghdr *header)
{
	struct sockaddr_in6 to6;
	struct sockaddr_in to4;
	socklen_t used = 0, length = sizeof(to6);
	struct endpoint to = { .address = message->destination };

	if (socket->tells_destination && message->interface != 0 &&
	    socket->domain == AF_INET6) {
		struct in6_pktinfo info = {
			.ipi6_ifindex = message->interface
		};

		address_write(AF_INET6, &to, (void *)&to6, &length);
		info.ipi6_addr = to6.sin6_addr;
		socket_put_control(header, &used, IPPROTO_IPV6, IPV6_PKTINFO,
				   &info, sizeof(info));
	} else if (socket->tells_destination && message->interface != 0) {
		struct in_pktinfo info = { .ipi_ifindex = message->interface };

		length = sizeof(to4);
		address_write(AF_INET, &to, (void *)&to4, &length);
		info.ipi_addr = info.ipi_spec_dst = to4.sin_addr;
		socket_put_control(header, &used, IPPROTO_IP, IP_PKTINFO, &info,
				   sizeof(info));
	}
	header->msg_controllen = used;
}

static ssize_t inet_receive(struct file *file, struct msghdr *header, int flags)
{
	struct socket *socket = socket_of(file);
	struct message message = { .pieces = header->msg_iov,
				   .count = header->msg_iovlen,
				   .flags = flags };
	ssize_t result = message_receive(socket, &message);

	if (result < 0)
		return result;
	if (!message.has_peer)
		header->msg_namelen = 0;
	else if (header->msg_name != NULL)
		address_write(socket->domain, &message.peer, header->msg_name,
			      &header->msg_namelen);
	give_destination(socket, &message, header);
	if (message.truncated)
		header->msg_flags |= MSG_TRUNC;
	return result;
}

const struct socket_calls inet_calls = {
	.bind = inet_bind,
	.connect = inet_connect,
	.listen = inet_listen,
	.accept = inet_accept,
	.shutdown = inet_shutdown,
	.local = inet_local,
	.peer = inet_peer,
	.set = inet_set,
	.get = inet_get,
	.send = inet_send,
	.receive = inet_receive,
};
