/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "halfopen.h"

#include <stddef.h>

#include "lwip/priv/tcp_priv.h"

/* Among those of one tick the one farthest down the list, which begins with
 * the newest. */
static struct tcp_pcb *oldest(const struct tcp_pcb_listen *listener)
{
	struct tcp_pcb *found = NULL;

	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL;
	     pcb = pcb->next) {
		if (pcb->state != SYN_RCVD || pcb->listener != listener)
			continue;
		if (found == NULL ||
		    tcp_ticks - pcb->tmr >= tcp_ticks - found->tmr)
			found = pcb;
	}
	return found;
}

void net_halfopen_make_room(const struct tcp_pcb_listen *listener)
{
	struct tcp_pcb *pcb;

	if (listener->accepts_pending < listener->backlog)
		return;
	pcb = oldest(listener);
	if (pcb != NULL)
		tcp_abandon(pcb, 0);
}
