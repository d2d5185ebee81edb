/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Included before all else: the calls of the port under names of their own,
 * since the build host has these too.
 */
#ifndef TESTS_LWIP_NAMES_H
#define TESTS_LWIP_NAMES_H

#define socket vm_socket
#define bind vm_bind
#define connect vm_connect
#define listen vm_listen
#define accept vm_accept
#define accept4 vm_accept4
#define shutdown vm_shutdown
#define getsockname vm_getsockname
#define getpeername vm_getpeername
#define getsockopt vm_getsockopt
#define setsockopt vm_setsockopt
#define send vm_send
#define sendto vm_sendto
#define sendmsg vm_sendmsg
#define recv vm_recv
#define recvfrom vm_recvfrom
#define recvmsg vm_recvmsg
#define socketpair vm_socketpair
#define sockatmark vm_sockatmark
#define sendmmsg vm_sendmmsg
#define recvmmsg vm_recvmmsg
#define in6addr_any vm_in6addr_any
#define in6addr_loopback vm_in6addr_loopback
#define inet_addr vm_inet_addr
#define inet_aton vm_inet_aton
#define inet_ntoa vm_inet_ntoa
#define inet_ntop vm_inet_ntop
#define inet_pton vm_inet_pton

/* Counted, and made to fail, together with Ilwaco's heap. */
#define malloc vm_malloc
#define calloc vm_calloc
#define free vm_free

#endif
