/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ntppacket.h"

#include <string.h>

/* Of a packet. */
#define FLAGS 0 /* leap, version, mode */
#define STRATUM 1
#define ROOT_DELAY 4
#define ROOT_DISPERSION 8
#define REFERENCE 12
#define ORIGINATE 24
#define RECEIVE 32
#define TRANSMIT 40

#define VERSION 4
#define MODE_CLIENT 3
#define MODE_SERVER 4
#define LEAP_UNKNOWN 3
#define STRATUM_MOST 15

#define SECOND 1000000000ll
#define FROM_1900 2208988800ll /* seconds from then to 1970 */
/* Farther from what it has its time from than any server should be. */
#define DISTANCE_MOST (SECOND * 3 / 2)
/* An answer that was so long on its way tells little. */
#define DELAY_MOST (SECOND * 2)

static uint32_t word(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static void put_word(uint8_t *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * (3 - i));
}

/* Seconds begin anew in 2036: those in the lower half of what there is are of
 * the time after that. */
static int64_t timestamp(const uint8_t *at)
{
	int64_t seconds = word(at);

	if (!(seconds >> 31))
		seconds += 1ll << 32;
	return (seconds - FROM_1900) * SECOND +
	       (int64_t)(((uint64_t)word(at + 4) * SECOND) >> 32);
}

/* Seconds in 16 bits, and their fraction. */
static int64_t interval(const uint8_t *at)
{
	return (int64_t)(((uint64_t)word(at) * SECOND) >> 16);
}

void ntp_request(uint8_t packet[NTP_PACKET], uint64_t nonce)
{
	memset(packet, 0, NTP_PACKET);
	packet[FLAGS] = VERSION << 3 | MODE_CLIENT;
	put_word(packet + TRANSMIT, (uint32_t)(nonce >> 32));
	put_word(packet + TRANSMIT + 4, (uint32_t)nonce);
}

/* A kiss of death: the code says why nothing is told. */
static enum ntp_answer kiss(const uint8_t *packet)
{
	const uint8_t *code = packet + REFERENCE;

	if (memcmp(code, "DENY", 4) == 0 || memcmp(code, "RSTR", 4) == 0)
		return NTP_REFUSED;
	return memcmp(code, "RATE", 4) == 0 ? NTP_SLOWER : NTP_UNSYNCHRONIZED;
}

static enum ntp_answer measure(const uint8_t *packet, int64_t sent,
			       int64_t came, struct ntp_sample *sample)
{
	int64_t received = timestamp(packet + RECEIVE);
	int64_t answered = timestamp(packet + TRANSMIT);
	int64_t distance = interval(packet + ROOT_DELAY) / 2 +
			   interval(packet + ROOT_DISPERSION);
	int64_t delay = (came - sent) - (answered - received);
	int64_t offset = received - sent;

	if (distance > DISTANCE_MOST || answered < received ||
	    answered - received > came - sent || delay > DELAY_MOST)
		return NTP_UNSYNCHRONIZED;
	sample->offset = offset - delay / 2;
	sample->error = delay / 2 + distance;
	return NTP_GOOD;
}

enum ntp_answer ntp_answer(const uint8_t *packet, size_t length, uint64_t nonce,
			   int64_t sent, int64_t came,
			   struct ntp_sample *sample)
{
	unsigned version, leap, stratum;

	if (length < NTP_PACKET || (packet[FLAGS] & 7) != MODE_SERVER ||
	    word(packet + ORIGINATE) != (uint32_t)(nonce >> 32) ||
	    word(packet + ORIGINATE + 4) != (uint32_t)nonce)
		return NTP_STRANGE;
	version = packet[FLAGS] >> 3 & 7;
	leap = packet[FLAGS] >> 6;
	stratum = packet[STRATUM];
	if (version < 3 || version > VERSION)
		return NTP_STRANGE;
	if (stratum == 0)
		return kiss(packet);
	if (leap == LEAP_UNKNOWN || stratum > STRATUM_MOST ||
	    (word(packet + TRANSMIT) == 0 && word(packet + TRANSMIT + 4) == 0))
		return NTP_UNSYNCHRONIZED;
	return measure(packet, sent, came, sample);
}
