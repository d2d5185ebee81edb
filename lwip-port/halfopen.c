/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "halfopen.h"

#include <stddef.h>

#include "lwip/priv/tcp_priv.h"

/* Ticks of half a second: whoever could hear the answer to its SYN has said so
 * by then. */
#define ANSWERED 2
/* So many places are taken away before it is asked again whether that is
 * right. */
#define FLOOD 100000

void net_halfopen_make_room(const struct tcp_pcb_listen *listener)
{
	static u32_t flood;
	struct tcp_pcb *oldest = NULL;

	if (listener->accepts_pending < listener->backlog)
		return;
	/* The list begins with the newest. */
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL;
	     pcb = pcb->next)
		if (pcb->state == SYN_RCVD && pcb->listener == listener)
			oldest = pcb;
	if (oldest == NULL)
		return;
	if (tcp_ticks - oldest->tmr >= ANSWERED)
		flood = FLOOD;
	if (flood != 0) {
		flood--;
		tcp_abandon(oldest, 0);
	}
}
