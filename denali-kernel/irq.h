/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interrupts of devices: message-signalled ones through the local APIC, the
 * old lines through the 8259.  Handlers run with interrupts off on the
 * kernel's only stack, must not block, and may post events to VMs.
 */
#ifndef IRQ_H
#define IRQ_H

#include <stdint.h>

typedef void irq_handler(void *argument);

/* A vector for a message-signalled interrupt that calls handler.  The device
 * writes irq_msi_data(vector) to IRQ_MSI_ADDRESS.  Returns the vector; panics
 * when all VECTOR_MSI_COUNT are taken. */
#define IRQ_MSI_ADDRESS 0xfee00000u
unsigned irq_msi(irq_handler *handler, void *argument);

/* Handler for an 8259 line (0 to 15).  Several may share a line. */
void irq_line(unsigned line, irq_handler *handler, void *argument);

void irq_init(void);

/* From entry: an interrupt with this vector has come. */
void irq_dispatch(unsigned vector);

#endif
