/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * 16550 serial ports.  Transmit never waits for the far side.
 */
#ifndef UART_H
#define UART_H

#include <stdbool.h>
#include <stdint.h>

enum uart { UART_HOST, UART_LOG, UARTS };

void uart_init(void);

/* Hand up to length bytes to the port; returns how many it took, 0 if the far
 * side is behind. */
uint32_t uart_write(enum uart uart, const uint8_t *bytes, uint32_t length);

/* Has all that the port took left the machine, the byte on the line included?
 * Room for more comes earlier than that. */
bool uart_sent(enum uart uart);

/* Take a byte; false if there is none. */
bool uart_read(enum uart uart, uint8_t *byte);

/* Which interrupts the host port raises: input, room to write. */
void uart_want(bool input, bool room);

#endif
