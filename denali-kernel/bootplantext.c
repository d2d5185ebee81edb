/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan checker's errors as text.  The values that some of them show
 * are what bootplan.c passes to fail() with that error.
 */
#include "bootplantext.h"

#include <stddef.h>

/* clang-format off */
const struct finding_description bootplan_descriptions[BOOTPLAN_ERRORS] = {
	[BOOTPLAN_OK] = { NULL, "the boot plan is good", NULL },
	[BOOTPLAN_TOO_SHORT] = {
		NULL, "too short for a boot plan", " (%u, at least %u)" },
	[BOOTPLAN_MAGIC] = { NULL, "not a boot plan", " (magic 0x%08x)" },
	[BOOTPLAN_VERSION] = {
		NULL, "boot plan of another version",
		" (plan has %u, kernel has %u)" },
	[BOOTPLAN_LENGTH] = {
		NULL, "boot plan is not as long as it says",
		" (%u, module has %u)" },
	[BOOTPLAN_FLAGS] = { NULL, "unknown flags", " (0x%08x)" },
	[BOOTPLAN_GROUP_COUNT] = {
		NULL, "no groups, or too many", " (%u, at most %u)" },
	[BOOTPLAN_GROUPS_OUTSIDE] = {
		NULL, "groups are not inside the plan",
		" (%u groups, plan has %u bytes)" },
	[BOOTPLAN_QUANTUM] = {
		NULL, "quantum is too short or too long",
		" (%u, the bound is %u)" },
	[BOOTPLAN_TICK] = {
		NULL, "tick is too short or too long",
		" (%u, the bound is %u)" },
	[BOOTPLAN_SWAP_BLOCK] = {
		NULL, "too many pages in a swap block",
		" (%u, at most %u)" },
	[BOOTPLAN_NO_SUCH_MODULE] = {
		"group", "no such module", " (%u, the last is %u)" },
	[BOOTPLAN_NO_INSTANCE] = { "group", "count is 0", NULL },
	[BOOTPLAN_VM_COUNT] = {
		"group", "too many VMs with this group's",
		" (count %u, at most %u in all)" },
	[BOOTPLAN_MEMORY_ALIGNMENT] = {
		"group", "memory size is not a multiple of 4096", " (%u)" },
	[BOOTPLAN_MEMORY_SMALL] = {
		"group", "memory size is too small", " (%u, at least %u)" },
	[BOOTPLAN_MEMORY_LARGE] = {
		"group", "memory size is too large", " (%u, at most %u)" },
	[BOOTPLAN_GROUP_FLAGS] = { "group", "unknown flags", " (0x%08x)" },
	[BOOTPLAN_NAME_UNTERMINATED] = { "group", "name has no end", NULL },
	[BOOTPLAN_NAME_CONTROL] = {
		"group", "control character in the name", NULL },
	[BOOTPLAN_WEIGHT] = {
		"group", "weight is too large",
		" (%u, at most %u)" },
	[BOOTPLAN_CAP] = {
		"group", "cap is more than the processor",
		" (%u, at most %u)" },
	[BOOTPLAN_FRAME_LIMIT] = {
		"group", "frame limit is too large",
		" (%u, at most %u)" },
	[BOOTPLAN_SWAP_RATE] = {
		"group", "swap rate is too large",
		" (%u, at most %u)" },
	[BOOTPLAN_STRINGS_LENGTH] = {
		"group", "arguments and environment are too long",
		" (%u, at most %u)" },
	[BOOTPLAN_STRINGS_OUTSIDE] = {
		"group",
		"strings are not between the groups and the plan's end",
		" (offset %u, plan has %u)" },
	[BOOTPLAN_STRINGS_UNTERMINATED] = {
		"group", "last string has no end", NULL },
	[BOOTPLAN_STRINGS_COUNT] = {
		"group", "not as many strings as argc and envc say",
		" (%u, needed %u)" },
	[BOOTPLAN_ENVIRONMENT] = {
		"group", "string of the environment is not NAME=VALUE",
		" (number %u)" },
	[BOOTPLAN_NETWORK_FLAGS] = {
		"group", "unknown network flags", " (0x%08x)" },
	[BOOTPLAN_NETWORK_RESERVED] = {
		"group", "reserved network field is not 0", " (0x%04x)" },
	[BOOTPLAN_MTU] = {
		"group", "no MTU the network can have",
		" (%u, at most %u)" },
	[BOOTPLAN_IPV4_PREFIX] = {
		"group", "IPv4 prefix is too long", " (%u, at most %u)" },
	[BOOTPLAN_IPV6_PREFIX] = {
		"group", "IPv6 prefix is too long", " (%u, at most %u)" },
	[BOOTPLAN_MAC] = {
		"group", "Ethernet address is zero or that of a group", NULL },
	[BOOTPLAN_MAC_RANGE] = {
		"group", "too many instances for the Ethernet address",
		" (%u)" },
	[BOOTPLAN_IPV4_RANGE] = {
		"group", "too many instances for the IPv4 address", " (%u)" },
	[BOOTPLAN_IPV6_RANGE] = {
		"group", "too many instances for the IPv6 address", " (%u)" },
	[BOOTPLAN_MAC_SHARED] = {
		"group", "Ethernet addresses overlap those of another group",
		" (group %u)" },
};
/* clang-format on */

const char *bootplan_error_text(enum bootplan_error error)
{
	return (uint32_t)error < BOOTPLAN_ERRORS ?
		       bootplan_descriptions[error].text :
		       "unknown error";
}
