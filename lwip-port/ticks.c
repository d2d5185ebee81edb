/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The clocks: TCP's, one of a second for address resolution, reassembly and
 * DNS, and DHCP's two.
 */
#include "ticks.h"

#include <stdint.h>

#include <ilwaco/timer.h>

#include "lwip/dhcp.h"
#include "lwip/prot/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"
#include "lwip/priv/tcp_priv.h"

#include "connections.h"
#include "nic.h"
#include "stack.h"

#define NEVER 0 /* as a number of ticks */

void (*net_resolver_tick)(void);

static uint32_t nearer(uint32_t a, uint32_t b)
{
	if (a == NEVER || b == NEVER)
		return a | b;
	return a < b ? a : b;
}

/* TCP: ticks of 250 ms, of which every other one advances tcp_ticks. */

#define FAST_PER_SLOW (TCP_SLOW_INTERVAL / TCP_FAST_INTERVAL)

/* Whether something may happen at each tick. */
static bool tcp_is_busy(const struct tcp_pcb *pcb)
{
	return pcb->unacked != NULL || pcb->unsent != NULL ||
	       pcb->refused_data != NULL || pcb->ooseq != NULL ||
	       pcb->state == SYN_RCVD || pcb->state == LAST_ACK ||
	       (pcb->flags & (TF_ACK_DELAY | TF_ACK_NOW | TF_CLOSEPEND |
			      TF_NAGLEMEMERR)) != 0;
}

/* Ticks until milliseconds have passed since the PCB's last activity. */
static uint32_t tcp_after(const struct tcp_pcb *pcb, uint32_t milliseconds)
{
	uint32_t limit = milliseconds / TCP_SLOW_INTERVAL + 1;
	uint32_t passed = tcp_ticks - pcb->tmr;

	return passed < limit ? (limit - passed) * FAST_PER_SLOW : 1;
}

/* As most are. */
static bool tcp_awaits_peer(const struct tcp_pcb *pcb)
{
	return pcb->state == ESTABLISHED && pcb->unacked == NULL &&
	       !ip_get_option(pcb, SOF_KEEPALIVE) && !tcp_is_busy(pcb);
}

static uint32_t tcp_pcb_due(const struct tcp_pcb *pcb)
{
	uint32_t due = NEVER;

	if (tcp_awaits_peer(pcb))
		return NEVER;
	if (tcp_is_busy(pcb))
		return 1;
	if (pcb->state == FIN_WAIT_2 && (pcb->flags & TF_RXCLOSED) != 0)
		due = tcp_after(pcb, TCP_FIN_WAIT_TIMEOUT);
	if (ip_get_option(pcb, SOF_KEEPALIVE) &&
	    (pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT))
		due = nearer(due,
			     tcp_after(pcb, pcb->keep_idle +
						    pcb->keep_cnt_sent *
							    pcb->keep_intvl));
	return due;
}

static uint32_t tcp_due(void)
{
	uint32_t due = NEVER;

	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL;
	     pcb = pcb->next) {
		due = nearer(due, tcp_pcb_due(pcb));
		if (due == 1)
			return 1;
	}
	for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb != NULL; pcb = pcb->next)
		due = nearer(due, tcp_after(pcb, 2 * TCP_MSL));
	return due;
}

/* While data of its own waits for an acknowledgement a peer is found out by
 * retransmissions, whose number is bounded; keep-alive would count on and give
 * up a living one after a few that were lost.  So its time stands still
 * meanwhile, two ticks before it asks: the timer may move on by as many. */
static void hold_keep_alive(struct tcp_pcb *pcb)
{
	uint32_t limit = pcb->keep_idle / TCP_SLOW_INTERVAL - 2;

	if (ip_get_option(pcb, SOF_KEEPALIVE) &&
	    (pcb->unacked != NULL || pcb->unsent != NULL) &&
	    (pcb->state == ESTABLISHED || pcb->state == CLOSE_WAIT) &&
	    tcp_ticks - pcb->tmr > limit)
		pcb->tmr = tcp_ticks - limit;
}

/* The timer looks at each connection several times a tick.  Most wait for
 * their peer only, and it has nothing to do with them.  The others keep their
 * order, by which the oldest half-open one is known. */
static void show_due(void)
{
	struct tcp_pcb *last = NULL;
	struct tcp_pcb *next;

	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = next) {
		next = pcb->next;
		if (tcp_pcb_due(pcb) == NEVER)
			continue;
		hold_keep_alive(pcb);
		net_connections_move(pcb, last);
		last = pcb;
	}
	net_connections_show_until(last);
}

/* Ticks of which nothing came only move the time on: all but the last three,
 * so that TCP's slow timer runs at least once. */
static void tcp_advance(uint32_t ticks)
{
	if (ticks > 3) {
		tcp_ticks += (ticks - 2) / FAST_PER_SLOW;
		ticks = 2 + ticks % FAST_PER_SLOW;
	}
	show_due();
	net_connections_run_timer(ticks);
}

/* The clock of a second. */

/* Beyond this even what routers announced has expired. */
#define ND6_SECONDS_MAX 10000

static bool nd6_is_empty(void)
{
	for (unsigned int i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++)
		if (neighbor_cache[i].state != ND6_NO_ENTRY)
			return false;
	return net_nic.rs_count == 0 && !net_nic.ip6_autoconfig_enabled;
}

static bool nd6_is_busy(void)
{
	for (unsigned int i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
		uint8_t state = neighbor_cache[i].state;

		if (state == ND6_INCOMPLETE || state == ND6_DELAY ||
		    state == ND6_PROBE)
			return true;
	}
	for (unsigned int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_istentative(netif_ip6_addr_state(&net_nic, i)))
			return true;
	return net_nic.rs_count > 0;
}

static uint32_t second_due(void)
{
	if (net_resolver_tick != NULL || nd6_is_busy())
		return 1;
	return net_nic_second_due();
}

static void second_pass(uint32_t number)
{
	if (number < ARP_MAXAGE)
		etharp_tmr();
	if (number < ND6_SECONDS_MAX && !nd6_is_empty())
		nd6_tmr();
	if (net_nic_reassembles()) {
		ip_reass_tmr();
		ip6_reass_tmr();
	}
	net_nic_second();
	if (net_resolver_tick != NULL)
		net_resolver_tick();
}

static void second_advance(uint32_t ticks)
{
	for (uint32_t i = 0; i < ticks && i < ND6_SECONDS_MAX; i++)
		second_pass(i);
}

/* DHCP: a fine clock while it talks to a server, a coarse one for leases. */

static uint32_t dhcp_fine_due(void)
{
	const struct dhcp *dhcp = netif_dhcp_data(&net_nic);

	return dhcp != NULL ? dhcp->request_timeout : NEVER;
}

static void dhcp_fine_advance(uint32_t ticks)
{
	while (ticks-- > 0 && dhcp_fine_due() != NEVER)
		dhcp_fine_tmr();
}

static uint32_t dhcp_coarse_due(void)
{
	const struct dhcp *dhcp = netif_dhcp_data(&net_nic);
	uint32_t due = NEVER;

	if (dhcp == NULL || dhcp->state == DHCP_STATE_OFF)
		return NEVER;
	if (dhcp->t0_timeout > dhcp->lease_used)
		due = (uint32_t)(dhcp->t0_timeout - dhcp->lease_used);
	return nearer(due, nearer(dhcp->t1_renew_time, dhcp->t2_rebind_time));
}

static void dhcp_coarse_advance(uint32_t ticks)
{
	while (ticks-- > 0 && dhcp_coarse_due() != NEVER)
		dhcp_coarse_tmr();
}

static struct clock {
	uint64_t period;
	void (*advance)(uint32_t ticks);
	uint32_t (*due)(void); /* in ticks from time on; NEVER */
	uint64_t time;         /* how far it has been advanced */
} clocks[] = {
	{ TCP_TMR_INTERVAL * ILW_MILLISECOND, tcp_advance, tcp_due, 0 },
	{ ILW_SECOND, second_advance, second_due, 0 },
	{ DHCP_FINE_TIMER_MSECS * ILW_MILLISECOND, dhcp_fine_advance,
	  dhcp_fine_due, 0 },
	{ DHCP_COARSE_TIMER_MSECS * ILW_MILLISECOND, dhcp_coarse_advance,
	  dhcp_coarse_due, 0 },
};

static void fire(void *argument);

static struct ilw_timer timer = ILW_TIMER_INIT(fire, NULL);
static uint64_t armed = ILW_NEVER;
static volatile bool fired;

/* TCP ticks: the timer is armed for its next tick, and the others are
 * advanced on the way. */
static bool tcp_is_ticking;

static void advance(void)
{
	uint64_t now = ilw_clock_monotonic();

	for (struct clock *c = clocks; c < clocks + LWIP_ARRAYSIZE(clocks);
	     c++) {
		uint64_t ticks;

		if (now - c->time < c->period)
			continue;
		ticks = (now - c->time) / c->period;
		c->time += ticks * c->period;
		c->advance(ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX);
	}
}

static void fire(void *argument)
{
	(void)argument;
	fired = true;
	net_enter();
	net_leave();
}

void net_ticks_start(void)
{
	uint64_t now = ilw_clock_monotonic();

	for (struct clock *c = clocks; c < clocks + LWIP_ARRAYSIZE(clocks); c++)
		c->time = now;
}

void net_ticks_catch_up(void)
{
	if (fired) {
		fired = false;
		tcp_is_ticking = false;
		armed = ILW_NEVER;
	}
	if (!tcp_is_ticking)
		advance();
}

void net_ticks_arm(void)
{
	uint64_t next = ILW_NEVER;

	if (tcp_is_ticking)
		return;
	for (struct clock *c = clocks; c < clocks + LWIP_ARRAYSIZE(clocks);
	     c++) {
		uint32_t due = c->due();
		uint64_t time = c->time + due * c->period;

		if (due != NEVER && time < next)
			next = time;
		if (c == clocks)
			tcp_is_ticking = due == 1;
	}
	if (next == armed)
		return;
	armed = next;
	ilw_timer_set(&timer, next);
}

/* lwIP's call when a connection comes to be: the timer is armed when the core
 * lock is left. */
void tcp_timer_needed(void)
{
}
