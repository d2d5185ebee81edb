/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sockets: files (runtime/file.h) that stand directly on lwIP's callback
 * interface.  socket.c is what all have in common, stream.c and listen.c are
 * TCP, datagram.c is UDP, family.c what the POSIX calls need.
 *
 * Results are 0 or more, or a negative errno value.  Everything that takes a
 * struct socket is called with the core lock held (stack.h), unless it says
 * otherwise; what blocks releases it meanwhile.
 */
#ifndef LWIP_PORT_SOCKET_H
#define LWIP_PORT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <ilwaco/sync.h>

#include "lwip/err.h"
#include "lwip/ip.h"
#include "lwip/ip_addr.h"

#include "file.h"

/* An address and a port, in lwIP's terms. */
struct endpoint {
	ip_addr_t address;
	u16_t port;
};

/* What is sent or received. */
struct message {
	const struct iovec *pieces;
	int count;
	int flags; /* MSG_* of the call */
	/* To whom, if has_peer; from whom, if has_peer is set by the callee. */
	struct endpoint peer;
	bool has_peer;
	bool truncated; /* set by the callee */
	/* To where it was sent, and by which interface it came. */
	ip_addr_t destination;
	uint8_t interface; /* set by the callee if it knows; else 0 */
};

struct socket {
	struct file file;
	const struct socket_ops *ops;
	struct ilw_condition changed; /* broadcast whenever more is possible */
	uint64_t receive_timeout;     /* ns; ILW_NEVER */
	uint64_t send_timeout;
	struct linger linger;
	int error;      /* pending, as SO_ERROR tells it; positive */
	short ready;    /* what is possible now: POLL* */
	uint8_t domain; /* AF_* */
	uint8_t type;   /* SOCK_* */
	bool v6only;
	bool tells_destination;  /* IP_PKTINFO, IPV6_RECVPKTINFO */
	uint32_t receive_buffer; /* bytes */
};

struct socket_ops {
	int (*bind)(struct socket *socket, const struct endpoint *local);
	/* peer NULL: dissolve the association. */
	int (*connect)(struct socket *socket, const struct endpoint *peer);
	int (*listen)(struct socket *socket, int backlog);
	/* The new socket, of which the caller gets the reference. */
	int (*accept)(struct socket *socket, struct socket **accepted);
	ssize_t (*send)(struct socket *socket, const struct message *message);
	ssize_t (*receive)(struct socket *socket, struct message *message);
	int (*shutdown)(struct socket *socket, int how);
	int (*local)(struct socket *socket, struct endpoint *local);
	int (*peer)(struct socket *socket, struct endpoint *peer);
	/* Options are in lwIP's PCB; NULL: there is none any more. */
	struct ip_pcb *(*pcb)(struct socket *socket);
	/* Bytes that can be read without blocking. */
	size_t (*pending)(struct socket *socket);
	/* Lets go of everything; frees the socket. */
	int (*close)(struct socket *socket);
};

/* A socket of domain and type, which are known; flags are the file's
 * (O_NONBLOCK). */
int socket_create(int domain, int type, int flags, struct socket **socket);

/* Fills in a new structure's common part. */
void socket_init(struct socket *socket, const struct socket_ops *ops,
		 int domain, int type, int flags);

static inline struct socket *socket_of(struct file *file)
{
	return (struct socket *)(void *)((char *)file -
					 offsetof(struct socket, file));
}

/* What is possible has changed to ready.  Tells those who wait what is new. */
void socket_update(struct socket *socket, short ready);

/* Tells them of events even if these were possible before. */
void socket_notify(struct socket *socket, short events);

/* Waits for a change.  -EAGAIN: the deadline has passed, or the socket, or
 * flags (MSG_DONTWAIT), forbid to wait.  -EINTR: the thread is interrupted. */
int socket_wait(struct socket *socket, int flags, uint64_t deadline);

/* The pending error as a negative value, which is then forgotten; or 0. */
int socket_take_error(struct socket *socket);

/* lwIP's errors as negative errno values. */
int socket_errno(err_t err);

/* The address to bind to, or the kind of address to be: IPv6's "any" is both
 * families' unless the socket is for IPv6 alone. */
const ip_addr_t *socket_bind_address(const struct socket *socket,
				     const ip_addr_t *address);
u8_t socket_address_type(const struct socket *socket);

/* Whether one may bind to it: the VM has it, or it is "any", or multicast. */
bool socket_is_own_address(const ip_addr_t *address);

/* SO_RCVBUF of datagram sockets; what one message may be. */
#define DATAGRAM_BUFFER 65536
#define DATAGRAM_BUFFER_MIN 2048
#define DATAGRAM_BUFFER_MAX (1024 * 1024)
#define DATAGRAM_SEND_MAX 65507

/* Kinds of sockets. */
struct socket *stream_create(int domain, int flags);
struct socket *datagram_create(int domain, int flags);

/* Options (option.c). */
int socket_set_option(struct socket *socket, int level, int name,
		      const void *value, socklen_t length);
int socket_get_option(struct socket *socket, int level, int name, void *value,
		      socklen_t *length);

#endif
