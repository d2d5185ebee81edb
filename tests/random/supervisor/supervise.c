/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * supervise SEED COUNT: a supervisor that makes VMs which execute random
 * virtual instructions, and executes random ones itself, most of them those of
 * supervisors, with plans that are good or nearly so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "../guest/attack.h"
#include "../guest/dice.h"

#define CHILD "/random"
#define CHILD_MAX 0x200000
#define CHILD_COUNT "1000000"
#define BETWEEN 64 /* instructions from one plan to the next */

static uint8_t image[CHILD_MAX];
static struct ilw_plan plan;

static uint32_t load(void)
{
	FILE *file = fopen(CHILD, "rb");
	size_t length = file ? fread(image, 1, sizeof image, file) : 0;
	int32_t number = ilw_image_load(image, (uint32_t)length);

	if (number < 0) {
		printf("no image: %s\n", ilw_supervisor_error(number));
		exit(1);
	}
	return (uint32_t)number;
}

static void make_plan(uint32_t number)
{
	ilw_plan_begin(&plan, number, "child");
	ilw_plan_argument(&plan, "random");
	ilw_plan_argument(&plan, "0");
	ilw_plan_argument(&plan, "7");
	ilw_plan_argument(&plan, CHILD_COUNT);
	plan.group.memory_size = 0x200000;
	plan.group.network = (struct denali_network){
		.flags = DENALI_NET_PRESENT,
		.mtu = 1500,
		.mac = { 2, 0xaa, 1 },
	};
	if (ilw_plan_create(&plan) < 0)
		exit(2);
	plan.group.network.mac[2] = 0;
}

/* A VM with an address of its own, of a plan of which a word may be another. */
static void make_vm(uint32_t turn)
{
	struct ilw_plan *copy = (struct ilw_plan *)arena;
	uint32_t *words = (uint32_t *)(void *)arena;

	memcpy(copy, &plan, sizeof plan);
	copy->group.network.mac[4] = (uint8_t)(turn >> 8);
	copy->group.network.mac[5] = (uint8_t)turn;
	if (turn > 8 && below(2))
		words[below(plan.plan.length / 4)] = value();
	dice_note((uint32_t)trap(DENALI_VM_CREATE, (uint32_t)arena,
				 plan.plan.length, 0));
}

int main(int argc, char **argv)
{
	uint32_t seed, count;

	if (argc < 3)
		return 1;
	seed = (uint32_t)strtoul(argv[1], NULL, 0);
	count = (uint32_t)strtoul(argv[2], NULL, 0);
	make_plan(load());
	attack_supervises = true;
	for (uint32_t done = 0; done < count; done += BETWEEN) {
		attack(seed + done, BETWEEN);
		make_vm(done / BETWEEN);
	}
	say("\nhas done its worst\n");
	trap(DENALI_TERMINATE, 0, 0, 0);
}
