/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Host port.  Out: a port.  In: a small state machine over the serial
 * port's bytes.
 */
#include "hostport.h"

#include "console.h"
#include "frame.h"
#include "irq.h"
#include "log.h"
#include "power.h"
#include "string.h"
#include "uart.h"
#include "vm.h"

#define RING_SIZE 16384u
#define HOST_PORT_LINE 4
#define PATIENCE 2000000

static uint8_t ring[RING_SIZE];

static void pump(void)
{
	hostport_pump();
}

struct port host_port = PORT_INITIAL(host_port, pump);

static struct {
	uint8_t header[sizeof(struct denali_port_header)];
	uint32_t header_length;
	uint32_t body_left;
	bool lost;
} input;

static void interrupt(void *argument)
{
	(void)argument;
	hostport_pump();
	hostport_receive();
}

void hostport_init(void)
{
	host_port.ring = ring;
	host_port.size = RING_SIZE;
	irq_line(HOST_PORT_LINE, interrupt, 0);
	uart_want(true, false);
}

static void update_interrupts(void)
{
	uart_want(!input.lost, host_port.posted != host_port.taken);
}

bool hostport_pump(void)
{
	struct port *port = &host_port;
	bool had = port->posted != port->taken;

	while (port->posted != port->taken) {
		uint32_t at = port->taken % RING_SIZE;
		uint32_t length = port->posted - port->taken;
		if (length > RING_SIZE - at)
			length = RING_SIZE - at;
		uint32_t n = uart_write(UART_HOST, ring + at, length);
		if (!n)
			break;
		port->taken += n;
	}
	if (had)
		update_interrupts();
	return port->posted == port->taken;
}

void hostport_drain(void)
{
	uint32_t before = host_port.taken;

	for (unsigned idle = 0; !hostport_pump() && idle < PATIENCE; idle++) {
		if (host_port.taken != before)
			idle = 0;
		before = host_port.taken;
	}
	for (unsigned i = 0; !uart_sent(UART_HOST) && i < PATIENCE; i++)
		continue;
}

_Noreturn void hostport_refuse(uint32_t reason,
			       const struct denali_finding *finding)
{
	struct denali_port_end end = { reason, vm_made() };

	log_line("error: finding %u, group %u, item %u: %u, %u",
		 finding->number, finding->group, finding->item, finding->value,
		 finding->bound);
	port_send(&host_port, DENALI_PORT_ERROR, DENALI_PORT_HOST, finding,
		  sizeof(*finding));
	port_send(&host_port, DENALI_PORT_END, DENALI_PORT_HOST, &end,
		  sizeof(end));
	hostport_drain();
	power_off(POWER_ERROR);
}

_Noreturn void hostport_out_of_memory(enum finding what, uint32_t value,
				      uint32_t bound)
{
	struct denali_finding finding = { .number = what,
					  .group = DENALI_FINDING_NO_GROUP,
					  .item = frame_free_count() * 4,
					  .value = value,
					  .bound = bound };

	hostport_refuse(DENALI_END_NO_MEMORY, &finding);
}

static void deliver_command(const struct denali_port_header *header)
{
	struct vm *vm = vm_find(header->vm);
	bool all = header->vm == DENALI_PORT_HOST;

	switch (header->type) {
	case DENALI_PORT_INPUT_EOF:
		if (vm)
			console_input_end(vm);
		break;
	case DENALI_PORT_STOP:
		if (all)
			vm_each(vm_stop);
		else if (vm)
			vm_stop(vm);
		break;
	case DENALI_PORT_KILL:
		if (all)
			vm_each(vm_end);
		else if (vm)
			vm_end(vm);
		break;
	default:
		break;
	}
}

static void take_header_byte(uint8_t byte)
{
	struct denali_port_header header;

	input.header[input.header_length++] = byte;
	if (input.header[0] != DENALI_PORT_MAGIC) {
		log_line("host port: lost the stream, input is off");
		input.lost = true;
		return;
	}
	if (input.header_length < sizeof(header))
		return;
	memcpy(&header, input.header, sizeof(header));
	input.body_left = header.length;
	if (header.length == 0) {
		input.header_length = 0;
		deliver_command(&header);
	}
}

static void take_body_byte(uint8_t byte)
{
	struct denali_port_header header;
	struct vm *vm;

	memcpy(&header, input.header, sizeof(header));
	vm = header.type == DENALI_PORT_INPUT ? vm_find(header.vm) : 0;
	if (vm)
		console_input(vm, byte);
	if (--input.body_left == 0)
		input.header_length = 0;
}

void hostport_receive(void)
{
	uint8_t byte;

	while (!input.lost && uart_read(UART_HOST, &byte)) {
		if (input.body_left)
			take_body_byte(byte);
		else
			take_header_byte(byte);
	}
	if (input.lost)
		update_interrupts();
}
