/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs of the stand-in machine do, and what is done to them.
 */
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "machine.h"
#include "machineinside.h"

/* ---- by themselves ---- */

void vm_print(struct vm *vm, const char *text, size_t length)
{
	while (length > 0) {
		size_t piece = length < DENALI_CONSOLE_OUT ? length :
							     DENALI_CONSOLE_OUT;

		message_post(vm->status.vm, DENALI_PORT_CONSOLE, text, piece);
		text += piece;
		length -= piece;
	}
}

static void post_mortem(struct vm *vm, uint32_t cause, uint32_t detail)
{
	struct denali_post_mortem record = { .version = 4,
					     .cause = cause,
					     .detail = detail,
					     .vector = 14,
					     .error_code = 4,
					     .address = detail,
					     .base = 0x20000 };

	record.registers.eip = 0x20100;
	record.registers.esp = 0x30000;
	record.stack_address = 0x30000;
	record.stack_length = 64;
	message_post(vm->status.vm, DENALI_PORT_CRASH, &record, sizeof record);
}

void vm_end(struct vm *vm, uint32_t cause, uint32_t detail)
{
	struct denali_port_exit end = { .cause = cause, .detail = detail };

	if (vm->ended)
		return;
	vm->ended = true;
	vm->status.state = DENALI_VM_STATE_ENDED;
	vm->status.ledger.ended = ilw_clock_monotonic();
	if (cause != DENALI_CAUSE_EXIT && cause != DENALI_CAUSE_STOPPED)
		post_mortem(vm, cause, detail);
	message_post(vm->status.vm, DENALI_PORT_LEDGER, &vm->status.ledger,
		     sizeof vm->status.ledger);
	message_post(vm->status.vm, DENALI_PORT_EXIT, &end, sizeof end);
	image_drop(vm->status.image);
	forwards_of(vm->status.vm);
}

void vm_gone(uint32_t number)
{
	struct vm *vm = vm_of(number);

	if (vm != NULL)
		vm->used = false;
}

static void behave(struct vm *vm, char *word)
{
	if (strcmp(word, "deaf") == 0) {
		vm->deaf = true;
	} else if (strcmp(word, "sick") == 0) {
		vm->answer = 503;
	} else if (strcmp(word, "deaf-to-stop") == 0) {
		vm->deaf_to_stop = true;
	} else if (strncmp(word, "print=", 6) == 0) {
		vm_print(vm, word + 6, strlen(word + 6));
		vm_print(vm, "\n", 1);
	} else if (strncmp(word, "exit=", 5) == 0) {
		vm_end(vm, DENALI_CAUSE_EXIT,
		       (uint32_t)strtoul(word + 5, NULL, 10));
	} else if (strcmp(word, "fault") == 0) {
		vm_end(vm, DENALI_CAUSE_PAGE_FAULT, 0);
	}
}

void vm_run(struct vm *vm)
{
	const char *own = vm_variable(vm, "STANDIN");
	char words[BEHAVIOUR], *state, *word;

	if (vm->ran)
		return;
	vm->ran = true;
	snprintf(words, sizeof words, "%s", own != NULL ? own : vm->behaviour);
	for (word = strtok_r(words, " ", &state); word != NULL && !vm->ended;
	     word = strtok_r(NULL, " ", &state))
		behave(vm, word);
}

/* ---- by the supervisor ---- */

static int32_t destroy(struct vm *vm)
{
	vm_end(vm, DENALI_CAUSE_STOPPED, 0);
	return 0;
}

static int32_t stop(struct vm *vm)
{
	if (!vm->deaf_to_stop)
		vm_end(vm, DENALI_CAUSE_EXIT, 0);
	return 0;
}

static int32_t pause_vm(struct vm *vm)
{
	vm->paused = true;
	vm->status.state = DENALI_VM_STATE_PAUSED;
	return 0;
}

static int32_t resume(struct vm *vm)
{
	vm->paused = false;
	if (!vm->ended)
		vm->status.state = DENALI_VM_STATE_IDLE;
	vm_run(vm);
	return 0;
}

static int32_t to_living(uint32_t number, int32_t (*function)(struct vm *))
{
	int32_t error = DENALI_ENOENT;
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (vm != NULL && !vm->ended)
		error = function(vm);
	machine_unlock();
	return error;
}

int32_t ilw_vm_destroy(uint32_t vm)
{
	return to_living(vm, destroy);
}

int32_t ilw_vm_stop(uint32_t vm)
{
	return to_living(vm, stop);
}

int32_t ilw_vm_pause(uint32_t vm)
{
	return to_living(vm, pause_vm);
}

int32_t ilw_vm_resume(uint32_t vm)
{
	return to_living(vm, resume);
}

int32_t ilw_vm_inspect(uint32_t number, struct denali_vm_status *status)
{
	int32_t error = DENALI_ENOENT;
	const struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (number == OWN_VM) {
		memset(status, 0, sizeof *status);
		status->memory_size = 16 << 20;
		status->frame_limit = 4096;
		error = 0;
	} else if (vm != NULL) {
		*status = vm->status;
		error = 0;
	}
	machine_unlock();
	return error;
}

int32_t ilw_vm_next(uint32_t number)
{
	uint32_t place = number == ILW_VM_FIRST ? 0 : (number & 0xffff) + 1;
	int32_t found = DENALI_ENOENT;

	if (place == OWN_VM)
		return OWN_VM;
	machine_lock();
	for (; found < 0 && place < VMS; place++)
		if (machine.vm[place] != NULL && machine.vm[place]->used &&
		    !machine.vm[place]->ended)
			found = (int32_t)machine.vm[place]->status.vm;
	machine_unlock();
	return found;
}

static void set_if(bool set, uint32_t *field, uint32_t value)
{
	if (set)
		*field = value;
}

static int32_t tune(struct vm *vm, const struct denali_tuning *tuning)
{
	uint32_t mask = tuning->mask;

	if ((mask & ~(uint32_t)DENALI_TUNE_ALL) != 0)
		return DENALI_EINVAL;
	if ((mask & DENALI_TUNE_WEIGHT) && tuning->weight > DENALI_WEIGHT_MAX)
		return DENALI_EBAD - 120;
	if ((mask & DENALI_TUNE_CAP) && tuning->cap > DENALI_CAP_MAX)
		return DENALI_EBAD - 121;
	if ((mask & DENALI_TUNE_FRAME_LIMIT) &&
	    tuning->frame_limit < vm->status.ledger.frames)
		return DENALI_EBUSY;
	set_if(mask & DENALI_TUNE_WEIGHT, &vm->status.weight, tuning->weight);
	set_if(mask & DENALI_TUNE_CAP, &vm->status.cap, tuning->cap);
	set_if(mask & DENALI_TUNE_FRAME_LIMIT, &vm->status.frame_limit,
	       tuning->frame_limit);
	set_if(mask & DENALI_TUNE_SWAP_RATE, &vm->status.swap_rate,
	       tuning->swap_rate);
	if (mask & DENALI_TUNE_LIMITS)
		vm->status.limits = tuning->limits;
	return 0;
}

int32_t ilw_vm_tune(uint32_t number, const struct denali_tuning *tuning)
{
	int32_t error = DENALI_ENOENT;
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (vm != NULL && !vm->ended)
		error = tune(vm, tuning);
	machine_unlock();
	return error;
}

int32_t ilw_vm_policy(uint32_t number, const struct denali_policy *policy)
{
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (vm != NULL) {
		vm->policy = *policy;
		vm->has_policy = true;
	}
	machine_unlock();
	return vm == NULL ? DENALI_ENOENT : 0;
}

int32_t ilw_vm_address(uint32_t number, const struct denali_network *network)
{
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (vm != NULL)
		vm->status.network = *network;
	machine_unlock();
	return vm == NULL ? DENALI_ENOENT : 0;
}

int32_t ilw_vm_input(uint32_t number, const void *data, uint32_t length)
{
	int32_t taken = DENALI_ENOENT;
	struct vm *vm;

	machine_lock();
	vm = vm_of(number);
	if (vm != NULL && !vm->ended) {
		uint32_t room = DENALI_CONSOLE_IN - vm->input_length;

		taken = (int32_t)(length < room ? length : room);
		memcpy(vm->input + vm->input_length, data, (size_t)taken);
		vm->input_length += (uint32_t)taken;
	}
	machine_unlock();
	return taken;
}

bool machine_probe(uint32_t ipv4, uint16_t port, unsigned *status)
{
	bool heard = false;

	machine_lock();
	for (int i = 0; !heard && i < VMS; i++) {
		const struct vm *vm = machine.vm[i];

		heard = vm != NULL && vm->used &&
			vm->status.network.ipv4 == ipv4 && vm_listens(vm, port);
		if (heard)
			*status = vm->answer;
	}
	machine_unlock();
	return heard;
}
