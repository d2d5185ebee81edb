/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Initial sequence numbers of TCP (hooks.h has the function).
 */
#ifndef LWIP_PORT_ISN_H
#define LWIP_PORT_ISN_H

/* Draws the secret. */
void net_isn_start(void);

#endif
