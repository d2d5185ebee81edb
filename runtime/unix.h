/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * UNIX-domain sockets: files that pass packets to each other in memory.
 * unixsocket.c is what all have in common, unixname.c their names,
 * unixconnect.c how they come together, unixqueue.c what passes between them,
 * unixrights.c descriptors among that.
 *
 * A packet is what was sent in one go, or, on a stream, a part of it.  It lies
 * in the queue of the socket that will receive it, whose limit bounds what lies
 * there.  A connection is two sockets, each the other's peer; a datagram socket
 * that connected has a peer, which need not know of it.
 *
 * Everything here is changed with preemption disabled, which is never long:
 * packets are made before, and freed after.  What passes into a function that
 * ends in _locked is so then.
 *
 * A socket's descriptor that lies in a queue which only that socket can empty
 * remains there for ever.
 */
#ifndef RUNTIME_UNIX_H
#define RUNTIME_UNIX_H

#include <stdbool.h>
#include <sys/un.h>

#include "sockets.h"

/* What lies in a queue, by default; and the largest message. */
#define UNIX_LIMIT 65536
#define UNIX_LIMIT_MIN 4096
#define UNIX_LIMIT_MAX (1024 * 1024)

/* A stream's bytes are passed on in packets of so many at most. */
#define UNIX_PIECE 16384

/* An event of files besides POLL*: there is room in its queue. */
#define UNIX_ROOM 0x4000

struct unix_socket;

struct unix_name {
	struct unix_name *next;     /* among the names in use */
	struct unix_socket *socket; /* NULL: closed since */
	int references;
	bool in_use; /* on the list */
	uint8_t length;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

/* Descriptors under way. */
struct unix_rights {
	int count;
	struct file *files[];
};

struct unix_packet {
	struct unix_packet *next;
	struct unix_name *from;     /* of the sender; NULL: it has none */
	struct unix_rights *rights; /* NULL: none */
	size_t length;
	size_t offset; /* up to which a stream's reader has had it */
	char data[];
};

enum unix_state { UNIX_FRESH, UNIX_LISTENING, UNIX_CONNECTED };

struct unix_socket {
	struct file file;
	uint8_t type;
	enum unix_state state; /* CONNECTED: or was */
	bool no_more_in;       /* nothing will come any more */
	bool no_more_out;      /* shutdown() */
	bool unaccepted;       /* waits in a listening socket */
	bool pass_credentials;
	int error; /* pending, positive */
	uint64_t receive_timeout, send_timeout;
	struct unix_name *name; /* NULL: none */

	struct unix_socket *peer;        /* to whom it sends */
	struct unix_socket *senders;     /* whose peer it is */
	struct unix_socket *next_sender; /* of the same peer */

	struct unix_packet *first, **last;
	size_t bytes; /* in the queue, packets included */
	size_t limit;
	size_t message_limit;

	/* A listening socket's connections that wait for accept(). */
	struct unix_socket *waiting, **last_waiting;
	struct unix_socket *next_waiting; /* of one of these */
	int waiting_count, backlog;
};

static inline struct unix_socket *unix_of(struct file *file)
{
	return (struct unix_socket *)(void *)file;
}

/* unixsocket.c */

/* A new socket; NULL: no memory. */
struct unix_socket *unix_make(int type, int flags);

/* Tells those who wait for a socket's events. */
void unix_notify(struct unix_socket *s, short events);

/* Whether more may be put in a queue. */
bool unix_has_room(const struct unix_socket *s);

/* Waits for an event on a file, if flags (MSG_DONTWAIT) and the socket allow
 * it.  0: look again; or -EAGAIN, -EINTR. */
int unix_wait(const struct unix_socket *s, int flags, struct file *file,
	      short events, uint64_t deadline);

/* The same for room in another socket, without a reference to it, so that it
 * can be closed meanwhile: the caller's reference is back at the end, or *other
 * is NULL and the result -ECONNREFUSED. */
int unix_wait_for_room(const struct unix_socket *s, int flags,
		       struct unix_socket **other, uint64_t deadline);

int unix_take_error(struct unix_socket *s);

/* unixname.c */

/* -EINVAL: not a name, or none (an empty one). */
int unix_name_check(const struct sockaddr *name, socklen_t length);

int unix_bind(struct file *file, const struct sockaddr *name, socklen_t length);
int unix_local(struct file *file, struct sockaddr *name, socklen_t *length);
int unix_peer(struct file *file, struct sockaddr *name, socklen_t *length);

void unix_name_get(struct unix_name *name);
void unix_name_put(struct unix_name *name);
void unix_name_write(const struct unix_name *name, struct sockaddr *to,
		     socklen_t *length);

/* The socket of a name, with a reference added.  -ENOENT, -ECONNREFUSED;
 * -EPROTOTYPE: it is of another type. */
int unix_find(const struct sockaddr *name, socklen_t length, int type,
	      struct unix_socket **found);

/* The socket is being closed: what becomes of its name. */
void unix_name_leave_locked(struct unix_socket *s);

/* For calls on files: whether the path is a socket's, and taking it away. */
bool unix_path_exists(const char *path) __attribute__((weak));
bool unix_path_remove(const char *path) __attribute__((weak));

/* unixconnect.c */

/* Makes sockets each other's peers; the second side of a connection. */
void unix_join_locked(struct unix_socket *a, struct unix_socket *b);
/* Undoes what joins a socket to others, as its end. */
void unix_part_locked(struct unix_socket *s);

int unix_connect(struct file *file, const struct sockaddr *name,
		 socklen_t length);
int unix_listen(struct file *file, int backlog);
int unix_accept(struct file *file, int flags, struct file **accepted);
int unix_shutdown(struct file *file, int how);

/* unixqueue.c */

ssize_t unix_send(struct file *file, const struct msghdr *message, int flags);
ssize_t unix_receive(struct file *file, struct msghdr *message, int flags);

/* Frees a list of packets, and lets go of what is in them. */
void unix_free_packets(struct unix_packet *packet);

/* Bytes that can be read without blocking. */
size_t unix_pending(const struct unix_socket *s);

/* unixrights.c */

/* What a caller's control messages send along.  -EBADF, -EINVAL, -EPERM,
 * -ENOMEM, -ETOOMANYREFS. */
int unix_read_control(const struct msghdr *message,
		      struct unix_rights **rights);
/* Gives descriptors to whoever receives them, in place of the rights, which
 * are the callee's; who wants credentials gets these too. */
void unix_write_control(const struct unix_socket *s, struct msghdr *message,
			struct unix_rights *rights, int flags);
void unix_free_rights(struct unix_rights *rights);

/* unixoption.c */

int unix_set(struct file *file, int level, int option, const void *value,
	     socklen_t length);
int unix_get(struct file *file, int level, int option, void *value,
	     socklen_t *length);

#endif
