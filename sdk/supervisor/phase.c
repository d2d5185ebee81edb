/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How long each phase of a connection may last.  The clock is the real
 * monotonic one: whatever is told to the supervisor's clocks does not make a
 * client slow.
 */
#include <time.h>

#include "session.h"

#define HANDSHAKE_TIME 10000
#define IDLE_TIME 60000
#define HEAD_TIME 10000
#define BODY_TIME 20000
#define LINGER_TIME 2000
#define GONE_TIME 500
#define LEAST_RATE 8 /* bytes in a millisecond */

pthread_mutex_t session_lock = PTHREAD_MUTEX_INITIALIZER;

int64_t session_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
		return BODY_TIME + longer;
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
	int64_t soon = session_clock() + GONE_TIME;

	session->deadline = deadline;
	if (session->gone && session->phase <= PHASE_BODY && deadline > soon)
		session->deadline = soon;
}

void session_set_phase(struct session *session, enum phase phase,
		       uint64_t bytes)
{
	session->phase = phase;
	session->bytes = 0;
	if (phase == PHASE_ANSWER && !session->known)
		session->refused = true;
	session->since = session_clock();
	set_deadline(session, phase == PHASE_WORK ?
				      SESSION_NEVER :
				      session->since + time_for(phase, bytes));
}

bool session_phase(struct session *session, enum phase phase, uint64_t bytes)
{
	bool alive;

	pthread_mutex_lock(&session_lock);
	alive = !session->dead;
	if (alive)
		session_set_phase(session, phase, bytes);
	pthread_mutex_unlock(&session_lock);
	return alive;
}

void session_moved(struct session *session, uint64_t bytes)
{
	pthread_mutex_lock(&session_lock);
	if (session->phase == PHASE_BODY)
		session->bytes = bytes;
	if (session->phase == PHASE_BODY || session->phase == PHASE_ANSWER)
		set_deadline(session,
			     session->since + time_for(session->phase, bytes));
	pthread_mutex_unlock(&session_lock);
}

void session_came(struct session *session)
{
	pthread_mutex_lock(&session_lock);
	if (session->phase == PHASE_IDLE)
		session_set_phase(session, PHASE_HEAD, 0);
	pthread_mutex_unlock(&session_lock);
}

void session_went(struct session *session, size_t bytes)
{
	pthread_mutex_lock(&session_lock);
	if (session->phase == PHASE_ANSWER)
		session->bytes += bytes;
	pthread_mutex_unlock(&session_lock);
}

void session_known(struct session *session, int64_t tenant)
{
	pthread_mutex_lock(&session_lock);
	session->known = true;
	session->refused = false;
	session->tenant = tenant;
	pthread_mutex_unlock(&session_lock);
}

/* What has come of a body and waits for the server is no fault of the
 * client's. */
int64_t session_due(struct session *session, int64_t now)
{
	if (session->deadline <= now && session->phase == PHASE_BODY &&
	    session->up.length > 0 && !session->gone)
		set_deadline(session, now + BODY_TIME);
	return session->deadline;
}

void session_gone(struct session *session)
{
	pthread_mutex_lock(&session_lock);
	session->gone = true;
	set_deadline(session, session->deadline);
	pthread_mutex_unlock(&session_lock);
}
