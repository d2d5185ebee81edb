/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM may send and be given: limits (denali_limits), policies
 * (denali_policy) of its image and of whoever made it, the capture of its
 * frames, and the faults of its network.  Most VMs have none of it, and no
 * struct traffic.
 *
 * All of it is looked at before a frame is queued anywhere, for the VM that
 * sends and again for the one it is for.
 */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>

#include "limit.h"
#include "options.h"
#include "packet.h"

struct traffic {
	struct denali_limits limits;
	struct limit tx_bytes, tx_frames, rx_bytes, rx_frames;
	const struct denali_policy *image; /* null: it has none */
	struct denali_policy policy;       /* of who made it; flags 0: none */
	bool capture;
	/* Of 65536 frames; which ones is drawn from chance. */
	uint16_t lost, late;
	uint32_t chance;
	struct packet *held; /* until the next has come; null: none */
	uint32_t missed;     /* frames left out of the capture since the last */
	uint32_t tx_denied, rx_denied, tx_delays, rx_limited; /* the ledger's */
};

/* What a new VM's group says, with its policy, and its image's policy, which
 * stays where it is; null: there is none.  False, here and below: no memory. */
bool traffic_create(struct vm *vm, const struct denali_plan_group *group,
		    const struct denali_policy *policy,
		    const struct denali_policy *image);

/* Change, from now on, limits (those of the network), the policy of who made
 * the VM, whether its frames are captured.  What is passed is copied, and is
 * checked already. */
bool traffic_set_limits(struct vm *vm, const struct denali_limits *limits);
bool traffic_set_policy(struct vm *vm, const struct denali_policy *policy);
bool traffic_set_capture(struct vm *vm, bool capture);

void traffic_destroy(struct vm *vm);

/* May the VM send one more frame now?  If not it is held until it may. */
bool traffic_open(struct vm *vm);
static inline bool traffic_may_send(struct vm *vm)
{
	return !vm_traffic(vm) || traffic_open(vm);
}

/* Are its frames shown to others? */
static inline bool traffic_captures(const struct vm *vm)
{
	return vm_traffic(vm) && vm_traffic(vm)->capture;
}

/* The rest is for VMs that have a struct traffic. */

/* Does a frame that it sends, or is to be given, pass?  Counts if not. */
bool traffic_permits(struct vm *vm, const struct packet *packet);
bool traffic_admits(struct vm *vm, const struct packet *packet);

/* It has sent, or been given, a frame; or would have, but it was dropped. */
void traffic_sent(struct vm *vm, const struct packet *packet, bool taken);
void traffic_given(struct vm *vm, const struct packet *packet, bool kept);

/* Is a frame that it sends lost on the way? */
bool traffic_loses(struct vm *vm);

/* Is a frame for it late?  Then it is kept, for traffic_take_late to give back
 * once, with its reference; a null pointer: none is late. */
bool traffic_is_late(struct vm *vm, struct packet *packet);
struct packet *traffic_take_late(struct vm *vm);

#endif
