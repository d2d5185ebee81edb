/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where lwIP asks the port.
 */
#ifndef LWIP_PORT_HOOKS_H
#define LWIP_PORT_HOOKS_H

#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "lwip/priv/tcp_priv.h"

struct netif;
struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

/* Initial sequence number (RFC 6528). */
u32_t net_tcp_isn(const ip_addr_t *local, u16_t local_port,
		  const ip_addr_t *remote, u16_t remote_port);
#define LWIP_HOOK_TCP_ISN net_tcp_isn

/* Lists of PCBs (connections.c), and lwIP's tcp_input (input.c). */
void net_tcp_register(struct tcp_pcb **list, struct tcp_pcb *pcb);
void net_tcp_remove(struct tcp_pcb **list, struct tcp_pcb *pcb);
void net_tcp_input(struct pbuf *p, struct netif *netif);
#undef TCP_REG
#undef TCP_RMV
#define TCP_REG(list, pcb) net_tcp_register(list, pcb)
#define TCP_RMV(list, pcb) net_tcp_remove(list, pcb)

/* A segment that belongs to a PCB, before lwIP looks at it. */
err_t net_tcp_segment(struct tcp_pcb *pcb, struct tcp_hdr *header,
		      u16_t options, u16_t options1, u8_t *options2,
		      struct pbuf *p);
#define LWIP_HOOK_TCP_INPACKET_PCB net_tcp_segment

/* The next hop towards an IPv6 address that is not known to be on the link;
 * NULL: ask the routers that announced themselves. */
const ip6_addr_t *net_ip6_gateway(struct netif *netif,
				  const ip6_addr_t *destination);
#define LWIP_HOOK_ND6_GET_GW net_ip6_gateway

#endif
