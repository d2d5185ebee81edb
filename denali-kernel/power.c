/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Power-off: the debug-exit port of an emulator, then the ACPI control
 * registers where emulated chip sets keep them, then a halt.
 */
#include "power.h"

#include "x86.h"

#define DEBUG_EXIT_PORT 0xf4
#define PIIX4_CONTROL 0x604
#define ACPI_SLEEP_S5 0x2000

void power_off(uint32_t code)
{
	outl(DEBUG_EXIT_PORT, code);
	outw(PIIX4_CONTROL, ACPI_SLEEP_S5);
	for (;;)
		__asm__ volatile("cli; hlt");
}
