/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Random bytes: a generator that erases its key as it goes.
 *
 * Every block of key stream is cut in two: half becomes the next key, half goes
 * to the caller.  So what was given out cannot be computed from the state, once
 * the seed has been used; the seed itself stays readable in the registers,
 * which is why the processor's generator is mixed in where there is one.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <ilwaco/preempt.h>
#include <ilwaco/random.h>
#include <ilwaco/registers.h>

#include "chacha.h"

static struct {
	uint32_t key[CHACHA_KEY_WORDS];
	uint32_t generation;
	bool keyed;
} generator;

/* Up to ten attempts, as the processor's makers advise; 0 if all fail, which
 * takes nothing away from what it is mixed with. */
static uint32_t hardware_word(void)
{
	uint32_t word = 0;
	unsigned char good;

	for (int i = 0; i < 10; i++) {
		__asm__ volatile("rdrand %0; setc %1"
				 : "=r"(word), "=qm"(good)
				 :
				 : "cc");
		if (good)
			return word;
	}
	return 0;
}

/* The time stamp and the hardware's words, for the place of the nonce. */
static void stir(uint32_t input[4])
{
	uint64_t stamp = __builtin_ia32_rdtsc();

	input[0] = (uint32_t)stamp;
	input[1] = (uint32_t)(stamp >> 32);
	if (ilw_registers()->cpu_flags & DENALI_CPU_RDRAND) {
		input[2] = hardware_word();
		input[3] = hardware_word();
	}
}

static void rekey(void)
{
	const volatile struct denali_ro_registers *registers = ilw_registers();
	uint32_t generation = registers->generation;

	if (generator.keyed && generator.generation == generation)
		return;
	for (size_t i = 0; i < sizeof generator.key; i++)
		((volatile uint8_t *)generator.key)[i] ^= registers->seed[i];
	generator.generation = generation;
	generator.keyed = true;
}

static size_t draw(char *out, size_t length)
{
	uint32_t block[CHACHA_WORDS];
	uint32_t input[4] = { 0 };
	size_t half = sizeof block / 2;

	if (length > half)
		length = half;
	stir(input);
	ilw_preempt_disable();
	rekey();
	ilw_chacha_block(block, generator.key, input);
	memcpy(generator.key, block, half);
	ilw_preempt_enable();
	memcpy(out, (const char *)block + half, length);
	memset(block, 0, sizeof block);
	__asm__ volatile("" : : "r"(block) : "memory");
	return length;
}

void ilw_random(void *buffer, size_t length)
{
	char *out = buffer;

	while (length != 0) {
		size_t drawn = draw(out, length);

		out += drawn;
		length -= drawn;
	}
}
