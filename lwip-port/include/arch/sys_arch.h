/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Empty: the port uses lwIP without its threads, mailboxes and semaphores
 * (NO_SYS).  Exclusion is one lock around the whole of lwIP; see stack.h.
 */
#ifndef LWIP_PORT_ARCH_SYS_ARCH_H
#define LWIP_PORT_ARCH_SYS_ARCH_H
#endif
