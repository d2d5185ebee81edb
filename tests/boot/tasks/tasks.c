/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A small system in a VM that protects its two tasks from each other, and
 * itself from them, by the virtual MMU.  Each task has code, a stack, data at
 * the same address as the other's, and a page that both share; pages are
 * loaded when they are missed.  A task that touches anything else is ended,
 * and the other goes on; one that never calls is preempted.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <ilwaco/preempt.h>

#include "code.h"
#include "guest/mmu.h"

#define PAGE DENALI_PAGE_SIZE
#define R DENALI_PROT_READ
#define W DENALI_PROT_WRITE
#define X DENALI_PROT_EXEC

struct task {
	uint32_t space;
	char name;
	bool ended;
	task_code *code;
	uint8_t *data, *stack;
	struct denali_context context;
	uint32_t why, detail, access; /* of its last stop */
};

static uint8_t pages[2][2][PAGE] __attribute__((aligned(PAGE)));
static uint8_t shared[PAGE] __attribute__((aligned(PAGE)));
static struct task tasks[2];
static volatile bool preemptive;

static void start(uint32_t number, task_code *code, uint32_t argument)
{
	struct task *task = &tasks[number];
	struct task_data *data;

	*task = (struct task){
		.space = number,
		.name = "AB"[number],
		.code = code,
		.data = pages[number][0],
		.stack = pages[number][1],
	};
	task->context.eip = (uint32_t)code;
	task->context.eax = argument;
	task->context.esp = TASK_STACK + PAGE - 16;
	task->context.eflags = 0x202;
	data = memset(task->data, 0, PAGE);
	data->name = task->name;
	data->number = number;
	mmu_flush(number);
}

/* The page of the VM's that a task has there, and the access it has to it. */
static uint8_t *page_of(const struct task *task, uint32_t address,
			uint32_t *access)
{
	uint32_t page = address & ~(PAGE - 1u);

	*access = R | W;
	if (page == TASK_DATA)
		return task->data;
	if (page == TASK_STACK)
		return task->stack;
	if (page == TASK_SHARED)
		return shared;
	*access = R | X;
	if (page == (uint32_t)task->code)
		return (uint8_t *)page;
	*access = 0;
	return NULL;
}

/* False: it has touched what it has not. */
static bool serve_miss(struct task *task)
{
	uint32_t access;
	uint8_t *page = page_of(task, task->detail, &access);

	if (!(access & task->access))
		return false;
	return mmu_load(task->space, task->detail & ~(PAGE - 1u), access,
			page) == 0;
}

/* True: it goes on at once. */
static bool serve_call(struct task *task)
{
	const struct task_data *data = (struct task_data *)task->data;

	switch (task->context.eax) {
	case CALL_PRINT:
		printf("%c %u\n", task->name, (unsigned int)data->count);
		return true;
	case CALL_YIELD:
		return false;
	default:
		task->ended = true;
		return false;
	}
}

/* The registers are the VM's, so no other thread may run meanwhile. */
static void run(struct task *task)
{
	volatile struct denali_rw_registers *rw = rw_registers;

	ilw_preempt_disable();
	rw->mmu = task->context;
	task->why = (uint32_t)trap(DENALI_MMU_RUN, task->space, 0, 0);
	task->context = rw->mmu;
	task->detail = rw->mmu_detail;
	task->access = rw->mmu_code;
	ilw_preempt_enable();
}

static void turn(struct task *task)
{
	bool goes_on = true;

	while (goes_on) {
		run(task);
		if (task->why == DENALI_MMU_EVENT)
			goes_on = !preemptive;
		else if (task->why == DENALI_MMU_CALL)
			goes_on = serve_call(task);
		else if (task->why != DENALI_MMU_MISS || !serve_miss(task))
			break;
	}
	if (!goes_on)
		return;
	task->ended = true;
	printf("%c is ended\n", task->name);
}

static void run_both(void)
{
	while (!tasks[0].ended || !tasks[1].ended)
		for (unsigned int i = 0; i < 2; i++)
			if (!tasks[i].ended)
				turn(&tasks[i]);
}

static void talk(void)
{
	start(0, task_talk, 0);
	start(1, task_talk, 0);
	run_both();
	printf("together %u\n",
	       (unsigned int)((struct task_shared *)shared)->talks);
}

/* While A talks B does what it must not do. */
static void intrude(const char *what, task_code *code, const void *address,
		    uint32_t access)
{
	start(0, task_talk, 0);
	start(1, code, (uint32_t)address);
	puts(what);
	run_both();
	if (tasks[1].why != DENALI_MMU_MISS || tasks[1].access != access ||
	    tasks[1].detail != (uint32_t)address)
		puts("it was ended for another reason");
}

static void intrude_all(void)
{
	const void *kernel = (const void *)DENALI_KERNEL_BASE;
	const void *registers = (const void *)DENALI_RW_REGISTERS;

	intrude("B reads A's data", task_read, pages[0][0], R);
	intrude("B writes A's stack", task_write, pages[0][1], W);
	intrude("B writes the system's data", task_write, tasks, W);
	intrude("B reads the system's code", task_read, (const void *)turn, R);
	intrude("B writes the registers", task_write, registers, W);
	intrude("B reads the kernel", task_read, kernel, R);
	intrude("B writes its code", task_write, (const void *)task_write, W);
	intrude("B runs its data", task_jump, (const void *)TASK_DATA, X);
}

/* Has events come. */
static void *tick(void *unused)
{
	const struct timespec pause = { 0, 1000000 };

	while (preemptive)
		nanosleep(&pause, NULL);
	return unused;
}

static int count(void)
{
	pthread_t ticker;

	preemptive = true;
	if (pthread_create(&ticker, NULL, tick, NULL) != 0)
		return 1;
	start(0, task_count, 0);
	start(1, task_count, 0);
	run_both();
	preemptive = false;
	pthread_join(ticker, NULL);
	puts("both have counted");
	return 0;
}

int main(void)
{
	talk();
	intrude_all();
	return count();
}
