/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * 16550 driver: FIFOs on, 115200 8n1.  "Transmitter empty" lets us write a
 * FIFO's worth without looking again.
 */
#include "uart.h"

#include "x86.h"

#define REG_DATA 0
#define REG_INTERRUPTS 1
#define REG_FIFO 2
#define REG_LINE 3
#define REG_MODEM 4
#define REG_STATUS 5

#define STATUS_DATA 0x01
#define STATUS_EMPTY 0x20
#define STATUS_SENT 0x40
#define INTERRUPT_INPUT 0x1
#define INTERRUPT_ROOM 0x2
#define FIFO_SIZE 16
/* On, emptied; input interrupts at 14 bytes, or when no more come for a while.
 * QEMU hands over no more at a time than that. */
#define FIFO_AT_14 0xc7

static const uint16_t ports[UARTS] = { 0x3f8, 0x2f8 };

static void init_port(uint16_t port)
{
	outb(port + REG_INTERRUPTS, 0);
	outb(port + REG_LINE, 0x80); /* divisor */
	outb(port + REG_DATA, 1);
	outb(port + REG_INTERRUPTS, 0);
	outb(port + REG_LINE, 0x03);
	outb(port + REG_FIFO, FIFO_AT_14);
	outb(port + REG_MODEM, 0x0b); /* ready, and interrupts on */
}

void uart_init(void)
{
	for (unsigned i = 0; i < UARTS; i++)
		init_port(ports[i]);
}

uint32_t uart_write(enum uart uart, const uint8_t *bytes, uint32_t length)
{
	uint16_t port = ports[uart];

	if (!(inb(port + REG_STATUS) & STATUS_EMPTY))
		return 0;
	if (length > FIFO_SIZE)
		length = FIFO_SIZE;
	for (uint32_t i = 0; i < length; i++)
		outb(port + REG_DATA, bytes[i]);
	return length;
}

bool uart_sent(enum uart uart)
{
	return inb(ports[uart] + REG_STATUS) & STATUS_SENT;
}

bool uart_read(enum uart uart, uint8_t *byte)
{
	uint16_t port = ports[uart];
	uint8_t status = inb(port + REG_STATUS);

	if (!(status & STATUS_DATA) || status == 0xff)
		return false;
	*byte = inb(port + REG_DATA);
	return true;
}

void uart_want(bool input, bool room)
{
	outb(ports[UART_HOST] + REG_INTERRUPTS,
	     (input ? INTERRUPT_INPUT : 0) | (room ? INTERRUPT_ROOM : 0));
}
