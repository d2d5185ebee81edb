/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "disguise.h"

#include "arp.h"
#include "forward.h"
#include "net.h"
#include "rewrite.h"
#include "traffic.h"
#include "vm.h"
#include "wire.h"

bool disguise_send(struct vm *vm, struct packet *packet,
		   const struct headers *h)
{
	bool group = mac_group(packet->frame);
	enum forward_way way = FORWARD_AS_IT_IS;
	const struct backend *as = NULL;
	struct packet *sent = packet;

	if (vm->nic.flags & NIC_FORWARDED && !group)
		way = forward_to_wire(vm, packet, h, &as);
	if (way == FORWARD_REFUSE)
		return false;
	if ((way == FORWARD_REWRITE || arp_routed) &&
	    (group || traffic_captures(vm)))
		sent = packet_copy(packet);
	if (!sent)
		return false;
	if (way == FORWARD_REWRITE)
		forward_rewrite(sent, h, as);
	if (arp_routed)
		rewrite_sender(sent, h, arp_router_mac);
	net_send(sent);
	if (sent != packet)
		packet_put(sent);
	return true;
}
