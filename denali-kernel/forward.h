/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ports of the host's address that lead to VMs: what <denali/supervisor.h> says
 * of DENALI_FORWARD.
 *
 * Frames are rewritten one by one.  The kernel keeps no state of connections
 * but flows.h's, and that only where a port has more than one backend; where it
 * has one, whatever comes goes there.  The VMs that any of this can concern
 * have NIC_FORWARDED among their NIC's flags: the supervisor while ports are
 * forwarded, and backends to their end.  To all others it costs a look at these
 * flags.
 */
#ifndef FORWARD_H
#define FORWARD_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#include "headers.h"
#include "packet.h"

struct vm;
struct backend;

/* Frames dropped on the way in. */
extern uint32_t forward_drops;

/* Make room for tables, once; false if memory is short. */
bool forward_init(void);

/* Set, change or end a forwarding of the host's; 0 or an error. */
int32_t forward_set(struct vm *host, const struct denali_forward *forward);

/* The VM has ended, or begun: it leaves all sets; it has the flag if it is the
 * host. */
void forward_forget(struct vm *vm);
uint16_t forward_flag(const struct vm *vm);

/* A frame from the wire, which nobody else has yet, for a VM with the flag; its
 * headers have been parsed.  Who is to have it, as it is then; null: it is
 * dropped. */
struct vm *forward_from_wire(struct vm *to, struct packet *packet,
			     const struct headers *headers);

/* What to do with a frame that a VM with the flag sends to one station on the
 * wire, and may send: if it is to be rewritten, by forward_rewrite as a frame
 * of that backend. */
enum forward_way { FORWARD_AS_IT_IS, FORWARD_REWRITE, FORWARD_REFUSE };
enum forward_way forward_to_wire(const struct vm *vm,
				 const struct packet *packet,
				 const struct headers *headers,
				 const struct backend **as);
void forward_rewrite(struct packet *packet, const struct headers *headers,
		     const struct backend *as);

#endif
