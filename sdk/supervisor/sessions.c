/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Their places, and the life of each.  All but what the HTTP server calls is
 * called by one thread only (sessionthread.c).
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "session.h"

/* One that makes room for others has had this long. */
#define FAIR_TIME 1000
/* One that sends or reads has had this long, and a millisecond more for each so
 * many bytes. */
#define CROWD_TIME 5000
#define CROWD_RATE 64

static struct session *sessions[SESSIONS];
static int count, poller;
static const struct session_server *http;
/* One that has been ended to make room, while the server still has it: its
 * place will be free. */
static const struct session *leaving;

/* What epoll says of which socket: the session's address, with this added for
 * its inner socket. */
#define INNER 1u

void sessions_use(int epoll, const struct session_server *server)
{
	poller = epoll;
	http = server;
}

bool sessions_full(void)
{
	return count == SESSIONS;
}

struct session *session_of(int socket)
{
	struct session *found = NULL;

	pthread_mutex_lock(&session_lock);
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL && sessions[i]->handed == socket)
			found = sessions[i];
	if (found != NULL) {
		found->held = true;
		found->handed = -1;
	}
	pthread_mutex_unlock(&session_lock);
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

	pthread_mutex_lock(&session_lock);
	held = session->held;
	if (!held && session->client < 0)
		sessions[place] = NULL;
	pthread_mutex_unlock(&session_lock);
	if (held || session->client >= 0)
		return;
	count--;
	if (session == leaving)
		leaving = NULL;
	free(session);
}

static void end(int place)
{
	struct session *session = sessions[place];

	if (session->client >= 0) {
		pthread_mutex_lock(&session_lock);
		session->dead = true;
		pthread_mutex_unlock(&session_lock);
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
	pthread_mutex_lock(&session_lock);
	session->held = false;
	pthread_mutex_unlock(&session_lock);
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
	pthread_mutex_lock(&session_lock);
	session->handed = pair[1];
	session_set_phase(session, PHASE_IDLE, 0);
	pthread_mutex_unlock(&session_lock);
	return http->take(pair[1], (struct sockaddr *)&session->address,
			  session->address_length);
}

/* What has come may be a whole request, whose answer the client still reads; if
 * it is not, nobody waits for the rest. */
static void client_gone(struct session *session)
{
	session_gone(session);
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

void sessions_serve(const void *tag)
{
	/* An event before this one may have ended it. */
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL && sessions[i]->client >= 0 &&
		    (tag == tag_of(sessions[i], false) ||
		     tag == tag_of(sessions[i], true)))
			serve(i);
}

void session_begin(int socket, const struct sockaddr_storage *address,
		   socklen_t length, struct identity *identity)
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
	session->began = session_clock();
	identity_hold(identity);
	mbedtls_ssl_init(&session->ssl);
	session_set_phase(session, PHASE_HANDSHAKE, 0);
	pthread_mutex_lock(&session_lock);
	sessions[place] = session;
	pthread_mutex_unlock(&session_lock);
	count++;
	pump_begin(session);
	if (mbedtls_ssl_setup(&session->ssl, &identity->config) != 0 ||
	    !add(socket, tag_of(session, false)))
		end(place);
	else
		serve(place);
}

/* ---- others wait, and all places are taken: with the lock held ---- */

static bool same_address(const struct session *one, const struct session *other)
{
	const struct sockaddr_in *a = (const void *)&one->address;
	const struct sockaddr_in *b = (const void *)&other->address;

	return a->sin_addr.s_addr == b->sin_addr.s_addr;
}

/* How many places its tenant has; of a stranger, its address. */
static int kin(const struct session *session)
{
	int same = 0;

	for (int i = 0; i < SESSIONS; i++) {
		const struct session *other = sessions[i];

		if (other == NULL || other->client < 0 ||
		    other->known != session->known)
			continue;
		same += session->known ? other->tenant == session->tenant :
					 same_address(other, session);
	}
	return same;
}

static bool less_missed(const struct session *one, const struct session *other)
{
	int kin_of_one = kin(one), kin_of_other = kin(other);

	if (one->known != other->known)
		return !one->known;
	if (kin_of_one != kin_of_other)
		return kin_of_one > kin_of_other;
	return one->since < other->since;
}

/* It has nothing in hand.  Has it had its time?  Whoever asks all the time with
 * no token, or over more than half of the places, would never have. */
static bool can_go(const struct session *session, int64_t now)
{
	return session->phase <= PHASE_HEAD &&
	       (session->refused || now - session->since >= FAIR_TIME ||
		(session->known && now - session->began >= CROWD_TIME &&
		 kin(session) > SESSIONS / 2));
}

/* Who has nothing in hand goes: of those who have most places, strangers before
 * those who have shown a token, the one for which that is so longest. */
static int least_missed(int64_t now)
{
	int best = -1;

	for (int i = 0; i < SESSIONS; i++) {
		struct session *session = sessions[i];

		if (session != NULL && session->client >= 0 &&
		    can_go(session, now) &&
		    (best < 0 || less_missed(session, sessions[best])))
			best = i;
	}
	return best;
}

/* Is it its client that is awaited, to send the body or to read the answer? */
static bool awaits_client(const struct session *session)
{
	return session->phase == PHASE_BODY ? session->up.length == 0 :
					      session->down.length > 0;
}

/* Has it taken longer than others can be asked to wait?  Whoever has more than
 * half of the places may be as fast as can be. */
static bool is_slow(const struct session *session, int64_t now)
{
	int64_t more = (int64_t)(session->bytes / CROWD_RATE);
	int64_t took = now - session->since;

	return took >= CROWD_TIME &&
	       (kin(session) > SESSIONS / 2 ||
		(took - CROWD_TIME >= more && awaits_client(session)));
}

/* The one that began last, which loses least; none while a stranger can go. */
static int slowest(int64_t now)
{
	int best = -1;

	for (int i = 0; i < SESSIONS; i++) {
		struct session *session = sessions[i];

		if (session == NULL || session->client < 0)
			continue;
		if (session->phase <= PHASE_HEAD && !session->known)
			return -1;
		if ((session->phase == PHASE_BODY ||
		     session->phase == PHASE_ANSWER) &&
		    is_slow(session, now) &&
		    (best < 0 || session->since > sessions[best]->since))
			best = i;
	}
	return best;
}

/* It is dead from here on, and what it has asked by now is not done.  One at a
 * time: this is called whenever something moves. */
void sessions_make_room(int64_t now)
{
	int place;

	if (leaving != NULL)
		return;
	pthread_mutex_lock(&session_lock);
	place = least_missed(now);
	if (place < 0)
		place = slowest(now);
	if (place >= 0)
		sessions[place]->dead = true;
	pthread_mutex_unlock(&session_lock);
	if (place >= 0) {
		leaving = sessions[place];
		end(place);
		return;
	}
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL && sessions[i]->held &&
		    sessions[i]->phase == PHASE_WORK &&
		    now - sessions[i]->since >= FAIR_TIME)
			http->hurry(sessions[i]);
}

/* ---- all of them ---- */

int64_t sessions_due(int64_t now)
{
	int64_t next = SESSION_NEVER;

	for (int i = 0; i < SESSIONS; i++) {
		int64_t deadline = SESSION_NEVER;

		if (sessions[i] == NULL)
			continue;
		pthread_mutex_lock(&session_lock);
		if (sessions[i]->client >= 0)
			deadline = session_due(sessions[i], now);
		if (deadline <= now)
			sessions[i]->dead = true;
		pthread_mutex_unlock(&session_lock);
		if (deadline <= now || sessions[i]->client < 0)
			end(i);
		else if (deadline < next)
			next = deadline;
	}
	return next;
}

void sessions_end(void)
{
	for (int i = 0; i < SESSIONS; i++)
		if (sessions[i] != NULL)
			end(i);
}
