/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "frame.h"
#include "guest.h"
#include "log.h"
#include "hostport.h"
#include "limit.h"
#include "net.h"
#include "options.h"
#include "pool.h"
#include "random.h"
#include "stations.h"
#include "switch.h"
#include "timer.h"
#include "traffic.h"
#include "turn.h"

#define STATIONS 1024

struct body {
	struct vm vm;
	struct options options;
	uint8_t *memory; /* of the guest, from DENALI_IMAGE_BASE on */
};

static struct body *bodies[WORLD_VMS];
static uint32_t pool;
static bool awaited;
static struct link woken = { &woken, &woken };

static struct {
	struct packet *packet[WORLD_TAP_MAX];
	uint32_t room, started, finished;
} wire;

static struct {
	uint32_t from, to;
} forbidden;

uint64_t world_now = 1000000000;
uint32_t world_sent;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "stand-in: %s\n", what);
	abort();
}

static void *make(size_t size, size_t alignment)
{
	void *memory = NULL;

	if (posix_memalign(&memory, alignment, size))
		fail("no memory");
	memset(memory, 0, size);
	return memory;
}

void world_start(uint32_t packets, uint32_t room)
{
	pool = packets;
	wire.room = room;
	for (uint32_t i = 0; i < packets; i += PACKETS_A_PAGE)
		packet_add_page(make(PAGE_SIZE, PAGE_SIZE));
	stations_init(make(STATIONS * STATIONS_TABLES * sizeof(void *), 64),
		      STATIONS);
}

void world_stop(void)
{
	for (uint32_t i = 0; i < WORLD_VMS; i++)
		if (bodies[i])
			world_end(&bodies[i]->vm);
	world_complete(WORLD_TAP_MAX);
	if (packet_free_count() != pool)
		fail("packets are missing");
	if (stations_count() || stations_member_count())
		fail("VMs are left in the tables");
}

void world_mac(uint32_t i, uint8_t mac[6])
{
	mac[0] = 2;
	mac[1] = mac[2] = mac[3] = 0;
	mac[4] = (uint8_t)(i >> 8);
	mac[5] = (uint8_t)i;
}

uint32_t world_ipv4(uint32_t i)
{
	return __builtin_bswap32(0x0a010000 + i);
}

void world_ipv6(uint32_t i, uint8_t address[16])
{
	memset(address, 0, 16);
	address[0] = 0xfd;
	address[13] = 1;
	address[14] = (uint8_t)(i >> 8);
	address[15] = (uint8_t)i;
}

struct vm *world_vm(uint32_t i, uint32_t flags)
{
	struct denali_network net = { .flags = flags | DENALI_NET_PRESENT };
	struct body *body = make((sizeof(*body) + 63) & ~63u, 64);

	bodies[i] = body;
	body->memory = make(WORLD_MEMORY - DENALI_IMAGE_BASE, 64);
	body->vm.id = i;
	body->vm.memory_size = WORLD_MEMORY;
	link_init(&body->vm.run);
	body->vm.rw = make(PAGE_SIZE, PAGE_SIZE);
	world_mac(i, net.mac);
	net.ipv4 = flags & DENALI_NET_DHCP ? 0 : world_ipv4(i);
	world_ipv6(i, net.ipv6);
	nic_attach(&body->vm, &net);
	return &body->vm;
}

void world_end(struct vm *vm)
{
	struct body *body = bodies[vm->id];

	bodies[vm->id] = NULL;
	nic_detach(vm);
	nic_detach(vm);
	limit_forget(vm);
	traffic_destroy(vm);
	link_remove(&vm->run);
	free(body->vm.rw);
	free(body->memory);
	free(body);
}

uint8_t *world_at(struct vm *vm, uint32_t address)
{
	return bodies[vm->id]->memory + (address - DENALI_IMAGE_BASE);
}

struct denali_nic *world_rings(struct vm *vm)
{
	return &vm->rw->nic;
}

void world_forbid(uint32_t from, uint32_t to)
{
	forbidden.from = from;
	forbidden.to = to;
}

struct packet *world_packet(const void *bytes, uint32_t length)
{
	struct packet *packet = packet_alloc();

	if (!packet)
		fail("the pool is empty");
	if (length > sizeof(packet->frame))
		fail("the frame is too long for a packet");
	memcpy(packet->frame, bytes, length);
	packet->length = (uint16_t)length;
	return packet;
}

void world_receive(const void *bytes, uint32_t length)
{
	struct packet *packet = world_packet(bytes, length);

	switch_from_wire(packet);
	packet_put(packet);
}

struct packet *world_take(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	struct packet *packet;

	if (!world_queued(vm))
		return NULL;
	packet = packet_queue_take(&port->queue);
	if (!world_queued(vm))
		link_remove(&port->holding);
	return packet;
}

uint32_t world_queued(const struct vm *vm)
{
	return vm->nic.queue.count;
}

/* ---- the wire ---- */

const struct packet *world_frame(uint32_t i)
{
	return wire.packet[i % WORLD_TAP_MAX];
}

void world_complete(uint32_t count)
{
	while (count-- && wire.finished != wire.started)
		packet_put(wire.packet[wire.finished++ % WORLD_TAP_MAX]);
	if (!awaited || net_room() < wire.room / 2)
		return;
	awaited = false;
	turn_advance();
}

bool net_present(void)
{
	return wire.room != 0;
}

uint32_t net_room(void)
{
	return wire.room - (wire.started - wire.finished);
}

void net_send(struct packet *packet)
{
	if (!net_room())
		fail("a frame was sent without room");
	wire.packet[wire.started++ % WORLD_TAP_MAX] = packet_get(packet);
	world_sent++;
}

bool net_await_room(void)
{
	if (wire.started == wire.finished)
		fail("room is awaited that cannot come");
	awaited = true;
	return true;
}

/* ---- the rest of the kernel ---- */

bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length)
{
	uint64_t end = (uint64_t)address.value + length;

	return address.value >= DENALI_IMAGE_BASE && end <= vm->memory_size;
}

uint32_t world_absent;

static bool accessible(const struct vm *vm, uint32_t address, uint32_t length)
{
	if (!guest_range(vm, guest_address(address), length))
		fail("an unchecked address was used");
	if (length > 4096)
		fail("a copy is too long");
	return address >= forbidden.to || address + length <= forbidden.from;
}

static enum space_result access(const struct vm *vm, uint32_t address,
				uint32_t length)
{
	if (!accessible(vm, address, length))
		return SPACE_DENIED;
	if (world_absent) {
		world_absent--;
		return SPACE_WAIT;
	}
	return SPACE_DONE;
}

enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length)
{
	enum space_result result = access(vm, from.value, length);

	if (result == SPACE_DONE)
		memcpy(to, world_at(vm, from.value), length);
	return result;
}

enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length)
{
	enum space_result result = access(vm, to.value, length);

	if (result == SPACE_DONE)
		memcpy(world_at(vm, to.value), from, length);
	return result;
}

void vm_post(struct vm *vm, uint32_t events)
{
	vm->pending |= events;
	if (!link_used(&vm->run))
		link_append(&woken, &vm->run);
}

struct vm *world_woken(void)
{
	struct vm *vm;

	if (!link_used(&woken))
		return NULL;
	vm = LINK_OWNER(woken.next, struct vm, run);
	link_remove(&vm->run);
	vm->pending = 0;
	return vm;
}

struct vm *vm_find(uint32_t number)
{
	return number < WORLD_VMS && bodies[number] ? &bodies[number]->vm :
						      NULL;
}

void *frame_alloc_block(uint32_t count)
{
	return world_no_memory ? NULL : make(count * PAGE_SIZE, PAGE_SIZE);
}

void random_bytes(void *to, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		((uint8_t *)to)[i] = (uint8_t)(i * 37 + 11);
}

uint64_t clock_ns(void)
{
	return world_now;
}

uint64_t clock_utc(void)
{
	return world_now + WORLD_EPOCH;
}

uint64_t world_armed = TIMER_NEVER;

void timer_arm(uint64_t at)
{
	if (at < world_armed)
		world_armed = at;
}

bool world_no_memory;

struct options *options_make(struct vm *vm)
{
	struct body *body = bodies[vm->id];

	if (!vm->options && !world_no_memory)
		vm->options = &body->options;
	return vm->options;
}

uint32_t world_shortage, world_records;

void *pool_take(struct pool *records)
{
	if (world_no_memory || (world_shortage && !--world_shortage))
		return NULL;
	world_records++;
	return make(records->size, 64);
}

void pool_give(struct pool *records, void *record)
{
	(void)records;
	world_records--;
	free(record);
}

uint32_t world_messages, world_port_room = 16384;
struct world_message world_message;

struct port *vm_port(const struct vm *vm)
{
	(void)vm;
	return NULL;
}

uint32_t port_room(const struct port *port)
{
	(void)port;
	return world_port_room;
}

bool vm_send(const struct vm *vm, uint8_t type, const void *body,
	     uint32_t length)
{
	if (type != DENALI_PORT_FRAME || length > world_port_room)
		fail("a message that is not expected");
	world_messages++;
	world_message.vm = vm->id;
	world_message.length = length - sizeof(world_message.head);
	memcpy(&world_message.head, body, sizeof(world_message.head));
	memcpy(world_message.frame,
	       (const uint8_t *)body + sizeof(world_message.head),
	       world_message.length);
	return true;
}

void log_line(const char *format, ...)
{
	(void)format;
}

void panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fail(": the kernel panics");
}
