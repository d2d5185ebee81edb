/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM's network interface: rings on one side, switch on the other.
 *
 * What the VM shares is hostile.  Each index is read once a call, each
 * descriptor once, word by word, into a copy; the copy is checked and used.
 * Indices that the kernel advances live in the port and are only ever written
 * to the ring.
 */
#include "nic.h"

#include "forward.h"
#include "guest.h"
#include "log.h"
#include "net.h"
#include "packet.h"
#include "stations.h"
#include "string.h"
#include "switch.h"
#include "traffic.h"
#include "turn.h"
#include "vm.h"

/* VMs whose queues are emptied to make room for one more frame, at most. */
#define EVICTIONS_MAX 8

/* VMs with frames in their queues, the one least lately served first. */
static struct link holders = { &holders, &holders };

static bool has_nic(const struct vm *vm)
{
	return vm->nic.flags & DENALI_NET_PRESENT;
}

static uint32_t queued(const struct nic_port *port)
{
	return port->queue.count;
}

/* ---- the receive queue ---- */

static struct packet *dequeue(struct nic_port *port)
{
	struct packet *packet = packet_queue_take(&port->queue);

	if (!queued(port))
		link_remove(&port->holding);
	return packet;
}

static void drop_queue(struct vm *vm)
{
	while (queued(&vm->nic)) {
		packet_put(dequeue(&vm->nic));
		vm->ledger.rx_behind++;
	}
}

/* Slow VMs have taken all there is: that which has been slow the longest loses
 * what it has.  False: there is none. */
static bool evict(void)
{
	if (!link_used(&holders))
		return false;
	drop_queue(LINK_OWNER(holders.next, struct vm, nic.holding));
	return true;
}

/* Frames that one queue may hold now. */
static uint32_t queue_share(void)
{
	uint32_t share = packet_share(net_room());

	for (unsigned i = 0; i < EVICTIONS_MAX && !share && evict(); i++)
		share = packet_share(net_room());
	return share;
}

/* VMs that flood another leave it half of its queue for the wire. */
static bool enqueue(struct nic_port *port, struct packet *packet)
{
	uint32_t most = packet->flags & PACKET_FROM_VM ? NIC_QUEUE / 2 :
							 NIC_QUEUE;

	if (queued(port) >= most || queued(port) >= queue_share())
		return false;
	return packet_queue_add(&port->queue, packet) ||
	       (evict() && packet_queue_add(&port->queue, packet));
}

static bool deliver(struct vm *vm, struct packet *packet)
{
	struct nic_port *port = &vm->nic;

	if (!enqueue(port, packet)) {
		vm->ledger.rx_behind++;
		return false;
	}
	if (!link_used(&port->holding))
		link_append(&holders, &port->holding);
	vm_post(vm, DENALI_EVENT_NIC);
	return true;
}

/* One that was late comes after this one; this one may be late itself. */
static bool deliver_late(struct vm *vm, struct packet *packet)
{
	struct packet *late = traffic_take_late(vm);
	bool kept;

	if (!late && traffic_is_late(vm, packet))
		return true;
	kept = deliver(vm, packet);
	if (late) {
		deliver(vm, late);
		packet_put(late);
	}
	return kept;
}

bool nic_deliver(struct vm *vm, struct packet *packet)
{
	if (!vm_traffic(vm))
		return deliver(vm, packet);
	bool kept = traffic_admits(vm, packet) && deliver_late(vm, packet);
	traffic_given(vm, packet, kept);
	return kept;
}

/* ---- rings ---- */

/* A copy of a descriptor, each of its words read once. */
static struct denali_nic_descriptor
copy_descriptor(const struct denali_nic_descriptor *shared)
{
	struct denali_nic_descriptor copy;

	copy_once(&copy, shared, sizeof(copy));
	return copy;
}

/* A frame to transmit: the descriptors it is in, checked. */
struct chain {
	struct denali_nic_descriptor piece[DENALI_NIC_PIECES];
	uint32_t count;
	uint32_t length;
};

/* Copy and check the frame whose first descriptor is the next to do, out of
 * available posted ones.  False: a rule is broken. */
static bool gather(const struct vm *vm, struct chain *chain, uint32_t available)
{
	const struct denali_nic_descriptor *ring = vm->rw->nic.tx;
	struct denali_nic_descriptor *d;

	chain->count = 0;
	chain->length = 0;
	do {
		uint32_t at = vm->nic.tx_done + chain->count;

		if (chain->count == DENALI_NIC_PIECES ||
		    chain->count == available)
			return false;
		d = &chain->piece[chain->count++];
		*d = copy_descriptor(&ring[at % DENALI_NIC_SLOTS]);
		if (d->flags & ~(DENALI_NIC_CHECKSUM | DENALI_NIC_MORE) ||
		    d->length > DENALI_FRAME_MAX - chain->length ||
		    !guest_range(vm, guest_address(d->address), d->length))
			return false;
		chain->length += d->length;
	} while (d->flags & DENALI_NIC_MORE);
	return chain->length >= DENALI_FRAME_MIN;
}

/* May the frame ask for its checksum, and is the field inside it? */
static bool checksum_valid(const struct vm *vm, const struct chain *chain)
{
	const struct denali_nic_descriptor *first = &chain->piece[0];

	if (!(first->flags & DENALI_NIC_CHECKSUM))
		return true;
	return (vm->nic.flags & DENALI_NET_TX_CHECKSUM) &&
	       (uint32_t)first->checksum_start + first->checksum_offset + 2 <=
		       chain->length;
}

static enum space_result copy_frame(struct vm *vm, const struct chain *chain,
				    struct packet *packet)
{
	const struct denali_nic_descriptor *first = &chain->piece[0];

	packet->length = 0;
	packet->flags = PACKET_FROM_VM;
	for (uint32_t i = 0; i < chain->count; i++) {
		const struct denali_nic_descriptor *d = &chain->piece[i];
		enum space_result result = guest_read(
			vm, packet->frame + packet->length,
			guest_address(d->address), d->length);

		if (result != SPACE_DONE)
			return result;
		packet->length = (uint16_t)(packet->length + d->length);
	}
	if (first->flags & DENALI_NIC_CHECKSUM) {
		packet->flags |= PACKET_CHECKSUM | PACKET_PARTIAL;
		packet->checksum_start = first->checksum_start;
		packet->checksum_offset = first->checksum_offset;
	}
	return SPACE_DONE;
}

static void hand_over(struct vm *vm, struct packet *packet)
{
	bool allowed = !vm_traffic(vm) || traffic_permits(vm, packet);
	bool lost = allowed && vm_traffic(vm) && traffic_loses(vm);
	bool taken = allowed && (lost || switch_from_vm(vm, packet));

	if (taken) {
		vm->ledger.tx_frames++;
		vm->ledger.tx_bytes += packet->length;
	} else if (allowed) {
		vm->ledger.tx_refused++;
	}
	if (vm_traffic(vm))
		traffic_sent(vm, packet, taken);
}

/* False: not yet, a page must be waited for. */
static bool send_frame(struct vm *vm, const struct chain *chain)
{
	struct packet *packet = packet_alloc();
	enum space_result result;

	if (!packet) {
		vm->ledger.tx_lost++;
		return true;
	}
	result = copy_frame(vm, chain, packet);
	if (result == SPACE_DONE)
		hand_over(vm, packet);
	else if (result != SPACE_WAIT)
		vm->ledger.tx_refused++;
	packet_put(packet);
	return result != SPACE_WAIT;
}

static enum nic_result transmit(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	uint32_t posted = READ_ONCE(vm->rw->nic.tx_posted);
	uint32_t sent = 0;
	bool waits = false, held = false;
	struct chain chain;

	if (posted - port->tx_done > DENALI_NIC_SLOTS)
		return NIC_BROKEN;
	while (port->tx_done != posted && turn_allows(vm, sent)) {
		held = !traffic_may_send(vm);
		if (held)
			break;
		if (!gather(vm, &chain, posted - port->tx_done) ||
		    !checksum_valid(vm, &chain))
			return NIC_BROKEN;
		waits = !send_frame(vm, &chain);
		if (waits)
			break;
		port->tx_done += chain.count;
		sent++;
	}
	WRITE_ONCE(vm->rw->nic.tx_done, port->tx_done);
	/* A VM that waits for something else lets others send meanwhile. */
	turn_end(vm, port->tx_done != posted && !waits && !held);
	return waits ? NIC_WAIT : NIC_DONE;
}

static bool buffer_valid(const struct vm *vm,
			 const struct denali_nic_descriptor *copy)
{
	return copy->length >= DENALI_RX_BUFFER_MIN &&
	       guest_range(vm, guest_address(copy->address), copy->length);
}

/* Look at buffers when they are posted, so that a bad one is noticed there and
 * then.  What counts is the check of the copy that is used, in fill. */
static bool check_buffers(struct vm *vm, uint32_t posted)
{
	struct nic_port *port = &vm->nic;

	for (; port->rx_checked != posted; port->rx_checked++) {
		struct denali_nic_descriptor copy = copy_descriptor(
			&vm->rw->nic.rx[port->rx_checked % DENALI_NIC_SLOTS]);

		if (!buffer_valid(vm, &copy))
			return false;
	}
	return true;
}

/* Copy one frame into the next posted buffer. */
static enum nic_result fill(struct vm *vm, const struct packet *packet)
{
	struct nic_port *port = &vm->nic;
	struct denali_nic_descriptor *slot =
		&vm->rw->nic.rx[port->rx_filled % DENALI_NIC_SLOTS];
	struct denali_nic_descriptor d = copy_descriptor(slot);

	enum space_result result;

	if (!buffer_valid(vm, &d))
		return NIC_BROKEN;
	result = guest_write(vm, guest_address(d.address), packet->frame,
			     packet->length);
	if (result == SPACE_WAIT)
		return NIC_WAIT;
	if (result != SPACE_DONE) {
		vm->ledger.rx_unwritten++;
		return NIC_DONE;
	}
	WRITE_ONCE(slot->length, packet->length);
	WRITE_ONCE(slot->flags,
		   packet->flags & PACKET_CHECKSUM ? DENALI_NIC_CHECKSUM : 0);
	port->rx_filled++;
	vm->ledger.rx_frames++;
	vm->ledger.rx_bytes += packet->length;
	return NIC_DONE;
}

static enum nic_result receive(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	uint32_t posted = READ_ONCE(vm->rw->nic.rx_posted);
	uint32_t before = port->rx_filled;
	enum nic_result result = NIC_DONE;

	/* Neither may it take back what it has posted. */
	if (posted - port->rx_filled > DENALI_NIC_SLOTS ||
	    posted - port->rx_checked > DENALI_NIC_SLOTS ||
	    !check_buffers(vm, posted))
		return NIC_BROKEN;
	while (queued(port) && port->rx_filled != posted) {
		result = fill(vm, packet_queue_first(&port->queue));
		if (result == NIC_WAIT)
			break;
		packet_put(dequeue(port));
		if (result == NIC_BROKEN)
			break;
	}
	if (queued(port)) {
		link_remove(&port->holding);
		link_append(&holders, &port->holding);
	}
	WRITE_ONCE(vm->rw->nic.rx_dropped,
		   vm->ledger.rx_behind + vm->ledger.rx_unwritten);
	WRITE_ONCE(vm->rw->nic.rx_filled, port->rx_filled);
	if (port->rx_filled != before)
		vm_post(vm, DENALI_EVENT_NIC);
	return result;
}

enum nic_result nic_serve(struct vm *vm)
{
	enum nic_result result;

	if (!has_nic(vm))
		return NIC_DONE;
	result = transmit(vm);
	return result == NIC_DONE ? receive(vm) : result;
}

bool nic_has_work(const struct vm *vm)
{
	const struct nic_port *port = &vm->nic;
	uint32_t posted, sending;

	if (!has_nic(vm))
		return false;
	posted = READ_ONCE(vm->rw->nic.rx_posted);
	sending = READ_ONCE(vm->rw->nic.tx_posted) - port->tx_done;
	/* A turn must end, and broken rules be noticed. */
	return (sending && !link_used(&port->waiting)) ||
	       sending > DENALI_NIC_SLOTS || port->tx_turn ||
	       posted != port->rx_checked ||
	       (posted != port->rx_filled && queued(port));
}

static void set_addresses(struct nic_port *port,
			  const struct denali_network *net)
{
	port->flags = (uint16_t)net->flags | (port->flags & NIC_FORWARDED);
	port->ipv4 = net->ipv4;
	memcpy(port->mac, net->mac, sizeof(port->mac));
	memcpy(port->ipv6, net->ipv6, sizeof(port->ipv6));
}

void nic_attach(struct vm *vm, const struct denali_network *net)
{
	struct nic_port *port = &vm->nic;

	*port = (struct nic_port){ .flags = forward_flag(vm) };
	set_addresses(port, net);
	link_init(&port->all);
	link_init(&port->members);
	link_init(&port->waiting);
	link_init(&port->holding);
	if (has_nic(vm))
		stations_add(vm);
}

void nic_move(struct vm *vm, const struct denali_network *net)
{
	bool member = link_used(&vm->nic.members);

	stations_remove(vm);
	set_addresses(&vm->nic, net);
	stations_add(vm);
	if (member)
		stations_join(vm);
}

void nic_detach(struct vm *vm)
{
	struct nic_port *port = &vm->nic;

	if (!has_nic(vm))
		return;
	stations_remove(vm);
	if (port->flags & NIC_FORWARDED)
		forward_forget(vm);
	drop_queue(vm);
	port->flags = 0;
	turn_end(vm, false);
}
