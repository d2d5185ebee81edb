/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The thread sleeps in epoll_wait until something moves or the next deadline
 * comes; without connections there is none.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "host.h"
#include "session.h"

/* How often it is looked whether others wait while all places are taken. */
#define LOOK_TIME 200
#define EVENTS 32
#define STACK (64 * 1024)

static const struct session_server *http;
static struct identity *identity;
static atomic_bool identity_stale, stopping;
static bool listening;
static int listener = -1, poller = -1, waker = -1;
static pthread_t thread;

/* What epoll says of these two; of connections it says what sessions.c has
 * told it. */
static char of_listener, of_waker;

void sessions_wake(void)
{
	uint64_t one = 1;

	if (write(waker, &one, sizeof one) < 0)
		return; /* it has been woken already */
}

void identity_changed(void)
{
	identity_stale = true;
	sessions_wake();
}

static bool watch(int operation, int socket, void *tag, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = tag };

	return epoll_ctl(poller, operation, socket, &event) == 0;
}

static bool others_wait(void)
{
	struct pollfd wanted = { .fd = listener, .events = POLLIN };

	return poll(&wanted, 1, 0) == 1;
}

static void accept_some(void)
{
	while (!sessions_full()) {
		struct sockaddr_storage address;
		socklen_t length = sizeof address;
		int socket = accept4(listener, (struct sockaddr *)&address,
				     &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (socket >= 0)
			session_begin(socket, &address, length, identity);
		else if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

/* Ends those whose time has come.  Returns the milliseconds to the next. */
static int look_at_deadlines(void)
{
	int64_t now = session_clock(), next = sessions_due(now);

	if (sessions_full()) {
		if (others_wait())
			sessions_make_room(now);
		if (now + LOOK_TIME < next)
			next = now + LOOK_TIME;
	}
	return next == SESSION_NEVER ? -1 : (int)(next - now);
}

static void renew_identity(void)
{
	struct identity *fresh;
	const char *wrong;

	if (!atomic_exchange(&identity_stale, false))
		return;
	host_enter();
	fresh = identity_load(&wrong);
	host_leave();
	if (fresh == NULL) {
		host_log("the certificate: %s; the old one stays", wrong);
		return;
	}
	identity_release(identity);
	identity = fresh;
}

/* At this many connections the listener is not looked at. */
static void set_listening(void)
{
	bool wanted = !sessions_full();

	if (wanted == listening)
		return;
	watch(EPOLL_CTL_MOD, listener, &of_listener, wanted ? EPOLLIN : 0);
	listening = wanted;
}

static void dispatch(void *tag)
{
	uint64_t ignored;

	if (tag == &of_listener) {
		accept_some();
	} else if (tag == &of_waker) {
		if (read(waker, &ignored, sizeof ignored) > 0)
			renew_identity();
	} else {
		sessions_serve(tag);
	}
}

static void *run(void *unused)
{
	struct epoll_event events[EVENTS];

	while (!stopping) {
		int wait = look_at_deadlines(), other = http->deadlines();
		int found;

		set_listening();
		if (other >= 0 && (wait < 0 || other < wait))
			wait = other;
		found = epoll_wait(poller, events, EVENTS, wait);
		for (int i = 0; i < found; i++)
			dispatch(events[i].data.ptr);
	}
	sessions_end();
	return unused;
}

static bool listen_at(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(port) };
	int on = 1;

	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
			  0);
	if (listener < 0)
		return false;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	return bind(listener, (struct sockaddr *)&address, sizeof address) ==
		       0 &&
	       listen(listener, 256) == 0;
}

static const char *open_all(uint16_t port)
{
	const char *wrong;

	poller = epoll_create1(EPOLL_CLOEXEC);
	waker = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (poller < 0 || waker < 0)
		return "the API: no descriptors";
	host_enter();
	identity = identity_load(&wrong);
	host_leave();
	if (identity == NULL)
		return wrong;
	if (!listen_at(port))
		return "the API: its port cannot be had";
	return NULL;
}

static bool start_thread(void)
{
	pthread_attr_t attributes;
	bool started;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	started = pthread_create(&thread, &attributes, run, NULL) == 0;
	pthread_attr_destroy(&attributes);
	return started;
}

static void close_all(void)
{
	int *const all[] = { &listener, &waker, &poller };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}

const char *sessions_start(uint16_t port, const struct session_server *server)
{
	const char *wrong = open_all(port);

	http = server;
	sessions_use(poller, server);
	stopping = listening = false;
	if (wrong == NULL &&
	    (!watch(EPOLL_CTL_ADD, waker, &of_waker, EPOLLIN) ||
	     !watch(EPOLL_CTL_ADD, listener, &of_listener, 0) ||
	     !start_thread()))
		wrong = "the API: no memory";
	if (wrong != NULL)
		close_all();
	return wrong;
}

void sessions_stop(void)
{
	stopping = true;
	sessions_wake();
	pthread_join(thread, NULL);
	close_all();
	identity_release(identity);
	identity = NULL;
}
