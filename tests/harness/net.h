/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Requests to a service, over TCP and UDP.  Addresses are numeric, IPv4 or
 * IPv6; every call has a deadline in milliseconds from the call and returns
 * false, or -1, when it passes or the peer refuses.
 */
#ifndef HARNESS_NET_H
#define HARNESS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

struct process;

#define LOOPBACK "127.0.0.1"

/* The first of count ports in a row that nobody on this machine listens on,
 * by TCP or UDP.  Tests that run at the same time are given different ones. */
uint16_t free_ports(int count);

/* A connected TCP socket, with the deadline set for each later read and
 * write. */
int tcp_connect(const char *address, uint16_t port, int milliseconds);

/* The same, but does not wait for the connection; the first read does. */
int tcp_begin(const char *address, uint16_t port, int milliseconds);

/* A TCP socket that listens on a port that the system chooses. */
int tcp_listen(const char *address, uint16_t *port);

/* Accepts one connection. */
int tcp_accept(int listener, int milliseconds);

bool send_all(int socket, const void *data, size_t length);

/* Appends what comes until length bytes have come, or, with length 0, until
 * the peer closes. */
bool receive(int socket, struct bytes *into, size_t length);

/* Connects, sends, closes its sending side, and reads until the peer closes. */
bool tcp_exchange(const char *address, uint16_t port, const void *request,
		  size_t length, struct bytes *reply, int milliseconds);

/* A UDP socket, connected or bound to a port, with the deadline set for each
 * later read and write. */
int udp_connect(const char *address, uint16_t port, int milliseconds);
int udp_bind(const char *address, uint16_t port, int milliseconds);

/* Sends a datagram and waits for one; sends again, since UDP may lose either,
 * every quarter of a second until the deadline. */
bool udp_exchange(const char *address, uint16_t port, const void *request,
		  size_t length, struct bytes *reply, int milliseconds);

/* Takes the body out of a whole HTTP reply; true if it is complete and its
 * status 200. */
bool http_body(const struct bytes *reply, struct bytes *body);

/* GETs a path; true if the status is 200 and the body is as long as the server
 * said.  The body replaces what was in it. */
bool http_get(const char *address, uint16_t port, const char *path,
	      struct bytes *body, int milliseconds);

/* Opens so many connections to a port of this machine, then GETs the page "/"
 * on each, the last one first; how many were answered as http_get asks. */
int http_get_together(uint16_t port, int connections, int milliseconds);

/* Asks a forwarded port of this machine for its page "/" until there is an
 * answer, since the service may be starting; each try may take try_ms.  False
 * when the deadline passes, or the program has ended. */
bool http_await(struct process *process, uint16_t port, struct bytes *page,
		int try_ms, int milliseconds);

#endif
