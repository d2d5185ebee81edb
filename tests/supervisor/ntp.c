/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Time servers: what is an answer, who is believed, and what becomes of the
 * clock.  World: a true time, a clock that is off, and servers that answer as
 * each test has it.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "sdk/supervisor/ntp.h"

#define S NTP_SECOND
#define MS (S / 1000)
#define BOOT (INT64_C(1700000000) * S) /* true time when mono was 0 */
#define FROM_1900 2208988800ull

static struct ntp ntp;
static int64_t mono, off; /* off: wall clock less true time */
static unsigned asked, steps, silences, quarrels, refusals;
static int64_t stepped;

/* How a server is. */
static struct liar {
	bool silent;
	int64_t lie;   /* added to the true time */
	int64_t delay; /* there and back */
	void (*spoil)(uint8_t *packet);
} servers[NTP_SERVERS];

static int64_t true_time(void)
{
	return BOOT + mono;
}

static void put_word(uint8_t *at, uint64_t value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * (3 - i));
}

static void put_time(uint8_t *at, int64_t time)
{
	put_word(at, (uint64_t)(time / S) + FROM_1900);
	put_word(at + 4, ((uint64_t)(time % S) << 32) / S);
}

static void make_answer(uint8_t answer[NTP_PACKET], const uint8_t *request,
			int64_t received, int64_t answered)
{
	memset(answer, 0, NTP_PACKET);
	answer[0] = 4 << 3 | 4;
	answer[1] = 2;
	memcpy(answer + 24, request + 40, 8);
	put_time(answer + 32, received);
	put_time(answer + 40, answered);
}

static void serve(const struct ntp_order *order)
{
	const struct liar *server = &servers[order->server];
	uint8_t packet[NTP_PACKET];
	int64_t at = true_time() + server->delay / 2 + server->lie;

	asked++;
	if (server->silent)
		return;
	make_answer(packet, order->packet, at, at);
	if (server->spoil != NULL)
		server->spoil(packet);
	mono += server->delay;
	ntp_heard(&ntp, order->server, packet, sizeof packet, mono,
		  true_time() + off);
}

/* Until a time of the monotonic clock. */
static void go_on_until(int64_t end)
{
	struct ntp_order order;

	for (;;) {
		ntp_next(&ntp, mono, (uint64_t)rand() << 32 | (unsigned)rand(),
			 &order);
		switch (order.action) {
		case NTP_WAIT:
			cr_assert_gt(order.until, mono, "it does not wait");
			if (order.until > end) {
				mono = end;
				return;
			}
			mono = order.until;
			break;
		case NTP_ASK:
			serve(&order);
			break;
		case NTP_STEP:
			off += order.by;
			stepped = order.by;
			steps++;
			break;
		case NTP_AGREE_NOT:
			quarrels++;
			break;
		case NTP_TOO_FAR:
			refusals++;
			break;
		case NTP_SILENCE:
			silences++;
			break;
		}
	}
}

static void go_on(int64_t duration)
{
	go_on_until(mono + duration);
}

static void begin(unsigned count)
{
	ntp_begin(&ntp, count, mono);
}

static bool right_within(int64_t error)
{
	return llabs(off) <= error;
}

/* ---- packets ---- */

static uint8_t request[NTP_PACKET], answer[NTP_PACKET];
static struct ntp_sample sample;

static enum ntp_answer judge(size_t length)
{
	return ntp_answer(answer, length, 0x123456789abcdef0, BOOT, BOOT + S,
			  &sample);
}

static void good_answer(void)
{
	ntp_request(request, 0x123456789abcdef0);
	make_answer(answer, request, BOOT + 10 * S, BOOT + 10 * S + MS);
}

TestSuite(ntp_packet, .init = good_answer);

Test(ntp_packet, a_good_one)
{
	cr_assert_eq(judge(NTP_PACKET), NTP_GOOD);
	/* Half of a second less the millisecond it took there. */
	cr_expect(llabs(sample.offset - (9 * S + 500 * MS + MS / 2)) < 1000,
		  "%lld", (long long)sample.offset);
	cr_expect(llabs(sample.error - (S - MS) / 2) < 1000);
	cr_expect_eq(judge(NTP_PACKET + 20), NTP_GOOD, "a digest behind it");
}

Test(ntp_packet, a_request_tells_nothing)
{
	cr_expect_eq(request[0], 4 << 3 | 3);
	for (unsigned i = 1; i < 40; i++)
		cr_expect_eq(request[i], 0);
}

Test(ntp_packet, what_is_no_answer)
{
	for (size_t length = 0; length < NTP_PACKET; length++)
		cr_expect_eq(judge(length), NTP_STRANGE);
	for (unsigned mode = 0; mode < 8; mode++) {
		answer[0] = (uint8_t)(4 << 3 | mode);
		cr_expect_eq(judge(NTP_PACKET),
			     mode == 4 ? NTP_GOOD : NTP_STRANGE);
	}
	for (unsigned version = 0; version < 8; version++) {
		answer[0] = (uint8_t)(version << 3 | 4);
		cr_expect_eq(judge(NTP_PACKET), version == 3 || version == 4 ?
							NTP_GOOD :
							NTP_STRANGE);
	}
	for (unsigned bit = 0; bit < 64; bit++) {
		good_answer();
		answer[24 + bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_expect_eq(judge(NTP_PACKET), NTP_STRANGE, "bit %u", bit);
	}
}

Test(ntp_packet, who_has_no_time)
{
	answer[0] |= 3 << 6;
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "leap");
	good_answer();
	answer[1] = 16;
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "stratum");
	answer[1] = 15;
	cr_expect_eq(judge(NTP_PACKET), NTP_GOOD);
	memset(answer + 40, 0, 8);
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "no time");
	good_answer();
	put_word(answer + 4, 4u << 16);
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "root delay");
	good_answer();
	put_word(answer + 8, 2u << 16);
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "dispersion");
	good_answer();
	put_time(answer + 40, BOOT + 9 * S);
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED, "it goes back");
	put_time(answer + 40, BOOT + 12 * S);
	cr_expect_eq(judge(NTP_PACKET), NTP_UNSYNCHRONIZED,
		     "it took longer than it took");
	good_answer();
	cr_expect_eq(ntp_answer(answer, NTP_PACKET, 0x123456789abcdef0, BOOT,
				BOOT + 3 * S, &sample),
		     NTP_UNSYNCHRONIZED, "too long on its way");
}

Test(ntp_packet, kisses)
{
	static const struct {
		const char *code;
		enum ntp_answer answer;
	} kisses[] = { { "DENY", NTP_REFUSED },
		       { "RSTR", NTP_REFUSED },
		       { "RATE", NTP_SLOWER },
		       { "INIT", NTP_UNSYNCHRONIZED },
		       { "XXXX", NTP_UNSYNCHRONIZED } };

	for (unsigned i = 0; i < 5; i++) {
		answer[1] = 0;
		memcpy(answer + 12, kisses[i].code, 4);
		cr_expect_eq(judge(NTP_PACKET), kisses[i].answer, "%s",
			     kisses[i].code);
	}
	answer[24] ^= 1;
	cr_expect_eq(judge(NTP_PACKET), NTP_STRANGE, "anybody's kiss");
}

Test(ntp_packet, the_era_after_2036)
{
	const int64_t later = INT64_C(2100000000) * S;

	make_answer(answer, request, later, later);
	cr_expect_eq(ntp_answer(answer, NTP_PACKET, 0x123456789abcdef0, later,
				later, &sample),
		     NTP_GOOD);
	cr_expect(llabs(sample.offset) < 1000);
}

/* Any clock, any server, any bytes: no sum overflows. */
Test(ntp_packet, times_at_the_ends)
{
	static const int64_t clocks[] = { 0, BOOT, INT64_MAX - 2 * S };

	for (unsigned i = 0; i < 3; i++)
		for (unsigned n = 0; n < 100000; n++) {
			for (unsigned b = 0; b < NTP_PACKET; b++)
				answer[b] = (uint8_t)rand();
			if (n % 2)
				memset(answer + 32, n % 4 == 1 ? 0xff : 0, 16);
			answer[47] |= 1;
			answer[0] = 4 << 3 | 4;
			memset(answer + 4, 0, 8);
			memcpy(answer + 24, request + 40, 8);
			ntp_answer(answer, NTP_PACKET, 0x123456789abcdef0,
				   clocks[i], clocks[i] + S, &sample);
		}
}

/* ---- the clock ---- */

Test(ntp, the_first_time_it_is_set_to_whatever_it_is)
{
	off = -20 * 365 * 86400 * S;
	servers[0].delay = 20 * MS;
	begin(1);
	go_on(S);
	cr_expect_eq(steps, 1);
	cr_expect(right_within(11 * MS), "%lld", (long long)off);
}

Test(ntp, a_small_difference_is_slewed)
{
	begin(1);
	go_on(S);
	off = 100 * MS;
	go_on(NTP_POLL_LEAST + 10 * S);
	cr_expect(!right_within(80 * MS), "it is slow");
	cr_expect_eq(stepped, -NTP_SLEW);
	go_on(300 * S);
	cr_expect(right_within(MS));
}

Test(ntp, a_larger_one_is_stepped)
{
	begin(1);
	go_on(S);
	off = 2 * S;
	steps = 0;
	go_on(NTP_POLL_LEAST + 10 * S);
	cr_expect_eq(steps, 1);
	cr_expect(right_within(MS));
}

Test(ntp, one_that_is_too_large_is_refused)
{
	begin(1);
	go_on(S);
	steps = 0;
	servers[0].lie = NTP_STEP_MOST + S;
	go_on(10 * NTP_POLL_LEAST);
	cr_expect_eq(steps, 0);
	cr_expect_gt(refusals, 0);
	servers[0].lie = NTP_STEP_MOST - S;
	go_on(2 * NTP_POLL_LEAST);
	cr_expect_eq(steps, 1);
}

/* A jump of the clock, either way, as somebody else may make: it comes right,
 * and deadlines, which are the monotonic clock's, do not move. */
Test(ntp, jumps_of_the_clock_are_mended)
{
	begin(1);
	go_on(S);
	for (int i = 0; i < 8; i++) {
		off = (i % 2 ? -1 : 1) * 500 * S;
		go_on(NTP_POLL_MOST + 10 * S);
		cr_expect(right_within(MS), "%d: %lld", i, (long long)off);
	}
}

Test(ntp, a_jump_between_question_and_answer_is_none)
{
	struct ntp_order order;
	uint8_t packet[NTP_PACKET];

	begin(1);
	ntp_next(&ntp, mono, 77, &order);
	cr_assert_eq(order.action, NTP_ASK);
	off = 100 * S;
	make_answer(packet, order.packet, true_time(), true_time());
	mono += 10 * MS;
	ntp_heard(&ntp, 0, packet, sizeof packet, mono, true_time() + off);
	ntp_next(&ntp, mono, 78, &order);
	cr_assert_eq(order.action, NTP_STEP);
	cr_expect(llabs(order.by + 100 * S) < 11 * MS);
}

/* ---- how often ---- */

Test(ntp, servers_are_left_alone_when_the_clock_is_right)
{
	begin(1);
	go_on(86400 * S);
	cr_expect_lt(asked, 100, "%u times in a day", asked);
	cr_expect_gt(asked, 80);
	cr_expect_eq(steps, 1);
}

Test(ntp, silence_is_waited_out_longer_and_longer)
{
	servers[0].silent = true;
	begin(1);
	go_on(120 * S);
	cr_expect_leq(asked, 4, "%u", asked);
	go_on(86400 * S);
	cr_expect_lt(asked, 100, "%u times in a day", asked);
	cr_expect_gt(silences, 0);
	cr_expect_eq(steps, 0);
	off = 5 * S;
	servers[0].silent = false;
	go_on(NTP_POLL_MOST + 10 * S);
	cr_expect(right_within(MS));
}

static void kiss_rate(uint8_t *packet)
{
	packet[1] = 0;
	memcpy(packet + 12, "RATE", 4);
}

static void kiss_deny(uint8_t *packet)
{
	packet[1] = 0;
	memcpy(packet + 12, "DENY", 4);
}

Test(ntp, who_refuses_is_left_alone)
{
	servers[0].spoil = kiss_deny;
	begin(2);
	go_on(86400 * S);
	cr_expect_lt(asked, 101);
	cr_expect(right_within(MS));
	servers[1].spoil = kiss_deny;
	go_on(NTP_POLL_MOST + 10 * S);
	asked = silences = 0;
	go_on(86400 * S);
	cr_expect_eq(asked, 0);
	cr_expect_eq(silences, 0, "nobody was asked");
}

Test(ntp, who_wants_less_gets_less)
{
	servers[0].spoil = kiss_rate;
	begin(1);
	go_on(86400 * S);
	cr_expect_lt(asked, 12, "%u", asked);
}

static void wrong_nonce(uint8_t *packet)
{
	packet[31] ^= 1;
}

Test(ntp, what_nobody_asked_for_is_not_heard)
{
	servers[0].spoil = wrong_nonce;
	begin(1);
	go_on(60 * S);
	cr_expect_eq(steps, 0);
	cr_expect_gt(silences, 0);
}

static uint8_t kept[NTP_PACKET];

static void keep(uint8_t *packet)
{
	memcpy(kept, packet, sizeof kept);
}

Test(ntp, an_answer_counts_once)
{
	servers[0].spoil = keep;
	begin(1);
	go_on(S);
	steps = 0;
	put_time(kept + 32, true_time() + 50 * S);
	put_time(kept + 40, true_time() + 50 * S);
	ntp_heard(&ntp, 0, kept, sizeof kept, mono, true_time());
	ntp_heard(&ntp, 3, kept, sizeof kept, mono, true_time());
	go_on(S);
	cr_expect_eq(steps, 0);
}

/* ---- several ---- */

Test(ntp, of_two_that_disagree_none_is_believed)
{
	servers[1].lie = 10 * S;
	begin(2);
	go_on(200 * S);
	cr_expect_eq(steps, 0);
	cr_expect_gt(quarrels, 0);
	servers[1].lie = 0;
	off = 5 * S;
	go_on(300 * S);
	cr_expect(right_within(MS));
}

Test(ntp, of_three_one_may_lie)
{
	servers[1].lie = -400 * S;
	servers[0].delay = 30 * MS;
	servers[2].delay = 10 * MS;
	off = 3 * S;
	begin(3);
	go_on(10 * S);
	cr_expect(right_within(6 * MS), "the better one: %lld", (long long)off);
	cr_expect_eq(quarrels, 0);
}

Test(ntp, one_that_is_silent_does_not_hinder)
{
	servers[0].silent = true;
	off = 3 * S;
	begin(2);
	go_on(10 * S);
	cr_expect(right_within(MS));
	cr_expect_eq(silences, 0);
}

Test(ntp, four_in_two_camps)
{
	servers[0].lie = servers[1].lie = 100 * S;
	begin(4);
	go_on(100 * S);
	cr_expect_eq(steps, 0);
	cr_expect_gt(quarrels, 0);
	servers[1].lie = 0;
	go_on(200 * S);
	cr_expect(right_within(MS));
	cr_expect_gt(steps, 0);
}
