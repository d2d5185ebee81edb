/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Constants of the bare-machine kernel that C and assembly share.
 */
#ifndef BARE_H
#define BARE_H

#define KERNEL_CODE 0x08 /* sysenter wants the four in this order */
#define KERNEL_DATA 0x10
#define USER_CODE 0x1b
#define USER_DATA 0x23
#define TASK 0x28

#define INT_DONE 0x30
#define TRIPS 1000000
#define SPACE_SIZE 32 /* of an address space's page directory pointers */

#endif
