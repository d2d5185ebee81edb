/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Host names, by lwIP's resolver.  Its clock ticks only while an answer is
 * awaited; what it missed meanwhile is made up for before the next question,
 * so that what it remembers grows old.
 */
#include "resolver.h"

#include <errno.h>
#include <netdb.h>

#include <ilwaco/clock.h>

#include "lwip/dns.h"

#include "configure.h"
#include "nic.h"
#include "stack.h"
#include "ticks.h"

struct query {
	struct ilw_condition changed;
	ip_addr_t *address;
	bool done, found;
	bool late; /* nobody has answered */
};

static bool started;
static unsigned int waiting;
static uint64_t ticked; /* when its clock last stopped */
static bool ticking;    /* it is its clock that gives names up */

static void on_found(const char *name, const ip_addr_t *address, void *argument)
{
	struct query *query = argument;

	(void)name;
	query->done = true;
	query->found = address != NULL;
	query->late = address == NULL && ticking;
	if (query->found)
		ip_addr_copy(*query->address, *address);
	ilw_condition_broadcast(&query->changed);
}

static void start(void)
{
	if (started)
		return;
	started = true;
	dns_init();
	net_configure_dns();
}

/* lwIP forgets all after DNS_MAX_TTL seconds. */
static void make_up(void)
{
	uint64_t seconds = (ilw_clock_monotonic() - ticked) / ILW_SECOND;

	if (seconds > DNS_MAX_TTL)
		seconds = DNS_MAX_TTL;
	while (seconds-- > 0)
		dns_tmr();
}

static void tick(void)
{
	ticking = true;
	dns_tmr();
	ticking = false;
}

static void begin_to_wait(void)
{
	if (waiting++ == 0)
		net_resolver_tick = tick;
}

static void end_to_wait(void)
{
	if (--waiting > 0)
		return;
	net_resolver_tick = NULL;
	ticked = ilw_clock_monotonic();
}

static int ask(const char *name, bool ip6, ip_addr_t *address)
{
	struct query query = { .address = address };
	err_t err;

	if (waiting == 0)
		make_up();
	begin_to_wait();
	err = dns_gethostbyname_addrtype(name, address, on_found, &query,
					 ip6 ? LWIP_DNS_ADDRTYPE_IPV6 :
					       LWIP_DNS_ADDRTYPE_IPV4);
	while (err == ERR_INPROGRESS && !query.done)
		net_wait(&query.changed, ILW_NEVER);
	end_to_wait();
	if (err == ERR_OK || query.found)
		return 0;
	if (query.late)
		return EAI_AGAIN;
	if (err == ERR_INPROGRESS || err == ERR_ARG)
		return EAI_NONAME;
	return err == ERR_MEM ? EAI_AGAIN : EAI_FAIL;
}

int resolver_look_up(const char *name, bool ip6, ip_addr_t *address)
{
	int result;

	net_enter();
	net_await_address();
	start();
	result = ask(name, ip6, address);
	net_leave();
	return result;
}

bool resolver_has_ip4(void)
{
	bool has;

	net_enter();
	net_await_address();
	has = !ip4_addr_isany(netif_ip4_addr(&net_nic));
	net_leave();
	return has;
}

bool resolver_has_ip6(void)
{
	for (int i = 1; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(&net_nic, i)))
			return true;
	return false;
}
