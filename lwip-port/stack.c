/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Start-up and the core lock.
 */
#include "stack.h"

#include <errno.h>

#include <ilwaco/clock.h>
#include <ilwaco/event.h>
#include <ilwaco/interrupt.h>
#include <ilwaco/kick.h>
#include <ilwaco/random.h>
#include <ilwaco/work.h>

#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/udp.h"

#include "isn.h"
#include "nic.h"
#include "stream.h"
#include "ticks.h"

/* How long the end of the program may wait for the peers, and how often it
 * looks whether they have everything. */
#define STOP_TIME (2 * ILW_SECOND)
#define STOP_STEP ILW_MILLISECOND

/* The loopback interface, which lwIP makes first. */
static struct netif *loopback;

static void take_input(struct ilw_work *work)
{
	(void)work;
	net_enter();
	net_leave();
}

static struct ilw_work input_work = ILW_WORK_INIT(take_input);

static void nic_event(void)
{
	ilw_work_post(&input_work);
}

/* lwip_init() would draw in every protocol it knows, DNS among them; these are
 * its parts that a service always has.  The others have nothing to set up. */
static void start_lwip(void)
{
	memp_init();
	netif_init();
	udp_init();
	tcp_init();
	loopback = netif_list;
	loopback->rs_count = 0; /* no routers there */
}

void net_start(void)
{
	net_isn_start();
	start_lwip();
	net_ticks_start();
	if (!net_nic_start())
		return;
	if (ilw_work_start())
		ilw_event_register(DENALI_EVENT_NIC, nic_event);
	net_enter();
	net_leave();
}

/* What was sent to the VM's own addresses waits in the interface it would have
 * left by.  Delivering it may send more.  Whether there was any. */
static bool deliver_own(void)
{
	bool any = false;

	while (loopback->loop_first != NULL || net_nic.loop_first != NULL) {
		netif_poll(loopback);
		netif_poll(&net_nic);
		any = true;
	}
	return any;
}

void net_enter(void)
{
	ilw_interrupt_hold();
	ilw_mutex_lock(&net_core_lock);
	net_ticks_catch_up();
	if (net_nic_input())
		ilw_work_post(&input_work);
}

void net_leave(void)
{
	deliver_own();
	net_ticks_arm();
	ilw_mutex_unlock(&net_core_lock);
	ilw_interrupt_allow();
}

/* What is waited for may be what was just delivered. */
bool net_wait(struct ilw_condition *condition, uint64_t deadline)
{
	bool delivered = deliver_own();

	net_ticks_arm();
	if (delivered)
		return true;
	return ilw_condition_wait(condition, &net_core_lock, deadline);
}

int net_wait_interruptible(struct ilw_condition *condition, uint64_t deadline)
{
	bool delivered = deliver_own();
	enum ilw_waited waited;

	net_ticks_arm();
	if (delivered)
		return 1;
	waited = ilw_condition_sleep(condition, &net_core_lock, deadline);
	ilw_mutex_lock(&net_core_lock);
	if (waited == ILW_WAIT_INTERRUPTED)
		return -EINTR;
	return waited == ILW_WAIT_WOKEN;
}

/* The first connection that can still send; NULL: there is none. */
static struct tcp_pcb *open_connection(void)
{
	struct tcp_pcb *pcb = tcp_active_pcbs;

	while (pcb != NULL && pcb->state != SYN_RCVD &&
	       pcb->state != ESTABLISHED && pcb->state != CLOSE_WAIT)
		pcb = pcb->next;
	return pcb;
}

static void close_connection(struct tcp_pcb *pcb)
{
	struct stream *stream = pcb->callback_arg;

	if (stream != NULL && stream->pcb == pcb)
		stream_abandon(stream);
	if (tcp_close(pcb) != ERR_OK || open_connection() == pcb)
		tcp_abort(pcb);
}

static bool is_sending(void)
{
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL;
	     pcb = pcb->next)
		if (pcb->unsent != NULL || pcb->unacked != NULL)
			return true;
	return false;
}

void net_stop(void)
{
	struct ilw_condition nothing = ILW_CONDITION_INIT;
	uint64_t end = ilw_clock_after(STOP_TIME);
	struct tcp_pcb *pcb;

	net_enter();
	while ((pcb = open_connection()) != NULL)
		close_connection(pcb);
	while (is_sending() && ilw_clock_monotonic() < end)
		net_wait(&nothing, ilw_clock_after(STOP_STEP));
	ilw_kick(DENALI_DEVICE_NIC);
	net_leave();
}

uint32_t net_random(void)
{
	uint32_t number;

	ilw_random(&number, sizeof(number));
	return number;
}
