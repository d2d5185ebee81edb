/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The index: chains of PCBs.  Two arguments that lwIP keeps in each for the
 * port hold the next one in its chain, and what points to it in lwIP's list, so
 * that it can be taken off without a walk.  With few connections the index
 * takes no memory but its own.
 */
#include "connections.h"

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/heap.h>
#include <ilwaco/random.h>

#include "lwip/priv/tcp_priv.h"

#include "hooks.h"

#define FEW_BITS 4
#define STEP_BITS 2 /* it grows and shrinks by a factor of 4 */
#define NEXT 0      /* the arguments' numbers */
#define LINK 1
#define WORDS 5 /* of what tells connections apart */

static struct tcp_pcb *few[1 << FEW_BITS];

static struct {
	struct tcp_pcb **chains;
	unsigned int bits; /* there are 1 << bits chains */
	unsigned int count;
	uint32_t keys[WORDS]; /* odd ones, but 0 before the first connection */
} table = { .chains = few, .bits = FEW_BITS };

/* What lwIP does not see: the end of the list. */
static struct {
	bool some;
	struct tcp_pcb *rest;
} hidden;

static bool freed;

static void on_destroy(u8_t id, void *data)
{
	(void)id;
	(void)data;
	freed = true;
}

static const struct tcp_ext_arg_callbacks callbacks = {
	.destroy = on_destroy,
};

static struct tcp_pcb *next_of(const struct tcp_pcb *pcb)
{
	return pcb->ext_args[NEXT].data;
}

/* Sets what points to the PCB in the list, if there is one. */
static void set_link(struct tcp_pcb **link)
{
	if (*link != NULL)
		(*link)->ext_args[LINK].data = link;
}

static struct tcp_pcb **chain_of(u16_t local_port, u16_t remote_port,
				 const ip_addr_t *remote)
{
	uint32_t hash = ((uint32_t)remote_port << 16 | local_port) *
			table.keys[0];

	if (IP_IS_V4(remote)) {
		hash += ip4_addr_get_u32(ip_2_ip4(remote)) * table.keys[1];
	} else {
		const u32_t *words = ip_2_ip6(remote)->addr;

		for (int i = 0; i < 4; i++)
			hash += words[i] * table.keys[i + 1];
	}
	return &table.chains[hash >> (32 - table.bits)];
}

static void insert(struct tcp_pcb *pcb)
{
	struct tcp_pcb **chain = chain_of(pcb->local_port, pcb->remote_port,
					  &pcb->remote_ip);

	pcb->ext_args[NEXT].callbacks = &callbacks;
	pcb->ext_args[NEXT].data = *chain;
	*chain = pcb;
	table.count++;
}

/* Makes the index anew, of the whole list. */
static void fill(void)
{
	for (size_t i = 0; i < (size_t)1 << table.bits; i++)
		table.chains[i] = NULL;
	table.count = 0;
	for (struct tcp_pcb **link = &tcp_active_pcbs; *link != NULL;
	     link = &(*link)->next) {
		insert(*link);
		set_link(link);
	}
}

/* Where there is no memory for another size, chains are longer. */
static void resize(unsigned int bits)
{
	struct tcp_pcb **chains = few;

	if (bits > FEW_BITS)
		chains = ilw_heap_allocate(sizeof *chains << bits);
	if (chains == NULL)
		return;
	if (table.chains != few)
		ilw_heap_free(table.chains);
	table.chains = chains;
	table.bits = bits;
	fill();
}

static void draw_keys(void)
{
	ilw_random(table.keys, sizeof table.keys);
	for (int i = 0; i < WORDS; i++)
		table.keys[i] |= 1;
}

static void take_out(struct tcp_pcb *pcb)
{
	struct tcp_pcb **link = pcb->ext_args[LINK].data;

	*link = pcb->next;
	set_link(link);
}

static void put_in(struct tcp_pcb *pcb, struct tcp_pcb **link)
{
	pcb->next = *link;
	*link = pcb;
	set_link(&pcb->next);
	set_link(link);
}

void net_tcp_register(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	if (list != &tcp_active_pcbs) {
		pcb->next = *list;
		*list = pcb;
		return;
	}
	put_in(pcb, list);
	if (table.keys[0] == 0)
		draw_keys();
	insert(pcb);
	if (table.count >> table.bits > 1)
		resize(table.bits + STEP_BITS);
}

static void take_off_chain(struct tcp_pcb *pcb)
{
	struct tcp_pcb **chain = chain_of(pcb->local_port, pcb->remote_port,
					  &pcb->remote_ip);
	struct tcp_pcb *before = *chain;

	if (before == pcb) {
		*chain = next_of(pcb);
	} else {
		while (next_of(before) != pcb)
			before = next_of(before);
		before->ext_args[NEXT].data = next_of(pcb);
	}
	table.count--;
}

static void remove_active(struct tcp_pcb *pcb)
{
	take_out(pcb);
	take_off_chain(pcb);
	if (table.bits > FEW_BITS && table.count >> (table.bits - 4) == 0)
		resize(table.bits - STEP_BITS);
}

static void remove_other(struct tcp_pcb **list, const struct tcp_pcb *pcb)
{
	while (*list != NULL && *list != pcb)
		list = &(*list)->next;
	if (*list != NULL)
		*list = pcb->next;
}

void net_tcp_remove(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	if (list == &tcp_active_pcbs)
		remove_active(pcb);
	else
		remove_other(list, pcb);
	pcb->next = NULL;
}

static struct tcp_pcb *find(const struct tcp_hdr *header)
{
	const ip_addr_t *remote = ip_current_src_addr();
	const ip_addr_t *local = ip_current_dest_addr();
	u16_t local_port = lwip_ntohs(header->dest);
	u16_t remote_port = lwip_ntohs(header->src);
	struct tcp_pcb *pcb = *chain_of(local_port, remote_port, remote);

	while (pcb != NULL && (pcb->remote_port != remote_port ||
			       pcb->local_port != local_port ||
			       !ip_addr_cmp(&pcb->remote_ip, remote) ||
			       !ip_addr_cmp(&pcb->local_ip, local)))
		pcb = next_of(pcb);
	return pcb;
}

void net_connections_move(struct tcp_pcb *pcb, struct tcp_pcb *before)
{
	take_out(pcb);
	put_in(pcb, before != NULL ? &before->next : &tcp_active_pcbs);
}

void net_connections_show_until(struct tcp_pcb *last)
{
	struct tcp_pcb **end = last != NULL ? &last->next : &tcp_active_pcbs;

	hidden.some = true;
	hidden.rest = *end;
	*end = NULL;
}

void net_connections_show_all(void)
{
	struct tcp_pcb **end = &tcp_active_pcbs;

	if (!hidden.some)
		return;
	hidden.some = false;
	while (*end != NULL)
		end = &(*end)->next;
	*end = hidden.rest;
	set_link(end);
}

/* What IP calls. */
void tcp_input(struct pbuf *p, struct netif *netif)
{
	if (p->len >= TCP_HLEN) {
		struct tcp_pcb *pcb = find(p->payload);

		if (pcb != NULL)
			net_connections_move(pcb, NULL);
		net_connections_show_until(pcb);
	}
	net_tcp_input(p, netif);
	net_connections_show_all();
}

void net_connections_run_timer(uint32_t ticks)
{
	freed = false;
	while (ticks-- > 0)
		tcp_tmr();
	net_connections_show_all();
	if (freed)
		fill();
}
