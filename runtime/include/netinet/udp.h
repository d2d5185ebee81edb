/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The header of UDP (RFC 768).
 */
#ifndef _NETINET_UDP_H
#define _NETINET_UDP_H

#include <stdint.h>

/* With the names of Linux or those of the BSDs. */
struct udphdr {
	__extension__ union {
		struct {
			uint16_t source;
			uint16_t dest;
			uint16_t len;
			uint16_t check;
		};
		struct {
			uint16_t uh_sport;
			uint16_t uh_dport;
			uint16_t uh_ulen;
			uint16_t uh_sum;
		};
	};
};

#define SOL_UDP 17

#endif
