/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * What services with sockets have in common.
 */
#ifndef NET_H
#define NET_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Print what failed and why, and end the program with status 1. */
_Noreturn void die(const char *what);

/* A number from the environment; other if it is not set.  Ends the program if
 * it is out of bounds. */
unsigned int setting(const char *name, unsigned int least, unsigned int most,
		     unsigned int other);

/* A socket at that port for IPv4 and IPv6 that never blocks: SOCK_STREAM, which
 * listens, or SOCK_DGRAM.  Ends the program if there can be none. */
int open_port(int type, unsigned int port);

/* Milliseconds of a clock that nobody sets. */
int64_t now_ms(void);

/* From now on SIGTERM, which a host sends before it ends a VM, only makes
 * stopping() true, and await() return; SIGPIPE does nothing. */
void catch_stop(void);
bool stopping(void);

/* Whether to go on: until somebody has asked to stop, and then while there are
 * clients, but not so long that the host would end the VM. */
bool serving(size_t clients);

/* Let in all who wait at a port, by add(); when we stop they are the last, and
 * polls->fd, the port, is closed. */
void accept_clients(struct pollfd *port, void (*add)(int fd));

/* Wait until a socket is ready, or now_ms() reaches the deadline, or serving()
 * ends; FOREVER is none, and then nothing happens meanwhile that would cost
 * anything. */
#define FOREVER INT64_MAX
void await(struct pollfd *polls, nfds_t count, int64_t deadline);

#endif
