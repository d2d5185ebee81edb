/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interrupt routing.  Message-signalled interrupts arrive at the local APIC
 * with a vector of their own; the 8259 pair serves the old lines, through the
 * APIC's LINT0 in virtual wire mode.
 */
#include "irq.h"

#include "apic.h"
#include "cpu.h"
#include "log.h"
#include "memory.h"
#include "timer.h"
#include "x86.h"

#define PIC_MASTER 0x20
#define PIC_SLAVE 0xa0
#define PIC_CASCADE 2
#define PIC_EOI 0x20
#define LINE_HANDLERS 16

static struct {
	irq_handler *handler;
	void *argument;
} messages[VECTOR_MSI_COUNT];
static unsigned message_count;

static struct {
	irq_handler *handler;
	void *argument;
	unsigned line;
} lines[LINE_HANDLERS];
static unsigned line_count;

static uint16_t line_mask = 0xffff & ~(1u << PIC_CASCADE);

static void write_mask(void)
{
	outb(PIC_MASTER + 1, line_mask & 0xff);
	outb(PIC_SLAVE + 1, (uint8_t)(line_mask >> 8));
}

void irq_init(void)
{
	outb(PIC_MASTER, 0x11);
	outb(PIC_SLAVE, 0x11);
	outb(PIC_MASTER + 1, VECTOR_PIC);
	outb(PIC_SLAVE + 1, VECTOR_PIC + 8);
	outb(PIC_MASTER + 1, 1u << PIC_CASCADE);
	outb(PIC_SLAVE + 1, PIC_CASCADE);
	outb(PIC_MASTER + 1, 1);
	outb(PIC_SLAVE + 1, 1);
	write_mask();
}

unsigned irq_msi(irq_handler *handler, void *argument)
{
	ensure(message_count < VECTOR_MSI_COUNT);
	messages[message_count].handler = handler;
	messages[message_count].argument = argument;
	return VECTOR_MSI + message_count++;
}

void irq_line(unsigned line, irq_handler *handler, void *argument)
{
	ensure(line < 16 && line_count < LINE_HANDLERS);
	lines[line_count].handler = handler;
	lines[line_count].argument = argument;
	lines[line_count++].line = line;
	line_mask &= (uint16_t) ~(1u << line);
	write_mask();
}

/* Lines 7 and 15 also report interrupts that went away: those have no bit in
 * service. */
static int line_spurious(unsigned line)
{
	uint16_t port = line < 8 ? PIC_MASTER : PIC_SLAVE;

	if (line != 7 && line != 15)
		return 0;
	outb(port, 0x0b);
	return !(inb(port) & 0x80);
}

static void dispatch_line(unsigned line)
{
	if (line_spurious(line)) {
		if (line == 15)
			outb(PIC_MASTER, PIC_EOI);
		return;
	}
	for (unsigned i = 0; i < line_count; i++)
		if (lines[i].line == line)
			lines[i].handler(lines[i].argument);
	if (line >= 8)
		outb(PIC_SLAVE, PIC_EOI);
	outb(PIC_MASTER, PIC_EOI);
}

void irq_dispatch(unsigned vector)
{
	cpu.billed = 0; /* whoever runs did not cause it */
	if (vector >= VECTOR_PIC && vector < VECTOR_PIC + 16) {
		dispatch_line(vector - VECTOR_PIC);
	} else if (vector >= VECTOR_MSI &&
		   vector < VECTOR_MSI + message_count) {
		unsigned i = vector - VECTOR_MSI;
		apic_end();
		messages[i].handler(messages[i].argument);
	} else if (vector == VECTOR_TIMER) {
		apic_end();
		timer_interrupt();
	} else if (vector != VECTOR_SPURIOUS) {
		apic_end();
		log_line("interrupt %u has no handler", vector);
	}
}
