/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of supervisor instructions: their arguments, and what lies in the
 * supervisor's memory.  An instruction returns what the contract has for it,
 * and if it is an error nothing has changed.
 */
#include <stdlib.h>
#include <string.h>

#include "bootplan.h"
#include "forwards.h"
#include "image_rules.h"
#include "loader.h"
#include "options.h"
#include "ownplan.h"
#include "rig.h"

#define IMAGES_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at, *end;
};

static uint8_t byte(struct input *input)
{
	return input->at < input->end ? *input->at++ : 0;
}

static uint32_t word(struct input *input)
{
	uint32_t value = byte(input);

	value |= (uint32_t)byte(input) << 8;
	value |= (uint32_t)byte(input) << 16;
	return value | (uint32_t)byte(input) << 24;
}

/* Mostly what makes sense somewhere. */
static uint32_t argument(struct input *input)
{
	static const uint32_t values[] = {
		0,
		0xffffffff,
		DENALI_IMAGE_BASE + RIG_IMAGE,
		DENALI_IMAGE_BASE + RIG_IMAGE + 0x1000,
		DENALI_IMAGE_BASE + RIG_IMAGE + 0x2000,
		DENALI_IMAGE_BASE + RIG_PLAN,
		DENALI_IMAGE_BASE + RIG_TUNING,
		DENALI_IMAGE_BASE + RIG_POLICY,
		DENALI_IMAGE_BASE + RIG_NETWORK,
		DENALI_IMAGE_BASE + RIG_EXTENTS,
		DENALI_IMAGE_BASE + RIG_SPARE,
		DENALI_IMAGE_BASE + RIG_MEMORY,
		0x1000,
		0x2000,
		0x2010,
		sizeof(struct denali_plan) + sizeof(struct denali_plan_group),
		sizeof(struct denali_tuning),
		sizeof(struct denali_policy),
		sizeof(struct denali_network),
		sizeof(struct denali_extents),
		sizeof(struct denali_vm_status),
		sizeof(struct denali_machine),
		sizeof(struct denali_machine_disk),
		DENALI_IMAGE_BASE + RIG_FORWARD,
		sizeof(struct denali_forward),
	};
	uint8_t what = byte(input);

	if (what < 0x40)
		return what;
	if (what < 0x60)
		return word(input);
	if (what < 0x80)
		return (what & 7u) | (what >> 3 & 3u) << 16;
	return values[what % (sizeof(values) / sizeof(*values))];
}

static void write_memory(struct input *input)
{
	uint32_t at = word(input) % RIG_MEMORY, count = byte(input) % 32;

	while (count-- && at < RIG_MEMORY)
		rig_memory[at++] = byte(input);
}

/* ---- what must be so ---- */

static void check_result(int32_t result)
{
	rig_require(result >= DENALI_EBUSY || result == SUPERVISOR_AGAIN ||
			    (result < DENALI_EBAD &&
			     result > DENALI_EBAD - 0x1000),
		    "an error that is none");
}

static void check_vm(struct vm *vm)
{
	struct denali_finding finding;
	struct bootplan checked;

	if (vm->plan)
		rig_require(!bootplan_check(vm->plan->bytes, ownplan_length(vm),
					    DENALI_SUPERVISOR_IMAGES + 1,
					    &checked, &finding),
			    "a VM's plan is good");
}

static void check_images(void)
{
	for (uint32_t i = 1; i <= IMAGES_MAX; i++) {
		const struct loaded_image *image = supervisor_image(i);
		const char *broken;

		if (!image || !image->sealed)
			continue;
		broken = image_broken_rule(&image->info, image->length);
		rig_require(!broken, broken);
	}
}

/* Each leads to VMs that live, and is found by them. */
static void check_forwards(void)
{
	for (uint32_t i = 0; i < FORWARD_BUCKETS; i++)
		for (const struct forward *f = forwards_by_port[i]; f;
		     f = f->chain) {
			bool older = false;

			rig_require(f->port && f->backends, "a whole forward");
			for (const struct backend *b = f->backends; b;
			     b = b->next) {
				rig_require(vm_any(b->vm->id) == b->vm &&
						    b->vm != rig_vm[0],
					    "a backend that is there");
				rig_require(forward_to(b->vm, b->port,
						       f->protocol,
						       f->family) == b,
					    "a backend that can be found");
				older = older || b->older;
			}
			rig_require(older, "somebody has older connections");
		}
}

struct state {
	struct denali_plan_group group[RIG_VMS];
	uint32_t frames_limit[RIG_VMS];
	uint8_t state[RIG_VMS];
};

static void look(struct state *to)
{
	memset(to, 0, sizeof(*to));
	for (uint32_t i = 1; i < RIG_VMS; i++) {
		struct vm *vm = rig_vm[i];

		if (!vm)
			continue;
		check_vm(vm);
		bootplan_group(vm->plan, vm->group, &to->group[i]);
		to->frames_limit[i] = vm->frames_limit;
		to->state[i] = (uint8_t)(1 + vm->state);
	}
}

/* ---- steps ---- */

static void instruct(struct input *input)
{
	uint32_t number = DENALI_SUPERVISOR_FIRST + byte(input) % 24;
	struct vm *self = rig_vm[0];
	struct state before, after;
	uint32_t records = rig_records_out;
	int32_t result;

	self->frame.ebx = argument(input);
	self->frame.esi = argument(input);
	self->frame.edi = argument(input);
	/* It has nothing to do with images that take a minute. */
	if (number == DENALI_IMAGE_CREATE && self->frame.ebx > 0x100000)
		self->frame.ebx |= 0x80000000;
	look(&before);
	result = supervisor_call(self, number);
	look(&after);
	check_result(result);
	rig_require(result >= 0 || result == DENALI_ENOMEM ||
			    memcmp(&before, &after, sizeof(before)) == 0,
		    "an error without effect");
	rig_require(result >= 0 || number != DENALI_FORWARD ||
			    records == rig_records_out,
		    "an error without effect on forwards");
	check_forwards();
}

static void not_permitted(struct input *input)
{
	struct vm *vm = rig_vm[1];

	if (vm)
		rig_require(supervisor_call(vm, DENALI_SUPERVISOR_FIRST +
							byte(input)) ==
				    DENALI_EPERM,
			    "others may not");
}

static void send(struct input *input)
{
	uint8_t body[256];
	uint32_t length = byte(input);

	memset(body, byte(input), sizeof(body));
	port_send(&supervisor_port, DENALI_PORT_CONSOLE, 1, body, length);
}

static void step(struct input *input)
{
	uint8_t what = byte(input);

	if (what < 0x20)
		write_memory(input);
	else if (what < 0x28)
		rig_absent = what & 3;
	else if (what < 0x30)
		rig_shortage = what & 7;
	else if (what < 0x38)
		not_permitted(input);
	else if (what < 0x48)
		send(input);
	else
		instruct(input);
	for (uint32_t i = 1; i < RIG_VMS; i++)
		if (rig_vm[i] && rig_vm[i]->state >= VM_DEAD && what & 1)
			rig_reap(i);
	check_images();
}

/* All that is left goes. */
static void finish(void)
{
	struct vm *self = rig_vm[0];

	rig_absent = rig_shortage = 0;
	for (uint32_t i = 1; i < RIG_VMS; i++)
		if (rig_vm[i])
			rig_reap(i);
	for (uint32_t i = 1; i <= DENALI_SUPERVISOR_IMAGES; i++) {
		self->frame.ebx = i;
		while (supervisor_image(i))
			supervisor_call(self, DENALI_IMAGE_DESTROY);
	}
	options_free(self);
	free(self);
	supervisor_port.taken = supervisor_port.posted;
	rig_require(!rig_frames_out, "frames are missing");
	rig_require(!rig_records_out, "records are missing");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { data, data + size };

	rig_start();
	while (input.at < input.end)
		step(&input);
	finish();
	return 0;
}
