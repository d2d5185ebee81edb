/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When time servers are asked, whom of them is believed, and what becomes of
 * the clock.  No sockets, no clocks: times come as arguments, the monotonic
 * clock's (mono) and the wall clock's (wall), in nanoseconds.
 *
 * All servers are asked in a round, which ends when each has answered or after
 * NTP_PATIENCE.  The clock is set by what more than half of those who answered
 * agree on: each says an interval in which the right time must be.  So one
 * server is believed, of two that disagree none, of three one may lie.
 *
 * The first time the clock is set to whatever it is.  After that a step beyond
 * NTP_STEP_MOST is refused: what is so wrong is more likely to be the servers.
 * Up to NTP_SLEW_MOST the clock is not set at once but made to go a little
 * faster or slower, so that it seldom jumps back.
 *
 * Rounds are NTP_POLL_LEAST apart, twice as long after each at which the clock
 * was right, up to NTP_POLL_MOST; and as long as nobody answers NTP_RETRY, and
 * twice as long each time.  A server that asks for it is asked at every other
 * round, or fourth and so on; one that refuses, no more.
 */
#ifndef SUPERVISOR_NTP_H
#define SUPERVISOR_NTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntppacket.h"

#define NTP_SERVERS 4

#define NTP_SECOND INT64_C(1000000000)
#define NTP_PATIENCE (4 * NTP_SECOND)
#define NTP_RETRY (16 * NTP_SECOND)
#define NTP_POLL_LEAST (64 * NTP_SECOND)
#define NTP_POLL_MOST (1024 * NTP_SECOND)
#define NTP_RIGHT (NTP_SECOND / 200)
#define NTP_SLEW_MOST (NTP_SECOND / 8)
#define NTP_STEP_MOST (1000 * NTP_SECOND)
/* Of slewing: how much at once, and how often. */
#define NTP_SLEW (NTP_SECOND / 2000)
#define NTP_SLEW_EVERY NTP_SECOND

struct ntp_server {
	uint64_t nonce;
	int64_t sent; /* mono, if due is false */
	struct ntp_sample sample;
	bool due;      /* to be asked in this round */
	bool asked;    /* in this round, and has not answered */
	bool answered; /* in this round: sample is good */
	bool refused;
	unsigned every; /* so many rounds */
};

struct ntp {
	struct ntp_server server[NTP_SERVERS];
	unsigned count;
	unsigned round;
	int64_t round_next; /* mono: when the next begins */
	int64_t round_end;  /* and this one ends; 0: it has */
	int64_t poll;       /* time between rounds */
	int64_t slew;       /* what the clock has yet to be moved */
	int64_t slew_next;  /* mono */
	bool set;           /* the clock has been set once */
	bool quiet;         /* nobody is asked in this round */
	int64_t last;       /* what it was off by, the last time it was told */
};

/* What is to be done now. */
enum ntp_action {
	NTP_WAIT,      /* until a time, or for a packet */
	NTP_ASK,       /* send a packet to a server */
	NTP_STEP,      /* add to the wall clock */
	NTP_AGREE_NOT, /* say so: servers disagree */
	NTP_TOO_FAR,   /* say so: a step was refused */
	NTP_SILENCE    /* say so: nobody has answered */
};
struct ntp_order {
	enum ntp_action action;
	int64_t until;   /* NTP_WAIT: mono */
	unsigned server; /* NTP_ASK */
	int64_t by;      /* NTP_STEP, NTP_TOO_FAR */
	uint8_t packet[NTP_PACKET];
};

/* Begin, with so many servers, the first round at once. */
void ntp_begin(struct ntp *ntp, unsigned servers, int64_t mono);

/* Called again and again, until it is NTP_WAIT.  nonce: a random number. */
void ntp_next(struct ntp *ntp, int64_t mono, uint64_t nonce,
	      struct ntp_order *order);

/* A packet has come from a server's address. */
void ntp_heard(struct ntp *ntp, unsigned server, const uint8_t *packet,
	       size_t length, int64_t mono, int64_t wall);

#endif
