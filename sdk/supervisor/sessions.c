/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The thread sleeps in epoll_wait until something moves or the next deadline
 * comes; without connections there is none.  The clock is the real monotonic
 * one: whatever is told to the supervisor's clocks does not make a client slow.
 */
#include "sessions.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "session.h"

#define HANDSHAKE_TIME 10000
#define IDLE_TIME 60000
#define HEAD_TIME 10000
#define BODY_TIME 20000
#define LINGER_TIME 2000
#define GONE_TIME 500
#define LEAST_RATE 8 /* bytes in a millisecond */
#define NEVER INT64_MAX
/* One that makes room for others has had this long. */
#define FAIR_TIME 1000
/* How often it is looked whether others wait while all places are taken. */
#define LOOK_TIME 200
#define EVENTS 32
#define STACK (64 * 1024)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *sessions[SESSIONS];
static int count;
static const struct session_server *http;
static struct identity *identity;
static bool identity_stale, listening;
static atomic_bool stopping;
static int listener = -1, poller = -1, waker = -1;
static pthread_t thread;

/* What epoll says of which socket: the session's address, with this added for
 * its inner socket. */
static char of_listener, of_waker;
#define INNER 1u

static int64_t real_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void sessions_wake(void)
{
	uint64_t one = 1;

	if (write(waker, &one, sizeof one) < 0)
		return; /* it has been woken already */
}

void identity_changed(void)
{
	pthread_mutex_lock(&lock);
	identity_stale = true;
	pthread_mutex_unlock(&lock);
	sessions_wake();
}

static int64_t time_for(enum phase phase, uint64_t bytes)
{
	int64_t longer = (int64_t)(bytes / LEAST_RATE);

	switch (phase) {
	case PHASE_HANDSHAKE:
		return HANDSHAKE_TIME;
	case PHASE_HEAD:
		return HEAD_TIME;
	case PHASE_BODY:
		return BODY_TIME;
	case PHASE_ANSWER:
		return IDLE_TIME + longer;
	case PHASE_LINGER:
		return LINGER_TIME;
	default:
		return IDLE_TIME;
	}
}

static void set_deadline(struct session *session, int64_t deadline)
{
	int64_t soon = real_now() + GONE_TIME;

	session->deadline = deadline;
	if (session->gone && session->phase <= PHASE_BODY && deadline > soon)
		session->deadline = soon;
}

static void set_phase(struct session *session, enum phase phase, uint64_t bytes)
{
	session->phase = phase;
	session->since = real_now();
	set_deadline(session, phase == PHASE_WORK ?
				      NEVER :
				      session->since + time_for(phase, bytes));
}

bool session_phase(struct session *session, enum phase phase, uint64_t bytes)
{
	bool alive;

	pthread_mutex_lock(&lock);
	alive = !session->dead;
	if (alive)
		set_phase(session, phase, bytes);
	pthread_mutex_unlock(&lock);
	return alive;
}

void session_body(struct session *session, uint64_t bytes)
{
	pthread_mutex_lock(&lock);
	if (session->phase == PHASE_BODY)
		set_deadline(session, session->since + BODY_TIME +
					      (int64_t)(bytes / LEAST_RATE));
	pthread_mutex_unlock(&lock);
}

void session_came(struct session *session)
{
	pthread_mutex_lock(&lock);
	if (session->phase == PHASE_IDLE)
		set_phase(session, PHASE_HEAD, 0);
	pthread_mutex_unlock(&lock);
}

void session_known(struct session *session)
{
	pthread_mutex_lock(&lock);
	session->known = true;
	pthread_mutex_unlock(&lock);
}

struct session *session_of(int socket)
{
	struct session *found = NULL;

	pthread_mutex_lock(&lock);
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL && sessions[i]->handed == socket)
			found = sessions[i];
	if (found != NULL) {
		found->held = true;
		found->handed = -1;
	}
	pthread_mutex_unlock(&lock);
	return found;
}

/* ---- the end of one ---- */

static void close_socket(int *socket)
{
	if (*socket >= 0)
		close(*socket);
	*socket = -1;
}

/* Its place is free once the server has left it, too. */
static void forget(int place)
{
	struct session *session = sessions[place];
	bool held;

	pthread_mutex_lock(&lock);
	held = session->held;
	if (!held && session->client < 0)
		sessions[place] = NULL;
	pthread_mutex_unlock(&lock);
	if (held || session->client >= 0)
		return;
	count--;
	free(session);
}

static void end(int place)
{
	struct session *session = sessions[place];

	if (session->client >= 0) {
		pthread_mutex_lock(&lock);
		session->dead = true;
		pthread_mutex_unlock(&lock);
		mbedtls_ssl_free(&session->ssl);
		identity_release(session->identity);
		close_socket(&session->client);
		close_socket(&session->inner);
		if (session->held)
			http->gone(session);
	}
	forget(place);
}

void session_leave(struct session *session)
{
	pthread_mutex_lock(&lock);
	session->held = false;
	pthread_mutex_unlock(&lock);
	sessions_wake();
}

/* ---- its life ---- */

static void watch(int socket, void *tag, uint32_t *told, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = tag };

	if (*told == events || socket < 0)
		return;
	epoll_ctl(poller, EPOLL_CTL_MOD, socket, &event);
	*told = events;
}

static void *tag_of(struct session *session, bool inner)
{
	return (char *)session + (inner ? INNER : 0);
}

static bool add(int socket, void *tag)
{
	struct epoll_event event = { .events = 0, .data.ptr = tag };

	return epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event) == 0;
}

/* The handshake is done: the HTTP server gets its socket. */
static bool hand_over(struct session *session)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
		       pair) != 0)
		return false;
	session->inner = pair[0];
	session->inner_events = 0;
	if (!add(pair[0], tag_of(session, true))) {
		close(pair[1]);
		return false;
	}
	pthread_mutex_lock(&lock);
	session->handed = pair[1];
	set_phase(session, PHASE_IDLE, 0);
	pthread_mutex_unlock(&lock);
	return http->take(pair[1], (struct sockaddr *)&session->address,
			  session->address_length);
}

/* What has come may be a whole request, whose answer the client still reads; if
 * it is not, nobody waits for the rest. */
static void client_gone(struct session *session)
{
	pthread_mutex_lock(&lock);
	session->gone = true;
	set_deadline(session, session->deadline);
	pthread_mutex_unlock(&lock);
	if (session->held)
		http->gone(session);
}

static void serve(int place)
{
	struct session *session = sessions[place];
	uint32_t client = 0, inner = 0;
	bool ended = session->client_ended;
	int done = 1;

	if (session->inner < 0) {
		done = pump_handshake(session, &client);
		if (done > 0 && !hand_over(session))
			done = -1;
	}
	if (done < 0 || (done > 0 && !pump(session, &client, &inner))) {
		end(place);
		return;
	}
	if (session->client_ended && !ended)
		client_gone(session);
	watch(session->client, tag_of(session, false), &session->client_events,
	      client);
	watch(session->inner, tag_of(session, true), &session->inner_events,
	      inner);
}

static void begin(int socket, const struct sockaddr_storage *address,
		  socklen_t length)
{
	struct session *session = calloc(1, sizeof *session);
	int on = 1, place = 0;

	while (sessions[place] != NULL)
		place++;
	if (session == NULL) {
		close(socket);
		return;
	}
	setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	session->client = socket;
	session->inner = session->handed = -1;
	session->address = *address;
	session->address_length = length;
	session->identity = identity;
	identity_hold(identity);
	mbedtls_ssl_init(&session->ssl);
	set_phase(session, PHASE_HANDSHAKE, 0);
	pthread_mutex_lock(&lock);
	sessions[place] = session;
	pthread_mutex_unlock(&lock);
	count++;
	pump_begin(session);
	if (mbedtls_ssl_setup(&session->ssl, &identity->config) != 0 ||
	    !add(socket, tag_of(session, false)))
		end(place);
	else
		serve(place);
}

/* ---- all of them ---- */

/* Others wait, and all places are taken.  Who has nothing in hand, longest of
 * all, goes; strangers before those who have shown a token.  With the lock
 * held: it is dead from here on, and what it has asked by now is not done. */
static int least_missed(int64_t now)
{
	int best = -1;

	for (int i = 0; i < SESSIONS; i++) {
		struct session *session = sessions[i];

		if (session == NULL || session->client < 0 ||
		    session->phase > PHASE_HEAD ||
		    now - session->since < FAIR_TIME)
			continue;
		if (best < 0 || session->known < sessions[best]->known ||
		    (session->known == sessions[best]->known &&
		     session->since < sessions[best]->since))
			best = i;
	}
	if (best >= 0)
		sessions[best]->dead = true;
	return best;
}

static void make_room(int64_t now)
{
	int place;

	pthread_mutex_lock(&lock);
	place = least_missed(now);
	pthread_mutex_unlock(&lock);
	if (place >= 0) {
		end(place);
		return;
	}
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL && sessions[i]->held &&
		    sessions[i]->phase == PHASE_WORK &&
		    now - sessions[i]->since >= FAIR_TIME)
			http->hurry(sessions[i]);
}

static bool others_wait(void)
{
	struct pollfd wanted = { .fd = listener, .events = POLLIN };

	return poll(&wanted, 1, 0) == 1;
}

static void accept_some(void)
{
	while (count < SESSIONS) {
		struct sockaddr_storage address;
		socklen_t length = sizeof address;
		int socket = accept4(listener, (struct sockaddr *)&address,
				     &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (socket >= 0)
			begin(socket, &address, length);
		else if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

/* With the lock.  What has come of a body and waits for the server is no fault
 * of the client's. */
static int64_t due(struct session *session, int64_t now)
{
	if (session->deadline <= now && session->phase == PHASE_BODY &&
	    session->up.length > 0 && !session->gone)
		set_deadline(session, now + BODY_TIME);
	return session->deadline;
}

/* Ends those whose time has come.  Returns the milliseconds to the next. */
static int look_at_deadlines(void)
{
	int64_t now = real_now(), next = NEVER;

	for (int i = 0; i < SESSIONS; i++) {
		int64_t deadline = NEVER;

		if (sessions[i] == NULL)
			continue;
		pthread_mutex_lock(&lock);
		if (sessions[i]->client >= 0)
			deadline = due(sessions[i], now);
		if (deadline <= now)
			sessions[i]->dead = true;
		pthread_mutex_unlock(&lock);
		if (deadline <= now || sessions[i]->client < 0)
			end(i);
		else if (deadline < next)
			next = deadline;
	}
	if (count == SESSIONS) {
		if (others_wait())
			make_room(now);
		if (now + LOOK_TIME < next)
			next = now + LOOK_TIME;
	}
	return next == NEVER ? -1 : (int)(next - now);
}

static void renew_identity(void)
{
	struct identity *fresh;
	const char *wrong;

	pthread_mutex_lock(&lock);
	if (!identity_stale) {
		pthread_mutex_unlock(&lock);
		return;
	}
	identity_stale = false;
	pthread_mutex_unlock(&lock);
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
	struct epoll_event event = { .data.ptr = &of_listener };
	bool wanted = count < SESSIONS;

	if (wanted == listening)
		return;
	event.events = wanted ? EPOLLIN : 0;
	epoll_ctl(poller, EPOLL_CTL_MOD, listener, &event);
	listening = wanted;
}

static void dispatch(const struct epoll_event *event)
{
	char *tag = event->data.ptr;
	uint64_t ignored;

	if (tag == &of_listener) {
		accept_some();
	} else if (tag == &of_waker) {
		if (read(waker, &ignored, sizeof ignored) > 0)
			renew_identity();
	} else {
		/* An event before this one may have ended it. */
		for (int i = 0; i < SESSIONS; i++)
			if (sessions[i] != NULL && sessions[i]->client >= 0 &&
			    (tag == tag_of(sessions[i], false) ||
			     tag == tag_of(sessions[i], true)))
				serve(i);
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
			dispatch(&events[i]);
	}
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL)
			end(i);
	return unused;
}

/* ---- beginning and end ---- */

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

const char *sessions_start(uint16_t port, const struct session_server *server)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = &of_waker };
	const char *wrong = open_all(port);

	http = server;
	stopping = listening = false;
	if (wrong == NULL && (epoll_ctl(poller, EPOLL_CTL_ADD, waker, &event) ||
			      !add(listener, &of_listener) || !start_thread()))
		wrong = "the API: no memory";
	if (wrong != NULL) {
		close_socket(&listener);
		close_socket(&waker);
		close_socket(&poller);
	}
	return wrong;
}

void sessions_stop(void)
{
	stopping = true;
	sessions_wake();
	pthread_join(thread, NULL);
	close_socket(&listener);
	close_socket(&waker);
	close_socket(&poller);
	identity_release(identity);
	identity = NULL;
}
