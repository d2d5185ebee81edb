/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The words of the read-write register page that belong to events and the
 * console, changed after each time the kernel has read one: it goes by the
 * first value, once read, or refuses cleanly.  The rings of NIC and disks have
 * the same beside their own tests.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "../kernel-net/watch.h"
#include "console.h"
#include "event.h"
#include "log.h"
#include "pool.h"
#include "timer.h"
#include "vm.h"

#define WORD(field) (offsetof(struct denali_rw_registers, field) / 4)
#define ROOM 2000u
#define HANDLER 0x22000u

static struct vm *vm;
static struct denali_rw_registers *rw;
static uint32_t reads[DENALI_PAGE_SIZE / 4];
static uint32_t spoiled; /* what a word becomes once it is read */
static uint32_t sent_bytes, sent_taken;
static uint8_t sent[DENALI_CONSOLE_OUT];
static bool refuses;
static struct port port = PORT_INITIAL(port, 0);

/* ---- what lies around ---- */

struct port *vm_port(const struct vm *of)
{
	(void)of;
	return &port;
}

uint32_t port_room(const struct port *of)
{
	(void)of;
	return PORT_RESERVE + ROOM;
}

bool vm_send(const struct vm *of, uint8_t type, const void *body,
	     uint32_t length)
{
	(void)of;
	if (refuses)
		return false;
	cr_assert_leq(length, DENALI_CONSOLE_OUT);
	if (type == DENALI_PORT_CONSOLE) {
		memcpy(sent, body, length);
		sent_bytes = length;
	} else {
		memcpy(&sent_taken, body, sizeof(sent_taken));
	}
	return true;
}

void vm_post(struct vm *of, uint32_t events)
{
	of->pending |= events;
}

void vm_kill(struct vm *of, uint32_t cause, uint32_t detail)
{
	(void)cause;
	(void)detail;
	of->state = VM_DEAD;
}

void *pool_take(struct pool *pool)
{
	return calloc(1, pool->size);
}

void pool_give(struct pool *pool, void *record)
{
	(void)pool;
	free(record);
}

void panic(const char *format, ...)
{
	cr_assert_fail("panic: %s", format);
	abort();
}

static void start(void)
{
	vm = aligned_alloc(_Alignof(struct vm), (sizeof(*vm) + 63) & ~63ul);
	memset(vm, 0, sizeof(*vm));
	rw = aligned_alloc(DENALI_PAGE_SIZE, DENALI_PAGE_SIZE);
	memset(rw, 0, DENALI_PAGE_SIZE);
	vm->rw = rw;
	vm->place = VM_IN;
	vm->frame.eip = 0x21000;
	vm->resume_by_iret = true;
	console_init(vm);
	rw->handler = HANDLER;
	rw->enabled = 1;
	rw->timer = TIMER_NEVER;
	rw->return_begin = 0x23000;
	rw->return_end = 0x23010;
	sent_bytes = sent_taken = 0;
	refuses = false;
	spoiled = 0xffffffff;
}

static void finish(void)
{
	console_forget(vm);
	free(rw);
	free(vm);
}

TestSuite(words, .init = start, .fini = finish);

static void spoil(uint32_t offset, bool write)
{
	if (write)
		return;
	reads[offset / 4]++;
	if (offset / 4 >= WORD(console.out)) {
		((uint8_t *)rw)[offset] = (uint8_t)spoiled;
		return;
	}
	((uint32_t *)(void *)rw)[offset / 4] = spoiled;
	/* The timer is one access here, of two words. */
	if (offset / 4 == WORD(timer))
		((uint32_t *)(void *)rw)[offset / 4 + 1] = spoiled;
}

static void watch(void)
{
	memset(reads, 0, sizeof(reads));
	watch_begin(rw, spoil);
}

static const uint32_t values[] = { 0,          1,          0x7fffffff,
				   0x80000000, 0xc0000000, 0xffffffff };
#define VALUES (sizeof(values) / sizeof(*values))

/* ---- events ---- */

Test(words, a_handler_is_entered_by_what_was_read_first)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		spoiled = values[i];
		vm->pending = DENALI_EVENT_NIC;
		watch();
		event_deliver(vm, 0);
		watch_end();
		cr_assert_eq(vm->frame.eip, HANDLER);
		cr_assert_eq(rw->save.eip, 0x21000);
		cr_assert_eq(rw->enabled, 0);
		cr_assert_eq(rw->pending, DENALI_EVENT_NIC);
		cr_assert_eq(reads[WORD(handler)], 1);
		cr_assert_eq(reads[WORD(enabled)], 1);
		cr_assert_eq(reads[WORD(pending)], 1);
		cr_assert_eq(reads[WORD(timer)], 1);
		cr_assert_eq(reads[WORD(return_begin)], 1);
		cr_assert_eq(reads[WORD(return_end)], 1);
		for (unsigned j = WORD(save); j < WORD(reserved3); j++)
			cr_assert_eq(reads[j], 0, "the save area is read");
	}
}

Test(words, a_return_sequence_is_what_it_was)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		spoiled = values[i];
		vm->frame.eip = 0x23008;
		vm->pending = DENALI_EVENT_NIC;
		watch();
		event_deliver(vm, 0);
		watch_end();
		cr_assert_eq(vm->frame.eip, HANDLER);
		cr_assert_eq(rw->save.eip, 0, "the save area has changed");
	}
}

Test(words, a_timer_is_read_once)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		spoiled = values[i];
		rw->timer = 1000;
		watch();
		cr_assert_eq(event_timer(vm, 999), 1000);
		watch_end();
		cr_assert_eq(reads[WORD(timer)], 1);
		cr_assert_eq(vm->pending, 0);
	}
}

/* ---- the console ---- */

Test(words, output_is_as_long_as_was_read_first)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		spoiled = values[i];
		rw->console.out_posted = 3;
		rw->console.in_done = 0;
		memcpy(rw->console.out, "abc\0", 4);
		watch();
		cr_assert(console_serve(vm));
		watch_end();
		cr_assert_eq(sent_bytes, 3);
		cr_assert_eq(memcmp(sent, "abc", 3), 0);
		cr_assert_eq(rw->console.out_done, 3);
		cr_assert_eq(reads[WORD(console.out_posted)], 1);
		cr_assert_eq(reads[WORD(console.in_done)], 1);
		cr_assert_eq(reads[WORD(console.out_done)], 0);
		cr_assert_eq(reads[WORD(console.in_posted)], 0);
	}
}

Test(words, an_index_that_is_far_is_refused)
{
	static const uint32_t far[] = { DENALI_CONSOLE_OUT + 1, 0x80000000,
					0xffffffff };

	for (unsigned i = 0; i < 3; i++) {
		rw->console.out_posted = far[i];
		spoiled = 1;
		watch();
		cr_assert_not(console_serve(vm));
		watch_end();
		cr_assert_eq(sent_bytes, 0);
	}
}

Test(words, input_that_was_read_is_told_once)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		spoiled = values[i];
		cr_assert(console_input(vm, 'x'));
		cr_assert(console_input(vm, 'y'));
		rw->console.in_done = 2;
		rw->console.in_posted = 0x12345678;
		watch();
		cr_assert(console_serve(vm));
		watch_end();
		cr_assert_eq(sent_taken, 2);
		cr_assert_eq(vm->console.in_told, 2);
	}
}

/* Whatever the VM has made of it, input goes to the slot that is next. */
Test(words, input_is_not_led_astray)
{
	for (unsigned i = 0; i < 3 * DENALI_CONSOLE_IN; i++) {
		rw->console.in_posted = (uint32_t)rand();
		rw->console.in_done = i; /* all that came before */
		cr_assert(console_serve(vm));
		watch();
		cr_assert(console_input(vm, (uint8_t)i));
		watch_end();
		cr_assert_eq(rw->console.in_posted, i + 1);
		cr_assert_eq(rw->console.in[i % DENALI_CONSOLE_IN], (uint8_t)i);
	}
}

/* Without an end of what the VM says it has read, no more comes in. */
Test(words, input_is_bounded)
{
	unsigned taken = 0;

	rw->console.in_done = 0x80000000;
	for (unsigned i = 0; i < 2 * DENALI_CONSOLE_IN; i++) {
		taken += console_input(vm, 'x');
		cr_assert(console_serve(vm));
	}
	cr_assert_eq(taken, DENALI_CONSOLE_IN);
}

/* A port that is full: the VM waits, whatever it does meanwhile. */
Test(words, who_waits_for_room_may_change_its_mind)
{
	for (unsigned i = 0; i < VALUES; i++) {
		finish();
		start();
		refuses = true;
		rw->console.out_posted = 3;
		cr_assert(console_serve(vm));
		cr_assert_eq(vm->console.out_done, 0);
		refuses = false;
		rw->console.out_posted = values[i];
		console_serve_waiting(&port);
		cr_assert_eq(vm->state == VM_DEAD,
			     values[i] > DENALI_CONSOLE_OUT);
		cr_assert_leq(sent_bytes, 1);
	}
}
