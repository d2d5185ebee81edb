/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Findings: what can be wrong with an image, a plan or a policy, and why a host
 * cannot be made of them.  The kernel says numbers; whoever tells people makes
 * text of them.
 *
 * Each list has, for each finding,
 *
 *	X(number, name, item, text, values)
 *
 * number: 1 or more, unique over all lists; it never changes its meaning, and 8
 * has lost it.
 * item: what struct denali_finding's item counts, from 0; "": there is but one.
 * text: what is wrong.  values: printf format of value, bound and item, in this
 * order; it may use fewer.  So a finding of group 3 of a plan becomes
 *
 *	group 3: memory size is not a multiple of 4096 (12345)
 */
#ifndef DENALI_FINDINGS_H
#define DENALI_FINDINGS_H

#include <stdint.h>

#define DENALI_FINDING_NO_GROUP 0xffffffffu

struct denali_finding {
	uint32_t number; /* 0: all is well */
	uint32_t group;  /* of the plan, or DENALI_FINDING_NO_GROUP */
	uint32_t item;
	uint32_t value; /* the number that is wrong */
	uint32_t bound; /* the number it was held against */
};
_Static_assert(sizeof(struct denali_finding) == 20, "contract");

/* clang-format off */
#define DENALI_FINDINGS_IMAGE(X)					\
	X(1, IMAGE_FILE_TOO_LARGE, "",					\
	  "file is larger than an image may be", " (%u, %u)")		\
	X(2, IMAGE_FILE_TOO_SHORT, "",					\
	  "file is too short for an ELF header", " (%u, %u)")		\
	X(3, IMAGE_NOT_ELF, "",						\
	  "not an ELF file", "")					\
	X(4, IMAGE_NOT_32_BIT, "",					\
	  "not a 32-bit ELF file", "")					\
	X(5, IMAGE_NOT_LITTLE_ENDIAN, "",				\
	  "not a little-endian ELF file", "")				\
	X(6, IMAGE_ELF_VERSION, "",					\
	  "unknown ELF version", " (%u)")				\
	X(7, IMAGE_MACHINE, "",						\
	  "not for the 386", " (machine %u, needed %u)")		\
	X(9, IMAGE_TYPE, "",						\
	  "not an executable ELF file", " (type %u)")			\
	X(10, IMAGE_HEADER_SIZE, "",					\
	  "wrong size of a program header", " (%u, needed %u)")		\
	X(11, IMAGE_HEADER_COUNT, "",					\
	  "no program headers, or too many", " (%u, at most %u)")	\
	X(12, IMAGE_HEADERS_OUTSIDE, "",				\
	  "program headers are not inside the file",			\
	  " (offset %u, file has %u)")					\
	X(13, IMAGE_INTERPRETER, "program header",			\
	  "asks for an interpreter (PT_INTERP): not "			\
	  "statically linked", "")					\
	X(14, IMAGE_DYNAMIC, "program header",				\
	  "asks for dynamic linking (PT_DYNAMIC): not "			\
	  "statically linked", "")					\
	X(15, IMAGE_SEGMENT_COUNT, "program header",			\
	  "one PT_LOAD too many", " (at most %u)")			\
	X(16, IMAGE_NO_SEGMENT, "",					\
	  "no PT_LOAD program header", "")				\
	X(17, IMAGE_NOTE_COUNT, "program header",			\
	  "a second PT_NOTE", "")					\
	X(18, IMAGE_NO_NOTE, "",					\
	  "no PT_NOTE program header: not linked by denali-cc", "")	\
	X(19, IMAGE_NOTE_OUTSIDE, "",					\
	  "notes are not inside the file",				\
	  " (offset %u, file has %u)")					\
	X(20, IMAGE_NOTE_TRUNCATED, "note",				\
	  "cut off at the end of the notes", "")			\
	X(21, IMAGE_NOTE_NAME, "note",					\
	  "not one of Denali's: not linked by denali-cc", "")		\
	X(22, IMAGE_CONTRACT_MISSING, "note",				\
	  "not the contract note, which comes first",			\
	  " (type %u, needed %u)")					\
	X(23, IMAGE_CONTRACT_SIZE, "note",				\
	  "wrong size of the contract note", " (%u, needed %u)")	\
	X(24, IMAGE_CONTRACT_VERSION, "",				\
	  "made for another contract version",				\
	  " (image has %u, kernel has %u)")				\
	X(25, IMAGE_MANIFEST_MISSING, "note",				\
	  "not the manifest, which comes second",			\
	  " (type %u, needed %u)")					\
	X(26, IMAGE_MANIFEST_SIZE, "note",				\
	  "wrong size of the manifest", " (%u, needed %u)")		\
	X(27, IMAGE_MEMORY_ALIGNMENT, "",				\
	  "manifest: memory size is not a multiple of 4096",		\
	  " (%u)")							\
	X(28, IMAGE_MEMORY_SMALL, "",					\
	  "manifest: memory size is too small",				\
	  " (%u, at least %u)")						\
	X(29, IMAGE_MEMORY_LARGE, "",					\
	  "manifest: memory size is too large", " (%u, at most %u)")	\
	X(30, IMAGE_FLAGS, "",						\
	  "manifest: unknown flags", " (0x%08x)")			\
	X(31, IMAGE_RESERVED, "",					\
	  "manifest: reserved field is not 0", " (0x%08x)")		\
	X(32, IMAGE_NAME_UNTERMINATED, "",				\
	  "manifest: name has no end", "")				\
	X(33, IMAGE_NAME_CONTROL, "",					\
	  "manifest: control character in the name", "")		\
	X(34, IMAGE_ADDRESS_ALIGNMENT, "program header",		\
	  "address is not a multiple of 4096", " (0x%08x)")		\
	X(35, IMAGE_OFFSET_ALIGNMENT, "program header",			\
	  "file offset is not a multiple of 4096", " (%u)")		\
	X(36, IMAGE_SEGMENT_EMPTY, "program header",			\
	  "empty segment", "")						\
	X(37, IMAGE_FILE_PART_LARGE, "program header",			\
	  "more bytes in the file than in memory", " (%u, %u)")		\
	X(38, IMAGE_WRITE_EXECUTE, "program header",			\
	  "segment is writable and executable", " (flags %u)")		\
	X(39, IMAGE_ACCESS, "program header",				\
	  "flags are not one of R, RX, RW or none", " (flags %u)")	\
	X(40, IMAGE_GUARD_FILLED, "program header",			\
	  "guard segment has bytes in the file", " (%u)")		\
	X(41, IMAGE_BELOW_BASE, "program header",			\
	  "segment begins below the image base",			\
	  " (0x%08x, base 0x%08x)")					\
	X(42, IMAGE_PAST_MEMORY, "program header",			\
	  "segment reaches past the memory size",			\
	  " (begins at 0x%08x, memory size 0x%08x)")			\
	X(43, IMAGE_FILE_PART_OUTSIDE, "program header",		\
	  "segment is not inside the file",				\
	  " (offset %u, file has %u)")					\
	X(44, IMAGE_ORDER, "program header",				\
	  "segment begins below the one before it",			\
	  " (0x%08x, 0x%08x)")						\
	X(45, IMAGE_OVERLAP, "program header",				\
	  "segment shares a page with the one before it",		\
	  " (begins at 0x%08x, free from 0x%08x)")			\
	X(46, IMAGE_ENTRY, "",						\
	  "entry point is not in the file part of an RX "		\
	  "segment", " (0x%08x)")					\
	X(47, IMAGE_NO_STACK, "",					\
	  "no RW segment, so no room for a stack", "")			\
	X(48, IMAGE_MEMORY_OVERRIDE, "",				\
	  "needs more bytes of memory than its VM has", " (%u, %u)")	\
	X(49, IMAGE_POLICY_SIZE, "note",				\
	  "wrong size of the policy", " (%u, needed %u)")

#define DENALI_FINDINGS_BOOTPLAN(X)					\
	X(101, BOOTPLAN_TOO_SHORT, "",					\
	  "too short for a boot plan", " (%u, at least %u)")		\
	X(102, BOOTPLAN_MAGIC, "",					\
	  "not a boot plan", " (magic 0x%08x)")				\
	X(103, BOOTPLAN_VERSION, "",					\
	  "boot plan of another version",				\
	  " (plan has %u, kernel has %u)")				\
	X(104, BOOTPLAN_LENGTH, "",					\
	  "boot plan is not as long as it says",			\
	  " (%u, module has %u)")					\
	X(105, BOOTPLAN_FLAGS, "",					\
	  "unknown flags", " (0x%08x)")					\
	X(106, BOOTPLAN_GROUP_COUNT, "",				\
	  "no groups, or too many", " (%u, at most %u)")		\
	X(107, BOOTPLAN_GROUPS_OUTSIDE, "",				\
	  "groups are not inside the plan",				\
	  " (%u groups, plan has %u bytes)")				\
	X(108, BOOTPLAN_QUANTUM, "",					\
	  "quantum is too short or too long",				\
	  " (%u, the bound is %u)")					\
	X(109, BOOTPLAN_TICK, "",					\
	  "tick is too short or too long", " (%u, the bound is %u)")	\
	X(110, BOOTPLAN_SWAP_BLOCK, "",					\
	  "too many pages in a swap block", " (%u, at most %u)")	\
	X(111, BOOTPLAN_NO_SUCH_MODULE, "",				\
	  "no such module", " (%u, the last is %u)")			\
	X(112, BOOTPLAN_NO_INSTANCE, "",				\
	  "count is 0", "")						\
	X(113, BOOTPLAN_VM_COUNT, "",					\
	  "too many VMs with this group's",				\
	  " (count %u, at most %u in all)")				\
	X(114, BOOTPLAN_MEMORY_ALIGNMENT, "",				\
	  "memory size is not a multiple of 4096", " (%u)")		\
	X(115, BOOTPLAN_MEMORY_SMALL, "",				\
	  "memory size is too small", " (%u, at least %u)")		\
	X(116, BOOTPLAN_MEMORY_LARGE, "",				\
	  "memory size is too large", " (%u, at most %u)")		\
	X(117, BOOTPLAN_GROUP_FLAGS, "",				\
	  "unknown flags", " (0x%08x)")					\
	X(118, BOOTPLAN_NAME_UNTERMINATED, "",				\
	  "name has no end", "")					\
	X(119, BOOTPLAN_NAME_CONTROL, "",				\
	  "control character in the name", "")				\
	X(120, BOOTPLAN_WEIGHT, "",					\
	  "weight is too large", " (%u, at most %u)")			\
	X(121, BOOTPLAN_CAP, "",					\
	  "cap is more than the processor", " (%u, at most %u)")	\
	X(122, BOOTPLAN_FRAME_LIMIT, "",				\
	  "frame limit is too large", " (%u, at most %u)")		\
	X(123, BOOTPLAN_SWAP_RATE, "",					\
	  "swap rate is too large", " (%u, at most %u)")		\
	X(124, BOOTPLAN_STRINGS_LENGTH, "",				\
	  "arguments and environment are too long",			\
	  " (%u, at most %u)")						\
	X(125, BOOTPLAN_STRINGS_OUTSIDE, "",				\
	  "strings are not between the groups and the plan's "		\
	  "end", " (offset %u, plan has %u)")				\
	X(126, BOOTPLAN_STRINGS_UNTERMINATED, "",			\
	  "last string has no end", "")					\
	X(127, BOOTPLAN_STRINGS_COUNT, "",				\
	  "not as many strings as argc and envc say",			\
	  " (%u, needed %u)")						\
	X(128, BOOTPLAN_ENVIRONMENT, "",				\
	  "string of the environment is not NAME=VALUE",		\
	  " (number %u)")						\
	X(129, BOOTPLAN_NETWORK_FLAGS, "",				\
	  "unknown network flags", " (0x%08x)")				\
	X(130, BOOTPLAN_NETWORK_RESERVED, "",				\
	  "reserved network field is not 0", " (0x%04x)")		\
	X(131, BOOTPLAN_MTU, "",					\
	  "no MTU the network can have", " (%u, at most %u)")		\
	X(132, BOOTPLAN_IPV4_PREFIX, "",				\
	  "IPv4 prefix is too long", " (%u, at most %u)")		\
	X(133, BOOTPLAN_IPV6_PREFIX, "",				\
	  "IPv6 prefix is too long", " (%u, at most %u)")		\
	X(134, BOOTPLAN_MAC, "",					\
	  "Ethernet address is zero or that of a group", "")		\
	X(135, BOOTPLAN_MAC_RANGE, "",					\
	  "too many instances for the Ethernet address", " (%u)")	\
	X(136, BOOTPLAN_IPV4_RANGE, "",					\
	  "too many instances for the IPv4 address", " (%u)")		\
	X(137, BOOTPLAN_IPV6_RANGE, "",					\
	  "too many instances for the IPv6 address", " (%u)")		\
	X(138, BOOTPLAN_MAC_SHARED, "",					\
	  "Ethernet addresses overlap those of another group",		\
	  " (group %u)")						\
	X(139, BOOTPLAN_VM_LIMIT, "",					\
	  "VM limit is too large", " (%u, at most %u)")			\
	X(140, BOOTPLAN_VM_LIMIT_SMALL, "",				\
	  "VM limit is below the number of VMs",			\
	  " (%u, at least %u)")						\
	X(141, BOOTPLAN_SWAP_DISK, "",					\
	  "no such disk to swap to", " (%u, at most %u)")		\
	X(142, BOOTPLAN_RESERVED, "",					\
	  "reserved field is not 0", " (0x%08x)")			\
	X(144, BOOTPLAN_LIMIT, "",					\
	  "limit is too large", " (%u, at most %u)")			\
	X(145, BOOTPLAN_SUPERVISOR, "",					\
	  "a second supervisor", "")					\
	X(146, BOOTPLAN_SUPERVISOR_COUNT, "",				\
	  "more than one instance of a supervisor", " (%u)")		\
	X(147, BOOTPLAN_DISK_FLAGS, "",					\
	  "unknown disk flags, or flags without a disk",		\
	  " (its number %u: 0x%02x)")					\
	X(148, BOOTPLAN_DISK_SWAP, "",					\
	  "one of its disks is the one to swap to", " (%u)")		\
	X(149, BOOTPLAN_DISK_INSTANCES, "",				\
	  "several instances would write one disk",			\
	  " (%u, %u instances)")					\
	X(150, BOOTPLAN_DISK_TWICE, "",					\
	  "has one disk twice", " (%u)")				\
	X(151, BOOTPLAN_DISK_SHARED, "",				\
	  "a disk is also another group's, and not read-only "		\
	  "for both", " (%u, group %u)")				\
	X(152, BOOTPLAN_POLICY_OUTSIDE, "",				\
	  "policy is not between the groups and the plan's "		\
	  "end", " (offset %u, plan has %u)")

#define DENALI_FINDINGS_POLICY(X)					\
	X(201, POLICY_FLAGS, "",					\
	  "policy: unknown flags", " (0x%08x)")				\
	X(202, POLICY_RULE_COUNT, "",					\
	  "policy: too many rules", " (%u, at most %u)")		\
	X(203, POLICY_DIRECTION, "policy rule",				\
	  "neither in nor out", " (%u)")				\
	X(204, POLICY_PROTOCOL, "policy rule",				\
	  "neither TCP nor UDP nor any protocol", " (%u)")		\
	X(205, POLICY_FAMILY, "policy rule",				\
	  "neither IPv4 nor IPv6 nor both", " (%u)")			\
	X(206, POLICY_PREFIX, "policy rule",				\
	  "prefix is too long", " (%u, at most %u)")			\
	X(207, POLICY_PORTS, "policy rule",				\
	  "first port is above the last", " (%u, %u)")			\
	X(208, POLICY_UNUSED, "policy rule",				\
	  "past the last and not zero", "")

#define DENALI_FINDINGS_HOST(X)						\
	X(221, HOST_NO_MODULE, "",					\
	  "no modules: the first must be a boot plan, the "		\
	  "others images", "")						\
	X(222, HOST_IMAGE_MEMORY, "",					\
	  "no memory to load the image", "")				\
	X(223, HOST_TABLE_MEMORY, "",					\
	  "no memory for the table of VMs", "")				\
	X(224, HOST_VM_MEMORY, "",					\
	  "out of memory", " at VM %u of %u: %u KiB are free")

#define DENALI_FINDINGS(X)						\
	DENALI_FINDINGS_IMAGE(X)					\
	DENALI_FINDINGS_BOOTPLAN(X)					\
	DENALI_FINDINGS_POLICY(X)					\
	DENALI_FINDINGS_HOST(X)
/* clang-format on */

#endif
