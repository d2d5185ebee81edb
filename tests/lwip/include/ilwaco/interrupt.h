/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * In place of Ilwaco's header: there is one thread, which nobody interrupts.
 */
#ifndef ILWACO_INTERRUPT_H
#define ILWACO_INTERRUPT_H

static inline void ilw_interrupt_hold(void)
{
}

static inline void ilw_interrupt_allow(void)
{
}

#endif
