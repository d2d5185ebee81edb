/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ntp.h"

#include <stdlib.h>
#include <string.h>

#define EVERY_MOST 64

void ntp_begin(struct ntp *ntp, unsigned servers, int64_t mono)
{
	memset(ntp, 0, sizeof *ntp);
	ntp->count = servers < NTP_SERVERS ? servers : NTP_SERVERS;
	ntp->poll = NTP_RETRY;
	ntp->round_next = mono;
	for (unsigned i = 0; i < ntp->count; i++)
		ntp->server[i].every = 1;
}

/* ---- answers ---- */

void ntp_heard(struct ntp *ntp, unsigned server, const uint8_t *packet,
	       size_t length, int64_t mono, int64_t wall)
{
	struct ntp_server *s = &ntp->server[server];
	int64_t sent;

	if (server >= ntp->count || !s->asked || s->due)
		return;
	/* The wall clock may have been set since. */
	sent = wall - (mono - s->sent);
	switch (ntp_answer(packet, length, s->nonce, sent, wall, &s->sample)) {
	case NTP_STRANGE:
		return;
	case NTP_GOOD:
		s->answered = true;
		break;
	case NTP_SLOWER:
		if (s->every < EVERY_MOST)
			s->every *= 2;
		break;
	case NTP_REFUSED:
		s->refused = true;
		break;
	case NTP_UNSYNCHRONIZED:
		break;
	}
	s->asked = false;
}

/* How many of those who answered hold that this may be the offset. */
static unsigned holders(const struct ntp *ntp, int64_t offset)
{
	unsigned count = 0;

	for (unsigned i = 0; i < ntp->count; i++) {
		const struct ntp_server *s = &ntp->server[i];

		if (s->answered &&
		    llabs(s->sample.offset - offset) <= s->sample.error)
			count++;
	}
	return count;
}

static unsigned answers(const struct ntp *ntp)
{
	unsigned count = 0;

	for (unsigned i = 0; i < ntp->count; i++)
		count += ntp->server[i].answered;
	return count;
}

/* The best of those whose intervals have a point that more than half share: it
 * is the beginning of one of them.  Null: there is none. */
static const struct ntp_sample *believed(const struct ntp *ntp)
{
	const struct ntp_sample *best = NULL;
	unsigned all = answers(ntp);

	for (unsigned i = 0; i < ntp->count; i++) {
		const struct ntp_server *from = &ntp->server[i];
		int64_t begin = from->sample.offset - from->sample.error;

		if (!from->answered || 2 * holders(ntp, begin) <= all)
			continue;
		for (unsigned j = 0; j < ntp->count; j++) {
			const struct ntp_server *s = &ntp->server[j];

			if (s->answered &&
			    llabs(s->sample.offset - begin) <=
				    s->sample.error &&
			    (best == NULL || s->sample.error < best->error))
				best = &s->sample;
		}
	}
	return best;
}

/* ---- rounds ---- */

static void begin_round(struct ntp *ntp, int64_t mono)
{
	ntp->round++;
	ntp->quiet = true;
	ntp->round_end = mono + NTP_PATIENCE;
	for (unsigned i = 0; i < ntp->count; i++) {
		struct ntp_server *s = &ntp->server[i];

		s->answered = false;
		s->asked = !s->refused && ntp->round % s->every == 0;
		s->due = s->asked;
		ntp->quiet = ntp->quiet && !s->asked;
	}
}

static bool all_have_answered(const struct ntp *ntp)
{
	for (unsigned i = 0; i < ntp->count; i++)
		if (ntp->server[i].asked)
			return false;
	return true;
}

static void poll_later(struct ntp *ntp)
{
	ntp->poll *= 2;
	if (ntp->poll > NTP_POLL_MOST)
		ntp->poll = NTP_POLL_MOST;
}

/* The clock is off by that much. */
static enum ntp_action correct(struct ntp *ntp, int64_t by,
			       struct ntp_order *order)
{
	order->by = by;
	ntp->last = by;
	if (llabs(by) <= NTP_RIGHT && ntp->set)
		poll_later(ntp);
	else
		ntp->poll = NTP_POLL_LEAST;
	if (ntp->poll < NTP_POLL_LEAST)
		ntp->poll = NTP_POLL_LEAST;
	if (ntp->set && llabs(by) > NTP_STEP_MOST)
		return NTP_TOO_FAR;
	if (ntp->set && llabs(by) <= NTP_SLEW_MOST) {
		ntp->slew = by;
		return NTP_WAIT;
	}
	ntp->set = true;
	ntp->slew = 0;
	return NTP_STEP;
}

static enum ntp_action end_round(struct ntp *ntp, int64_t mono,
				 struct ntp_order *order)
{
	const struct ntp_sample *sample = believed(ntp);
	enum ntp_action action;

	ntp->round_end = 0;
	if (sample != NULL) {
		action = correct(ntp, sample->offset, order);
	} else {
		action = ntp->quiet       ? NTP_WAIT :
			 answers(ntp) > 0 ? NTP_AGREE_NOT :
					    NTP_SILENCE;
		poll_later(ntp);
	}
	ntp->round_next = mono + ntp->poll;
	return action;
}

/* ---- what is to be done ---- */

static bool ask(struct ntp *ntp, int64_t mono, uint64_t nonce,
		struct ntp_order *order)
{
	for (unsigned i = 0; i < ntp->count; i++) {
		struct ntp_server *s = &ntp->server[i];

		if (!s->due)
			continue;
		s->due = false;
		s->sent = mono;
		s->nonce = nonce;
		order->action = NTP_ASK;
		order->server = i;
		ntp_request(order->packet, nonce);
		return true;
	}
	return false;
}

static bool slew(struct ntp *ntp, int64_t mono, struct ntp_order *order)
{
	int64_t by = ntp->slew;

	if (by == 0 || mono < ntp->slew_next)
		return false;
	if (by > NTP_SLEW)
		by = NTP_SLEW;
	if (by < -NTP_SLEW)
		by = -NTP_SLEW;
	ntp->slew -= by;
	ntp->slew_next = mono + NTP_SLEW_EVERY;
	order->action = NTP_STEP;
	order->by = by;
	return true;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void ntp_next(struct ntp *ntp, int64_t mono, uint64_t nonce,
	      struct ntp_order *order)
{
	memset(order, 0, sizeof *order);
	if (ntp->round_end == 0 && mono >= ntp->round_next)
		begin_round(ntp, mono);
	if (ntp->round_end != 0) {
		if (ask(ntp, mono, nonce, order))
			return;
		if (all_have_answered(ntp) || mono >= ntp->round_end) {
			order->action = end_round(ntp, mono, order);
			if (order->action != NTP_WAIT)
				return;
		}
	}
	if (slew(ntp, mono, order))
		return;
	order->action = NTP_WAIT;
	order->until = ntp->round_end != 0 ? ntp->round_end : ntp->round_next;
	if (ntp->slew != 0)
		order->until = earlier(order->until, ntp->slew_next);
}
