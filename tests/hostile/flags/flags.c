/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Flags that sysenter does not clear, or that ring 3 must not have, set just
 * before the kernel is entered by a trap, an interrupt or an exception.
 */
#include "../attack.h"

#define CARRY_ON 0x00000202
#define TF 0x00000100
#define DF 0x00000400
#define IOPL 0x00003000
#define NT 0x00004000
#define VM 0x00020000
#define AC 0x00040000
#define VIRTUAL 0x00180000 /* VIF and VIP */

/* Sets flags, and with the very next instruction enters the kernel. */
static void trap_with(uint32_t flags)
{
	uint32_t number = DENALI_KICK, devices = 0;

	__asm__ volatile("movl $1f, %%edx\n\t"
			 "movl %%esp, %%ecx\n\t"
			 "pushl %2\n\t"
			 "popfl\n\t"
			 "sysenter\n"
			 "1:\tpushl %3\n\t"
			 "popfl"
			 : "+a"(number), "+b"(devices)
			 : "r"(flags | CARRY_ON), "i"(CARRY_ON)
			 : "ecx", "edx", "memory", "cc");
	attack_check(number == 0, "the trap succeeds");
}

/* Sets flags and computes until the kernel has interrupted several times. */
static void spin_with(uint32_t flags)
{
	__asm__ volatile("pushl %0\n\t"
			 "popfl\n\t"
			 "movl $40000000, %%ecx\n"
			 "1:\tdecl %%ecx\n\t"
			 "jnz 1b\n\t"
			 "pushl %1\n\t"
			 "popfl"
			 :
			 : "r"(flags | CARRY_ON), "i"(CARRY_ON)
			 : "ecx", "memory", "cc");
}

static void flags_nt_trap(void)
{
	trap_with(NT);
}

static void flags_ac_trap(void)
{
	trap_with(AC);
}

static void flags_df_trap(void)
{
	trap_with(DF);
}

static void flags_iopl_trap(void)
{
	trap_with(IOPL | VIRTUAL | VM);
}

/* The debug trap comes on the kernel's first instruction. */
static void flags_tf_trap(void)
{
	trap_with(TF);
}

static void flags_all_trap(void)
{
	trap_with(NT | AC | DF | TF | IOPL);
}

static void flags_nt_spin(void)
{
	spin_with(NT);
}

static void flags_ac_spin(void)
{
	spin_with(AC);
}

static void flags_df_spin(void)
{
	spin_with(DF);
}

/* In ring 3 the trace flag ends the VM as any exception does. */
static void flags_tf(void)
{
	__asm__ volatile("pushl %0\n\tpopfl\n\tnop\n\tnop"
			 :
			 : "r"(TF | CARRY_ON));
}

/* IOPL cannot be had by popf: port I/O still faults. */
static void flags_iopl(void)
{
	__asm__ volatile("pushl %0\n\tpopfl\n\tinb $0x60, %%al"
			 :
			 : "r"(IOPL | CARRY_ON)
			 : "eax");
}

/* iret follows the task link when NT is set, and there is none. */
static void flags_iret_nt(void)
{
	__asm__ volatile("pushl %0\n\tpopfl\n\tiret" : : "r"(NT | CARRY_ON));
}

/* iret to ring 0 code. */
static void flags_iret_kernel(void)
{
	__asm__ volatile("pushl %0\n\tpushl $8\n\tpushl $0xc0100000\n\tiret"
			 :
			 : "r"(CARRY_ON));
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, flags_##name                                            \
	}

void flags(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(nt_trap),     ENTRY(ac_trap),         ENTRY(df_trap),
		ENTRY(iopl_trap),   ENTRY(tf_trap),         ENTRY(all_trap),
		ENTRY(nt_spin),     ENTRY(ac_spin),         ENTRY(df_spin),
		{ "tf", flags_tf }, { "iopl", flags_iopl }, ENTRY(iret_nt),
		ENTRY(iret_kernel),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
