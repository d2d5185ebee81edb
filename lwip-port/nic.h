/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual NIC as an interface of lwIP.  No frame is copied: what lwIP sends
 * is posted where it lies and kept until the kernel has taken it, what
 * comes in is handed to lwIP in the buffer that the kernel filled (buffer.h).
 *
 * All calls with the core lock held.
 */
#ifndef LWIP_PORT_NIC_H
#define LWIP_PORT_NIC_H

#include <stdbool.h>
#include <stdint.h>

#include "lwip/netif.h"

/* There is one, whether or not the VM has a NIC; without, it is not up. */
extern struct netif net_nic;

/* Makes the interface, and sets it up as the registers say.  False: the VM has
 * no NIC. */
bool net_nic_start(void);

/* Takes in what has come, up to a ring's worth.  Whether there may be more. */
bool net_nic_input(void);

/* After how many seconds net_nic_second has something to do, because ARP waits
 * for an answer, pieces of a packet may wait for the others, or memory of
 * receive buffers is to be given back; 0: none of this. */
uint32_t net_nic_second_due(void);

/* A second has passed. */
void net_nic_second(void);

/* Whether lwIP's reassembly timers are to tick. */
bool net_nic_reassembles(void);

#endif
