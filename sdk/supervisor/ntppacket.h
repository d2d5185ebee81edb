/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Packets of the simple network time protocol (RFC 4330).
 *
 * Times are nanoseconds.  A request carries a random number where a server
 * expects the client's time: it is sent back, and tells an answer from one that
 * somebody has made up who does not see the request.
 */
#ifndef SUPERVISOR_NTPPACKET_H
#define SUPERVISOR_NTPPACKET_H

#include <stddef.h>
#include <stdint.h>

#define NTP_PACKET 48
#define NTP_PORT 123

enum ntp_answer {
	NTP_GOOD,
	NTP_STRANGE, /* not an answer to that request: as if it had not come */
	NTP_UNSYNCHRONIZED, /* the server has no time to tell */
	NTP_SLOWER,         /* it wants to be asked less often */
	NTP_REFUSED         /* it does not want to be asked */
};

/* What is known by an answer: to add to the wall clock, and how far off that
 * may be at the most. */
struct ntp_sample {
	int64_t offset;
	int64_t error;
};

void ntp_request(uint8_t packet[NTP_PACKET], uint64_t nonce);

/* An answer to the request with that number, which was sent and came at these
 * times of the wall clock.  Fills in sample if it is good. */
enum ntp_answer ntp_answer(const uint8_t *packet, size_t length, uint64_t nonce,
			   int64_t sent, int64_t came,
			   struct ntp_sample *sample);

#endif
