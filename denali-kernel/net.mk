# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# The network half of the kernel; denali-kernel/module.mk includes this.
KERNEL_SRC += \
	denali-kernel/arp.c \
	denali-kernel/dhcp.c \
	denali-kernel/disguise.c \
	denali-kernel/e1000.c \
	denali-kernel/flows.c \
	denali-kernel/forward.c \
	denali-kernel/forwardset.c \
	denali-kernel/guard.c \
	denali-kernel/headers.c \
	denali-kernel/net.c \
	denali-kernel/nic.c \
	denali-kernel/packet.c \
	denali-kernel/pci.c \
	denali-kernel/policy.c \
	denali-kernel/rewrite.c \
	denali-kernel/stations.c \
	denali-kernel/switch.c \
	denali-kernel/traffic.c \
	denali-kernel/turn.c \
	denali-kernel/virtio.c \
	denali-kernel/virtio_net.c \
	denali-kernel/virtio_rng.c \
	denali-kernel/virtqueue.c
