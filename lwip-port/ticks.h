/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's cyclic timers without the cycle.  lwIP counts time in ticks of its
 * protocols' own lengths.  Here each of these clocks tells after how many
 * ticks something will come of it; one timer is armed for the nearest of these
 * times, none if there is none; and before lwIP is used again each clock is
 * advanced by what has passed.  So an idle service is never woken, be there
 * open connections, address caches or leases.
 *
 * All calls with the core lock held.
 */
#ifndef LWIP_PORT_TICKS_H
#define LWIP_PORT_TICKS_H

/* Starts the clocks. */
void net_ticks_start(void);

/* Before lwIP is used: advances the clocks, if they do not tick by themselves
 * just now. */
void net_ticks_catch_up(void);

/* After lwIP was used: arms the timer, unless TCP ticks anyway. */
void net_ticks_arm(void);

/* While not NULL, called every second: the resolver's, as long as it waits for
 * answers.  Not called directly, so that services without it lack DNS. */
extern void (*net_resolver_tick)(void);

#endif
