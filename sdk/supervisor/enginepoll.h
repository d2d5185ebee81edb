/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sockets that the engine's thread waits for.
 */
#ifndef SUPERVISOR_ENGINEPOLL_H
#define SUPERVISOR_ENGINEPOLL_H

#include <stdbool.h>
#include <stdint.h>

/* Begins what waits.  ready is called with host_lock held; null: it waits no
 * more. */
struct watched {
	void (*ready)(void *watched);
};

/* Has ready called once, when one of the events (EPOLLIN, EPOLLOUT) has come;
 * context begins with a struct watched.  False: it cannot be. */
bool engine_poll(int fd, uint32_t events, void (*ready)(void *), void *context);
/* No more.  Before the socket is closed. */
void engine_poll_end(int fd);

#endif
