/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Half-open connections: SYNs from addresses that nobody has, put onto the TAP
 * interface as they are.  They are other networks', as most that flood from the
 * Internet; those of the VM's own would have it ask for each by ARP, too.
 */
#ifndef WEATHER_FLOOD_H
#define WEATHER_FLOOD_H

#include <stdbool.h>
#include <stdint.h>

/* A packet socket on the interface, or -1. */
int flood_open(const char *interface);

/* Sends one SYN from 10.9.0.(number) and a port that number gives, to port 80
 * of 10.8.0.2, the VM with that Ethernet address. */
bool flood_syn(int socket, const uint8_t mac[6], uint32_t number);

#endif
