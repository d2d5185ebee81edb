/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sockets: AF_INET and AF_INET6, SOCK_STREAM (TCP) and SOCK_DGRAM (UDP); and
 * AF_UNIX within the VM, for programs that include <sys/un.h> or call
 * socketpair(), SOCK_STREAM, SOCK_DGRAM and SOCK_SEQPACKET.
 * Names, types and meanings are POSIX's, the numbers those of Linux; what is
 * declared beyond POSIX (SOCK_NONBLOCK, accept4, MSG_DONTWAIT and so on) means
 * what it means there.  Only what works is declared.
 *
 * An AF_INET6 socket takes IPv4 peers too, as ::ffff:a.b.c.d, unless
 * IPV6_V6ONLY is set before bind.
 */
#ifndef _SYS_SOCKET_H
#define _SYS_SOCKET_H

#include <stdint.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/uio.h>

typedef uint16_t sa_family_t;
typedef uint32_t socklen_t;

#define PF_UNSPEC 0
#define PF_UNIX 1
#define PF_LOCAL PF_UNIX
#define PF_INET 2
#define PF_INET6 10

#define AF_UNSPEC PF_UNSPEC
#define AF_UNIX PF_UNIX
#define AF_LOCAL PF_LOCAL
#define AF_INET PF_INET
#define AF_INET6 PF_INET6

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_SEQPACKET 5

/* Flags that may be added to the type. */
#define SOCK_NONBLOCK 0x800
#define SOCK_CLOEXEC 0x80000

struct sockaddr {
	sa_family_t sa_family;
	char sa_data[14];
};

/* Room for, and aligned as, the address of any family. */
struct sockaddr_storage {
	sa_family_t ss_family;
	char __ss_padding[126 - sizeof(uint32_t)];
	uint32_t __ss_align;
};

struct msghdr {
	void *msg_name;
	socklen_t msg_namelen;
	struct iovec *msg_iov;
	int msg_iovlen;
	void *msg_control;
	socklen_t msg_controllen;
	int msg_flags;
};

struct cmsghdr {
	socklen_t cmsg_len;
	int cmsg_level;
	int cmsg_type;
};

#define __CMSG_ALIGN(n) (((n) + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1))
#define CMSG_DATA(c) ((unsigned char *)((struct cmsghdr *)(c) + 1))
#define CMSG_LEN(n) (__CMSG_ALIGN(sizeof(struct cmsghdr)) + (n))
#define CMSG_SPACE(n) (__CMSG_ALIGN(sizeof(struct cmsghdr)) + __CMSG_ALIGN(n))
#define CMSG_FIRSTHDR(m)                                                       \
	((m)->msg_controllen >= sizeof(struct cmsghdr) ?                       \
		 (struct cmsghdr *)(m)->msg_control :                          \
		 (struct cmsghdr *)0)
#define __CMSG_END(m) ((unsigned char *)(m)->msg_control + (m)->msg_controllen)
#define __CMSG_AFTER(c) ((unsigned char *)(c) + __CMSG_ALIGN((c)->cmsg_len))
#define CMSG_NXTHDR(m, c)                                                      \
	((c)->cmsg_len >= sizeof(struct cmsghdr) &&                            \
			 __CMSG_AFTER(c) + sizeof(struct cmsghdr) <=           \
				 __CMSG_END(m) ?                               \
		 (struct cmsghdr *)__CMSG_AFTER(c) :                           \
		 (struct cmsghdr *)0)

/* Control messages of AF_UNIX sockets, at level SOL_SOCKET: descriptors (int),
 * and who sent it (struct ucred), if SO_PASSCRED asks for it. */
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2
#define SCM_MAX_FD 253

struct ucred {
	pid_t pid;
	uid_t uid;
	gid_t gid;
};

struct timespec;

struct mmsghdr {
	struct msghdr msg_hdr;
	unsigned int msg_len; /* what sendmsg or recvmsg returned */
};

struct linger {
	int l_onoff;
	int l_linger; /* seconds */
};

#define SOL_SOCKET 1
#define SO_DEBUG 1
#define SO_REUSEADDR 2
#define SO_TYPE 3
#define SO_ERROR 4
#define SO_DONTROUTE 5
#define SO_BROADCAST 6
#define SO_SNDBUF 7
#define SO_RCVBUF 8
#define SO_KEEPALIVE 9
#define SO_OOBINLINE 10
#define SO_LINGER 13
#define SO_REUSEPORT 15
#define SO_PASSCRED 16
#define SO_PEERCRED 17
#define SO_RCVLOWAT 18
#define SO_SNDLOWAT 19
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_ACCEPTCONN 30
#define SO_PROTOCOL 38
#define SO_DOMAIN 39

/* The most connections that listen() keeps waiting for accept(). */
#define SOMAXCONN 255

#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_DONTROUTE 0x4
#define MSG_CTRUNC 0x8
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40
#define MSG_EOR 0x80
#define MSG_WAITALL 0x100
#define MSG_NOSIGNAL 0x4000
#define MSG_MORE 0x8000
#define MSG_WAITFORONE 0x10000      /* recvmmsg */
#define MSG_CMSG_CLOEXEC 0x40000000 /* recvmsg: of descriptors that come */

#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

__BEGIN_DECLS

int socket(int, int, int);
int socketpair(int, int, int, int[2]);
int sockatmark(int);
int bind(int, const struct sockaddr *, socklen_t);
int listen(int, int);
int accept(int, struct sockaddr *, socklen_t *);
int accept4(int, struct sockaddr *, socklen_t *, int);
int connect(int, const struct sockaddr *, socklen_t);
int shutdown(int, int);
int getsockname(int, struct sockaddr *, socklen_t *);
int getpeername(int, struct sockaddr *, socklen_t *);
int getsockopt(int, int, int, void *, socklen_t *);
int setsockopt(int, int, int, const void *, socklen_t);
ssize_t send(int, const void *, size_t, int);
ssize_t sendto(int, const void *, size_t, int, const struct sockaddr *,
	       socklen_t);
ssize_t sendmsg(int, const struct msghdr *, int);
ssize_t recv(int, void *, size_t, int);
ssize_t recvfrom(int, void *, size_t, int, struct sockaddr *, socklen_t *);
ssize_t recvmsg(int, struct msghdr *, int);
/* Stop at the first message that fails; the first one of all: -1. */
int sendmmsg(int, struct mmsghdr *, unsigned int, int);
int recvmmsg(int, struct mmsghdr *, unsigned int, int, struct timespec *);

__END_DECLS

#endif
