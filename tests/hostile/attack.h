/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the hostile guests share.
 *
 * A hostile guest is NAME/NAME.c, which defines NAME() (with _ for -): the
 * attack.  It is linked with start.c and quiet.c into one image, of which some
 * instances attack and others are the neighbours (start.c).  So an attacker
 * shares its text with those it attacks.
 *
 * An attack that has several cases picks one by the name it is given, with
 * attack_case(); each case is a function of its own, NAME_CASE(), so that the
 * report of a crash tells which it was.  A case that returns has been survived,
 * and must be able to run again.
 */
#ifndef HOSTILE_ATTACK_H
#define HOSTILE_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest/trap.h"

/* The attack; ATTACK is its name. */
void ATTACK(const char *name);

struct attack_case {
	const char *name;
	void (*attack)(void);
};

/* Runs the case of that name; exits with status 3 if there is none. */
void attack_case(const struct attack_case *cases, size_t count,
		 const char *name);

/* Exits with status 2, saying what, unless the condition holds. */
void attack_check(int condition, const char *what);

/* The neighbour's life: does not return. */
_Noreturn void quiet(void);

/* The number of another instance, which is a neighbour. */
static inline uint32_t victim(void)
{
	return ro_registers->vm_id == 0 ? 1 : 0;
}

#define ATTACK_COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#endif
