/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Random virtual instructions.
 */
#ifndef RANDOM_ATTACK_H
#define RANDOM_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

/* Most of the instructions are those of supervisors. */
extern bool attack_supervises;

/* Past the library OS, which does not work any more: so many virtual
 * instructions with any number and any arguments, by both ways in, with any
 * registers and rings, but such that the VM lives on. */
void attack(uint32_t seed, uint32_t count);

/* Print a line, by the ring that attack has left. */
void say(const char *text);

/* The same without regard to what becomes of the VM. */
_Noreturn void last_blow(uint32_t count);

#endif
