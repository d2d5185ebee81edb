/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

#define REQUEST 1200 /* paths come from notes, and are bounded there */

/* Nothing is left of it: to close in good order is four frames more, and a
 * minute in which it is remembered. */
static void drop(int fd)
{
	static const struct linger now = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(fd);
}

static void end(struct probe *probe)
{
	probe->watched.ready = NULL;
	timer_clear(&probe->timer);
	if (probe->fd > 0) {
		engine_poll_end(probe->fd);
		drop(probe->fd);
	}
	probe->fd = 0;
}

static void tell(struct probe *probe, bool good)
{
	void (*done)(struct probe *, bool) = probe->done;

	end(probe);
	probe->done = NULL;
	if (done != NULL)
		done(probe, good);
}

static void too_late(struct timer *timer)
{
	tell(timer_owner(timer, struct probe, timer), false);
}

/* Later: whoever began it has not returned yet. */
static void refuse(struct probe *probe)
{
	timer_set(&probe->timer, clock_monotonic(), too_late);
}

/* "HTTP/1.x NNN", and 200 to 399 is well. */
static void judge(struct probe *probe)
{
	const char *answer = probe->answer;
	char rest;
	int status;

	probe->answer[sizeof probe->answer - 1] = '\0';
	if (probe->received < 12)
		tell(probe, false);
	else
		tell(probe, sscanf(answer, "HTTP/1.%*1[01] %3d%c", &status,
				   &rest) >= 1 &&
				    status >= 200 && status < 400);
}

static void wait_for(struct probe *probe, uint32_t events,
		     void (*ready)(void *))
{
	if (!engine_poll(probe->fd, events, ready, probe))
		tell(probe, false);
}

static void receive(void *context)
{
	struct probe *probe = context;
	size_t room = sizeof probe->answer - 1 - probe->received;
	ssize_t length = recv(probe->fd, probe->answer + probe->received, room,
			      MSG_DONTWAIT);

	if (length > 0)
		probe->received += (uint16_t)length;
	if (length == 0 || probe->received == sizeof probe->answer - 1)
		judge(probe);
	else if (length > 0 || errno == EAGAIN || errno == EINTR)
		wait_for(probe, EPOLLIN, receive);
	else
		tell(probe, false);
}

static void send_request(void *context)
{
	struct probe *probe = context;
	char request[REQUEST], address[INET_ADDRSTRLEN];
	int length;
	ssize_t sent;

	inet_ntop(AF_INET, &probe->ipv4, address, sizeof address);
	length = snprintf(request, sizeof request,
			  "GET %s HTTP/1.1\r\nHost: %s:%u\r\n"
			  "User-Agent: denali-health\r\n"
			  "Connection: close\r\n\r\n",
			  probe->path, address, (unsigned)probe->port);
	if (length >= (int)sizeof request) {
		tell(probe, false);
		return;
	}
	sent = send(probe->fd, request + probe->sent,
		    (size_t)length - probe->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent > 0)
		probe->sent += (uint16_t)sent;
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		tell(probe, false);
	else if (probe->sent < length)
		wait_for(probe, EPOLLOUT, send_request);
	else
		wait_for(probe, EPOLLIN, receive);
}

static void connected(void *context)
{
	struct probe *probe = context;
	socklen_t size = sizeof(int);
	int error = 0;

	if (getsockopt(probe->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 ||
	    error != 0)
		tell(probe, false);
	else if (probe->path == NULL)
		tell(probe, true);
	else
		send_request(probe);
}

void probe_begin(struct probe *probe, uint32_t ipv4, uint16_t port,
		 const char *path, int64_t milliseconds,
		 void (*done)(struct probe *probe, bool good))
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr = { ipv4 } };

	end(probe);
	*probe = (struct probe){
		.done = done, .ipv4 = ipv4, .port = port, .path = path
	};
	probe->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			   0);
	if (probe->fd <= 0 ||
	    (connect(probe->fd, (const struct sockaddr *)&to, sizeof to) != 0 &&
	     errno != EINPROGRESS) ||
	    !engine_poll(probe->fd, EPOLLOUT, connected, probe)) {
		refuse(probe);
		return;
	}
	timer_set(&probe->timer, clock_monotonic() + milliseconds, too_late);
}

void probe_cancel(struct probe *probe)
{
	end(probe);
	probe->done = NULL;
}
